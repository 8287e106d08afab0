"""What a person asks of the search: one value behind page, JSON, feed, terminal and batch."""

from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """Order of results."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"


MISSING = "none"
"""The filter value that asks for things that have no value for a facet."""


@dataclass(frozen=True)
class Filters:
    """Chosen facet values, by facet name: values of one facet widen (or), facets narrow (and).

    ``source`` scopes a search to documents by id. ``year_from`` and ``year_to`` are inclusive.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    def of(self, facet: str) -> tuple[str, ...]:
        """Return the chosen values of one facet."""
        return dict(self.chosen).get(facet, ())

    @property
    def active(self) -> bool:
        """Say whether anything narrows the search."""
        return bool(self.chosen or self.source or self.year_from is not None or self.year_to is not None)


@dataclass(frozen=True)
class SearchQuery:
    """One search: the words as typed, filters, order and page.

    ``page`` counts from 1 and ``size`` is in sources (groups); ``off`` names the acronym expansions that
    the reader switched off; ``as_prefix`` treats the last word as unfinished (while typing). ``pins_for`` is the id
    of the priority that evidence is looked for; it goes along from page to page and changes nothing of what is found.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 10
    off: tuple[str, ...] = ()
    explain: bool = False
    as_prefix: bool = False
    pins_for: str = ""


class QueryProblemKind(StrEnum):
    """Why a part of a query was read otherwise than it looks."""

    UNBALANCED_QUOTE = "unbalanced quote"
    UNBALANCED_BRACKET = "unbalanced bracket"
    MISSING_OPERAND = "operator without words"
    UNKNOWN_FIELD = "unknown field"
    BAD_VALUE = "value not understood"
    TOO_LONG = "too long"
    TOO_MANY_CLAUSES = "too many parts"
    ONLY_EXCLUDED = "only excluded words"
    TOO_DEEP = "further than pages reach"


@dataclass(frozen=True)
class QueryProblem:
    """A part of a query that was searched literally.

    ``start`` and ``end`` are its place in the text, ``words`` tell the reader what was read as what.
    """

    kind: QueryProblemKind
    start: int
    end: int
    words: str
