"""The captures of a source: listed for everybody, read and compared by those who work on entries."""

import datetime as dt
from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import NotFound
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.sources.captures_page import captures_page, texts_page
from kb.web.sources.job_views import own_job

SOON = 2.0


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""

    @routes.get("/sources/<id>/captures", needs=PUBLIC)
    def source_captures(id: str) -> Response:
        return listed(web, id)

    @routes.post("/sources/<id>/captures", needs=Right.FILE)
    def read_captures(id: str) -> AnyResponse:
        return read(web, id)

    @routes.get("/sources/<id>/captures/<job>", needs=Right.FILE)
    def capture_texts(id: str, job: str) -> Response:
        viewer = web.viewer()
        source = web.kb.browsing.source(id, viewer).source
        own_job(web, job)
        texts = web.kb.source_captures.texts(job, viewer)
        if texts.job.subject != id:
            raise NotFound("job", job)
        frame = web.frame(f"Captures: {source.heading}", "sources")
        return web.page(texts_page(frame, web.visitors.form_token(), source, texts, names_for(web)))


def listed(web: Web, id: str, errors: Mapping[str, str] | None = None, day: str = "") -> Response:
    """Return the list of captures of a source, with what is wrong with what was asked."""
    viewer, captures = web.viewer(), web.kb.source_captures
    source = web.kb.browsing.source(id, viewer).source
    may_read = viewer.may(Right.FILE) and captures.may_read(id, viewer)
    frame = web.frame(f"Captures: {source.heading}", "sources")
    csrf = web.visitors.form_token() if may_read else ""
    page = captures_page(frame, csrf, source, captures.states(id, viewer), may_read=may_read, errors=errors, day=day)
    return web.page(page, 422 if errors else 200)


def read(web: Web, id: str) -> AnyResponse:
    """Begin to read the capture of a day, or the two that were chosen, and go to what they say."""
    viewer, form, captures = web.viewer(), request.form, web.kb.source_captures
    if form.get("do") == "day":
        day = form.get("day", "").strip()
        try:
            hashes: tuple[str, ...] = (captures.on_day(id, dt.date.fromisoformat(day), viewer).sha256,)
        except ValueError:
            return listed(web, id, {"day": "Write the day as 2016-04-13."}, day)
        except NotFound as error:
            if error.kind != "capture":
                raise
            return listed(web, id, {"day": "No capture is as old as that."}, day)
    else:
        hashes = (form.get("before", ""), form.get("after", ""))
        if hashes[0] == hashes[1]:
            return listed(web, id, {"after": "Choose two different captures."})
    job = captures.read(id, hashes, viewer)
    web.kb.jobs.wait(job.id, SOON)
    return redirect(f"/sources/{id}/captures/{job.id}", 303)
