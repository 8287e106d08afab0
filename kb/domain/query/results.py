"""What a search gives back; the doors turn these values into pages, JSON, feeds and tables."""

from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.query.search_query import QueryProblem, SearchQuery
from kb.domain.source.passage import page_words


@dataclass(frozen=True)
class Span:
    """A marked stretch of a text: character offsets, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Snippet:
    """The best window of a passage with the words to mark, as spans into ``text``; never HTML."""

    text: str
    marks: tuple[Span, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True)
class Hit:
    """A found passage.

    ``source`` and ``passage`` are ids; ``label``, ``page`` and ``heading`` as on :class:`Passage`; ``missing``
    the query's words that it does not have (empty when it has all); ``similar`` says that it has none of them, only a
    meaning near theirs; ``why`` the parts of the score, only when asked for.
    """

    source: str
    passage: str
    kind: str
    label: str
    page: str
    heading: tuple[str, ...]
    text: str
    snippet: Snippet
    score: float
    missing: tuple[str, ...] = ()
    why: tuple[tuple[str, float], ...] = ()
    similar: bool = False

    @property
    def locator(self) -> str:
        """Return where it is in words: ``para 4.12, p 23``."""
        return ", ".join(part for part in (self.label, page_words(self.page)) if part)


@dataclass(frozen=True)
class Group:
    """The found passages of one document, best first; ``total`` counts those not shown too.

    ``doc_type`` is ``source``, ``priority``, ``input``, ``call``, ``annotation``, ``question`` or ``advice``.
    """

    source: str
    doc_type: str
    title: str
    publishers: tuple[str, ...]
    published: PartialDate | None
    source_kind: str
    hits: tuple[Hit, ...]
    total: int
    illustrative: bool = False


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the number of documents (not passages) that it would leave."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet and its values, most documents first (years in order)."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class Expansion:
    """Words that were searched besides the one typed: ``typed`` is from the query, ``words`` were added."""

    typed: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class CommonPhrase:
    """Words that are often said side by side, and in how many documents that the reader may see."""

    text: str
    documents: int


@dataclass(frozen=True)
class Alternative:
    """Another search that finds something: what to do in words, its query, and how many passages it finds."""

    words: str
    query: SearchQuery
    passages: int


@dataclass(frozen=True)
class SearchResult:
    """The answer to one search: counts, groups of the asked-for page, facets, and what was read as what.

    ``passages`` and ``sources`` count everything found; ``all_words`` counts passages that have every word
    (they come first), the others have some of them. ``alternatives`` help where little was found.
    Where they are ``approximate``, something that was counted is hidden or says something else by now.
    ``reach`` is how many documents pages can list, ``None`` where that is all.
    """

    query: SearchQuery
    passages: int
    sources: int
    all_words: int
    groups: tuple[Group, ...]
    facets: tuple[Facet, ...] = ()
    problems: tuple[QueryProblem, ...] = ()
    also_searched: tuple[Expansion, ...] = ()
    did_you_mean: Alternative | None = None
    alternatives: tuple[Alternative, ...] = ()
    searched_sources: int = 0
    approximate: bool = False
    reach: int | None = None
