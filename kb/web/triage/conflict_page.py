"""The page where two people changed one priority: both versions, and the choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.services.triage.board import Board
from kb.services.triage.triage import CommandKind, GroupingCommand, GroupingConflict, SeenPriority
from kb.web.humanize import listed, moment
from kb.web.layout.frame import Frame
from kb.web.layout.versions import VersionLine, marked


@dataclass(frozen=True)
class GroupingConflictPage:
    """Both versions, and the forms of the choice; without ``fields`` the act cannot be done any more."""

    template: ClassVar[str] = "triage/conflict.html"
    frame: Frame
    csrf: str
    action: str
    back: str
    who: str
    when: str
    why: str
    asked: str
    theirs: tuple[VersionLine, ...]
    yours: tuple[VersionLine, ...]
    fields: tuple[tuple[str, str], ...]


_ASKINGS: Mapping[CommandKind, str] = {
    CommandKind.GROUP: "add {slots} to {target}",
    CommandKind.UNGROUP: "take {slots} out of {source}",
    CommandKind.NEW: "make {title} from {slots}",
    CommandKind.MERGE: "merge {source} into {target}",
    CommandKind.SPLIT: "split {slots} off {source} as {title}",
    CommandKind.UNDO: "take a step back",
}


def conflict_page(
    frame: Frame,
    csrf: str,
    board: Board,
    conflict: GroupingConflict,
    command: GroupingCommand,
    people: Mapping[str, str],
) -> GroupingConflictPage:
    """Make the page; nothing of the act is lost: it stands in the form, ready to be done on top."""
    call = board.call.id
    theirs, yours = conflict.theirs.splitlines(), conflict.yours.splitlines()
    last = conflict.last
    return GroupingConflictPage(
        frame=frame,
        csrf=csrf,
        action=f"/calls/{call}/triage/{command.kind.value}",
        back=f"/calls/{call}/triage",
        who=people.get(last.who, last.who) if last else "",
        when=moment(last.at) if last else "",
        why=conflict.why,
        asked=asking(board, command),
        theirs=marked(theirs, yours),
        yours=marked(yours, theirs) if conflict.rebased else (),
        fields=fields_of(conflict.rebased) if conflict.rebased else (),
    )


def asking(board: Board, command: GroupingCommand) -> str:
    """Return what was asked for, in words."""
    titles = {slot.ref: slot.slot.title for slot in board.slots}
    names = {card.priority.id: card.priority.title for card in board.cards}

    def named(seen: SeenPriority | None) -> str:
        return f"“{names.get(seen.id, seen.id)}”" if seen else "where it was"

    statement = f" ({command.statement})" if command.statement else ""
    return _ASKINGS[command.kind].format(
        slots=listed([f"“{titles.get(slot, slot.input)}”" for slot in command.slots]),
        source=named(command.source),
        target=named(command.target),
        title=f"“{command.title}”{statement}",
    )


def fields_of(command: GroupingCommand) -> tuple[tuple[str, str], ...]:
    """Return an act as the fields of its form."""
    fields = [("slot", f"{slot.input}:{slot.rank}") for slot in command.slots]
    fields += [("from", f"{command.source.id}@{command.source.digest[:20]}")] if command.source else []
    fields += [("to", f"{command.target.id}@{command.target.digest[:20]}")] if command.target else []
    fields += [(name, value) for name, value in (("title", command.title), ("statement", command.statement)) if value]
    return tuple(fields)
