"""Choices with a strong match among the priorities, each ticked, for staff to add several at once."""

from dataclasses import dataclass
from typing import ClassVar

from kb.services.triage.board import Board
from kb.web.layout.frame import Frame
from kb.web.triage.cards import name_in, value_of
from kb.web.triage.page import STRONG, Suggest, shares_words

MOST = 200
"""Choices that are looked at for one page."""


@dataclass(frozen=True)
class MatchRow:
    """A choice with the priority that its words fit best."""

    value: str
    title: str
    name: str
    address: str
    why: str


@dataclass(frozen=True)
class MatchGroup:
    """A priority with the choices that fit it."""

    title: str
    address: str
    rows: tuple[MatchRow, ...]


@dataclass(frozen=True)
class MatchesPage:
    """The list."""

    template: ClassVar[str] = "triage/matches.html"
    frame: Frame
    csrf: str
    call: str
    call_title: str
    groups: tuple[MatchGroup, ...]


def matches_page(frame: Frame, csrf: str, board: Board, suggest: Suggest) -> MatchesPage:
    """Make the page; only what is under no priority is offered."""
    cards, found = {card.priority.id: card for card in board.cards}, dict[str, list[MatchRow]]()
    for slot in [one for one in board.slots if not one.place][:MOST]:
        best = next(iter(suggest(slot.ref).priorities), None)
        if best is None or best.score < STRONG:
            continue
        ref = f"{slot.ref.input}:{slot.ref.rank}"
        row = MatchRow(
            value=f"{ref}>{value_of(cards[best.priority.id])}",
            title=slot.slot.title,
            name=f"{name_in(board, slot.ref)}, choice {slot.ref.rank}",
            address=f"/inputs/{board.call.id}/{slot.ref.input}#slot-{slot.ref.rank}",
            why=shares_words(best.words),
        )
        found.setdefault(best.priority.id, []).append(row)
    groups = tuple(
        MatchGroup(cards[id].priority.title, f"/priorities/{id}", tuple(rows)) for id, rows in sorted(found.items())
    )
    return MatchesPage(frame, csrf, board.call.id, board.call.title, groups)
