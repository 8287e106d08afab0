"""The roll of a call: for staff."""

from flask import Response, request

from kb.domain.account.account import Right
from kb.domain.call.answer_reference import shown
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.letters import merge_rows
from kb.web.access import Routes
from kb.web.calls.roll_page import roll_page
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put the roll on the application."""

    @routes.get("/calls/<id>/roll", needs=Right.RUN_CALL)
    def roll(id: str) -> Response:
        view, drafts = web.kb.rolls.of(id), web.kb.reminders.reminders(id)
        known = request.args.get("known", "")
        done = f"{shown(known)} can now be seen as its consent allows." if known else ""
        frame = web.frame(f"Who has answered: {view.call.title}", "call")
        due = web.kb.due_reminders.of(view.call)
        return web.page(roll_page(frame, view, drafts, due, web.visitors.form_token(), done))

    @routes.get("/calls/<id>/roll.csv", needs=Right.RUN_CALL)
    def letters(id: str) -> Response:
        response = Response(write_csv(merge_rows(web.kb.reminders.reminders(id))), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="reminders-{id}.csv"'
        return response

    @routes.post("/calls/<id>/answers/<answer>/admit", needs=Right.RUN_CALL)
    def admit(id: str, answer: str) -> Response:
        viewer = web.viewer()
        admitted = web.kb.call_lifecycle.admit(id, answer, viewer)
        return Response(status=303, headers={"Location": f"/calls/{id}/roll?known={admitted.id}"})
