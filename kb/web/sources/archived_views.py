"""Archived copies of a source: public web archives are asked, and a copy of theirs is taken in."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import NotFound
from kb.domain.job import BackgroundJob
from kb.domain.source.archived_copy import ArchivedCopy
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.sources.archived_page import archived_page
from kb.web.sources.job_views import own_job


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""

    @routes.get("/sources/<id>/archived", needs=Right.FILE)
    def archived(id: str) -> Response:
        return shown(web, id)

    @routes.post("/sources/<id>/archived", needs=Right.FILE)
    def look_for_archived(id: str) -> AnyResponse:
        return redirect(f"/sources/{id}/archived/{web.kb.archived_copies.look(id, web.viewer()).id}", 303)

    @routes.get("/sources/<id>/archived/<job>", needs=Right.FILE)
    def archived_found(id: str, job: str) -> Response:
        return shown(web, id, *_found(web, id, job))

    @routes.post("/sources/<id>/archived/<job>", needs=Right.FILE)
    def take_archived(id: str, job: str) -> AnyResponse:
        found, copies = _found(web, id, job)
        wanted = request.form.get("copy", "")
        if wanted not in {copy.address for copy in copies}:  # only what an archive itself has named is asked for
            return shown(web, id, found, copies, {"copy": "Choose a copy."})
        anyway = request.form.get("anyway") == "yes"
        return redirect(f"/jobs/{web.kb.archived_copies.take(id, wanted, web.viewer(), anyway=anyway).id}", 303)


def shown(
    web: Web,
    id: str,
    job: BackgroundJob | None = None,
    copies: tuple[ArchivedCopy, ...] = (),
    errors: Mapping[str, str] | None = None,
) -> Response:
    """Return the page, with what the archives have once they were asked."""
    source = web.kb.browsing.source(id, web.viewer()).source
    frame = web.frame(f"Archived copies: {source.heading}", "sources")
    page = archived_page(frame, web.visitors.form_token(), source, names_for(web), job, copies, errors)
    return web.page(page, 422 if errors else 200)


def _found(web: Web, id: str, job: str) -> tuple[BackgroundJob, tuple[ArchivedCopy, ...]]:
    own_job(web, job)
    found, copies = web.kb.archived_copies.found(job)
    if found.subject != id:
        raise NotFound("job", job)
    return found, copies
