"""A roll sent as a spreadsheet: looked over first, then put in place of the one before, or added to it; for staff."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.roll import roll_rows
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.roll_editing import RollFile, missing, parsed
from kb.web.access import Routes
from kb.web.calls.roll_upload_page import RollPreview, roll_upload_page
from kb.web.context import Web

NO_FILE = "Choose a spreadsheet."
NOBODY = "There is nobody in this file: it has no row below its head."


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""

    @routes.get("/calls/<id>/roll/upload", needs=Right.RUN_CALL)
    def upload_form(id: str) -> Response:
        return upload_page(web, id)

    @routes.post("/calls/<id>/roll/upload", needs=Right.RUN_CALL)
    def upload_roll(id: str) -> Response:
        sent = request.files.get("roll")
        data = sent.read() if sent else b""
        if not data:
            return upload_page(web, id, errors={"roll": NO_FILE}, status=422)
        try:
            members = parsed(data)
        except InvalidInput as error:
            return upload_page(web, id, wrong=error.field_errors, status=422)
        if not members:
            return upload_page(web, id, errors={"roll": NOBODY}, status=422)
        here = _roll(web, id)
        text = write_csv(roll_rows(members)).decode().removeprefix("\ufeff")
        preview = RollPreview(members, here.members, missing(members, here.members), text, here.digest)
        return upload_page(web, id, preview=preview)

    @routes.post("/calls/<id>/roll/save", needs=Right.RUN_CALL)
    def save_roll(id: str) -> AnyResponse:
        form, editor, viewer = request.form, web.kb.roll_editor, web.viewer()
        write = editor.add_missing if form.get("do") == "add" else editor.replace
        try:
            before = write(id, parsed(form.get("text", "").encode()), form.get("seen", ""), viewer)
        except InvalidInput as error:
            return upload_page(web, id, wrong=error.field_errors, status=409)
        return redirect(f"/calls/{id}/roll?before={before}", 303)


def upload_page(
    web: Web,
    id: str,
    *,
    preview: RollPreview | None = None,
    wrong: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return the page, with what a file holds or what is wrong with it."""
    call = web.kb.call_lifecycle.status(id).call
    frame, csrf = web.frame(f"Upload a roll: {call.title}", "call"), web.visitors.form_token()
    return web.page(roll_upload_page(frame, csrf, call, preview=preview, wrong=wrong, errors=errors), status)


def _roll(web: Web, id: str) -> RollFile:
    """Return the roll that is there; one that cannot be read has nobody on it, and can be replaced."""
    try:
        return web.kb.roll_editor.read(id)
    except InvalidInput:
        return RollFile((), web.kb.roll_editor.digest(id))
