"""Keeping the index level with the files while the site is served: an edit saved is an edit found.

A thread looks at the files a few times a second and syncs when something changed. With several processes,
whichever takes the writer's lock does the work and the others find nothing left to do. Searches never wait:
they read the generation that stands until the next one is whole.
"""

import logging
import threading
import time

from kb.domain.errors import IndexBusy
from kb.services.library.index_sync import IndexSync

LOOK_EVERY_SECONDS = 0.1
SHARE_OF_TIME = 10
"""The pause is at least so many times what a look took, so that large content costs no more than small."""

log = logging.getLogger(__name__)


class IndexWatcher:
    """Syncs in the background from :meth:`start` until :meth:`stop`; a failure is logged and tried again."""

    def __init__(self, indexing: IndexSync) -> None:
        self._indexing = indexing
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look; a daemon thread, so that it never holds up the end of the process."""
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking, wait for a sync under way to end, and leave a merge under way undone."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._indexing.stop()

    def _keep(self) -> None:
        pause = 0.0
        while not self._stopped.wait(max(LOOK_EVERY_SECONDS, pause)):
            started = time.monotonic()
            try:
                self._indexing.sync_if_changed(timeout=0)
            except IndexBusy:
                log.debug("another process is syncing")
            except Exception:
                log.exception("the index could not be brought level with the files; it is tried again")
                pause = 5.0
                continue
            pause = SHARE_OF_TIME * (time.monotonic() - started)
