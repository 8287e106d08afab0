"""The query as a tree: what the grammar reads and the search evaluates.

Every node knows its place in the typed text (``span``: start and end, end exclusive), which plays no part
in equality. Values are as typed; folding case and stems is the index's business.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]


def _place() -> Place:
    return (0, 0)


@dataclass(frozen=True)
class Word:
    """One word as typed, without punctuation around it."""

    text: str
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Prefix:
    """``word*``: every word that begins so; ``text`` is without the star."""

    text: str
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Wild:
    """A word with ``*`` (any letters) or ``?`` (one letter) inside."""

    pattern: str
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Fuzzy:
    """``word~``: words within ``edits`` (1 or 2) changed letters."""

    text: str
    edits: int
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Phrase:
    """``"these words"`` in this order; with ``slop``, near each other: up to so many words between them."""

    text: str
    slop: int = 0
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Range:
    """A stretch of years or dates; an empty end is open, ``low_open`` and ``high_open`` leave the end out."""

    name: str
    low: str
    high: str
    low_open: bool = False
    high_open: bool = False
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class FieldQuery:
    """``name:value``: the node must match in that field only."""

    name: str
    node: "Node"
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Not:
    """What must not match."""

    node: "Node"
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class All:
    """Everything in it must match; at least two, none of them an ``All``."""

    nodes: tuple["Node", ...]
    span: Place = field(default_factory=_place, compare=False)


@dataclass(frozen=True)
class Any:
    """One of these must match; at least two, none of them an ``Any``."""

    nodes: tuple["Node", ...]
    span: Place = field(default_factory=_place, compare=False)


Leaf: TypeAlias = Word | Prefix | Wild | Fuzzy | Phrase
Node: TypeAlias = Leaf | FieldQuery | Range | Not | All | Any


@dataclass(frozen=True)
class Query:
    """What stands side by side at the top: all of it is wanted, some of it is accepted."""

    clauses: tuple[Node, ...] = ()
