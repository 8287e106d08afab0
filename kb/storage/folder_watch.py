"""Watching folders: told by the operating system when files below them change, without looking at every file.

The only importer of ``watchfiles``. Folders may come, go and be replaced meanwhile. Where the system cannot tell (too
many folders are watched on this machine, or a file system that knows nothing of it), everything is looked at again and
again, with pauses that keep that from taking all of a processor.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from watchfiles import watch

TICK_SECONDS = 0.5
LOOK_AT_ALL_SECONDS = 30.0
"""How often all is looked at although nothing was told: what a link points to is not watched."""
_STEP_MS, _DEBOUNCE_MS = 10, 50
_POLL_SECONDS = 0.1
_SHARE_OF_TIME = 2
_log = logging.getLogger(__name__)

Changes = frozenset[str] | None
"""Paths of Markdown files that may have changed, each as it begins with its folder; ``None``: anything may have."""


class FolderWatch:
    """Watches some folders; hidden files and folders are passed over."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def changes(self, stopped: threading.Event) -> Iterator[Changes]:
        """Yield what may have changed, at once and then at least every tick, until ``stopped`` is set."""
        while not stopped.is_set():
            there = [folder for folder in self._folders if folder.is_dir()]
            yield None
            if not there:
                stopped.wait(TICK_SECONDS)
                continue
            try:
                yield from self._watched(there, stopped)
            except OSError as error:
                _log.warning("files cannot be watched, so all of them are looked at again and again: %s", error)
                yield from _polled(stopped)

    def _watched(self, there: Sequence[Path], stopped: threading.Event) -> Iterator[Changes]:
        """Yield changes for as long as the folders are the same ones."""
        known = self._identities()
        ticks = watch(
            *(folder.absolute() for folder in there),
            watch_filter=None,
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            stop_event=stopped,
            rust_timeout=int(TICK_SECONDS * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        due = 0.0  # the first time at once: for what changed before the watch stood
        for told in ticks:
            if self._identities() != known:
                return
            now = time.monotonic()
            if now >= due:
                due = now + LOOK_AT_ALL_SECONDS
                yield None
            else:
                yield self._paths(there, [path for _, path in told])

    def _identities(self) -> list[tuple[int, int] | None]:
        return [_identity(folder) for folder in self._folders]

    def _paths(self, there: Sequence[Path], told: Collection[str]) -> Changes:
        found = set()
        for path in told:
            for folder in there:
                root = f"{folder.absolute()}/"
                if not path.startswith(root):
                    continue
                inside = path[len(root) :]
                if any(part.startswith(".") for part in inside.split("/")):
                    continue
                if not inside.endswith(".md"):  # perhaps a folder, with everything in it
                    return None
                found.add(f"{folder}/{inside}")
        return frozenset(found)


def _polled(stopped: threading.Event) -> Iterator[Changes]:
    pause = _POLL_SECONDS
    while not stopped.wait(max(_POLL_SECONDS, pause)):
        started = time.monotonic()
        yield None
        pause = _SHARE_OF_TIME * (time.monotonic() - started)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)
