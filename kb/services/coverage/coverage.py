"""Coverage for readers: the matrix of what they may see, and one square of it with all that is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.call.consent import audience_of_call
from kb.domain.errors import NotFound
from kb.domain.evidence.coverage import By, Cell, Looked, Matrix, cells_of, columns_of, matrix_of, only
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority
from kb.domain.query.search_query import MISSING
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.domain.vocabulary import Topic
from kb.services.library.evidence import Cited
from kb.services.library.index_documents import has_own_text
from kb.services.library.library import Library, Snapshot


@dataclass(frozen=True)
class Asked:
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

    asked: Asked
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
    cell: Cell
    evidence: tuple[Cited, ...]
    passages: Mapping[str, Passage]
    record: SearchRecord | None
    has_text: bool


class Coverage:
    """Works out what is covered, for readers of an audience."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def view(self, asked: Asked, reader: Audience) -> CoverageView:
        """Return the matrix; filters that fit nothing leave it empty."""
        snapshot = self._library.snapshot()
        catalogue = snapshot.catalogue
        priorities = _followed(catalogue.priorities.values(), reader)
        sources = _newest_first(source for source in catalogue.sources.values() if reader.sees(source.audience))
        shown = [source for source in sources if _is_asked_for(source, asked)]
        calls = [call for call in catalogue.calls.values() if reader.sees(audience_of_call(call))]
        known = {call.id for call in calls}  # that a priority is of another call is told to nobody
        wanted = [one for one in priorities if not asked.call or (one.call == asked.call and one.call in known)]
        looked = self._looked(snapshot, wanted, shown, reader)
        matrix = matrix_of(looked, shown, columns_of(shown, asked.by, catalogue.topics), reader)
        in_use = {topic for source in sources for topic in source.topics}
        called = {one.call for one in priorities}
        return CoverageView(
            asked,
            only(matrix, asked.states) if asked.states else matrix,
            {one.id: one for one in wanted},
            {source.id: source for source in shown},
            {one.priority: one.record for one in looked if one.record},
            tuple(call for call in calls if call.id in called),
            tuple(topic for topic in catalogue.topics.values() if topic.id in in_use),
            tuple(sorted({name for source in sources for name in source.publishers}, key=str.casefold)),
            sum(not self.has_text(source, reader) for source in shown),
        )

    def cell(self, priority: str, source: str, reader: Audience) -> CellView:
        """Return one cell; raise ``NotFound`` where this reader may not know of the priority or the source."""
        snapshot = self._library.snapshot()
        one, held = snapshot.catalogue.priorities.get(priority), snapshot.catalogue.sources.get(source)
        if one is None or not reader.sees(one.audience):
            raise NotFound("priority", priority)
        if held is None or not reader.sees(held.audience):
            raise NotFound("source", source)
        looked = self._looked(snapshot, [one], [held], reader)[0]
        return CellView(
            one,
            held,
            cells_of(looked, [held], reader)[source],
            tuple(c for c in snapshot.cited.visible(source, reader) if c.priority.id == priority),
            {passage.id: passage for passage in self._library.passages(source, reader)},
            looked.record,
            self.has_text(held, reader),
        )

    def of(self, priority: Priority, reader: Audience) -> Mapping[str, tuple[Source, Cell]]:
        """Return what is known of every source for one priority, the newest source first."""
        snapshot = self._library.snapshot()
        sources = _newest_first(s for s in snapshot.catalogue.sources.values() if reader.sees(s.audience))
        cells = cells_of(self._looked(snapshot, [priority], sources, reader)[0], sources, reader)
        return {source.id: (source, cells[source.id]) for source in sources}

    def has_text(self, source: Source, reader: Audience) -> bool:
        """Say whether the own text of a source is here for this reader, and searched."""
        return has_own_text(source, self._library.snapshot().catalogue.texts.get(source.id), reader)

    def record(self, priority: str) -> SearchRecord | None:
        """Return what is recorded for a priority."""
        return self._library.snapshot().catalogue.search_records.get(priority)

    def _looked(
        self, snapshot: Snapshot, priorities: Iterable[Priority], sources: Iterable[Source], reader: Audience
    ) -> list[Looked]:
        cited: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for source in sources:
            for one in snapshot.cited.visible(source.id, reader):
                if one.is_suspect:  # it does not count until somebody has decided
                    continue
                of_priority = cited[one.priority.id]
                of_priority[source.id] = (*of_priority.get(source.id, ()), one.passage)
        search_records = snapshot.catalogue.search_records
        return [Looked(one.id, cited.get(one.id, {}), search_records.get(one.id)) for one in priorities]


def _followed(priorities: Iterable[Priority], reader: Audience) -> list[Priority]:
    seen = (one for one in priorities if one.is_open and not is_unmade(one) and reader.sees(one.audience))
    return sorted(seen, key=lambda one: one.title.casefold())


def _is_asked_for(source: Source, asked: Asked) -> bool:
    year = str(source.published.year) if source.published else MISSING
    return (
        (not asked.topic or asked.topic in (source.topics or (MISSING,)))
        and (not asked.publisher or asked.publisher in source.publishers)
        and (not asked.year or asked.year == year)
    )


def _newest_first(sources: Iterable[Source]) -> list[Source]:
    by_title = sorted(sources, key=lambda source: source.heading.casefold())
    return sorted(by_title, key=lambda source: str(source.published or ""), reverse=True)
