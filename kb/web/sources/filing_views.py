"""Filing a document that a person saved: chosen, read, shown, and used only when they say so; and taken off again."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput, NotFound
from kb.services.sources.filing import LARGEST
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.sources.filing_page import filing_page, preview_page
from kb.web.sources.job_views import titles_of

SOON = 2.0
"""Seconds that a form waits for what it began: most documents are read by then."""


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""

    @routes.get("/sources/<id>/file", needs=Right.FILE)
    def filing(id: str) -> Response:
        return form(web, id)

    @routes.post("/sources/<id>/file", needs=Right.FILE, largest=LARGEST)
    def file(id: str) -> AnyResponse:
        return read_sent(web, id)

    @routes.get("/sources/<id>/file/<job>", needs=Right.FILE)
    def filing_preview(id: str, job: str) -> Response:
        return preview(web, id, job)

    @routes.post("/sources/<id>/file/<job>", needs=Right.FILE)
    def decide_filing(id: str, job: str) -> AnyResponse:
        return decided(web, id, job)

    @routes.post("/sources/<id>/take-off", needs=Right.FILE)
    def take_off(id: str) -> AnyResponse:
        try:
            web.kb.filing_reversal.take_off(id, request.form.get("sha256", ""), web.viewer())
        except InvalidInput:
            return redirect(f"/sources/{id}?filed=other", 303)
        return redirect(f"/sources/{id}?filed=off", 303)


def file_sent() -> tuple[str, bytes]:
    """Return the name and the bytes of the file that was sent; neither where none was."""
    sent = request.files.get("document")
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2] if sent else ""
    return name or "the file", sent.read() if sent else b""


def read_sent(web: Web, id: str) -> AnyResponse:
    """Begin to read the file that was sent for a source, and go to what was found in it."""
    viewer = web.viewer()
    web.kb.browsing.source(id, viewer)  # a source that this person may not see is not there
    try:
        job = web.kb.filing.read(id, *file_sent(), viewer)
    except InvalidInput as error:
        return form(web, id, error.field_errors, 422)
    web.kb.jobs.wait(job.id, SOON)
    return redirect(f"/sources/{id}/file/{job.id}", 303)


def decided(web: Web, id: str, job: str) -> AnyResponse:
    """Do with a document that was read what somebody decided on."""
    viewer, filing, does = web.viewer(), web.kb.filing, request.form.get("do", "")
    if filing.document(job, viewer).source != id:
        raise NotFound("document", job)
    if does == "discard":
        filing.discard(job, viewer)
        return redirect(f"/sources/{id}?filed=discarded", 303)
    try:
        taken = filing.take(job, viewer, anyway=does == "anyway")
    except InvalidInput as error:
        return preview(web, id, job, error.field_errors["document"], 422)
    web.kb.jobs.wait(taken.id, SOON)
    return redirect(f"/jobs/{taken.id}", 303)


def form(web: Web, id: str, errors: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return the page on which a document is chosen for a source."""
    view = web.kb.browsing.source(id, web.viewer())
    frame = web.frame(f"File a document: {view.source.heading}", "sources")
    return web.page(filing_page(frame, web.visitors.form_token(), view, errors or {}), status)


def preview(web: Web, id: str, job: str, told: str = "", status: int = 200) -> Response:
    """Return the page of what was read in a document."""
    viewer = web.viewer()
    view, read = web.kb.browsing.source(id, viewer), web.kb.filing.document(job, viewer)
    if read.source != id:
        raise NotFound("document", job)
    frame = web.frame(f"Check a document: {view.source.heading}", "sources")
    page = preview_page(frame, web.visitors.form_token(), view, read, names_for(web), titles_of(web), told)
    return web.page(page, status)
