"""Pairs that seem to pull against each other, for people to discuss."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.call import Call
from kb.services.triage.board import Board, PlacedSlot
from kb.services.triage.opposing_pairs import Pairs, PriorityPair, SlotPair
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class Side:
    """One of a pair: what it is, where it stands, which way it pulls, and why we think so."""

    words: str
    address: str
    said: str
    way: str
    name: str


@dataclass(frozen=True)
class PairRow:
    """Two that seem opposed, and what they have in common."""

    one: Side
    other: Side
    about: str


@dataclass(frozen=True)
class PairsPage:
    """All pairs of a call."""

    template: ClassVar[str] = "triage/pairs.html"
    frame: Frame
    call: Link
    triage: str
    priorities: tuple[PairRow, ...]
    slots: tuple[PairRow, ...]
    more: str


def pairs_page(frame: Frame, board: Board, pairs: Pairs) -> PairsPage:
    """Make the page."""
    call = board.call
    names = {a.answer.id: a.answer.organisation for a in board.answers}
    return PairsPage(
        frame=frame,
        call=Link(call.title, f"/calls/{call.id}"),
        triage=f"/calls/{call.id}/triage",
        priorities=tuple(_priorities(pair) for pair in pairs.priorities),
        slots=tuple(_slots(call, names, pair) for pair in pairs.slots),
        more=f"{count(pairs.more, 'pair')} more with less in common." if pairs.more else "",
    )


def _priorities(pair: PriorityPair) -> PairRow:
    topic = pair.topic.name if pair.topic else pair.opposed.topic
    sides = [
        Side(one.title, f"/priorities/{one.id}", one.statement, way, "")
        for one, way in ((pair.one, pair.opposed.one_way), (pair.other, pair.opposed.other_way))
    ]
    return PairRow(sides[0], sides[1], f"Both are about {topic[:1].lower()}{topic[1:]}.")


def _slots(call: Call, names: Mapping[str, str], pair: SlotPair) -> PairRow:
    def side(slot: PlacedSlot, way: str, words: tuple[str, ...]) -> Side:
        said = f"because of {_quoted(words)}"
        address = f"/inputs/{call.id}/{slot.ref.input}#slot-{slot.ref.rank}"
        return Side(slot.slot.title, address, slot.slot.why, f"{way}, {said}", names.get(slot.ref.input, ""))

    first = pair.pulls[0]
    return PairRow(
        side(pair.one, first.one_way, first.one_words),
        side(pair.other, first.other_way, first.other_words),
        f"Both say {_quoted(pair.shared[:6])}.",
    )


def _quoted(words: tuple[str, ...]) -> str:
    return listed([f"“{word}”" for word in words])
