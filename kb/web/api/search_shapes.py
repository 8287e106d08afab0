"""The shape of the answer to a search, and of suggestions. Keys are a promise: added to, never renamed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from kb.domain.query.results import Alternative, Facet, Group, Hit, SearchResult, Snippet
from kb.domain.query.search_query import QueryProblem
from kb.services.search.json_shapes import HitShape, hit_shape
from kb.services.search.search import SearchAnswer
from kb.services.search.suggestions import Suggestion
from kb.web.addresses import document_address, search_address
from kb.web.api.site import ApiAddress, Cursor, Site, WebAddress


@dataclass(frozen=True)
class MarkShape:
    """A stretch to mark: offsets into the text in characters, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class SnippetShape:
    """The best window of a passage, with the found words to mark."""

    text: str
    marks: tuple[MarkShape, ...]
    cut_before: Annotated[bool, "the passage begins before it"]
    cut_after: Annotated[bool, "the passage goes on after it"]


@dataclass(frozen=True)
class WhyShape:
    """A part of a score."""

    part: str
    score: float


@dataclass(frozen=True)
class SearchHitShape(HitShape):
    """A found passage, with what it is a passage of, and how it was found."""

    publishers: tuple[str, ...]
    published: Annotated[str, "date of the document, as precisely as it is known: 2016, 2016-04, 2016-04-13"]
    snippet: SnippetShape
    missing: Annotated[tuple[str, ...], "words of the search that it does not have"]
    similar: Annotated[bool, "found by its meaning only: it has none of the words, and is not counted"]
    why: Annotated[tuple[WhyShape, ...], "parts of the score, where “explain” was asked for"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class FacetValueShape:
    """A value of a facet, with how many documents it would leave."""

    value: Annotated[str, "give it back as this facet’s parameter"]
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetShape:
    """A facet: the parameter that narrows by it, and its values."""

    name: str
    label: str
    values: tuple[FacetValueShape, ...]


@dataclass(frozen=True)
class NoteShape:
    """A part of the search that was read otherwise than it looks; offsets into “q”."""

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class ExpansionShape:
    """Words that were searched besides the one typed; give “typed” as “off” to leave them out."""

    typed: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class AlternativeShape:
    """Another search that finds something."""

    words: str
    passages: int
    web_url: WebAddress


@dataclass(frozen=True)
class UnreadShape:
    """A source whose text could not be searched, and why."""

    id: str
    title: str
    state: str


@dataclass(frozen=True)
class SearchShape:
    """The answer to a search: counts of everything found, a part of the hits, and what would help."""

    passages: Annotated[int, "passages found"]
    sources: Annotated[int, "documents that they are in"]
    all_words: Annotated[int, "passages that have every word; they come first"]
    searched_sources: Annotated[int, "documents that were searched"]
    approximate: Annotated[bool, "the counts are near, not exact: documents changed since the index was written"]
    hits: Annotated[tuple[SearchHitShape, ...], "at most three of a document, the documents in order"]
    facets: tuple[FacetShape, ...]
    notes: tuple[NoteShape, ...]
    also_searched: tuple[ExpansionShape, ...]
    did_you_mean: AlternativeShape | None
    alternatives: tuple[AlternativeShape, ...]
    unread: tuple[UnreadShape, ...]
    web_url: Annotated[str, "the search page for this question"]
    next: Cursor


@dataclass(frozen=True)
class SuggestionShape:
    """Words to search for."""

    words: str
    kind: Annotated[str, "acronym, topic, phrase (often said in the documents) or title"]
    note: Annotated[str, "what they stand for; of a phrase, in how many documents it is"]
    source: Annotated[str, "id of the source, where the words are its title"]


@dataclass(frozen=True)
class SuggestionsShape:
    """Suggestions for what is typed so far, best first."""

    suggestions: tuple[SuggestionShape, ...]


def search_shape(site: Site, answer: SearchAnswer, groups: Sequence[Group], next: str | None) -> SearchShape:
    """Return an answer with these of its groups; ``next`` is the cursor of the part after them."""
    result = answer.result
    return SearchShape(
        passages=result.passages,
        sources=result.sources,
        all_words=result.all_words,
        searched_sources=result.searched_sources,
        approximate=result.approximate,
        hits=tuple(_hit(site, result, group, hit) for group in groups for hit in group.hits),
        facets=tuple(_facet(facet) for facet in result.facets),
        notes=tuple(_note(problem) for problem in result.problems),
        also_searched=tuple(ExpansionShape(one.typed, one.words) for one in result.also_searched),
        did_you_mean=_alternative(site, result.did_you_mean) if result.did_you_mean else None,
        alternatives=tuple(_alternative(site, one) for one in result.alternatives),
        unread=tuple(UnreadShape(one.id, one.title, one.state.value) for one in answer.freshness.unread),
        web_url=site.web(search_address(result.query)),
        next=next,
    )


def _hit(site: Site, result: SearchResult, group: Group, hit: Hit) -> SearchHitShape:
    path = document_address(group.doc_type, group.source, hit.passage, result.query.text)
    api_url = ""
    if group.doc_type == "source":
        api_url = site.passage(group.source, hit.passage) if hit.passage else site.source(group.source)
    return SearchHitShape(
        **asdict(hit_shape(group, hit)),
        publishers=group.publishers,
        published=str(group.published or ""),
        snippet=_snippet(hit.snippet),
        missing=hit.missing,
        similar=hit.similar,
        why=tuple(WhyShape(part, round(score, 4)) for part, score in hit.why),
        web_url=site.web(path),
        api_url=api_url,
    )


def _snippet(snippet: Snippet) -> SnippetShape:
    marks = tuple(MarkShape(mark.start, mark.end) for mark in snippet.marks)
    return SnippetShape(snippet.text, marks, snippet.cut_before, snippet.cut_after)


def _facet(facet: Facet) -> FacetShape:
    return FacetShape(facet.name, facet.label, tuple(FacetValueShape(**asdict(value)) for value in facet.values))


def _note(problem: QueryProblem) -> NoteShape:
    return NoteShape(problem.kind.value, problem.start, problem.end, problem.words)


def _alternative(site: Site, one: Alternative) -> AlternativeShape:
    return AlternativeShape(one.words, one.passages, site.web(search_address(one.query)))


def suggestions_shape(found: Sequence[Suggestion]) -> SuggestionsShape:
    """Return suggestions."""
    return SuggestionsShape(tuple(SuggestionShape(s.words, s.kind.value, s.note, s.source) for s in found))
