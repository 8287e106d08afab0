"""Keeping the index level with the files: sync what differs, or build all of it anew."""

from collections.abc import Callable
from contextlib import suppress

from kb.domain.audience import Audience
from kb.domain.errors import IndexMissing, IndexWrittenElsewhere
from kb.domain.query.search_query import SearchQuery
from kb.index import IndexStatus, SearchEngine, SyncReport
from kb.services.library.library import Library, Snapshot

Progress = Callable[[int, int], None]


class IndexSync:
    """Syncs, rebuilds and describes the index of one library; one ``written_elsewhere`` is only described."""

    def __init__(self, library: Library, index: SearchEngine, *, written_elsewhere: bool = False) -> None:
        self._written_elsewhere = written_elsewhere
        self._library = library
        self._index = index
        self._level_with: Snapshot | None = None

    def sync_if_changed(self, *, timeout: float) -> None:
        """Sync where the content is not that of the last sync by this object, or the index is not there.

        Cheap where there is nothing to do.
        """
        if self._written_elsewhere:
            return
        snapshot = self._library.snapshot()
        if snapshot is not self._level_with or not self._index.status().healthy:
            report = self._index.sync(snapshot.shelf.digests, snapshot.shelf.load, timeout=timeout)
            self._level_with = snapshot
            if report.untidy:
                self._index.tidy_in_background()

    def warm(self) -> None:
        """Open the index, where there is one, so that the first to ask does not wait for that."""
        for audience in Audience:
            with suppress(IndexMissing):
                self._index.search(SearchQuery("police"), audience)

    def sync(self, *, timeout: float = 10, progress: Progress | None = None) -> SyncReport:
        """Bring the index level with the files; raise ``IndexBusy`` when another process keeps writing it."""
        self._check()
        shelf = self._library.snapshot(fresh=True).shelf
        return self._index.sync(shelf.digests, shelf.load, timeout=timeout, progress=progress)

    def rebuild(self, *, timeout: float = 10, progress: Progress | None = None) -> SyncReport:
        """Build the index anew beside the old one, which answers until the new one is whole."""
        self._check()
        shelf = self._library.snapshot(fresh=True).shelf
        return self._index.rebuild(shelf.digests, shelf.load, timeout=timeout, progress=progress)

    def _check(self) -> None:
        if self._written_elsewhere:
            raise IndexWrittenElsewhere

    def tidy(self) -> None:
        """Do the upkeep of the index that is due; searches and syncs go on meanwhile."""
        self._index.tidy()

    def stop(self) -> None:
        """End the upkeep that :meth:`sync_if_changed` started in the background: what was due stays due."""
        self._index.stop()

    def status(self, *, thorough: bool = False) -> IndexStatus:
        """Describe the index as it stands; ``thorough`` reads every byte of it once."""
        return self._index.status(thorough=thorough)
