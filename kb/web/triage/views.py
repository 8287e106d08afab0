"""Triage: the board of a call, its acts, and its history; for staff."""

import re
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.ids import is_id
from kb.domain.priority.priority import SlotRef
from kb.services.triage.board import Board
from kb.services.triage.triage import CommandKind, GroupingCommand, GroupingConflict, SeenPriority
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.triage.conflict_page import conflict_page
from kb.web.triage.page import BoardRequest, triage_page
from kb.web.triage.steps import history_page, step_row, step_rows

_SLOT = re.compile(r"([a-z0-9-]{1,80}):([1-9][0-9]{0,2})")
_SEEN = re.compile(r"([a-z0-9-]{1,80})@([0-9a-f]{12,64})")
LONGEST_TITLE, LONGEST_STATEMENT = 300, 5000

Form = MultiDict[str, str]


def register(routes: Routes, web: Web) -> None:
    """Put triage on the application."""

    @routes.get("/calls/<id>/triage", needs=Right.RUN_CALL)
    def triage(id: str) -> Response:
        board = web.kb.triage.board(id)
        return board_page(web, board, asked_of(request.args, board, web))

    @routes.post("/calls/<id>/triage/<act>", needs=Right.RUN_CALL)
    def sort(id: str, act: str) -> AnyResponse:
        if act not in list(CommandKind):
            raise NotFound("act", act)
        command = None
        try:
            command = command_of(CommandKind(act), request.form)
            step = web.kb.triage.apply(id, command, web.viewer())
        except GroupingConflict as conflict:
            frame, csrf = web.frame("Somebody saved first", "call"), web.visitors.form_token()
            board, asked_for = web.kb.triage.board(id), command or GroupingCommand(CommandKind(act))
            return web.page(conflict_page(frame, csrf, board, conflict, asked_for, people_of(web)), 409)
        except InvalidInput as error:
            asked = BoardRequest(
                shows_all=request.form.get("show") == "all", problem="; ".join(error.field_errors.values())
            )
            return board_page(web, web.kb.triage.board(id), asked, 422)
        return redirect(after_act(id, step.number, request.form), 303)

    @routes.get("/calls/<id>/triage/history", needs=Right.RUN_CALL)
    def history(id: str) -> Response:
        return history_of(web, id, request.args.get("after", ""), request.args.get("slot", ""))


def people_of(web: Web) -> dict[str, str]:
    """Return the names of people by the ids that steps and the log know them by."""
    return {account.id: account.email for account in web.kb.accounts.all()}


def board_page(web: Web, board: Board, asked: BoardRequest, status: int = 200) -> Response:
    """Return the page of a board."""
    frame, csrf = web.frame(f"Sort: {board.call.title}", "call"), web.visitors.form_token()
    page = triage_page(frame, csrf, board, lambda ref: web.kb.triage.suggestions(board, ref), people_of(web), asked)
    return web.page(page, status)


def asked_of(args: Form, board: Board, web: Web) -> BoardRequest:
    """Read what of the board is asked for; ``done`` is the number of a step just taken, to be told."""
    done = args.get("done", "")
    said = next((f"Done: {row.words}." for row in step_rows(board, people_of(web)) if row.number == done), "")
    page = args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return BoardRequest(shows_all=args.get("show") == "all", page=max(1, number), said=said)


def command_of(kind: CommandKind, form: Form) -> GroupingCommand:
    """Read an act from its form; raise ``InvalidInput`` for what no page of ours can have sent."""
    number = form.get("number", "")
    return GroupingCommand(
        kind=kind,
        slots=tuple(slot_of(text) for text in form.getlist("slot")[:500]),
        source=seen_of(form.get("from", ""), "from"),
        target=seen_of(form.get("to", ""), "to"),
        title=form.get("title", "")[:LONGEST_TITLE],
        statement=form.get("statement", "")[:LONGEST_STATEMENT],
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
    )


def slot_of(text: str) -> SlotRef:
    """Read a slot: ``answer-id:2``."""
    match = _SLOT.fullmatch(text)
    if match is None or not is_id(match[1]):
        raise InvalidInput({"slot": "there is no such choice"})
    return SlotRef(match[1], int(match[2]))


def seen_of(text: str, field: str) -> SeenPriority | None:
    """Read a priority as a form names it: ``id@digest``; nothing where it names none."""
    if not text:
        return None
    match = _SEEN.fullmatch(text)
    if match is None or not is_id(match[1]):
        raise InvalidInput({field: "choose a priority from the list"})
    return SeenPriority(match[1], match[2])


def after_act(call: str, number: int, form: Form) -> str:
    """Return where to go on after an act: the next choice, with what was done told."""
    pairs = [("done", str(number)), *([("show", "all")] if form.get("show") == "all" else [])]
    anchor = form.get("next", "")
    anchor = f"#{anchor}" if re.fullmatch(r"(?:slot|card)-[a-z0-9-]{1,90}", anchor) else ""
    return f"/calls/{call}/triage?{urlencode(pairs)}{anchor}"


def history_of(web: Web, call: str, after: str, slot: str) -> Response:
    """Return the history of a call, of one slot where one is asked for, and the state after a step."""
    traced = slot_of(slot) if slot else None
    past = web.kb.triage.history(call, int(after) if after.isascii() and after.isdigit() and len(after) < 9 else None)
    board, people = past.board, people_of(web)
    titles = {one.ref: one.slot.title for one in board.slots}
    names = {id: one.title for id, one in past.priorities.items()}
    steps = tuple(
        step_row(taken, titles, names, people) for taken in past.steps if not traced or traced in taken.step.slots
    )
    page = history_page(
        web.frame(f"History: {board.call.title}", "call"),
        web.visitors.form_token(),
        board.call,
        steps,
        titles=titles,
        priorities=past.priorities,
        state=past.state,
        after=after if past.state else "",
        traced=traced,
    )
    return web.page(page)
