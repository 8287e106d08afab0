"""Inspection questions, in the inspectorate's shape: what to ask, of whom, and where an inspector would look."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn, state_of
from kb.domain.priority.priority import SlotRef


class QuestionKind(StrEnum):
    """What a question asks for."""

    FACT = "fact"
    PRACTICE = "practice"
    OUTCOME = "outcome"


class Pillar(StrEnum):
    """The pillar of inspection that a question belongs to."""

    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    LEGITIMACY = "legitimacy"
    LEADERSHIP = "leadership"


@dataclass(frozen=True)
class Question:
    """An inspection question. ``body`` says more, in Markdown.

    ``asked_of`` says who is asked, ``look_at`` the main sources of evidence (what an inspector would look at),
    ``background`` the ids of sources to have read before, ``good_answer`` what a good answer shows. ``raised_by``
    are the slots whose members' questions it came from; what of them may be told is for consent to say.
    """

    id: str
    text: str
    kind: QuestionKind
    asked_of: str
    author: str
    made: dt.datetime
    look_at: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    good_answer: str = ""
    pillars: tuple[Pillar, ...] = ()
    priorities: tuple[str, ...] = ()
    raised_by: tuple[SlotRef, ...] = ()
    audience: Audience = Audience.PUBLIC
    turns: tuple[Turn, ...] = ()
    changes: int = 0
    changed: dt.datetime | None = None
    body: str = ""

    @property
    def state(self) -> ReviewState:
        """Return where it stands."""
        return state_of(self.turns)


class AdviceKind(StrEnum):
    """What a piece of advice is: a strategy for all, or guidance to forces."""

    STRATEGY = "strategy"
    GUIDANCE = "guidance"


@dataclass(frozen=True)
class Advice:
    """A strategy, or guidance to forces, under priorities: what to do, for whom, and the evidence that it works.

    ``evidence`` has ids of annotations. ``body`` says more, in Markdown.
    """

    id: str
    title: str
    kind: AdviceKind
    what: str
    for_whom: str
    author: str
    made: dt.datetime
    priorities: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    turns: tuple[Turn, ...] = ()
    changes: int = 0
    changed: dt.datetime | None = None
    body: str = ""

    @property
    def state(self) -> ReviewState:
        """Return where it stands."""
        return state_of(self.turns)


def audience_of_entry(entry: Question | Advice) -> Audience:
    """Return the widest audience that may read a question or a piece of advice: staff until it is reviewed.

    People who work on entries see the others too, where they may see the entry's own audience: that is a right
    (``annotate``), not an audience, and nothing of it is on a shelf.
    """
    return entry.audience if entry.state is ReviewState.REVIEWED else Audience.STAFF
