"""What was looked for on a priority: its searches, suggested evidence, and gaps in words; a part of its page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.domain.evidence.coverage import CoverageCell
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.domain.priority.priority import Priority
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.source import Source
from kb.services.coverage.coverage import KnownSources
from kb.services.coverage.priority_searches import LONGEST
from kb.services.evidence.suggestions import Suggested
from kb.storage.saved_searches import SavedSearch
from kb.web.addresses import asked_for, feed_of_priority, search_address
from kb.web.coverage.asked import cell_address
from kb.web.coverage.squares import looked_words, queries_words, summary_words
from kb.web.humanize import count, day
from kb.web.layout.frame import Link
from kb.web.search.hits import GroupRow, group_row
from kb.web.search.saved_page import query_from

MOST = 100
"""So many sources of a gap are named at most."""
FEW = 5
"""So many sources of a gap are named at once; more are in a box to open."""


@dataclass(frozen=True)
class Gap:
    """Sources in one state, with what is known of them in words; ``is_long`` asks for a box to open.

    ``more`` leads to those that are not named.
    """

    words: str
    sources: tuple[Link, ...]
    is_long: bool
    more: Link | None


@dataclass(frozen=True)
class PrioritySearchesPart:
    """The part: ``suggested`` are passages to judge, ``edit`` is where the searches are edited, for those who may."""

    id: str
    csrf: str
    said: str
    searches: tuple[Link, ...]
    saved: tuple[Link, ...]
    everything: Link
    edit: str
    may_run: bool
    suggested: tuple[GroupRow, ...]
    summary: str
    looked: str
    gaps: tuple[Gap, ...]
    coverage: str
    feed: str


@dataclass(frozen=True)
class SearchesMaterial:
    """What the part is made of: what is known of each source, the record, suggestions, saved searches."""

    sources: KnownSources
    record: SearchRecord | None
    suggested: Sequence[Suggested]
    saved: Sequence[SavedSearch]


def searches_part(
    priority: Priority, known: SearchesMaterial, name: Callable[[str], str], *, csrf: str, said: str, works: bool
) -> PrioritySearchesPart:
    """Make the part; ``works`` says that this reader may run and edit searches, and pin what was found."""
    cited = Filters(chosen=(("priority", (priority.id,)),))
    return PrioritySearchesPart(
        id=priority.id,
        csrf=csrf if works else "",
        said=said,
        searches=tuple(_search(priority, words) for words in priority.queries),
        saved=tuple(_saved(priority, known.saved)),
        everything=Link("Everything cited for this priority", search_address(SearchQuery(filters=cited))),
        edit=f"/priorities/{priority.id}/searches" if works else "",
        may_run=works and bool(priority.queries),
        suggested=tuple(
            group_row(one.query, one.group, {}, {}, _asked(priority, one), annotates=works) for one in known.suggested
        ),
        summary=summary_words(known.sources.states),
        looked=looked_words(priority.queries, known.record, name),
        gaps=tuple(_gaps(priority, known.sources)),
        coverage=f"/coverage#{priority.id}" if priority.is_open else "/coverage",
        feed=feed_of_priority(priority.id),
    )


def _asked(priority: Priority, one: Suggested) -> str:
    """Return the end of an address that marks the words of a search; a whole statement would mark everything."""
    return asked_for(one.query.text if one.query.text in priority.queries else "", priority.id)


def _search(priority: Priority, words: str) -> Link:
    return Link(words, search_address(SearchQuery(words, pins_for=priority.id)))


def _saved(priority: Priority, saved: Iterable[SavedSearch]) -> Iterable[Link]:
    """Yield the reader's own saved searches that are for this priority, or within what is cited for it."""
    for one in saved:
        query = query_from(one.parameters)
        if query.pins_for == priority.id or priority.id in query.filters.of("priority"):
            yield Link(one.name, search_address(query), one.note[:LONGEST])


def _gaps(priority: Priority, known: KnownSources) -> Iterable[Gap]:
    def gap(words: str, state: CellState, note: Callable[[CoverageCell], str] = lambda _: "") -> Iterable[Gap]:
        if total := known.states.get(state, 0):
            yield _gap(words.format(count(total, "source")), priority, (total, known.sources_in(state, MOST)), note)

    yield from gap("Hits unread in {}", CellState.HITS_UNREAD, lambda cell: count(cell.hits, "passage"))
    for run, total, cells in known.searched_in_vain(MOST):
        searched = f"Searched on {day(run.at)} with {queries_words(run.queries)}"
        yield _gap(f"{searched}: nothing in {count(total, 'source')}", priority, (total, cells))
    yield from gap("Read, with nothing relevant in {}", CellState.NOTHING_RELEVANT)
    yield from gap("Not searched: {}", CellState.NOT_SEARCHED)


def _gap(
    words: str,
    priority: Priority,
    found: tuple[int, Sequence[tuple[Source, CoverageCell]]],
    note: Callable[[CoverageCell], str] = lambda _: "",
) -> Gap:
    """Name the newest of so many sources; the matrix has them all."""
    total, cells = found
    links = tuple(Link(source.heading, cell_address(priority.id, source.id), note(cell)) for source, cell in cells)
    rest = total - len(links)
    more = Link(f"{rest:,} more in the matrix", f"/coverage?by=sources#{priority.id}") if rest else None
    return Gap(words, links, len(links) > FEW, more)
