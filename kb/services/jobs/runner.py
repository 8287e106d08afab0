"""Running jobs: each in a thread of the process that was asked, told in a log that every process reads."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.domain.account.viewer import Viewer
from kb.domain.errors import KnowledgeBaseError, ToolFailed, or_not_found
from kb.domain.job import BackgroundJob, JobState
from kb.storage.job_log import JobLog, JobWriter, LaneBusy


class JobBusy(KnowledgeBaseError):
    """Another job of the sort runs: its ``job`` is carried, where it can be told."""

    def __init__(self, job: BackgroundJob | None) -> None:
        super().__init__("another one is going on")
        self.job = job


@dataclass(frozen=True)
class JobProgress:
    """What the work of a job tells, and is told: handed to it when it begins."""

    _writer: JobWriter

    def tell(self, **values: Any) -> None:
        """Tell a step."""
        self._writer.write({"step": values})

    def stopped(self) -> bool:
        """Say whether somebody wants the job to end."""
        return self._writer.stop_asked


JobWork = Callable[[JobProgress], Mapping[str, Any]]
"""The work of a job: returns its result as plain values."""


class JobRunner:
    """Starts jobs and tells of them; safe to share between threads and processes."""

    def __init__(self, log: JobLog, clock: Callable[[], dt.datetime], token: Callable[[], str]) -> None:
        """``token`` gives a few letters that no other job's id ends with."""
        self._log, self._clock, self._token = log, clock, token
        self._threads: dict[str, threading.Thread] = {}

    def start(
        self,
        kind: str,
        work: JobWork,
        viewer: Viewer,
        *,
        subject: str = "",
        facts: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        alone: bool = False,
    ) -> BackgroundJob:
        """Start a job and return it; raise :class:`JobBusy` where it wants to be ``alone`` and another one runs.

        ``content`` is a file that it is about, kept beside its log until somebody decides on it.
        """
        began = self._clock()
        id = f"{began:%Y%m%dt%H%M%S}-{self._token()}"
        values = {"began": began.isoformat(), "kind": kind, "subject": subject, "who": viewer.id, "facts": facts or {}}
        try:
            writer = self._log.begin(id, values, kind if alone else "", content)
        except LaneBusy as error:
            raise JobBusy(
                next((job for job in self._log.all() if job.kind == kind and job.is_running), None)
            ) from error
        thread = threading.Thread(target=self._run, args=(writer, work), name=f"job {id}", daemon=True)
        self._threads = {name: one for name, one in self._threads.items() if one.is_alive()} | {id: thread}
        thread.start()
        return self.job(id)

    def job(self, id: str) -> BackgroundJob:
        """Return a job; raise ``NotFound`` where there is none."""
        return or_not_found(self._log.read(id), "job", id)

    def all(self, *kinds: str) -> tuple[BackgroundJob, ...]:
        """Return the jobs of some kinds, the latest first."""
        return tuple(job for job in self._log.all() if job.kind in kinds)

    def stop(self, id: str) -> None:
        """Ask a job to end; raise ``NotFound`` where there is none."""
        if self.job(id).is_running:
            self._log.ask_to_stop(id)

    def file(self, id: str) -> bytes | None:
        """Return the file that a job is about, as long as it is kept."""
        return self._log.file(id)

    def drop_file(self, id: str) -> None:
        """Delete the file that a job is about."""
        self._log.drop_file(id)

    def wait(self, id: str, seconds: float) -> BackgroundJob:
        """Return a job when it has ended, or as it is after so many seconds."""
        thread = self._threads.get(id)
        if thread is not None:
            thread.join(seconds)
        return self.job(id)

    def _run(self, writer: JobWriter, work: JobWork) -> None:
        with writer:
            try:
                result = work(JobProgress(writer))
            except ToolFailed as error:
                state = JobState.STOPPED if writer.stop_asked else JobState.FAILED
                writer.write({"ended": state.value, "at": self._clock().isoformat(), "why": error.why})
            except Exception as error:
                logging.getLogger("kb.jobs").exception("in the job %s", writer.path.stem)
                why = (
                    str(error)
                    if isinstance(error, KnowledgeBaseError)
                    else "it broke down; the log of the site says how"
                )
                writer.write({"ended": JobState.FAILED.value, "at": self._clock().isoformat(), "why": why})
            else:
                state = JobState.STOPPED if writer.stop_asked else JobState.DONE
                writer.write({"ended": state.value, "at": self._clock().isoformat(), "result": dict(result)})
