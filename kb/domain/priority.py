"""Priorities: issues that staff recognise in what members say, each resting on evidence."""

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.passage import Citation


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


@dataclass(frozen=True)
class Priority:
    """An issue for the inspectorate: a statement, its evidence, and the slots grouped under it.

    ``body`` says more, in Markdown; ``queries`` are the searches that belong to it.
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
