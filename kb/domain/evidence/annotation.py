"""Annotations: an analyst's annotated entries on a passage or a source, and their links to priorities.

A link with its stance is evidence. A citation holds the passage by its words; where the source has changed so that
they are not there any more, a person decides what becomes of it, and the decision is kept with what it was.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn, state_of
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import Citation


class Strength(StrEnum):
    """How much a piece of evidence carries: what the source found itself, what it implies, or what somebody told it."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    ANECDOTAL = "anecdotal"


class Verdict(StrEnum):
    """What has become of a citation in the source as it stands now; reworded and gone wait for a person."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    GONE = "gone"

    @property
    def is_suspect(self) -> bool:
        """Say whether a person has to decide."""
        return self in (Verdict.REWORDED, Verdict.GONE)


class DecisionKind(StrEnum):
    """What a person decided on a suspect citation."""

    ANCHORED = "anchored anew"
    STANDS = "stands as read"


@dataclass(frozen=True)
class Decision:
    """A decision on a suspect citation: when, by whom, what was found then, in which capture, and why.

    ``capture`` is the SHA-256 of the capture that it was decided on: a later capture asks again. ``before`` is the
    citation as it was, where it was anchored anew.
    """

    at: dt.datetime
    who: str
    kind: DecisionKind
    found: Verdict
    capture: str = ""
    why: str = ""
    before: Citation | None = None


@dataclass(frozen=True)
class EvidenceLink:
    """What an annotation says for or against a priority: its stance, how much it carries, and why."""

    priority: str
    stance: Stance
    strength: Strength = Strength.DIRECT
    why: str = ""


@dataclass(frozen=True)
class Annotation:
    """An annotated entry. ``body`` is the analyst's words, in Markdown.

    ``citation`` has the passage; with neither words nor a label it is about the source as a whole. ``author`` and
    every ``who`` is the id of an account. ``review_by`` is the day on which somebody should look again. ``changes``
    counts the versions before this one, also those that differ by a turn only; ``changed`` says since when this is so.
    """

    id: str
    citation: Citation
    author: str
    made: dt.datetime
    audience: Audience = Audience.MEMBERS
    tags: tuple[str, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    review_by: dt.date | None = None
    turns: tuple[Turn, ...] = ()
    decisions: tuple[Decision, ...] = ()
    changes: int = 0
    changed: dt.datetime | None = None
    body: str = ""

    @property
    def source(self) -> str:
        """Return the id of the source that it is on; its file lies in the folder of that name."""
        return self.citation.source

    @property
    def state(self) -> ReviewState:
        """Return where it stands."""
        return state_of(self.turns)


def audience_of_annotation(annotation: Annotation, of_source: Audience) -> Audience:
    """Return the widest audience that may read an entry: no wider than its source's, and staff until it is reviewed.

    Analysts and staff who work on entries see the others too, where they may see the source: that is a right
    (``annotate``), not an audience, and nothing of it is on a shelf.
    """
    if annotation.state is not ReviewState.REVIEWED:
        return Audience.STAFF
    return max(annotation.audience, of_source, key=lambda audience: audience.rank)
