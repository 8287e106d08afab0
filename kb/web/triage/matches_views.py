"""Strong matches, looked over and added several at once; for staff."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.domain.priority.priority import SlotRef
from kb.services.triage.triage import CommandKind, GroupingCommand, GroupingConflict, SeenPriority
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.triage.matches_page import MOST, matches_page
from kb.web.triage.page import BoardRequest
from kb.web.triage.views import after_act, board_page, seen_of, slot_of

CHANGED = "Somebody changed some of these meanwhile. What could still be done is done; look at the others again."


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/calls/<id>/triage/matches", needs=Right.RUN_CALL)
    def matches(id: str) -> Response:
        board = web.kb.triage.board(id)
        frame, csrf = web.frame(f"Strong matches: {board.call.title}", "call"), web.visitors.form_token()
        return web.page(matches_page(frame, csrf, board, lambda ref: web.kb.triage.suggestions(board, ref)))

    @routes.post("/calls/<id>/triage/matches", needs=Right.RUN_CALL)
    def add_matches(id: str) -> AnyResponse:
        pairs = [value.partition(">")[::2] for value in request.form.getlist("pair")[:MOST]]
        chosen: dict[SeenPriority, list[SlotRef]] = {}
        for slot, target in pairs:
            seen = seen_of(target, "to")
            if seen is None:
                raise InvalidInput({"to": "choose a priority from the list"})
            chosen.setdefault(seen, []).append(slot_of(slot))
        last, refused = 0, not chosen
        for seen, slots in chosen.items():
            try:
                command = GroupingCommand(CommandKind.GROUP, tuple(slots), target=seen)
                last = web.kb.triage.apply(id, command, web.viewer()).number
            except (GroupingConflict, InvalidInput):
                refused = True
        if refused:
            problem = CHANGED if chosen else "Nothing was ticked, so nothing was added."
            return board_page(web, web.kb.triage.board(id), BoardRequest(problem=problem), 409 if chosen else 422)
        return redirect(after_act(id, last, request.form), 303)
