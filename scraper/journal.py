"""The run journal: progress on disk, so that an interrupted run can be resumed.

One run at a time: a lock that the system lets go of when the process dies, however it dies.
"""

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.domain.source.capture import Attempt, Outcome

GOES_ON_FOR = dt.timedelta(hours=12)
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


class RunBusy(Exception):
    """Another process is running the scraper on the same home."""


@dataclass(frozen=True)
class Earlier:
    """The progress of an interrupted run: outcome by source; empty where there is none to resume."""

    started: dt.datetime | None = None
    done: tuple[tuple[str, Outcome], ...] = ()


class Journal:
    """A JSONL file: a line when a run starts, one for each source done, one when it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def interrupted(self, chosen: Sequence[str], now: dt.datetime) -> Earlier:
        """Return the progress of the last run if it never ended, had the same sources, and is not too old."""
        started: dt.datetime | None = None
        done: dict[str, Outcome] = {}
        for line in self._lines():
            if "started" in line:
                started, done = _moment(line["started"]), {}
                if line.get("chosen") != sorted(chosen):
                    started = None
            elif "ended" in line:
                started = None
            elif started is not None and line.get("outcome") in set(Outcome):
                done[str(line.get("done"))] = Outcome(str(line["outcome"]))
        if started is None or not dt.timedelta(0) <= now - started <= GOES_ON_FOR:
            return Earlier()
        return Earlier(started, tuple((id, o) for id, o in done.items() if o is not Outcome.FAILED and id in chosen))

    def start(self, chosen: Sequence[str], now: dt.datetime) -> None:
        """Begin a new journal."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(self._path.name + ".new")
        beside.write_text(_line({"started": now.strftime(_STAMP), "chosen": sorted(chosen)}), encoding="utf-8")
        beside.replace(self._path)

    def done(self, attempt: Attempt) -> None:
        """Note a source as done."""
        self._append({"done": attempt.source, "outcome": attempt.outcome.value})

    def end(self, now: dt.datetime) -> None:
        """Note that the run came to its end: the next one begins anew."""
        self._append({"ended": now.strftime(_STAMP)})

    def _append(self, values: dict[str, object]) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, ("\n" + _line(values)).encode())  # a torn line before this one ends here
        finally:
            os.close(handle)

    def _lines(self) -> Iterator[dict[str, object]]:
        if not self._path.is_file():
            return
        for text in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock of a run; raise :class:`RunBusy` where another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunBusy(f"another scraper run is going on (it holds {path})") from error
        yield
    finally:
        os.close(handle)


def _line(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def _moment(text: object) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(str(text), _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
