"""Coverage: what is known of each source for each priority, and so where the gaps are.

Every square of the matrix says what was done, never only that there is nothing: cited, found and unread, read in vain,
searched in vain, or not searched. All of it is worked out from evidence and from recorded searches; nothing is kept.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kb.domain.evidence.search_record import CellState, FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.source.source import Source
from kb.domain.vocabulary import Topic

GAPS = (CellState.HITS_UNREAD, CellState.NO_HIT, CellState.NOT_SEARCHED)
"""States that leave something to do, or to say: a source that was read in vain is done with."""


class By(StrEnum):
    """What the columns of the matrix are."""

    SOURCES = "sources"
    PUBLISHERS = "publishers"
    TOPICS = "topics"
    YEARS = "years"


@dataclass(frozen=True)
class CoverageCell:
    """What is known of one source for one priority.

    ``cited`` are the passages that evidence rests on (an empty one is the source as a whole), ``found`` what the last
    search of it found, ``run`` that search, and ``reading`` the reading that holds for the text as it is now.
    ``is_outdated`` says that its text came after it was last searched in vain, so that this tells nothing of it.
    """

    state: CellState
    cited: tuple[str, ...] = ()
    found: FoundIn | None = None
    run: RecordedSearch | None = None
    reading: SourceReading | None = None
    is_outdated: bool = False

    @property
    def hits(self) -> int:
        """Count the passages that were found."""
        return self.found.total if self.found else 0


@dataclass(frozen=True)
class CoverageColumn:
    """A column: its key (a source's id, a publisher, …), its name, and the ids of its sources."""

    key: str
    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What coverage of one priority rests on: the evidence by source (passages cited), and the search record."""

    priority: str
    cited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    record: SearchRecord | None = None


class CoverageCells:
    """What is known of sources for one priority, asked for one by one."""

    def __init__(self, looked: Looked) -> None:
        self._cited = looked.cited
        self._last = _last_runs(looked.record)
        self._readings = _readings(looked.record)

    def of(self, source: Source) -> CoverageCell:
        """Return what is known of a source."""
        id = source.id
        return _cell(source, self._cited.get(id, ()), self._last.get(id), self._readings.get(id))

    def last_run(self, id: str) -> RecordedSearch | None:
        """Return the last search that looked into a source."""
        last = self._last.get(id)
        return last.run if last else None


STATES = tuple(CellState)
"""The states by their numbers."""


@dataclass(frozen=True)
class CoverageStates:
    """For one priority, the number of the state of every source, by its place in a list of them.

    ``cited`` and ``hits`` count pieces of evidence and passages found, by the same places, where there are some.
    """

    states: bytes
    cited: Mapping[int, int]
    hits: Mapping[int, int]


def state_row(looked: Looked, sources: Sequence[Source], places: Mapping[str, int]) -> CoverageStates:
    """Return the states that :class:`CoverageCells` tells, without a cell for each of very many sources."""
    states = bytearray([_PLACE[CellState.NOT_SEARCHED]]) * len(sources)
    hits: dict[int, int] = {}
    for run in looked.record.runs if looked.record else ():
        found = _found_by_source(run)
        for id in run.searched:
            place = places.get(id)
            if place is None:
                continue
            rows = found.get(id)
            if rows:
                states[place], hits[place] = _PLACE[CellState.HITS_UNREAD], _narrowest_total(rows)
                continue
            hits.pop(place, None)
            captured = sources[place].captured
            late = captured is not None and captured.at > run.index
            states[place] = _PLACE[CellState.NOT_SEARCHED if late else CellState.NO_HIT]
    for id, reading in _readings(looked.record).items():
        if id in places and reading.capture == capture_of(sources[places[id]]):
            states[places[id]] = _PLACE[CellState.NOTHING_RELEVANT]
    cited = {places[id]: len(passages) for id, passages in looked.cited.items() if id in places}
    for place in cited:
        states[place] = _PLACE[CellState.CITED]
    return CoverageStates(bytes(states), cited, hits)


def _readings(record: SearchRecord | None) -> dict[str, SourceReading]:
    return {one.source: one for one in record.readings if one.taken_back is None} if record else {}


def _found_by_source(run: RecordedSearch) -> dict[str, tuple[FoundIn, ...]]:
    found: dict[str, tuple[FoundIn, ...]] = {}
    for row in run.found:
        found[row.source] = (*found.get(row.source, ()), row)
    return found


def _narrowest_total(rows: Iterable[FoundIn]) -> int:
    narrowest = _narrowest(rows)
    return narrowest.total if narrowest else 0


def _cell(source: Source, cited: tuple[str, ...], last: "_Last | None", reading: SourceReading | None) -> CoverageCell:
    found = _narrowest(last.found.get(source.id, ())) if last else None
    holds = reading if reading is not None and reading.capture == capture_of(source) else None
    outdated = bool(last and found is None and source.captured and source.captured.at > last.run.index)
    if cited:
        state = CellState.CITED
    elif holds:
        state = CellState.NOTHING_RELEVANT
    elif found:
        state = CellState.HITS_UNREAD
    else:
        state = CellState.NO_HIT if last and not outdated else CellState.NOT_SEARCHED
    return CoverageCell(state, cited, found, last.run if last else None, holds, outdated)


def capture_of(source: Source) -> str:
    """Return the SHA-256 of the capture that a source's text is of; empty where there is none."""
    return source.captured.sha256 if source.captured else ""


def _narrowest(rows: Iterable[FoundIn]) -> FoundIn | None:
    """Return the hits of a search in a source: the row of the narrowest audience has all of them."""
    return max(rows, key=lambda row: row.audience.rank, default=None)


@dataclass(frozen=True)
class _Last:
    """The last search that looked into a source, with what it found by source."""

    run: RecordedSearch
    found: Mapping[str, tuple[FoundIn, ...]]


def _last_runs(record: SearchRecord | None) -> dict[str, _Last]:
    last: dict[str, _Last] = {}
    for run in record.runs if record else ():
        last |= dict.fromkeys(run.searched, _Last(run, _found_by_source(run)))
    return last


def columns_of(sources: Sequence[Source], by: By, topics: Mapping[str, Topic]) -> tuple[CoverageColumn, ...]:
    """Return the columns; a source may stand in several.

    They are in the order of ``sources`` or else of their names; publishers with the most sources come first.
    """
    if by is By.SOURCES:
        return tuple(CoverageColumn(source.id, source.heading, (source.id,)) for source in sources)
    held: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        for key, name in _groups(source, by, topics):
            held.setdefault((key, name), []).append(source.id)
    ordered = sorted(held, key=lambda one: (not one[0], one[1].casefold()))  # what has none stands last
    if by is By.PUBLISHERS:
        ordered.sort(key=lambda one: (not one[0], -len(held[one])))
    return tuple(CoverageColumn(key, name, tuple(held[key, name])) for key, name in ordered)


def _groups(source: Source, by: By, topics: Mapping[str, Topic]) -> Sequence[tuple[str, str]]:
    if by is By.PUBLISHERS:
        return [(name, name) for name in dict.fromkeys(source.publishers)] or [("", "no publisher")]
    if by is By.TOPICS:
        return [(id, topics[id].name if id in topics else id) for id in source.topics] or [("", "no topic")]
    year = str(source.published.year) if source.published else ""
    return [(year, year or "no date")]


def as_of(record: SearchRecord, moment: dt.datetime) -> SearchRecord:
    """Return a record as it was at a moment."""
    readings = (one for one in record.readings if one.at <= moment)
    return replace(
        record,
        runs=tuple(run for run in record.runs if run.at <= moment),
        readings=tuple(
            one
            if one.taken_back is None or one.taken_back <= moment
            else replace(one, taken_back=None, taken_back_by="")
            for one in readings
        ),
    )


_PLACE = {state: place for place, state in enumerate(CellState)}
