"""A cache as one SQLite file that may be thrown away: it never waits for the disk, and goes where it is damaged."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_WAIT_SECONDS = 1.0
_log = logging.getLogger(__name__)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, making it where it is not there; raises ``sqlite3.Error`` where that cannot be."""
    with contextlib.closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # what a crash of the machine breaks is made again
        yield connection


def give_up(path: Path, error: Exception) -> None:
    """Log why the cache cannot be used, and take a damaged file away; the next process makes another."""
    _log.warning("%s cannot be used, so what it kept is worked out again: %s", path.name, error)
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + ending).unlink()
