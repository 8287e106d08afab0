"""What was looked for on a priority: its searches, suggested evidence, and gaps in words; a part of its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.domain.evidence.coverage import CoverageCell
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.domain.priority.priority import Priority
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.source import Source
from kb.services.coverage.priority_searches import LONGEST
from kb.services.evidence.suggestions import Suggested
from kb.storage.saved_searches import SavedSearch
from kb.web.addresses import asked_for, feed_of_priority, search_address
from kb.web.coverage.page import cell_address, looked_words, queries_words, summary_words
from kb.web.humanize import count, day
from kb.web.layout.frame import Link
from kb.web.search.hits import GroupRow, group_row
from kb.web.search.saved_page import query_from

FEW = 5
"""So many sources of a gap are named at once; more are in a box to open."""


@dataclass(frozen=True)
class Gap:
    """Sources in one state, with what is known of them in words; ``is_long`` asks for a box to open."""

    words: str
    sources: tuple[Link, ...]
    is_long: bool


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
    """What the part is made of: the cells of the priority by source, its record, suggestions, saved searches."""

    cells: Mapping[str, tuple[Source, CoverageCell]]
    record: SearchRecord | None
    suggested: Sequence[Suggested]
    saved: Sequence[SavedSearch]


def searches_part(
    priority: Priority, known: SearchesMaterial, name: Callable[[str], str], *, csrf: str, said: str, works: bool
) -> PrioritySearchesPart:
    """Make the part; ``works`` says that this reader may run and edit searches, and pin what was found."""
    states: dict[CellState, int] = {}
    for _, cell in known.cells.values():
        states[cell.state] = states.get(cell.state, 0) + 1
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
        summary=summary_words(states),
        looked=looked_words(priority.queries, known.record, name),
        gaps=tuple(_gaps(priority, known.cells)),
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


def _gaps(priority: Priority, cells: Mapping[str, tuple[Source, CoverageCell]]) -> Iterable[Gap]:
    unread = [(s, c) for s, c in cells.values() if c.state is CellState.HITS_UNREAD]
    if unread:
        words = f"Hits unread in {count(len(unread), 'source')}"
        yield _gap(words, priority, unread, lambda cell: count(cell.hits, "passage"))
    vain = [(s, c) for s, c in cells.values() if c.state is CellState.NO_HIT]
    for run in {id(cell.run): cell.run for _, cell in vain if cell.run}.values():
        of_run = [(source, cell) for source, cell in vain if cell.run is run]
        words = (
            f"Searched on {day(run.at)} with {queries_words(run.queries)}: nothing in {count(len(of_run), 'source')}"
        )
        yield _gap(words, priority, of_run)
    read = [(s, c) for s, c in cells.values() if c.state is CellState.NOTHING_RELEVANT]
    if read:
        yield _gap(f"Read, with nothing relevant in {count(len(read), 'source')}", priority, read)
    never = [(s, c) for s, c in cells.values() if c.state is CellState.NOT_SEARCHED]
    if never:
        yield _gap(f"Not searched: {count(len(never), 'source')}", priority, never)


def _gap(
    words: str,
    priority: Priority,
    cells: Sequence[tuple[Source, CoverageCell]],
    note: Callable[[CoverageCell], str] = lambda _: "",
) -> Gap:
    links = tuple(Link(source.heading, cell_address(priority.id, source.id), note(cell)) for source, cell in cells)
    return Gap(words, links, len(links) > FEW)
