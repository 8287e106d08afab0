"""Filing a document that a person saved: for those who may, on a page of its own below the source."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.domain.source.capture import Attempt
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.sources.filing_page import filing_page


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/sources/<id>/file", needs=Right.FILE)
    def filing(id: str) -> Response:
        return form(web, id)

    @routes.post("/sources/<id>/file", needs=Right.FILE)
    def file(id: str) -> AnyResponse:
        viewer = web.viewer()
        web.kb.browsing.source(id, viewer)  # a source that this person may not see is not there
        sent = request.files.get("document")
        try:
            filed = web.kb.filing.file(id, sent.read() if sent else b"", viewer)
        except InvalidInput as error:
            return form(web, id, errors=error.field_errors, status=422)
        if not filed.outcome.has_text:
            return form(web, id, filed=filed, status=422)
        return redirect(f"/sources/{id}?filed={filed.outcome.value}", 303)


def form(
    web: Web,
    id: str,
    *,
    filed: Attempt | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return the page of one source's form, with what came of the last document."""
    view = web.kb.browsing.source(id, web.viewer())
    frame = web.frame(f"File a document: {view.source.heading}", "sources")
    return web.page(filing_page(frame, web.visitors.form_token(), view, filed, errors or {}), status)
