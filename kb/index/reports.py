"""What an engine tells of itself and of its work, and what it answers that is no page of results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kb.domain.query.results import Facet, Snippet
from kb.domain.query.search_query import Filters


@dataclass(frozen=True)
class SyncReport:
    """What a sync did; ``rebuilt`` says that it began from nothing, ``why`` for what reason.

    ``untidy`` says that there is upkeep to do (:meth:`SearchEngine.tidy`).
    """

    generation: int
    added: int
    changed: int
    removed: int
    documents: int
    passages: int
    seconds: float
    rebuilt: bool = False
    why: str = ""
    untidy: bool = False


@dataclass(frozen=True)
class IndexStatus:
    """How the index stands; ``shelves`` has documents, passages and segments per audience.

    ``healthy`` is false where there is no index or it is damaged; ``problem`` says which.
    """

    generation: int
    documents: int
    passages: int
    shelves: Mapping[str, Mapping[str, int]]
    at: datetime | None
    bytes: int
    segments: int
    healthy: bool
    problem: str = ""


@dataclass(frozen=True)
class SourceCounts:
    """What one search finds in the sources of an audience: ids of passages, best first, by source.

    A source that only its title was found by has the one empty id. ``held`` are the ids of all sources that were
    looked into, ``at`` is when what they hold was indexed.
    """

    at: datetime
    held: frozenset[str]
    found: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RetrievalOptions:
    """What is wanted of a retrieval.

    ``literal`` reads the text as words only, without the grammar; ``near`` looks at the best again for words near
    each other, as a search does; ``meaning`` orders them by meaning too (in the embedded engine). All but the first two
    and ``literal`` are there for the bench, which compares like with like.
    """

    size: int = 10
    filters: Filters = field(default_factory=Filters)
    any_words: bool = True
    facets: tuple[str, ...] = ()
    snippets: int = 0
    literal: bool = False
    near: bool = True
    meaning: bool = False


@dataclass(frozen=True)
class Retrieval:
    """The best passages: ids as (document, passage), scores, and what was asked for besides."""

    ids: tuple[tuple[str, str], ...]
    scores: tuple[float, ...]
    total: int
    facets: tuple[Facet, ...] = ()
    snippets: tuple[Snippet, ...] = ()
