"""Choices that belong together, for staff to group several at once: with a priority, or as new ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.priority.priority import SlotRef
from kb.services.triage.board import Board, PlacedSlot
from kb.services.triage.suggestions import Suggestions
from kb.web.layout.frame import Frame
from kb.web.triage.cards import name_in, value_of
from kb.web.triage.page import STRONG, Suggest, shares_words

MOST = 200
"""Choices that are looked at for one page."""


@dataclass(frozen=True)
class MatchRow:
    """A choice, and why it stands where it stands; ``value`` names it in the form, with its priority if it has one."""

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
class AlikeGroup:
    """Choices that fit no priority and are much alike: a new one may be made of them."""

    number: int
    title: str
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
    alike: tuple[AlikeGroup, ...]


def matches_page(frame: Frame, csrf: str, board: Board, suggest: Suggest) -> MatchesPage:
    """Make the page; only what is under no priority is offered."""
    cards, matched = {card.priority.id: card for card in board.cards}, dict[str, list[MatchRow]]()
    found = {one.ref: (one, suggest(one.ref)) for one in [one for one in board.slots if not one.place][:MOST]}
    for slot, suggestions in found.values():
        best = next(iter(suggestions.priorities), None)
        if best is not None and best.score >= STRONG:
            row = _row(board, slot, shares_words(best.words), f">{value_of(cards[best.priority.id])}")
            matched.setdefault(best.priority.id, []).append(row)
    taken = {row.value.partition(">")[0] for rows in matched.values() for row in rows}
    left = {ref: one for ref, one in found.items() if f"{ref.input}:{ref.rank}" not in taken}
    return MatchesPage(
        frame=frame,
        csrf=csrf,
        call=board.call.id,
        call_title=board.call.title,
        groups=tuple(
            MatchGroup(cards[id].priority.title, f"/priorities/{id}", tuple(rows))
            for id, rows in sorted(matched.items())
        ),
        alike=tuple(_alike(board, left)),
    )


def _alike(board: Board, left: Mapping[SlotRef, tuple[PlacedSlot, Suggestions]]) -> list[AlikeGroup]:
    """Return groups of choices that are much alike, each choice in one group, the first of each giving it its title.

    What is like one of a group belongs to it: a choice knows only the few that are most like it.
    """
    alike: dict[SlotRef, dict[SlotRef, str]] = {ref: {} for ref in left}
    for ref, (_, suggestions) in left.items():
        for one in suggestions.similar:
            if one.score >= STRONG and one.slot.ref in left:
                alike[ref][one.slot.ref] = alike[one.slot.ref][ref] = shares_words(one.words)
    groups: list[AlikeGroup] = []
    taken: set[SlotRef] = set()
    for ref, (slot, _) in left.items():
        if ref in taken or not alike[ref]:
            continue
        whys = {ref: ""}
        reached = [ref]
        for each in reached:
            news = {other: why for other, why in alike[each].items() if other not in whys}
            whys |= news
            reached += news
        taken |= whys.keys()
        rows = tuple(_row(board, left[one][0], why) for one, why in whys.items())
        groups.append(AlikeGroup(len(groups), slot.slot.title, rows))
    return groups


def _row(board: Board, slot: PlacedSlot, why: str, target: str = "") -> MatchRow:
    return MatchRow(
        value=f"{slot.ref.input}:{slot.ref.rank}{target}",
        title=slot.slot.title,
        name=f"{name_in(board, slot.ref)}, choice {slot.ref.rank}",
        address=f"/inputs/{board.call.id}/{slot.ref.input}#slot-{slot.ref.rank}",
        why=why,
    )
