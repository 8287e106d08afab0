"""The capture log: one line for every attempt to get a source, appended and never changed.

``<home>/captures/log.jsonl``. Several processes may append at once: each line is one locked write, on disk
before ``append`` returns. A line that a crash cut short is skipped by readers and closed off by the next append.
"""

import datetime as dt
import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kb.domain.source.capture import Attempt, Outcome
from kb.storage.append_log import append_line, whole_lines

_NAMES = frozenset(field.name for field in fields(Attempt))

_ALWAYS = frozenset({"source", "address"})


class CaptureLog:
    """The log under one home folder; safe to share between threads, and between processes on one machine."""

    def __init__(self, home: Path) -> None:
        """Remember where the log lies; nothing is read or made yet."""
        self.path = home / "captures" / "log.jsonl"
        self._lock = threading.Lock()
        self._file: tuple[int, int] = (0, 0)
        self._end = 0
        self._latest: Mapping[str, Attempt] = {}

    def append(self, attempt: Attempt) -> None:
        """Add one line; it is on disk when this returns. Raises ``OSError`` where it cannot be written."""
        append_line(self.path, lambda _last: line_of(attempt))

    def attempts(self, source: str = "") -> tuple[Attempt, ...]:
        """Return every attempt in the order of the log, or those for one source; read anew, for they may be many."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        own = json.dumps(source, ensure_ascii=False).encode() if source else b""
        lines = (line for line in whole_lines(data) if own in line)
        found = (attempt for line in lines if (attempt := _read(line)) is not None)
        return _counted(one for one in found if not source or one.source == source)

    def latest(self) -> Mapping[str, Attempt]:
        """Return the last attempt for each source; the very same mapping as before where nothing came since."""
        with self._lock:
            self._read_on()
            return self._latest

    def _read_on(self) -> None:
        """Read the whole lines that came since the last look; all of them where it is another file now."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                if (status.st_dev, status.st_ino) != self._file or status.st_size < self._end:
                    self._forget((status.st_dev, status.st_ino))
                file.seek(self._end)
                data = file.read()
        except FileNotFoundError:
            if self._end:
                self._forget((0, 0))
            return
        whole = data[: data.rfind(b"\n") + 1]
        self._end += len(whole)
        new = [attempt for line in whole.split(b"\n") if (attempt := _read(line)) is not None]
        if new:  # what was handed out is never changed
            latest = {**self._latest, **{attempt.source: attempt for attempt in new}}
            for source in {attempt.source for attempt in new if attempt.taken_back}:
                latest.pop(source)
                if own := self.attempts(source):
                    latest[source] = own[-1]
            self._latest = MappingProxyType(latest)

    def _forget(self, file: tuple[int, int]) -> None:
        self._file, self._end, self._latest = file, 0, {}


def _counted(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Return attempts without those that brought a document which somebody took off its source again."""
    counted: list[Attempt | None] = []
    places: dict[str, list[int]] = {}
    for one in attempts:
        own = places.setdefault(one.source, [])
        if not one.taken_back:
            own.append(len(counted))
            counted.append(one)
            continue
        while own and (last := counted[own[-1]]) is not None and last.sha256 == one.sha256:
            counted[own.pop()] = None
    return tuple(one for one in counted if one is not None)


def line_of(attempt: Attempt) -> bytes:
    """Return an attempt as its line of the log, without the line feed."""
    return json.dumps(_written(attempt), ensure_ascii=False).encode("utf-8", "backslashreplace")


def _written(attempt: Attempt) -> dict[str, Any]:
    """Return the attempt as JSON, empty fields left out."""
    at = attempt.at if attempt.at.tzinfo else attempt.at.replace(tzinfo=dt.UTC)
    values = asdict(attempt) | {"at": at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")}
    return {name: value for name, value in values.items() if value not in ("", 0) or name in _ALWAYS}


def _read(line: bytes) -> Attempt | None:
    """Read a line; ``None`` for one that is torn, or that no version of this program wrote."""
    try:
        return attempt_from(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def attempt_from(values: Mapping[str, Any]) -> Attempt:
    """Return the attempt that plain values describe, names of no field passed over; raises for what is none."""
    known = {name: value for name, value in values.items() if name in _NAMES}
    at = dt.datetime.fromisoformat(known.pop("at"))
    return Attempt(**known | {"at": at, "outcome": Outcome(known["outcome"])})
