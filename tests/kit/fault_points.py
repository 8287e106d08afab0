"""A file system that fails at a chosen point: each open, write, rename, link, unlink and fsync, and each SQL statement.

A process arms it for a folder, does its work, and is killed, or told that the disk is full or broken, at the point of
that number. Only files under the folder count. What is written by C code below a Python file object (numpy) counts by
the open, the fsync and the rename that go with it; SQLite counts by its statements, for its own files are its own care.
"""

import builtins
import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

CREATING = os.O_CREAT | os.O_TRUNC
READING = ("SELECT", "PRAGMA", "ROLLBACK", "BEGIN")


class Fault(StrEnum):
    """What happens at the point."""

    KILL = "kill"
    TORN = "half a write, then kill"
    FULL = "ENOSPC"
    BROKEN = "EIO"


class FaultPoints:
    """The points that a process comes to; the fault at one of them (none at 0: they are counted only).

    A full disk stays full: from its point on nothing is written any more, while names can still be taken away. A broken
    one fails once.
    """

    def __init__(self, folder: Path, at: int = 0, fault: Fault = Fault.KILL) -> None:
        self._folder, self._at, self._fault = str(folder.resolve()), at, fault
        self.passed: list[str] = []
        self._armed = False

    def arm(self) -> None:
        """Put the failing calls in the place of the real ones, for the rest of this process."""
        self._armed = True
        for name in ("rename", "replace", "link", "unlink", "remove", "mkdir", "rmdir", "ftruncate", "fsync", "write"):
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        os.open = self._open_handle(os.open)  # type: ignore[assignment] - the same call, counted
        opened = self._open_file(io.open)
        io.open = opened  # type: ignore[assignment] - likewise
        builtins.open = opened  # type: ignore[assignment] - likewise
        connect = sqlite3.connect

        def counted(path: Any, *args: Any, **options: Any) -> sqlite3.Connection:
            return connect(path, *args, **options, factory=self._connection(str(path)))

        sqlite3.connect = counted  # type: ignore[assignment] - likewise

    def disarm(self) -> None:
        """Let every call succeed from now on."""
        self._armed = False

    def reach(self, what: str, path: str, torn: Callable[[], object] = lambda: None, *, writes: bool = True) -> None:
        """Come to a point, and fail there if it is the one."""
        if not self._armed or not path.startswith(self._folder):
            return
        self.passed.append(f"{what} {_shape(path[len(self._folder) + 1 :])}")
        number = len(self.passed)
        if self._fault is Fault.FULL and self._at and number > self._at and writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        if number != self._at:
            return
        if self._fault is Fault.TORN:
            torn()
        if self._fault in (Fault.KILL, Fault.TORN):
            os.kill(os.getpid(), signal.SIGKILL)
        number = errno.ENOSPC if self._fault is Fault.FULL else errno.EIO
        if self._fault is Fault.BROKEN or writes:
            raise OSError(number, os.strerror(number), path)

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        takes_away = name in ("unlink", "remove", "rmdir", "ftruncate")

        def call(first: Any, *rest: Any, **options: Any) -> Any:
            torn: Callable[[], object] = lambda: None  # noqa: E731 - one of two, below
            if name == "write":
                torn = lambda: real(first, rest[0][: len(rest[0]) // 2])  # noqa: E731 - likewise
            self.reach(name, _path_of(first, options.get("dir_fd")), torn, writes=not takes_away)
            return real(first, *rest, **options)

        return call

    def _open_handle(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *rest: Any, **options: Any) -> int:
            if flags & CREATING:
                self.reach("open", _path_of(path, options.get("dir_fd")))
            return real(path, flags, *rest, **options)

        return call

    def _open_file(self, real: Callable[..., Any]) -> Callable[..., Any]:
        points = self

        class CountedFile(io.FileIO):
            """A file whose writes are points."""

            def write(self, data: Any) -> int:
                data = bytes(data)
                path = _path_of(self.fileno())
                points.reach("write", path, lambda: super(CountedFile, self).write(data[: len(data) // 2]))
                return super().write(data)

        def call(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **options: Any) -> Any:
            if not set(mode) & set("wax+"):
                return real(file, mode, buffering, *rest, **options)
            if not isinstance(file, int) and (set(mode) & set("wax")):
                self.reach("open", _path_of(file))
            closefd, opener = options.pop("closefd", True), options.pop("opener", None)
            raw = CountedFile(file, "".join(sorted(set(mode) - set("bt"), key="rwxa+".index)), closefd, opener)
            if buffering == 0:
                return raw
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, *rest, **options)

        return call

    def _connection(self, path: str) -> type[sqlite3.Connection]:
        points = self

        class CountedConnection(sqlite3.Connection):
            """A connection whose writing statements are points."""

            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                words = " ".join(sql.split()[:3])
                if not sql.strip().upper().startswith(READING):
                    try:
                        points.reach("SQL " + words, str(Path(path).resolve()))
                    except OSError as error:
                        full = error.errno == errno.ENOSPC
                        raise sqlite3.OperationalError(
                            "database or disk is full" if full else "disk I/O error"
                        ) from error
                return super().execute(sql, *rest)

        return CountedConnection


def _path_of(file: Any, folder: int | None = None) -> str:
    if isinstance(file, int):
        return str(Path(f"/proc/self/fd/{file}").readlink()).removesuffix(" (deleted)")
    path = Path(os.fsdecode(file))
    return str((Path(_path_of(folder)) / path if folder is not None else path).absolute())


def _shape(path: str) -> str:
    """Return a path without what differs from run to run."""
    words = ("#" if part.startswith(".") and part.endswith(".tmp") else part for part in path.split("/"))
    return "/".join(words)
