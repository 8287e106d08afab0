"""The roll of a call: for staff."""

from flask import Flask, Response, request

from kb.domain.account.account import Right
from kb.domain.call.answer_reference import shown
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.letters import merge_rows
from kb.web.calls.roll_page import roll_page
from kb.web.context import Web


def register(app: Flask, web: Web) -> None:
    """Put the roll on the application."""

    @app.get("/calls/<id>/roll")
    def roll(id: str) -> Response:
        web.visitors.person(Right.RUN_CALL)
        view, drafts = web.kb.rolls.of(id), web.kb.reminding.reminders(id)
        known = request.args.get("known", "")
        done = f"{shown(known)} can now be seen as its consent allows." if known else ""
        frame = web.frame(f"Who has answered: {view.call.title}", "call")
        due = web.kb.due_reminding.of(view.call)
        return web.page(roll_page(frame, view, drafts, due, web.visitors.form_token(), done))

    @app.get("/calls/<id>/roll.csv")
    def letters(id: str) -> Response:
        web.visitors.person(Right.RUN_CALL)
        response = Response(write_csv(merge_rows(web.kb.reminding.reminders(id))), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="reminders-{id}.csv"'
        return response

    @app.post("/calls/<id>/answers/<answer>/admit")
    def admit(id: str, answer: str) -> Response:
        account = web.visitors.person(Right.RUN_CALL).account
        admitted = web.kb.calling.admit(id, answer, account.id)
        return Response(status=303, headers={"Location": f"/calls/{id}/roll?known={admitted.id}"})
