"""The roll of a call: who has answered, and strangers' answers accepted; for staff."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.call.answer_reference import shown
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.letters import merge_rows
from kb.services.calls.roll_editing import SHOWN
from kb.web.access import Routes
from kb.web.calls.roll_page import RollNotice, roll_page
from kb.web.calls.roll_upload_views import upload_page
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put the roll on the application."""

    @routes.get("/calls/<id>/roll", needs=Right.RUN_CALL)
    def roll(id: str) -> Response:
        return page_of(web, id)

    @routes.get("/calls/<id>/roll.csv", needs=Right.RUN_CALL)
    def letters(id: str) -> Response:
        response = Response(write_csv(merge_rows(web.kb.reminders.reminders(id))), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="reminders-{id}.csv"'
        return response

    @routes.post("/calls/<id>/answers/<answer>/admit", needs=Right.RUN_CALL)
    def admit(id: str, answer: str) -> AnyResponse:
        admitted = web.kb.call_lifecycle.admit(id, answer, web.viewer())
        return redirect(f"/calls/{id}/roll?accepted={admitted.id}", 303)

    @routes.post("/calls/<id>/answers/<answer>/take-back", needs=Right.RUN_CALL)
    def take_back(id: str, answer: str) -> AnyResponse:
        web.kb.call_lifecycle.take_back_admission(id, answer, web.viewer())
        return redirect(f"/calls/{id}/roll", 303)


def page_of(web: Web, id: str, *, problem: str = "", status: int = 200) -> Response:
    """Return the page of the roll; a roll that cannot be read is told, with the way to put another in its place."""
    try:
        view, drafts = web.kb.rolls.of(id), web.kb.reminders.reminders(id)
    except InvalidInput as error:
        return upload_page(web, id, wrong=error.field_errors)
    due = web.kb.due_reminders.of(view.call)
    frame, csrf = web.frame(f"Who has answered: {view.call.title}", "call"), web.visitors.form_token()
    return web.page(roll_page(frame, view, drafts, due, csrf, _notice(web, id), problem), status)


def _notice(web: Web, id: str) -> RollNotice | None:
    accepted, before = request.args.get("accepted", ""), request.args.get("before", "")
    if accepted:
        words = f"{shown(accepted)} is accepted: it can now be seen as its consent allows."
        return RollNotice(words, f"/calls/{id}/answers/{accepted}/take-back")
    if before:
        now = web.kb.roll_editor.read(id).digest[:SHOWN]
        return RollNotice("The roll is changed.", f"/calls/{id}/roll/undo", (("version", before), ("seen", now)))
    return None
