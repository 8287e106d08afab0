"""Priorities: issues that staff recognise in what members say, each resting on evidence."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.source.passage import Citation


class PriorityStatus(StrEnum):
    """Where a priority stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    MERGED = "merged"
    RETIRED = "retired"


class Stance(StrEnum):
    """What a piece of evidence does for a priority."""

    SUPPORTS = "supports"
    LIMITS = "limits"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"


@dataclass(frozen=True)
class Evidence:
    """A citation with its stance towards a priority, and why."""

    citation: Citation
    stance: Stance
    why: str = ""


@dataclass(frozen=True)
class SlotRef:
    """A slot of an answer: the input's id and the rank counted from 1."""

    input: str
    rank: int


class StepKind(StrEnum):
    """What one step of grouping did; each is undone by another of them (see ``kb.domain.priority.lineage``)."""

    GROUP = "group"
    UNGROUP = "ungroup"
    NEW = "new"
    UNMAKE = "unmake"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    REJOIN = "rejoin"


@dataclass(frozen=True)
class Step:
    """One step in the lineage of a priority: slots went from one place to another, and why.

    ``number`` counts the steps of all priorities from 1. ``source`` and ``target`` are ids of priorities, empty
    for the slots that are under none. ``status`` is that of the priority which the step made, unmade, merged
    or unmerged, outside of that. ``undoes`` is the number of the step that this one takes back.
    """

    number: int
    at: dt.datetime
    who: str
    kind: StepKind
    source: str = ""
    target: str = ""
    slots: tuple[SlotRef, ...] = ()
    status: PriorityStatus | None = None
    undoes: int = 0


@dataclass(frozen=True)
class Direction:
    """Which way a priority pulls on one topic; ``towards`` is a word of ``kb.domain.priority.opposites``."""

    topic: str
    towards: str


@dataclass(frozen=True)
class Priority:
    """An issue for the inspectorate: a statement, its evidence, and the slots grouped under it.

    ``body`` says more, in Markdown; ``queries`` are the searches that belong to it. ``lineage`` has every step
    that touched it; ``merged_into`` is set while it is merged, ``split_from`` for one that was split off;
    ``direction`` says which way it pulls, on one topic each. ``situation`` and ``problem`` are what the brief says
    of it, in Markdown; ``changes`` counts the versions of its words before these, ``changed`` says since when
    they stand, ``worded_by`` who wrote them (an account's id; empty where no page did). ``agreed_by`` agreed to them,
    ``agreed_at`` that time; both are empty for a draft.
    """

    id: str
    title: str
    statement: str
    status: PriorityStatus = PriorityStatus.DRAFT
    call: str = ""
    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    slots: tuple[SlotRef, ...] = ()
    queries: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    body: str = ""
    direction: tuple[Direction, ...] = ()
    merged_into: str = ""
    split_from: str = ""
    lineage: tuple[Step, ...] = ()
    situation: str = ""
    problem: str = ""
    changes: int = 0
    changed: dt.datetime | None = None
    worded_by: str = ""
    agreed_by: str = ""
    agreed_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether slots may be put under it: it is neither merged nor retired."""
        return self.status in (PriorityStatus.DRAFT, PriorityStatus.AGREED)
