"""The page where two people changed one priority: both versions, and the choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.services.triage.board import Board
from kb.services.triage.triage import ActConflict, ActKind, Seen, Wish
from kb.web.humanize import listed, moment
from kb.web.layout.frame import Frame
from kb.web.layout.versions import VersionLine, marked


@dataclass(frozen=True)
class ConflictPage:
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


_ASKINGS: Mapping[ActKind, str] = {
    ActKind.GROUP: "put {slots} under {target}",
    ActKind.UNGROUP: "take {slots} out of {source}",
    ActKind.NEW: "make {title} from {slots}",
    ActKind.MERGE: "merge {source} into {target}",
    ActKind.SPLIT: "split {slots} off {source} as {title}",
    ActKind.UNDO: "take a step back",
}


def conflict_page(
    frame: Frame, csrf: str, board: Board, conflict: ActConflict, wish: Wish, people: Mapping[str, str]
) -> ConflictPage:
    """Make the page; nothing of the act is lost: it stands in the form, ready to be done on top."""
    call = board.call.id
    theirs, yours = conflict.theirs.splitlines(), conflict.yours.splitlines()
    last = conflict.last
    return ConflictPage(
        frame=frame,
        csrf=csrf,
        action=f"/calls/{call}/triage/{wish.kind.value}",
        back=f"/calls/{call}/triage",
        who=people.get(last.who, last.who) if last else "",
        when=moment(last.at) if last else "",
        why=conflict.why,
        asked=asking(board, wish),
        theirs=marked(theirs, yours),
        yours=marked(yours, theirs) if conflict.on_top else (),
        fields=fields_of(conflict.on_top) if conflict.on_top else (),
    )


def asking(board: Board, wish: Wish) -> str:
    """Return what was asked for, in words."""
    titles = {slot.ref: slot.slot.title for slot in board.slots}
    names = {card.priority.id: card.priority.title for card in board.cards}

    def named(seen: Seen | None) -> str:
        return f"“{names.get(seen.id, seen.id)}”" if seen else "where it was"

    statement = f" ({wish.statement})" if wish.statement else ""
    return _ASKINGS[wish.kind].format(
        slots=listed([f"“{titles.get(slot, slot.input)}”" for slot in wish.slots]),
        source=named(wish.source),
        target=named(wish.target),
        title=f"“{wish.title}”{statement}",
    )


def fields_of(wish: Wish) -> tuple[tuple[str, str], ...]:
    """Return an act as the fields of its form."""
    fields = [("slot", f"{slot.input}:{slot.rank}") for slot in wish.slots]
    fields += [("from", f"{wish.source.id}@{wish.source.digest[:20]}")] if wish.source else []
    fields += [("to", f"{wish.target.id}@{wish.target.digest[:20]}")] if wish.target else []
    fields += [(name, value) for name, value in (("title", wish.title), ("statement", wish.statement)) if value]
    return tuple(fields)
