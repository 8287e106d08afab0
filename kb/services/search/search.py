"""Search: one query in, one answer out, the same for page, JSON, feed, terminal and batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kb.domain.audience import Audience
from kb.domain.query.facets import FACET
from kb.domain.query.results import Facet, FacetValue, Group, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.index import SearchEngine
from kb.services.library.evidence import Cited
from kb.services.library.library import Library, Snapshot
from kb.services.library.source_states import States
from kb.services.search.unread_sources import Fetched, Freshnesses, UnreadSource

CitedHits = Mapping[tuple[str, str], tuple[Cited, ...]]
"""The evidence on cited passages, by (source, passage)."""


@dataclass(frozen=True)
class SearchAnswer:
    """What was found, and what could not be searched: the honest negative beside every answer.

    ``fetched`` has the sources whose text was searched with the date of that text. ``priorities`` maps ids to
    titles, for naming the priorities that cite a hit; ``cited`` has the evidence on each cited passage, by (source,
    passage). ``scope`` maps the sources that the search was limited to to their titles.
    """

    result: SearchResult
    unread: tuple[UnreadSource, ...]
    priorities: Mapping[str, str]
    cited: CitedHits
    fetched: tuple[Fetched, ...] = ()
    scope: Mapping[str, str] = field(default_factory=dict)


class Searching:
    """Runs searches for readers of an audience."""

    def __init__(self, library: Library, index: SearchEngine, states: States) -> None:
        self._library = library
        self._index = index
        self._freshness = Freshnesses(states)

    def search(self, query: SearchQuery, reader: Audience) -> SearchAnswer:
        """Answer a query with what ``reader`` may see; raise ``IndexMissing`` where nothing is indexed yet."""
        snapshot = self._library.snapshot()
        acronyms = tuple(snapshot.catalogue.acronyms.values())
        result = self._index.search(query, reader, acronyms)
        titles = {p.id: p.title for p in snapshot.catalogue.priorities.values() if reader.sees(p.audience)}
        named = {"topic": {t.id: t.name for t in snapshot.catalogue.topics.values()}, "priority": titles}
        freshness = self._freshness.of(snapshot.catalogue, reader)
        return SearchAnswer(
            result=replace(result, facets=tuple(_named(facet, named) for facet in result.facets)),
            unread=freshness.unread,
            fetched=freshness.fetched,
            priorities=titles,
            cited=evidence_on(snapshot, result.groups, reader),
            scope=_titles(snapshot, query.filters.source, reader),
        )


def _titles(snapshot: Snapshot, ids: tuple[str, ...], reader: Audience) -> dict[str, str]:
    found = ((id, snapshot.catalogue.sources.get(id)) for id in ids)
    return {id: source.heading for id, source in found if source is not None and reader.sees(source.audience)}


def _named(facet: Facet, titles: Mapping[str, Mapping[str, str]]) -> Facet:
    """Return a facet whose values are ids with their titles for labels; any other one as it is."""
    if facet.name not in titles:
        return facet
    spec, own = FACET[facet.name], titles[facet.name]
    values = tuple([FacetValue(v.value, spec.words_of(v.value, own), v.count, v.chosen) for v in facet.values])
    return replace(facet, values=values)


def evidence_on(snapshot: Snapshot, groups: Iterable[Group], reader: Audience) -> CitedHits:
    """Return the evidence on each cited passage of the groups, by (source, passage)."""
    found: dict[tuple[str, str], tuple[Cited, ...]] = {}
    for source in {group.source for group in groups if group.doc_type == "source"}:
        for cited in snapshot.cited.visible(source, reader):
            key = (source, cited.passage)
            found[key] = (*found.get(key, ()), cited)
    return found
