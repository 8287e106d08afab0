"""Choices that belong together, looked over and grouped several at once; for staff."""

from collections.abc import Iterator

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
from kb.web.triage.views import LONGEST_TITLE, Form, after_act, board_page, seen_of, slot_of

CHANGED = "Somebody changed some of these meanwhile. What could still be done is done; look at the others again."


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/calls/<id>/triage/matches", needs=Right.RUN_CALL)
    def matches(id: str) -> Response:
        board = web.kb.triage.board(id)
        frame, csrf = web.frame(f"Choices that belong together: {board.call.title}", "call"), web.visitors.form_token()
        return web.page(matches_page(frame, csrf, board, lambda ref: web.kb.triage.suggestions(board, ref)))

    @routes.post("/calls/<id>/triage/matches", needs=Right.RUN_CALL)
    def add_matches(id: str) -> AnyResponse:
        commands = [*_matches(request.form), *_new_groups(request.form)]
        last, refused = 0, not commands
        for command in commands:
            try:
                last = web.kb.triage.apply(id, command, web.viewer()).number
            except (GroupingConflict, InvalidInput):
                refused = True
        if refused:
            problem = CHANGED if commands else "Nothing was ticked, so nothing was grouped."
            return board_page(web, web.kb.triage.board(id), BoardRequest(problem=problem), 409 if commands else 422)
        return redirect(after_act(id, last, request.form), 303)


def _matches(form: Form) -> Iterator[GroupingCommand]:
    """Yield one command for each priority that ticked choices fit."""
    chosen: dict[SeenPriority, list[SlotRef]] = {}
    for value in form.getlist("pair")[:MOST]:
        slot, _, target = value.partition(">")
        seen = seen_of(target, "to")
        if seen is None:
            raise InvalidInput({"to": "choose a priority from the list"})
        chosen.setdefault(seen, []).append(slot_of(slot))
    for seen, slots in chosen.items():
        yield GroupingCommand(CommandKind.GROUP, tuple(slots), target=seen)


def _new_groups(form: Form) -> Iterator[GroupingCommand]:
    """Yield one command for each group of ticked choices that a new priority is to be made of."""
    for number in range(MOST):
        slots = tuple(slot_of(text) for text in form.getlist(f"slot-{number}")[:MOST])
        if slots:
            yield GroupingCommand(CommandKind.NEW, slots, title=form.get(f"title-{number}", "")[:LONGEST_TITLE])
