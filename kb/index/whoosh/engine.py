"""The embedded engine: an index in a folder of this machine, kept by Whoosh, scored by us."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.errors import IndexBusy, IndexMissing
from kb.domain.query.results import CommonPhrase, Group, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.domain.vocabulary import Acronym
from kb.index.documents import DocKey, Load, Progress, SyncJob
from kb.index.query.acronyms import LexiconCache
from kb.index.query.tuning import Tuning
from kb.index.reports import IndexStatus, Retrieval, RetrievalOptions, SourceCounts, SyncReport
from kb.index.whoosh.codec.array_file import Damaged
from kb.index.whoosh.results.similar import similar
from kb.index.whoosh.results.suggestions import Phrasebook, suggest_phrases
from kb.index.whoosh.retrieval import retrieve
from kb.index.whoosh.scoring.passage_vectors import texts_of
from kb.index.whoosh.scoring.view import View
from kb.index.whoosh.search import SemanticRanking, search
from kb.index.whoosh.segment import Segment, SegmentFiles
from kb.index.whoosh.source_counts import source_counts
from kb.index.whoosh.writing.commit import segments
from kb.index.whoosh.writing.generations import Generations, Manifest
from kb.index.whoosh.writing.merge_process import MergeProcess
from kb.index.whoosh.writing.merging import merge_once
from kb.index.whoosh.writing.sync import KnownDocument, synchronise

MOST_SEGMENTS = 64
"""Segments of a shard at most, however fast changes come: who would add one more merges some first."""


@dataclass(frozen=True)
class _Snapshot:
    """One generation, opened: a view per audience, made when first asked for."""

    stamp: tuple[int, int, int]
    at: datetime
    shards: Mapping[Audience, tuple[Segment, ...]]
    views: dict[Audience, View]
    files: Mapping[str, SegmentFiles]

    def has_changed(self) -> bool:
        """Say whether somebody wrote to a file since it was opened."""
        return any(files.have_changed() for files in self.files.values())


class WhooshEngine:
    """An index in a folder. Any number of threads and processes may search while one process writes.

    ``clock`` tells the time for the manifest; ``checkpoint`` is called between the steps of a sync with the step's
    name (crash tests raise there). With ``meaning``, searches are ordered by meaning too.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        tuning: Tuning | None = None,
        checkpoint: Callable[[str], None] = lambda _: None,
        meaning: SemanticRanking | None = None,
    ) -> None:
        self._generations = Generations(folder, checkpoint)
        self._clock = clock
        self._tuning = tuning or Tuning()
        self._meaning = meaning
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self._known: KnownDocument | None = None
        self._phrasebook = Phrasebook()
        self._merger = MergeProcess(folder)
        self._lexicons = LexiconCache()

    def sync(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Index what is new or changed in ``wanted`` (key to digest), take off what is not in it.

        A missing, damaged or older index is built from nothing. Raises ``IndexBusy`` when another process holds
        the writer's lock for longer than ``timeout`` seconds. Segments are merged by :meth:`merge` and
        :meth:`tidy_in_background`; where a shard has ``MOST_SEGMENTS`` because nobody calls these, that is done first.
        """
        self._make_room(timeout)
        return self._sync(wanted, load, timeout, progress, anew=False)

    def rebuild(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Build everything from nothing beside the current index, then swap; it answers until then."""
        return self._sync(wanted, load, timeout, progress, anew=True)

    def merge(self, *, timeout: float = 10) -> bool:
        """Do the merge of segments that is due, and say whether one was done; others write and search meanwhile.

        Raises ``IndexBusy`` when another process merges, or writes for longer than ``timeout`` seconds.
        """
        return merge_once(self._generations, timeout=timeout)

    def tidy(self) -> None:
        """Merge segments until none ought to be, or another process does; searches and syncs go on meanwhile."""
        with contextlib.suppress(IndexBusy):
            while self.merge():
                pass

    def tidy_in_background(self) -> None:
        """Do all merges that are due in a process of its own, of low priority; returns at once.

        Nothing happens while the one that was started last is at work. One that failed makes the next sync read
        every byte of the index, which finds the damage and mends it.
        """
        if self._merger.start():
            self._known = None

    def stop(self) -> None:
        """End the process that :meth:`tidy_in_background` started, wherever it is."""
        self._merger.stop()

    def status(self, *, thorough: bool = False) -> IndexStatus:
        """Say how the index stands; with ``thorough``, every byte is read, once per process, to be sure."""
        problem = "there is no index yet"
        try:
            current = self._generations.current(thorough=thorough)
        except Damaged as error:
            current, problem = None, str(error)
        if current is None:
            return IndexStatus(0, 0, 0, {}, None, 0, 0, healthy=False, problem=problem)
        _, manifest = current
        sums = {n: sum(c[n] for c in manifest.shards.values()) for n in ("documents", "passages", "segments")}
        return IndexStatus(
            manifest.generation,
            sums["documents"],
            sums["passages"],
            manifest.shards,
            datetime.fromisoformat(manifest.at),
            sum(size for size, _, _ in manifest.files.values()),
            sums["segments"],
            healthy=True,
        )

    def search(self, query: SearchQuery, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SearchResult:
        """Answer a search over what the audience may see; raise ``IndexMissing`` where there is no sound index."""
        with self._refusing_damage():
            return search(self.view(audience), query, self._lexicons.of(acronyms), self._tuning, self._meaning)

    def suggest(self, typed: str, audience: Audience, most: int = 8) -> tuple[CommonPhrase, ...]:
        """Suggest common phrases for what is being typed, of what the audience may see; each finds something."""
        with self._refusing_damage():
            return suggest_phrases(self.view(audience), typed, self._phrasebook, most)

    def similar(self, source: str, passage: str, audience: Audience, most: int = 5) -> tuple[Group, ...]:
        """Return the passages most like one, under their documents; raise ``NotFound`` where there is none such."""
        with self._refusing_damage():
            return similar(self.view(audience), source, passage, self._tuning, most)

    def source_counts(self, text: str, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SourceCounts:
        """Tell in which sources the audience finds all words of a search, of which there are, and as of when."""
        with self._refusing_damage():
            snapshot = self._current()
            view, lexicon = self._view(snapshot, audience), self._lexicons.of(acronyms)
            return source_counts(view, text, lexicon, self._tuning, snapshot.at)

    def retrieve(self, text: str, audience: Audience, wanted: RetrievalOptions) -> Retrieval:
        """Retrieve the best passages only: no groups, no help."""
        with self._refusing_damage():
            return retrieve(self.view(audience), text, wanted, self._tuning, self._meaning if wanted.meaning else None)

    def held(self, audience: Audience) -> Mapping[DocKey, str]:
        """Return the digest of each document that an audience's answers come from; the same object until it changes."""
        with self._refusing_damage():
            return self.view(audience).digests

    def texts(self, audience: Audience) -> Iterator[str]:
        """Give the text of every passage as its meaning is worked out from."""
        view = self.view(audience)
        return (text for doc in range(view.documents) if view.live_docs[doc] for text in texts_of(view, doc))

    def view(self, audience: Audience) -> View:
        """Return the current view of an audience; a view stays good when the index moves on."""
        return self._view(self._current(), audience)

    @contextlib.contextmanager
    def _refusing_damage(self) -> Iterator[None]:
        """Raise ``IndexMissing`` where a file turns out to be damaged while it is read; the next sync builds anew.

        Any other error that a search should not have is looked into: every byte is read then.
        """
        try:
            yield
        except (Damaged, LookupError, ValueError, TypeError) as error:
            self._generations.distrust()
            if not isinstance(error, Damaged) and not (problem := self.status().problem):
                raise
            self._known = self._snapshot = None
            raise _damaged(error if isinstance(error, Damaged) else problem) from error

    def _view(self, snapshot: _Snapshot, audience: Audience) -> View:
        view = snapshot.views.get(audience)
        if view is None:
            made = View([s for shard in audience.shelves() for s in snapshot.shards[shard]])
            view = snapshot.views.setdefault(audience, made)
        return view

    def _sync(
        self, wanted: Mapping[DocKey, str], load: Load, timeout: float, progress: Progress | None, *, anew: bool
    ) -> SyncReport:
        job = SyncJob(wanted, load, self._clock, progress or (lambda _done, _total: None))
        report, self._known = synchronise(self._generations, job, anew=anew, timeout=timeout, known=self._known)
        return report

    def _make_room(self, timeout: float) -> None:
        try:
            while (current := self._generations.current()) is not None:
                crowded = any(counts["segments"] >= MOST_SEGMENTS for counts in current[1].shards.values())
                if not crowded or not self.merge(timeout=timeout):
                    return
        except Damaged:
            self._known = None  # the sync reads every byte, and builds from nothing

    def _current(self) -> _Snapshot:
        snapshot = self._snapshot
        if snapshot is None or not self._is_current(snapshot):
            with self._lock:
                snapshot = self._snapshot
                if snapshot is None or not self._is_current(snapshot):
                    known = {} if snapshot is None or snapshot.has_changed() else snapshot.files
                    snapshot = self._snapshot = self._open(known)
        return snapshot

    def _is_current(self, snapshot: _Snapshot) -> bool:
        return snapshot.stamp == self._generations.stamp() and not snapshot.has_changed()

    def _open(self, known: Mapping[str, SegmentFiles]) -> _Snapshot:
        stamp = self._generations.stamp()  # from before: what is replaced meanwhile is opened again by the next search

        def opened(path: Path, manifest: Manifest) -> _Snapshot:
            shards = {audience: _segments(path / audience.value, known) for audience in Audience}
            files = {segment.id: segment.files for own in shards.values() for segment in own}
            return _Snapshot(stamp, datetime.fromisoformat(manifest.at), shards, {}, files)

        try:
            snapshot = self._generations.opened(opened)
        except Damaged as error:
            self._generations.distrust()
            self._known = None
            raise _damaged(error) from error
        if snapshot is None:
            raise IndexMissing("there is no index yet; make one with: kb index sync")
        return snapshot


def _segments(folder: Path, known: Mapping[str, SegmentFiles]) -> tuple[Segment, ...]:
    """Open the segments of a shard, but for the files of those that are open already."""
    return tuple(
        Segment(segment, known.get(segment.segment_id()) or SegmentFiles(folder, segment))
        for segment in segments(folder)
    )


def _damaged(error: Damaged | str) -> IndexMissing:
    return IndexMissing(f"the index is damaged ({error}); make it again with: kb index sync")
