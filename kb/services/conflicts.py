"""Pairs that seem to pull against each other, offered for people to discuss: never resolved here.

Two priorities are a pair where their ``direction`` is opposed on one topic. Two slots are one where they are about
the same thing, by the words they share, and use words of opposite ends (``kb.domain.opposites``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from kb.domain.opposites import Opposed, Pull, opposed, pulls
from kb.domain.priority import Priority
from kb.domain.vocabulary import Topic
from kb.services.library import Library
from kb.services.likeness import alike, shared_words
from kb.services.triage_board import AnswerSlots, PlacedSlot, board_of, priorities_of
from kb.services.triage_suggest import words_of

LEAST_SHARED = 2
MOST_SLOT_PAIRS = 40


@dataclass(frozen=True)
class PriorityPair:
    """Two priorities with opposed directions on a topic."""

    one: Priority
    other: Priority
    topic: Topic | None
    opposed: Opposed


@dataclass(frozen=True)
class SlotPair:
    """Two slots that share a subject and pull apart; ``shared`` are the words that they share."""

    one: PlacedSlot
    other: PlacedSlot
    pulls: tuple[Pull, ...]
    shared: tuple[str, ...]
    likeness: float


@dataclass(frozen=True)
class Pairs:
    """Every pair that a call offers to discuss; ``more`` counts the pairs of slots that are not shown."""

    priorities: tuple[PriorityPair, ...]
    slots: tuple[SlotPair, ...]
    more: int = 0


class Conflicts:
    """Finds pairs to discuss, for staff."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def pairs(self, call: str) -> Pairs:
        """Return the pairs of a call, those of slots with the most in common first; raise ``NotFound`` for no call."""
        catalogue = self._library.snapshot().catalogue
        board = board_of(catalogue, call)
        open_ones = {id: one for id, one in priorities_of(catalogue, call).items() if one.is_open}
        found = sorted(_slot_pairs(board.answers), key=lambda pair: (-pair.likeness, pair.one.ref.input))
        return Pairs(
            tuple(
                PriorityPair(open_ones[pair.one], open_ones[pair.other], catalogue.topics.get(pair.topic), pair)
                for pair in opposed(open_ones.values())
            ),
            tuple(found[:MOST_SLOT_PAIRS]),
            max(0, len(found) - MOST_SLOT_PAIRS),
        )


def _slot_pairs(answers: tuple[AnswerSlots, ...]) -> Iterator[SlotPair]:
    for one, other in combinations(answers, 2):
        for left in one.slots:
            for right in other.slots:
                pair = _slot_pair(left, right)
                if pair is not None:
                    yield pair


def _slot_pair(one: PlacedSlot, other: PlacedSlot) -> SlotPair | None:
    mine, theirs = words_of(one.slot), words_of(other.slot)
    apart = pulls(mine, theirs)
    if not apart:
        return None
    shared = shared_words(mine, theirs)
    return SlotPair(one, other, apart, shared, alike(mine, theirs)) if len(shared) >= LEAST_SHARED else None
