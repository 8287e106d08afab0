"""Values that took long to work out, kept by key for other processes; a cache that may be thrown away.

One small SQLite file. Each value is proved by a checksum, and all are forgotten when the code that they come from is
another. Whatever is damaged or not to be had is worked out again: nothing here can fail.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from kb.storage.cache_file import give_up, opened

MOST = 50_000
"""Values kept; beyond that, all are forgotten and those in use are kept again."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS derived (key TEXT PRIMARY KEY, code TEXT NOT NULL, value BLOB NOT NULL,"
    " proof BLOB NOT NULL) STRICT"
)


class DerivedValues:
    """The values in one file; safe to share between threads, and between processes on one machine."""

    def __init__(self, path: Path, code: Callable[[], str]) -> None:
        """``code`` gives the checksum of the code that works the values out; nothing is read or made yet."""
        self._path, self._code = path, code
        self._lock = threading.Lock()
        self._known: dict[str, bytes] | None = None

    def get(self, key: str) -> bytes | None:
        """Return a value that some process kept before this one first asked."""
        with self._lock:
            if self._known is None:
                self._known = self._read()
            return self._known.get(key)

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep values; where that cannot be, nothing happens."""
        if not values:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with opened(self._path) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                connection.execute("DELETE FROM derived WHERE code <> ?", (self._code(),))
                if connection.execute("SELECT count(*) FROM derived").fetchone()[0] > MOST:
                    connection.execute("DELETE FROM derived")
                rows = [(key, self._code(), value, _proof(key, value)) for key, value in values.items()]
                connection.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?)", rows)
                connection.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            give_up(self._path, error)

    def _read(self) -> dict[str, bytes]:
        if not self._path.exists():
            return {}
        try:
            with opened(self._path) as connection:
                rows = connection.execute("SELECT key, value, proof FROM derived WHERE code = ?", (self._code(),))
                return {key: value for key, value, proof in rows if proof == _proof(key, value)}
        except sqlite3.Error as error:
            give_up(self._path, error)
            return {}


def _proof(key: str, value: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + b"\0" + value, digest_size=16).digest()
