"""Coverage: the matrix of what they may see, and one square of it with all that is known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.content.visibility import VisibleCatalogue, kind_of_viewer
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call
from kb.domain.errors import or_not_found
from kb.domain.evidence.coverage import (
    STATES,
    By,
    CoverageCell,
    CoverageCells,
    CoverageColumn,
    Looked,
    columns_of,
)
from kb.domain.evidence.search_record import CellState, RecordedSearch, SearchRecord
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority
from kb.domain.query.search_query import MISSING
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.domain.vocabulary import Topic
from kb.services.coverage.coverage_grid import CoverageGrid, StateGrid, counted
from kb.services.library.evidence import Cited, CitedPassages
from kb.services.library.index_documents import has_own_text
from kb.services.library.library import Library, Snapshot


@dataclass(frozen=True)
class CoverageFilter:
    """What of the matrix is asked for; an empty text is no filter, and no states are all of them.

    ``MISSING`` as a topic or a year asks for sources that have none.
    """

    by: By = By.SOURCES
    call: str = ""
    topic: str = ""
    publisher: str = ""
    year: str = ""
    states: tuple[CellState, ...] = ()


@dataclass(frozen=True)
class CoverageFacts:
    """What coverage rests on for one kind of viewer, worked out once for each change."""

    priorities: tuple[Priority, ...]
    grid: StateGrid
    publishers: tuple[str, ...]
    topics: tuple[Topic, ...]
    calls: tuple[Call, ...]
    textless: frozenset[str]
    columns: Mapping[By, tuple[CoverageColumn, ...]]


@dataclass(frozen=True)
class CoverageView:
    """The matrix with its things by id, and what can be asked for: calls, topics and publishers in use.

    ``look`` finds what coverage of the priorities rests on.
    """

    asked: CoverageFilter
    priorities: Mapping[str, Priority]
    sources: Mapping[str, Source]
    search_records: Mapping[str, SearchRecord]
    columns: tuple[CoverageColumn, ...]
    facts: CoverageFacts
    look: Callable[[], Iterable[Looked]]

    @property
    def textless(self) -> int:
        """Count the sources whose own text is not here, so that only our words about them are searched."""
        return len(self.facts.textless & self.sources.keys())

    def cells(self) -> Mapping[str, CoverageCells]:
        """Return what is known of sources for each priority, cell by cell."""
        return {one.priority: CoverageCells(one) for one in self.look()}

    def whole(self) -> CoverageGrid:
        """Return all squares of the matrix, for tables and programs."""
        return self.part(range(len(self.priorities)), range(len(self.columns)))

    def part(self, rows: range, columns: range) -> CoverageGrid:
        """Return the squares in a window of the matrix, and tallies of all of it."""
        return self.facts.grid.cut(tuple(self.priorities), self.columns, self.asked.states, (rows, columns))


class KnownSources:
    """What is known of every source for one priority: cells one by one, tallies of all."""

    def __init__(self, looked: Looked, grid: StateGrid) -> None:
        self._grid, self._cells = grid, CoverageCells(looked)
        self._row = grid.rows[looked.priority] if looked.priority in grid.rows else grid.row(looked)

    @property
    def states(self) -> Mapping[CellState, int]:
        """Return how many sources are in each state."""
        return counted(self._row.states)

    def source(self, id: str) -> Source | None:
        """Return a source that the viewer may see."""
        place = self._grid.places.get(id)
        return None if place is None else self._grid.sources[place]

    def cell(self, id: str) -> CoverageCell | None:
        """Return what is known of a source; nothing where the viewer may not see it."""
        source = self.source(id)
        return None if source is None else self._cells.of(source)

    def sources_in(self, state: CellState, most: int) -> list[tuple[Source, CoverageCell]]:
        """Return the newest sources in a state, each with what is known of it."""
        found: list[tuple[Source, CoverageCell]] = []
        for source in self._in(state):
            if len(found) == most:
                break
            found.append((source, self._cells.of(source)))
        return found

    def searched_in_vain(self, most: int) -> list[tuple[RecordedSearch, int, list[tuple[Source, CoverageCell]]]]:
        """Return each search that was the last to find nothing in some sources, in how many, and the newest of them."""
        found: dict[int, tuple[RecordedSearch, list[Source]]] = {}
        for source in self._in(CellState.NO_HIT):
            run = self._cells.last_run(source.id)
            if run is not None:
                found.setdefault(id(run), (run, []))[1].append(source)
        return [
            (run, len(sources), [(one, self._cells.of(one)) for one in sources[:most]])
            for run, sources in found.values()
        ]

    def _in(self, state: CellState) -> Iterator[Source]:
        number, place = STATES.index(state), -1
        while (place := self._row.states.find(number, place + 1)) >= 0:
            yield self._grid.sources[place]


@dataclass(frozen=True)
class CellView:
    """One priority and one source: the cell, the evidence, and the source's passages that this reader may read.

    ``has_text`` says that its own text is among them, and not only our words about it.
    """

    priority: Priority
    source: Source
    cell: CoverageCell
    evidence: tuple[Cited, ...]
    passages: Mapping[str, Passage]
    record: SearchRecord | None
    has_text: bool


class Coverage:
    """Works out what is covered, as far as a viewer may see it."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def view(self, asked: CoverageFilter, viewer: Viewer) -> CoverageView:
        """Return the matrix; filters that fit nothing leave it empty."""
        snapshot = self._library.snapshot()
        facts = self._facts(snapshot, viewer)
        visible = snapshot.visible_to(viewer)
        wanted = [one for one in facts.priorities if not asked.call or one.call == asked.call]
        if asked.topic or asked.publisher or asked.year:
            shown = tuple(source for source in facts.grid.sources if _is_asked_for(source, asked))
            columns = columns_of(shown, asked.by, visible.topics)
        else:
            shown, columns = facts.grid.sources, facts.columns[asked.by]

        records = visible.search_records
        return CoverageView(
            asked,
            {one.id: one for one in wanted},
            {source.id: source for source in shown},
            {one.id: records[one.id] for one in wanted if one.id in records},
            columns,
            facts,
            lambda: _looked(visible, snapshot.cited(viewer), wanted, shown),
        )

    def _facts(self, snapshot: Snapshot, viewer: Viewer) -> CoverageFacts:
        return snapshot.cached(("coverage", kind_of_viewer(viewer)), lambda: _facts_of(snapshot, viewer))

    def cell(self, priority: str, source: str, viewer: Viewer) -> CellView:
        """Return one cell; raise ``NotFound`` where this viewer may not know of the priority or the source."""
        snapshot = self._library.snapshot()
        visible, cited = snapshot.visible_to(viewer), snapshot.cited(viewer)
        one = or_not_found(visible.priorities.get(priority), "priority", priority)
        held = or_not_found(visible.sources.get(source), "source", source)
        looked = _looked(visible, cited, [one], [held])[0]
        return CellView(
            one,
            held,
            CoverageCells(looked).of(held),
            tuple(c for c in cited.on(source) if c.priority.id == priority),
            {passage.id: passage for passage in self._library.passages(source, viewer)},
            looked.record,
            has_own_text(held, visible),
        )

    def of(self, priority: Priority, viewer: Viewer) -> KnownSources:
        """Return what is known of every source for one priority."""
        snapshot = self._library.snapshot()
        grid = self._facts(snapshot, viewer).grid
        visible = snapshot.visible_to(viewer)
        return KnownSources(_looked(visible, snapshot.cited(viewer), [priority], grid.sources)[0], grid)

    def record(self, priority: str, viewer: Viewer) -> SearchRecord | None:
        """Return what is recorded for a priority."""
        return self._library.visible(viewer).search_records.get(priority)


