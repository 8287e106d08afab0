"""Pairs that seem to pull against each other, offered for people to discuss: never resolved here.

Two priorities are a pair where their ``direction`` is opposed on one topic. Two slots are one where they are about
the same thing, by the words they share, and use words of opposite ends (``kb.domain.priority.opposites``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kb.domain.priority.opposites import Ends, Opposed, Pull, ends_of, opposed, pulls
from kb.domain.priority.priority import Priority
from kb.domain.vocabulary import Topic
from kb.services.library.library import Library
from kb.services.triage.board import AnswerSlots, PlacedSlot, board_of, priorities_of
from kb.services.triage.suggestions import words_of
from kb.services.triage.text_similarity import shared, telling_words

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


class OpposingPairs:
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


@dataclass(frozen=True)
class _Looked:
    """A slot with what is compared of it, worked out once."""

    slot: PlacedSlot
    ends: Ends
    words: Mapping[str, str]


def _slot_pairs(answers: Iterable[AnswerSlots]) -> Iterator[SlotPair]:
    looked = [[_look(slot) for slot in answer.slots] for answer in answers]
    for one, other in combinations(looked, 2):
        for left in one:
            for right in other:
                pair = _slot_pair(left, right)
                if pair is not None:
                    yield pair


def _look(slot: PlacedSlot) -> _Looked:
    text = words_of(slot.slot)
    return _Looked(slot, ends_of(text), telling_words(text))


def _slot_pair(one: _Looked, other: _Looked) -> SlotPair | None:
    apart = pulls(one.ends, other.ends)
    if not apart:
        return None
    words = shared(one.words, other.words)
    likeness = 2 * len(words) / (len(one.words) + len(other.words) or 1)
    return SlotPair(one.slot, other.slot, apart, words, likeness) if len(words) >= LEAST_SHARED else None
