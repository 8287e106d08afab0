"""Archived copies: what public web archives have of a source, listed and taken in at a person's word, as jobs."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotFound, ToolFailed
from kb.domain.job import BackgroundJob
from kb.domain.source.archived_copy import ArchivedCopy
from kb.domain.source.capture import Attempt
from kb.domain.source.run_report import attempt_json
from kb.services.jobs.runner import JobProgress, JobRunner
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog

LISTING, TAKING = "look for archived copies", "take an archived copy"
SECONDS = 1800


class ArchiveReader(Protocol):
    """Asks public web archives for copies of a source, and takes one in."""

    def archived_copies(self, source: str, seconds: float) -> tuple[tuple[ArchivedCopy, ...], tuple[str, ...]]:
        """Return the copies by date, and which archives could not be asked, in words."""

    def take_archived(
        self, source: str, address: str, seconds: float, *, anyway: bool = False
    ) -> tuple[Attempt | None, str]:
        """Take the copy at an address; without an address, the nearest to the publication.

        Returns what it came to, or why it was refused.
        """


class ArchivedCopies:
    """Looks for archived copies of sources and takes them in."""

    def __init__(
        self,
        reader: ArchiveReader,
        library: Library,
        log: AuditLog,
        jobs: JobRunner,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._reader, self._library, self._log, self._jobs, self._clock = reader, library, log, jobs, clock

    def look(self, source: str, viewer: Viewer) -> BackgroundJob:
        """Start asking the archives; raise ``NotFound`` where this viewer sees no such source."""
        self._check(source, viewer)

        def work(_: JobProgress) -> Mapping[str, Any]:
            copies, problems = self._reader.archived_copies(source, SECONDS)
            rows = [[copy.archive, copy.at.isoformat(), copy.address, copy.status] for copy in copies]
            return {"copies": rows, "problems": list(problems)}

        return self._jobs.start(LISTING, work, viewer, subject=source)

    def found(self, job: str) -> tuple[BackgroundJob, tuple[ArchivedCopy, ...]]:
        """Return a job that asked the archives, and what they have."""
        found = self._jobs.job(job)
        if found.kind != LISTING:
            raise NotFound("job", job)
        rows = (found.result or {}).get("copies", ())
        return found, tuple(
            ArchivedCopy(archive, dt.datetime.fromisoformat(at), address, status)
            for archive, at, address, status in rows
        )

    def take(self, source: str, address: str, viewer: Viewer, *, anyway: bool = False) -> BackgroundJob:
        """Start taking the copy at an address in; it becomes the text where nothing speaks against it."""
        self._check(source, viewer)

        def work(_: JobProgress) -> Mapping[str, Any]:
            details = (("address", address), *([("anyway", "yes")] if anyway else []))
            act = Act(self._clock(), viewer.id, "take an archived copy", f"sources/{source}.md", details=details)
            with self._log.intending([act]) as under_way:
                under_way.settle(replace(act, details=(("outcome", "failed"), *details)))
                attempt, why = self._reader.take_archived(source, address, SECONDS, anyway=anyway)
                if attempt is None:
                    raise ToolFailed("scraper archive", why or "no archive that could be asked has a copy of it")
                under_way.settle(replace(act, details=(("outcome", attempt.outcome.value), *details)))
            self._library.snapshot(fresh=True)
            return {"attempt": attempt_json(attempt)}

        return self._jobs.start(TAKING, work, viewer, subject=source, facts={"address": address})

    def _check(self, source: str, viewer: Viewer) -> None:
        if source not in self._library.visible(viewer).sources:
            raise NotFound("source", source)
