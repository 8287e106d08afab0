"""The small database for what belongs to readers, not to the content: ``<home>/kb.sqlite3``.

Several threads and processes share it: every piece of work has a connection of its own (opening one costs less
than the first query on it), readers never wait for a writer (write-ahead log), and a writer waits its turn.
The tables come from numbered migrations; each is done once, whole or not at all, by whoever opens first.
"""

import datetime as dt
import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.storage.exported_tables import ExportedTable
from kb.storage.migrations import MIGRATIONS, Migration

WAIT_SECONDS = 5.0
"""How long a writer waits for another one before it gives up."""
NAME = "kb.sqlite3"
_MIGRATIONS_TABLE = (
    "CREATE TABLE IF NOT EXISTS migrations"
    " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL) STRICT"
)


def written(at: dt.datetime) -> str:
    """Return a time as the tables have it; times compare as these texts do."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


class DatabaseMismatch(Exception):
    """The file was written by another version of this program; ``why`` says what differs."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


@dataclass(frozen=True)
class Done:
    """A migration that this file has been through."""

    number: int
    name: str
    at: str


class Database:
    """One database file. Nothing is opened before the first work; safe to share between threads and across a fork."""

    def __init__(
        self, path: Path, migrations: Sequence[Migration], clock: Callable[[], dt.datetime], wait: float = WAIT_SECONDS
    ) -> None:
        self.path = path
        self._migrations = tuple(migrations)
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._ready: tuple[int, int] | None = None
        self._joint = threading.local()

    @property
    def joint(self) -> sqlite3.Connection | None:
        """Return the connection of the :meth:`together` that this thread is in."""
        return getattr(self._joint, "connection", None)

    @contextmanager
    def together(self) -> Iterator[sqlite3.Connection]:
        """Make one transaction of all that this thread reads and writes within the block."""
        if self.joint is not None:
            yield self.joint
            return
        with self.writing() as connection:
            self._joint.connection = connection
            try:
                yield connection
            finally:
                self._joint.connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the data until the block ends."""
        if self.joint is not None:
            yield self.joint
            return
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, wait: float | None = None, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Give a connection that alone may write; all of the block is kept, or none of it where it raises.

        What is not ``durable`` need not be on disk when the block ends; that is much quicker.
        ``sqlite3.OperationalError`` is raised where another writer does not finish in time (``wait`` seconds).
        """
        if self.joint is not None:
            yield self.joint
            return
        with self._connection(wait, durable=durable) as connection, _transaction(connection):
            yield connection

    def done(self) -> tuple[Done, ...]:
        """Return the migrations that the file has been through, in order."""
        with self.reading() as connection:
            rows = connection.execute("SELECT number, name, at FROM migrations ORDER BY number")
            return tuple(Done(row["number"], row["name"], row["at"]) for row in rows)

    def export(self, tables: Sequence[ExportedTable]) -> bytes:
        """Return a database with these tables and columns filled, and all others empty, as the bytes of a file.

        It is written anew: a copy whose rows were deleted would still have them in its free pages.
        """
        with self.reading() as connection, closing(sqlite3.connect(":memory:", isolation_level=None)) as out:
            for statement in (_MIGRATIONS_TABLE, *(one for step in self._migrations for one in step.statements)):
                out.execute(statement)
            for table in tables:
                out.execute(f"DELETE FROM {table.name}")  # noqa: S608 - names from our own list; migrations may fill
                columns, where = ", ".join(table.columns), f" WHERE {table.where}" if table.where else ""
                rows = connection.execute(f"SELECT {columns} FROM {table.name}{where}")  # noqa: S608 - likewise
                places = ", ".join("?" * len(table.columns))
                out.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({places})", rows)  # noqa: S608 - likewise
            return out.serialize()

    @contextmanager
    def _connection(self, wait: float | None = None, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        self._make_ready()
        connection = _open(self.path, self._wait if wait is None else wait, durable=durable)
        try:
            yield connection
        finally:
            connection.close()

    def _make_ready(self) -> None:
        """Bring the file up to date once per process, and again where somebody took it away meanwhile."""
        if self._ready is not None and self._ready == _identity(self.path):
            return
        with self._lock:
            if self._ready is not None and self._ready == _identity(self.path):
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = _open(self.path, self._wait)
            try:
                _use_log(connection, self._wait)
                with _transaction(connection):
                    self._migrate(connection)
            finally:
                connection.close()
            self._ready = _identity(self.path)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute(_MIGRATIONS_TABLE)
        done = {row["number"]: row for row in connection.execute("SELECT number, name, digest FROM migrations")}
        known = {migration.number: migration for migration in self._migrations}
        for number, row in done.items():
            if number not in known:
                raise DatabaseMismatch(self.path, f"migration {number} ({row['name']}) is from a newer version")
            if digest_of(known[number]) != row["digest"]:
                raise DatabaseMismatch(
                    self.path, f"migration {number} ({row['name']}) was another one when it was done"
                )
        for migration in self._migrations:
            if migration.number in done:
                continue
            for statement in migration.statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migrations (number, name, digest, at) VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, digest_of(migration), self._clock().isoformat(timespec="seconds")),
            )


def open_database(home: Path, clock: Callable[[], dt.datetime]) -> Database:
    """Return the database of a home folder; the file is made, and brought up to date, at the first work."""
    return Database(home / NAME, MIGRATIONS, clock)


def digest_of(migration: Migration) -> str:
    """Return the checksum of a migration, which shows that an applied one was edited."""
    return hashlib.sha256("\0".join(migration.statements).encode()).hexdigest()


def _open(path: Path, wait: float, *, durable: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log a crash of the machine breaks nothing either way, but may lose what was not waited for.
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    return connection


def _use_log(connection: sqlite3.Connection, wait: float) -> None:
    """Switch to the write-ahead log; SQLite itself does not wait where another process is just switching too."""
    end = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)
