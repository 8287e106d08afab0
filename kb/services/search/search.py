"""Search: one query in, one answer out, the same for page, JSON, feed, terminal and batch."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.query.facets import FACET
from kb.domain.query.results import Facet, FacetValue, Group, SearchResult
from kb.domain.query.search_query import MISSING, SearchQuery
from kb.index import SearchEngine
from kb.index.documents import DocKey
from kb.services.library.evidence import Cited, CitedPassages
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.services.library.stale_documents import StaleDocuments
from kb.services.search.unread_sources import Freshness, Freshnesses

CitedHits = Mapping[tuple[str, str], tuple[Cited, ...]]
"""The evidence on cited passages, by (source, passage)."""


@dataclass(frozen=True)
class SearchAnswer:
    """What was found, and what could not be searched: the honest negative beside every answer.

    ``priorities`` maps ids to titles, for naming the priorities that cite a hit; ``cited`` has the evidence on each
    cited passage, by (source, passage). ``scope`` maps the sources that the search was limited to to their titles,
    ``entries_on`` the analysts' entries found to the sources that they are on.
    """

    result: SearchResult
    priorities: Mapping[str, str]
    cited: CitedHits
    scope: Mapping[str, str] = field(default_factory=dict)
    entries_on: Mapping[str, str] = field(default_factory=dict)
    find_freshness: Callable[[], Freshness] = field(default=Freshness, repr=False)

    @cached_property
    def freshness(self) -> Freshness:
        """Return what could not be searched and how fresh the rest is; it is worked out for those who ask."""
        return self.find_freshness()


class SearchService:
    """Runs searches."""

    def __init__(self, library: Library, index: SearchEngine, states: States) -> None:
        self._library = library
        self._index = index
        self._stale = StaleDocuments(index)
        self._freshness = Freshnesses(states)

    def search(self, query: SearchQuery, viewer: Viewer) -> SearchAnswer:
        """Answer a query with what somebody may see; raise ``IndexMissing`` where nothing is indexed yet."""
        snapshot = self._library.snapshot()
        visible = snapshot.visible_to(viewer)
        titles = titles_of(visible)
        result = self._index.search(_known_only(query, titles), viewer.audience, tuple(visible.acronyms.values()))
        result = as_visible(replace(result, query=query), visible, self._stale.of(snapshot, viewer.audience))
        named = {"topic": {topic.id: topic.name for topic in visible.topics.values()}, "priority": titles}
        return SearchAnswer(
            result=replace(result, facets=tuple(_named(facet, named) for facet in result.facets)),
            priorities=titles,
            cited=evidence_on(snapshot.cited(viewer), result.groups),
            scope=_scope(visible, query.filters.source),
            entries_on=_entries_on(visible, result.groups),
            find_freshness=partial(self._freshness.of, visible),
        )


def titles_of(visible: VisibleCatalogue) -> dict[str, str]:
    """Return the titles of the priorities by id."""
    return {id: one.title for id, one in visible.priorities.items()}


def _scope(visible: VisibleCatalogue, ids: tuple[str, ...]) -> dict[str, str]:
    return {id: visible.sources[id].heading for id in ids if id in visible.sources}


def _entries_on(visible: VisibleCatalogue, groups: Iterable[Group]) -> Mapping[str, str]:
    found = (group.source for group in groups if group.doc_type == "annotation")
    return {id: visible.annotations[id].source for id in found if id in visible.annotations}


def _known_only(query: SearchQuery, titles: Mapping[str, str]) -> SearchQuery:
    """Return a query whose filters name no priority that somebody may not know: the index may still know it."""
    chosen = tuple(
        (name, tuple(one if one in (MISSING, *titles) else "" for one in values) if name == "priority" else values)
        for name, values in query.filters.chosen
    )
    return replace(query, filters=replace(query.filters, chosen=chosen))


def as_visible(result: SearchResult, visible: VisibleCatalogue, stale: Container[DocKey]) -> SearchResult:
    """Return a result without what the index still holds and the viewer may no longer see.

    What was worked out of everything that the index holds is left out with it: facets, and words to search for.
    """
    if not stale:
        return result
    groups = still_visible(result.groups, visible, stale)
    return replace(
        result,
        groups=groups,
        sources=result.sources - len(result.groups) + len(groups),
        passages=result.passages - sum(group.total for group in result.groups) + sum(group.total for group in groups),
        facets=(),
        also_searched=(),
        did_you_mean=None,
        alternatives=(),
        approximate=True,
    )


def still_visible(groups: Iterable[Group], visible: VisibleCatalogue, stale: Container[DocKey]) -> tuple[Group, ...]:
    """Return the documents found that may be seen at this moment, and say what they said when they were indexed."""
    return tuple(
        group for group in groups if (key := (group.doc_type, group.source)) in visible.files and key not in stale
    )


def _named(facet: Facet, titles: Mapping[str, Mapping[str, str]]) -> Facet:
    """Return a facet whose values are ids with their titles for labels; any other one as it is."""
    if facet.name not in titles:
        return facet
    spec, own = FACET[facet.name], titles[facet.name]
    values = tuple([FacetValue(v.value, spec.words_of(v.value, own), v.count, v.chosen) for v in facet.values])
    return replace(facet, values=values)


def evidence_on(evidence: CitedPassages, groups: Iterable[Group]) -> CitedHits:
    """Return the evidence on each cited passage of the groups, by (source, passage)."""
    found: dict[tuple[str, str], tuple[Cited, ...]] = {}
    for source in {group.source for group in groups if group.doc_type == "source"}:
        for cited in evidence.on(source):
            key = (source, cited.passage)
            found[key] = (*found.get(key, ()), cited)
    return found
