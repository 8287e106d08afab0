"""Search records: the searches of priorities are run and recorded, and sources marked as read with nothing relevant.

A run is recorded for everybody at once, as the widest audience finds it: each reader is told later only what their
own search would have found. Records of one priority are added to by several people, so each act is done again on
top of what is there where somebody else was quicker; none can undo another's.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.content.visibility import found_for
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.domain.evidence.coverage import capture_of
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading, with_run
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source
from kb.domain.vocabulary import Acronym
from kb.index import SearchEngine, SourceCounts
from kb.services.library.content_writer import ContentConflict, ContentWriter
from kb.services.library.library import Library
from kb.services.library.stale_documents import StaleDocuments

BEST = 5
"""Passages of each source that a record names; the others are counted."""
LONGEST_NOTE = 2000
_ATTEMPTS = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Ran:
    """What running the searches of one priority came to; ``more`` are the rows that count more than before."""

    priority: Priority
    run: RecordedSearch
    more: tuple[FoundIn, ...]

    def news(self, viewer: Viewer) -> tuple[str, ...]:
        """Return the sources in which somebody finds more than before."""
        return tuple(dict.fromkeys(row.source for row in found_for(viewer, self.more)))


class SearchRecording:
    """Runs searches, takes down readings; who may is decided at the door."""

    def __init__(
        self,
        library: Library,
        index: SearchEngine,
        writer: ContentWriter,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._library, self._index, self._writer, self._clock = library, index, writer, clock
        self._stale = StaleDocuments(index)

    def searchable(self, viewer: Viewer, ids: Iterable[str] = ()) -> tuple[Priority, ...]:
        """Return the priorities whose searches can be run, all or those named; raise where one is not there."""
        priorities = self._library.visible(viewer, fresh=True).priorities
        wanted = tuple(dict.fromkeys(ids))
        for id in wanted:
            if id not in priorities:
                raise NotFound("priority", id)
        held = (priorities[id] for id in wanted or priorities)
        return tuple(one for one in held if one.queries and one.is_open and not is_unmade(one))

    def run(
        self,
        priorities: Sequence[Priority],
        viewer: Viewer,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> tuple[Ran, ...]:
        """Run the searches of priorities and record what they find; ``progress`` is told how many are done, of all.

        Raises ``IndexMissing`` where there is nothing to search.
        """
        acronyms = tuple(self._library.snapshot().catalogue.acronyms.values())
        ran = []
        for done, priority in enumerate(priorities, start=1):
            ran.append(self._run(priority, acronyms, viewer))
            progress(done, len(priorities))
        self._library.snapshot(fresh=True)
        return tuple(ran)

    def mark_irrelevant(
        self, priority: str, source: str, viewer: Viewer, *, capture: str | None = None, note: str = ""
    ) -> None:
        """Take down that somebody read a source for a priority and found nothing relevant.

        ``capture`` is that of the text they read, where it may not be the one that is here now.
        """
        held = self._source(priority, source, viewer)
        read = capture if capture is not None and (not capture or _SHA256.fullmatch(capture)) else capture_of(held)
        note = note.strip()
        if len(note) > LONGEST_NOTE:
            raise InvalidInput({"note": f"A note has at most {LONGEST_NOTE} characters; this has {len(note)}."})
        reading = SourceReading(source, self._now(), viewer.id, read, note)

        def act(record: SearchRecord) -> SearchRecord:
            held = any(one.source == source and one.capture == read and not one.taken_back for one in record.readings)
            return record if held else replace(record, readings=(*record.readings, reading))

        self._change(priority, act, viewer, "mark irrelevant", {"source": source})

    def take_back(self, priority: str, source: str, viewer: Viewer) -> None:
        """Take back that there is nothing relevant in a source; that it was said once stays written down."""
        self._source(priority, source, viewer)
        now = self._now()

        def one(reading: SourceReading) -> SourceReading:
            if reading.source != source or reading.taken_back:
                return reading
            return replace(reading, taken_back=now, taken_back_by=viewer.id)

        def act(record: SearchRecord) -> SearchRecord:
            return replace(record, readings=tuple(map(one, record.readings)))

        self._change(priority, act, viewer, "take back reading", {"source": source})

    def _run(self, priority: Priority, acronyms: Sequence[Acronym], viewer: Viewer) -> Ran:
        tallies = {
            audience: [self._counts(text, audience, acronyms) for text in priority.queries] for audience in Audience
        }
        of_all = tallies[Audience.STAFF]
        run = RecordedSearch(
            at=self._now(),
            who=viewer.id,
            queries=priority.queries,
            index=min(tally.at for tally in of_all).replace(microsecond=0),
            searched=tuple(sorted(frozenset.intersection(*(tally.held for tally in of_all)))),
            found=found_in(tallies),
        )
        before: list[RecordedSearch] = []

        def act(record: SearchRecord) -> SearchRecord:
            before[:] = record.runs[-1:]
            return with_run(record, run)

        facts = {"searches": str(len(run.queries)), "sources": str(len(run.searched))}
        self._change(priority.id, act, viewer, "run searches", facts, refresh=False)
        return Ran(priority, run, _more(before, run))

    def _counts(self, text: str, audience: Audience, acronyms: Sequence[Acronym]) -> SourceCounts:
        """Count what a search finds in sources that the audience may see, and that say what the index holds."""
        told, snapshot = self._index.source_counts(text, audience, acronyms), self._library.snapshot()
        stale = self._stale.of(snapshot, audience)
        visible = snapshot.visible_to(reader_as(audience)).sources
        borne_out = {id for id in told.held if id in visible and not {("source", id), ("text", id)} & stale}
        found = {id: passages for id, passages in told.found.items() if id in borne_out}
        return replace(told, held=frozenset(borne_out), found=found)

    def _source(self, priority: str, source: str, viewer: Viewer) -> Source:
        visible = self._library.visible(viewer, fresh=True)
        or_not_found(visible.priorities.get(priority), "priority", priority)
        return or_not_found(visible.sources.get(source), "source", source)

    def _change(
        self,
        id: str,
        act: Callable[[SearchRecord], SearchRecord],
        viewer: Viewer,
        what: str,
        facts: Mapping[str, str],
        *,
        refresh: bool = True,
    ) -> None:
        for _ in range(_ATTEMPTS):
            try:
                read = self._writer.read(SearchRecord, id)
            except NotFound:
                read = None
            old = read.item if read else SearchRecord(id)
            new = act(old)
            if new == old:
                return
            details = tuple(facts.items())
            try:
                if read is not None:
                    self._writer.save(read, new, viewer, what, details, refresh=refresh)
                    return
                if self._writer.create(new, viewer, what, details, refresh=refresh) is not None:
                    return
            except ContentConflict:
                continue
        raise InvalidInput(
            {"record": f"search-records/{id}.md cannot be written to; kb check tells why. Nothing was changed."}
        )

    def _now(self) -> dt.datetime:
        return self._clock().astimezone(dt.UTC).replace(microsecond=0)


def found_in(tallies: Mapping[Audience, Sequence[SourceCounts]]) -> tuple[FoundIn, ...]:
    """Return the hits of each audience's searches by source, where they exceed those of wider audiences."""
    known: dict[str, tuple[str, ...]] = {}
    rows = []
    for audience in Audience:
        for source in {source for tally in tallies[audience] for source in tally.found}:
            best_first = zip_longest(*(tally.found.get(source, ()) for tally in tallies[audience]))
            now = tuple(dict.fromkeys(id for of_each in best_first for id in of_each if id))
            all = tuple(dict.fromkeys((*now, *known.get(source, ())))) or ("",)
            if len(all) > len(known.get(source, ())):
                known[source] = all
                rows.append(FoundIn(source, len(all), tuple(id for id in all if id)[:BEST], audience))
    return tuple(sorted(rows, key=lambda row: (row.source, row.audience.rank)))


def _more(before: Sequence[RecordedSearch], run: RecordedSearch) -> tuple[FoundIn, ...]:
    """Return the sources of which a run found more than the run before it."""
    had = {(row.source, row.audience): row.total for one in before for row in one.found}
    return tuple(row for row in run.found if row.total > had.get((row.source, row.audience), 0))