def _facts_of(snapshot: Snapshot, viewer: Viewer) -> CoverageFacts:
    visible = snapshot.visible_to(viewer)
    priorities, sources = _followed(visible.priorities.values()), tuple(_newest_first(visible.sources.values()))
    grid = StateGrid.of(sources, _looked(visible, snapshot.cited(viewer), priorities, sources))
    in_use = {topic for source in sources for topic in source.topics}
    called = {one.call for one in priorities}
    return CoverageFacts(
        priorities=tuple(priorities),
        grid=grid,
        publishers=tuple(sorted({name for source in sources for name in source.publishers}, key=str.casefold)),
        topics=tuple(topic for topic in visible.topics.values() if topic.id in in_use),
        calls=tuple(call for call in visible.calls.values() if call.id in called),
        textless=frozenset(source.id for source in sources if not has_own_text(source, visible)),
        columns={by: columns_of(sources, by, visible.topics) for by in By},
    )


def _looked(
    visible: VisibleCatalogue, evidence: CitedPassages, priorities: Iterable[Priority], sources: Iterable[Source]
) -> list[Looked]:
    cited: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for source in sources if evidence.by_source else ():
        for one in evidence.on(source.id):
            if one.is_suspect:  # it does not count until somebody has decided
                continue
            of_priority = cited[one.priority.id]
            of_priority[source.id] = (*of_priority.get(source.id, ()), one.passage)
    return [Looked(one.id, cited.get(one.id, {}), visible.search_records.get(one.id)) for one in priorities]


def _followed(priorities: Iterable[Priority]) -> list[Priority]:
    return sorted(
        (one for one in priorities if one.is_open and not is_unmade(one)), key=lambda one: one.title.casefold()
    )


def _is_asked_for(source: Source, asked: CoverageFilter) -> bool:
    year = str(source.published.year) if source.published else MISSING
    return (
        (not asked.topic or asked.topic in (source.topics or (MISSING,)))
        and (not asked.publisher or asked.publisher in source.publishers)
        and (not asked.year or asked.year == year)
    )


def _newest_first(sources: Iterable[Source]) -> list[Source]:
    by_title = sorted(sources, key=lambda source: source.heading.casefold())
    return sorted(by_title, key=lambda source: str(source.published or ""), reverse=True)
