"""Coverage: the matrix of what they may see, and one square of it with all that is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call
from kb.domain.errors import NotFound
from kb.domain.evidence.coverage import By, CoverageCell, Looked, Matrix, cells_of, columns_of, matrix_of, only
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority
from kb.domain.query.search_query import MISSING
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.domain.vocabulary import Topic
from kb.services.library.evidence import Cited, CitedPassages
from kb.services.library.index_documents import has_own_text
from kb.services.library.library import Library


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
class CoverageView:
    """The matrix with its things by id, and what can be asked for: calls, topics and publishers in use.

    ``textless`` counts the sources whose own text is not here, so that only our words about them are searched.
    """

    asked: CoverageFilter
    matrix: Matrix
    priorities: Mapping[str, Priority]
    sources: Mapping[str, Source]
    search_records: Mapping[str, SearchRecord]
    calls: tuple[Call, ...]
    topics: tuple[Topic, ...]
    publishers: tuple[str, ...]
    textless: int


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
        visible = snapshot.visible_to(viewer)
        priorities = _followed(visible.priorities.values())
        sources = _newest_first(visible.sources.values())
        shown = [source for source in sources if _is_asked_for(source, asked)]
        wanted = [one for one in priorities if not asked.call or one.call == asked.call]
        looked = _looked(visible, snapshot.cited(viewer), wanted, shown)
        matrix = matrix_of(looked, shown, columns_of(shown, asked.by, visible.topics))
        in_use = {topic for source in sources for topic in source.topics}
        called = {one.call for one in priorities}
        return CoverageView(
            asked,
            only(matrix, asked.states) if asked.states else matrix,
            {one.id: one for one in wanted},
            {source.id: source for source in shown},
            {one.priority: one.record for one in looked if one.record},
            tuple(call for call in visible.calls.values() if call.id in called),
            tuple(topic for topic in visible.topics.values() if topic.id in in_use),
            tuple(sorted({name for source in sources for name in source.publishers}, key=str.casefold)),
            sum(not has_own_text(source, visible) for source in shown),
        )

    def cell(self, priority: str, source: str, viewer: Viewer) -> CellView:
        """Return one cell; raise ``NotFound`` where this viewer may not know of the priority or the source."""
        snapshot = self._library.snapshot()
        visible, cited = snapshot.visible_to(viewer), snapshot.cited(viewer)
        one, held = visible.priorities.get(priority), visible.sources.get(source)
        if one is None:
            raise NotFound("priority", priority)
        if held is None:
            raise NotFound("source", source)
        looked = _looked(visible, cited, [one], [held])[0]
        return CellView(
            one,
            held,
            cells_of(looked, [held])[source],
            tuple(c for c in cited.on(source) if c.priority.id == priority),
            {passage.id: passage for passage in self._library.passages(source, viewer)},
            looked.record,
            has_own_text(held, visible),
        )

    def of(self, priority: Priority, viewer: Viewer) -> Mapping[str, tuple[Source, CoverageCell]]:
        """Return what is known of every source for one priority, the newest source first."""
        snapshot = self._library.snapshot()
        visible = snapshot.visible_to(viewer)
        sources = _newest_first(visible.sources.values())
        cells = cells_of(_looked(visible, snapshot.cited(viewer), [priority], sources)[0], sources)
        return {source.id: (source, cells[source.id]) for source in sources}

    def record(self, priority: str, viewer: Viewer) -> SearchRecord | None:
        """Return what is recorded for a priority."""
        return self._library.visible(viewer).search_records.get(priority)


def _looked(
    visible: VisibleCatalogue, evidence: CitedPassages, priorities: Iterable[Priority], sources: Iterable[Source]
) -> list[Looked]:
    cited: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for source in sources:
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
