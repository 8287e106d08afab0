"""Acts that were begun and have no line yet: ``<home>/audit-intents/``, one file each (a write-ahead journal).

A file is locked by the process that is at the act, so that whoever finds it unlocked knows that this process is gone,
and has to see what became of the act. The lock is on the file itself: a crash lets it go.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kb.storage.atomic_files import sync_folder

FOLDER = "audit-intents"


class Intent:
    """One act, or several done together, as the values of their lines; whoever has this holds its lock."""

    def __init__(self, path: Path, handle: int, acts: Sequence[dict[str, Any]]) -> None:
        self._path, self._handle, self.acts = path, handle, list(acts)

    def done(self) -> None:
        """Forget it: its lines are written, or nothing came of it."""
        self._path.unlink(missing_ok=True)
        os.close(self._handle)

    def leave(self) -> None:
        """Leave it on disk for the next recovery."""
        os.close(self._handle)


class Intents:
    """The intents of one home folder; safe to share between threads and processes."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def begin(self, acts: Sequence[dict[str, Any]]) -> Intent:
        """Put acts down before they are done; they are on disk when this returns. Raises ``OSError``."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}.json"
        beside = path.with_name(f".{path.stem}.{secrets.token_hex(6)}.tmp")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)  # before anybody else can see it
            rest = json.dumps(acts).encode()
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
            beside.replace(path)
            sync_folder(self._folder)
        except BaseException:
            for left in (beside, path):
                left.unlink(missing_ok=True)
            os.close(handle)
            raise
        return Intent(path, handle, acts)

    def left(self) -> Iterator[Intent]:
        """Yield the intents of processes that are gone; the caller finishes each, and others pass it over meanwhile."""
        for path in self._paths():
            try:
                handle = os.open(path, os.O_RDWR)
            except FileNotFoundError:
                continue
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.exists() and (acts := _read(path)) is not None:
                    yield Intent(path, handle, acts)
                    continue
            os.close(handle)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder against other processes that recover; let go at the end, also by a crash."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield every act that is under way or was left."""
        for path in self._paths():
            yield from _read(path) or ()

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))


def _read(path: Path) -> list[dict[str, Any]] | None:
    """Return the acts of a file; nothing where it has gone or cannot be read."""
    try:
        acts = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return acts if isinstance(acts, list) else None
