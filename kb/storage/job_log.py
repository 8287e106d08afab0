"""Job logs: a JSONL file for each job under ``<home>/jobs``, locked as long as the job runs.

The lock goes with the process, however that ends: a log without an end that nobody holds is of a job that was cut off.
So every process of the site tells the same of a job, whichever of them runs it.
"""

import datetime as dt
import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from kb.domain.job import BackgroundJob, JobState
from kb.storage.atomic_files import sync_folder

MOST_JOBS = 300
"""Logs that are kept; of those that have ended, the oldest go."""
FILE_KEPT = dt.timedelta(days=1)
"""How long the file that a job is about is kept, where nobody decides on it."""
_NAME = re.compile(r"[0-9]{8}t[0-9]{6}-[0-9a-z]{4,32}")


class LaneBusy(Exception):
    """Another job has the lane that only one may have at a time."""


class JobWriter:
    """The log of a job that runs in this process; leaving its context lets go of the lock."""

    def __init__(self, path: Path, lane: Path | None) -> None:
        self.path = path
        self._lane = _locked(lane) if lane else None
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            self._let_go()
            raise
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __enter__(self) -> "JobWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)
        self._let_go()

    def write(self, values: Mapping[str, Any]) -> None:
        """Add a line; it is on disk when this returns."""
        line = (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
        while line:
            line = line[os.write(self._handle, line) :]
        os.fsync(self._handle)

    @property
    def stop_asked(self) -> bool:
        """Say whether somebody, in whatever process, wants the job to end."""
        return self.path.with_suffix(".stop").exists()

    def _let_go(self) -> None:
        if self._lane is not None:
            os.close(self._lane)


class JobLog:
    """The logs of all jobs of one home; safe to share between threads and processes of one machine."""

    def __init__(self, home: Path) -> None:
        """Remember where the logs lie; nothing is read or made yet."""
        self._folder = home / "jobs"

    def begin(self, id: str, values: Mapping[str, Any], lane: str = "", content: bytes | None = None) -> JobWriter:
        """Begin a log; raise :class:`LaneBusy` where another job has its lane. ``content`` is a file for the job."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep(dt.datetime.fromisoformat(values["began"]))
        if content is not None:
            _keep(self._folder / f"{id}.bytes", content)
        try:
            writer = JobWriter(self._path(id), self._folder / f"{lane}.lane" if lane else None)
        except LaneBusy:
            self.drop_file(id)
            raise
        writer.write(values)
        sync_folder(self._folder)
        return writer

    def read(self, id: str) -> BackgroundJob | None:
        """Return a job as it stands now; nothing where there is none."""
        return self._read(self._path(id)) if _NAME.fullmatch(id) else None

    def all(self) -> Iterator[BackgroundJob]:
        """Yield every job, the latest first."""
        for path in self._logs():
            job = self._read(path)
            if job is not None:
                yield job

    def ask_to_stop(self, id: str) -> None:
        """Ask a job to end; it looks a few times in a second."""
        self._path(id).with_suffix(".stop").touch(mode=0o600)

    def file(self, id: str) -> bytes | None:
        """Return the file that a job is about; nothing where it has none, or none any more."""
        path = self._folder / f"{id}.bytes"
        return path.read_bytes() if _NAME.fullmatch(id) and path.is_file() else None

    def drop_file(self, id: str) -> None:
        """Delete the file that a job is about."""
        (self._folder / f"{id}.bytes").unlink(missing_ok=True)

    def _path(self, id: str) -> Path:
        return self._folder / f"{id}.jsonl"

    def _logs(self) -> list[Path]:
        found = self._folder.glob("*.jsonl") if self._folder.is_dir() else ()
        return sorted((path for path in found if _NAME.fullmatch(path.stem)), reverse=True)

    def _read(self, path: Path) -> BackgroundJob | None:
        try:
            running = _is_held(path)  # looked at before the lines, so that an end is never missed
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return None
        values = [line for line in map(_values, lines) if line]
        if not values or "began" not in values[0]:
            return None
        return _job(path, values, running=running)

    def _sweep(self, now: dt.datetime) -> None:
        """Delete files that nobody decided on, and the logs beyond those that are kept."""
        for path in self._folder.glob("*.bytes"):
            if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now - FILE_KEPT:
                path.unlink(missing_ok=True)
        for path in self._logs()[MOST_JOBS:]:
            if not _is_held(path):
                for ending in (".jsonl", ".stop", ".bytes"):
                    path.with_suffix(ending).unlink(missing_ok=True)


def _job(path: Path, values: list[dict[str, Any]], *, running: bool) -> BackgroundJob:
    first, last = values[0], values[-1]
    ended = "ended" in last
    state = JobState(last["ended"]) if ended else JobState.RUNNING if running else JobState.DEAD
    return BackgroundJob(
        id=path.stem,
        kind=first["kind"],
        subject=first["subject"],
        who=first["who"],
        began=dt.datetime.fromisoformat(first["began"]),
        state=state,
        facts=first["facts"],
        steps=tuple(line["step"] for line in values[1:] if "step" in line),
        result=last.get("result") if ended else None,
        ended=dt.datetime.fromisoformat(last["at"]) if ended else None,
        why=last.get("why", "") if ended else "",
        stop_asked=path.with_suffix(".stop").exists(),
    )


def _keep(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _values(line: str) -> dict[str, Any]:
    """Return the values of a line; nothing for one that is torn."""
    try:
        values = json.loads(line)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _is_held(path: Path) -> bool:
    """Say whether some process holds the lock of a file; raise ``FileNotFoundError`` where there is none."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _locked(lane: Path) -> int:
    handle = os.open(lane, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise LaneBusy(lane.stem) from error
    return handle
