"""What enters a brief: everything chosen once, before a word of it is written.

By default only priorities that are agreed, and of what people wrote only what is reviewed; what waits is counted.
Whoever asks for what is not reviewed gets it as far as it would be seen once it is reviewed. Suspect evidence, whose
words are not in the source any more and on which nobody has decided, never enters.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.domain.editorial.question import Advice, AdviceKind, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.lineage import in_force
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef
from kb.domain.source.source import Source
from kb.services.library.evidence import Cited, CitedWords
from kb.services.priorities.ranking import RankingView


class BriefLength(StrEnum):
    """How long a brief is: all that is known, or what fits on two pages."""

    LONG = "long"
    TWO_PAGES = "two-pages"


@dataclass(frozen=True)
class BriefChoice:
    """What a brief is asked for: of which call, for whom, as at which day (none: now), on which priorities (none: all).

    ``unreviewed`` lets drafts in, each marked.
    """

    call: str
    audience: Audience = Audience.PUBLIC
    as_of: dt.date | None = None
    priorities: tuple[str, ...] = ()
    unreviewed: bool = False
    length: BriefLength = BriefLength.LONG

    @property
    def readers(self) -> Viewer:
        """Return its readers, who are told how much waits for review as well."""
        return Viewer(audience=self.audience, rights=frozenset({Right.ANNOTATE}))


@dataclass(frozen=True)
class Raised:
    """An entry of an answer as the brief's readers may read it."""

    slot: SlotRef
    answer: Input


@dataclass(frozen=True)
class OnPriority:
    """What is known for one priority. The numbers count what waits for review and is left out."""

    priority: Priority
    pieces: tuple[Cited, ...] = ()
    pieces_waiting: int = 0
    suspect: tuple[Cited, ...] = ()
    questions: tuple[Question, ...] = ()
    questions_waiting: int = 0
    advice: tuple[Advice, ...] = ()
    advice_waiting: int = 0
    recommendations: tuple[Recommendation, ...] = ()
    raised: tuple[Raised, ...] = ()
    record: SearchRecord | None = None

    @property
    def is_agreed(self) -> bool:
        """Say whether its words may be put before an inspector."""
        return self.priority.status is PriorityStatus.AGREED

    def of_kind(self, kind: AdviceKind) -> tuple[Advice, ...]:
        """Return its strategies, or its guidance."""
        return tuple(one for one in self.advice if one.kind is kind)


@dataclass(frozen=True)
class Material:
    """Everything that a brief is written from; nothing in it is beyond its readers.

    ``moment`` is the moment that it is as at; ``sources`` are those that its readers may see, ``annotated`` what an
    entry holds, by its id; ``bodies`` counts the independent bodies behind each priority; ``withheld`` says in words
    why totals of answers are not told, where they are not. ``drafts`` counts the priorities that are not agreed and
    left out. Of the sources ``without_text`` (ids) only our own words were here. ``site`` is the address of this site,
    for links that leave it.
    """

    choice: BriefChoice
    call: Call
    moment: dt.datetime
    priorities: tuple[OnPriority, ...]
    drafts: int
    ranking: RankingView
    withheld: str
    sources: Mapping[str, Source]
    without_text: frozenset[str]
    annotated: Mapping[str, CitedWords]
    bodies: Mapping[str, int]
    site: str

    @property
    def audience(self) -> Audience:
        """Return whom the brief is for."""
        return self.choice.audience

    @property
    def is_invented(self) -> bool:
        """Say whether some answer that it speaks of was made up."""
        told = any(raised.answer.illustrative for one in self.priorities for raised in one.raised)
        return told or self.ranking.illustrative


class _Entry(Protocol):
    @property
    def state(self) -> ReviewState: ...


E = TypeVar("E", bound=_Entry)


def entering(entries: Iterable[E], choice: BriefChoice) -> tuple[tuple[E, ...], int]:
    """Return the entries that enter, and how many wait: those that readers would see once they are reviewed."""
    seen = [one for one in entries if one.state is not ReviewState.RETIRED]
    kept = tuple(one for one in seen if choice.unreviewed or one.state is ReviewState.REVIEWED)
    return kept, len(seen) - len(kept)


def on_priority(
    priority: Priority, pieces: Iterable[Cited], visible: VisibleCatalogue, choice: BriefChoice
) -> OnPriority:
    """Collect what enters for one priority."""
    own, pieces_waiting = entering((piece for piece in pieces if piece.source), choice)
    questions, questions_waiting = entering(_for(visible.questions.values(), priority, visible.priorities), choice)
    advice, advice_waiting = entering(_for(visible.advice.values(), priority, visible.priorities), choice)
    return OnPriority(
        priority=priority,
        pieces=tuple(piece for piece in own if not piece.is_suspect),
        pieces_waiting=pieces_waiting,
        suspect=tuple(piece for piece in own if piece.is_suspect),
        questions=questions,
        questions_waiting=questions_waiting,
        advice=advice,
        advice_waiting=advice_waiting,
        recommendations=tuple(_for(visible.recommendations.values(), priority, visible.priorities)),
        raised=tuple(_raised(priority.slots, visible)),
        record=visible.search_records.get(priority.id),
    )


class _ForPriorities(Protocol):
    @property
    def priorities(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=_ForPriorities)


def _for(things: Iterable[P], priority: Priority, all: Mapping[str, Priority]) -> Iterable[P]:
    return (one for one in things if any(in_force(all, id) == priority.id for id in one.priorities))


def _raised(slots: Iterable[SlotRef], visible: VisibleCatalogue) -> Iterable[Raised]:
    for slot in slots:
        answer = visible.inputs.get(slot.input)
        if answer is not None and 0 < slot.rank <= len(answer.slots):
            yield Raised(slot, answer)
