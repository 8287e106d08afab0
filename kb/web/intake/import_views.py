"""Answers taken in from files that staff send; nothing of a spreadsheet is taken in while a row of it is wrong."""

from collections.abc import Mapping, Sequence

from flask import Response, request

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.services.intake.importing import ImportResult
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.intake.import_page import MOST_FILES, import_page


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/calls/<id>/triage/import", needs=Right.RUN_CALL)
    def import_form(id: str) -> Response:
        return form(web, id)

    @routes.post("/calls/<id>/triage/import", needs=Right.RUN_CALL)
    def import_files(id: str) -> Response:
        sent = [(one.filename or "file", one.read()) for one in request.files.getlist("files") if one.filename]
        if not sent:
            return form(web, id, errors={"files": "Choose a file, or several."}, status=422)
        if len(sent) > MOST_FILES:
            return form(web, id, errors={"files": f"Send at most {MOST_FILES} files at once."}, status=422)
        valid_only = request.form.get("valid_only") == "yes"
        try:
            taken = web.kb.intake.take_files(id, sent, web.viewer().id, valid_only=valid_only)
        except InvalidInput as error:
            return form(web, id, wrong=error.field_errors, status=422)
        return form(web, id, taken=taken)


def form(
    web: Web,
    id: str,
    *,
    taken: Sequence[ImportResult] = (),
    wrong: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return the page, with what became of the files that were sent."""
    call = web.kb.intake.call(id)
    frame, csrf = web.frame("Take answers in from files", "call"), web.visitors.form_token()
    return web.page(import_page(frame, csrf, call, taken, wrong, errors), status)
