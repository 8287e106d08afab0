"""Suggestions for a slot: priorities that it may belong under, and slots of others that say something like it.

The search engine finds them; the score is its score over that of the slot itself, so that 1 means "the same words".
Suggestions are shown with the words that they share and are never applied by themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.call.call import Slot
from kb.domain.errors import IndexMissing
from kb.domain.index_document import ANSWER, PRIORITY
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.query.search_query import Filters
from kb.index import SearchEngine
from kb.index.reports import RetrievalOptions
from kb.services.triage.board import Board, PlacedSlot
from kb.services.triage.text_similarity import alike, shared_words

LEAST_SCORE, LEAST_EARLIER = 0.12, 0.25
MOST = 3
_LOOKED_AT = 60
_OF_NEIGHBOURS = 0.9
"""A slot that is alike speaks for its priority a little less than the priority's own words do."""


@dataclass(frozen=True)
class SuggestedPriority:
    """A priority that a slot may belong under: how much, and why: the words shared, and a slot under it like this."""

    priority: Priority
    score: float
    words: tuple[str, ...]
    like: PlacedSlot | None = None


@dataclass(frozen=True)
class SimilarSlot:
    """A slot of another answer that says something like it."""

    slot: PlacedSlot
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Suggestions:
    """What is suggested for one slot, best first; ``earlier`` are priorities of other calls that say much the same."""

    priorities: tuple[SuggestedPriority, ...] = ()
    similar: tuple[SimilarSlot, ...] = ()
    earlier: tuple[SuggestedPriority, ...] = ()


class SlotSuggesting:
    """Suggests for the slots of a board."""

    def __init__(self, index: SearchEngine) -> None:
        self._index = index

    def suggest(self, board: Board, ref: SlotRef) -> Suggestions:
        """Return suggestions for one slot; none where there is no index to ask."""
        slots = {one.ref: one for one in board.slots}
        text = words_of(slots[ref].slot)
        try:
            by_answer = self._scores(text, ANSWER)
            by_priority = self._scores(text, PRIORITY)
        except IndexMissing:
            return Suggestions()
        whole = by_answer.get((ref.input, f"slot-{ref.rank}"), 0.0) or max(by_answer.values(), default=0.0)
        if not whole:
            return Suggestions()
        similar = tuple(_similar(slots.values(), ref, text, by_answer, whole))
        here = [card.priority for card in board.cards if card.priority.is_open]
        earlier = (one for one in _fitting(board.earlier, text, by_priority, whole, ()) if one.score >= LEAST_EARLIER)
        return Suggestions(
            tuple(_fitting(here, text, by_priority, whole, similar))[:MOST], similar[:MOST], tuple(earlier)[:MOST]
        )

    def _scores(self, text: str, kind: str) -> dict[tuple[str, str], float]:
        filters = Filters(chosen=(("kind", (kind,)),))
        top = self._index.retrieve(text, Audience.STAFF, RetrievalOptions(_LOOKED_AT, filters, literal=True))
        return dict(zip(top.ids, top.scores, strict=True))


def words_of(slot: Slot) -> str:
    """Return everything that a slot says."""
    return "\n".join(part for part in (slot.title, slot.why, slot.question) if part)


def words_about(priority: Priority) -> str:
    """Return everything that a priority says in our words."""
    return "\n".join(part for part in (priority.title, priority.statement, priority.body) if part)


def _similar(
    slots: Iterable[PlacedSlot], ref: SlotRef, text: str, scores: dict[tuple[str, str], float], whole: float
) -> Iterable[SimilarSlot]:
    found = []
    for one in slots:
        score = min(1.0, scores.get((one.ref.input, f"slot-{one.ref.rank}"), 0.0) / whole)
        if one.ref.input == ref.input or score < LEAST_SCORE:
            continue
        words = shared_words(text, words_of(one.slot))
        if words:
            found.append(SimilarSlot(one, score, words))
    return sorted(found, key=lambda one: (-one.score, one.slot.ref.input, one.slot.ref.rank))


def _fitting(
    priorities: Iterable[Priority],
    text: str,
    scores: dict[tuple[str, str], float],
    whole: float,
    similar: tuple[SimilarSlot, ...],
) -> Iterable[SuggestedPriority]:
    found = []
    for priority in priorities:
        own = max((score for (key, _), score in scores.items() if key == priority.id), default=0.0) / whole
        like = next((one for one in similar if one.slot.place == priority.id), None)
        score = min(1.0, max(own, _OF_NEIGHBOURS * like.score if like else 0.0))
        if score < LEAST_SCORE:
            continue
        words = shared_words(text, words_about(priority)) or (like.words if like else ())
        if words:
            found.append(SuggestedPriority(priority, score, words, like.slot if like else None))
    return sorted(found, key=lambda one: (-one.score, -alike(text, words_about(one.priority)), one.priority.id))
