"""Keeping content and index level with the files while the site is served: an edit saved is an edit found.

Every process is told by the operating system which files changed, reads those, and answers from them. One of the
processes that share a home, whichever claims it first, syncs the index too; when it ends, another takes over. The
sync has a thread of its own, so that a long one keeps nobody from the newest content. Searches never wait: they read
the generation that stands until the next one is whole.
"""

import logging
import threading

from kb.domain.errors import IndexBusy
from kb.services.library.index_sync import IndexSync
from kb.services.library.library import Library
from kb.storage.folder_watch import TICK_SECONDS, FolderWatch
from kb.storage.garbage import settle
from kb.storage.one_process import OneProcess

WATCHED_SECONDS = 30.0
"""Longer than any pause between two ticks of the watch; should it ever die, questions look for themselves again."""
_AFTER_FAILURE_SECONDS = 5.0

log = logging.getLogger(__name__)


class IndexWatcher:
    """Watches and syncs in the background from :meth:`start` until :meth:`stop`.

    A failure is logged, and what failed is tried again.
    """

    def __init__(self, library: Library, indexing: IndexSync, folders: FolderWatch, syncs: OneProcess) -> None:
        """Remember with what to work; ``syncs`` is the claim to be the process that syncs."""
        self._library, self._indexing, self._folders, self._syncs = library, indexing, folders, syncs
        self._stopped, self._changed, self._ready = threading.Event(), threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def is_reading(self) -> bool:
        """Say whether the content is being read, or the index opened, for the first time since the start."""
        return bool(self._threads) and not self._ready.is_set()

    def start(self) -> None:
        """Begin to watch; daemon threads, so that they never hold up the end of the process."""
        for name, act in (("watcher", self._watch), ("syncer", self._sync)):
            self._threads.append(threading.Thread(target=act, name=name, daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        """Stop watching, wait for a sync under way to end, and leave a merge under way undone."""
        self._stopped.set()
        self._changed.set()
        self._ready.set()
        for thread in self._threads:
            thread.join()
        self._indexing.stop()
        self._syncs.give_up()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            try:
                for changed in self._folders.changes(self._stopped):
                    self._library.look(changed, good_for=WATCHED_SECONDS)
                    self._warm()
                    self._changed.set()
            except Exception:
                log.exception("the files could not be looked at; it is tried again")
                self._stopped.wait(_AFTER_FAILURE_SECONDS)

    def _warm(self) -> None:
        if not self._ready.is_set():
            self._indexing.warm()
            settle()
            self._ready.set()

    def _sync(self) -> None:
        self._ready.wait()  # a first answer before a first sync
        while not self._stopped.is_set():
            self._changed.wait(TICK_SECONDS)
            self._changed.clear()
            try:
                if not self._stopped.is_set() and self._syncs.is_this():
                    self._indexing.sync_if_changed(timeout=0)
            except IndexBusy:
                log.debug("another process is syncing")
                self._stopped.wait(TICK_SECONDS)
            except Exception:
                log.exception("the index could not be brought level with the files; it is tried again")
                self._stopped.wait(_AFTER_FAILURE_SECONDS)
