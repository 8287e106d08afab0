"""Filing a document that a person saved in a browser: read first, shown, and made the text only when somebody says so.

Both steps are jobs. The file is kept beside the first until it is decided on, and a day at the longest.
"""

import dataclasses
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from kb.domain.account.account import Right
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.capture import Attempt
from kb.domain.source.preview import DocumentPreview, preview_from
from kb.domain.source.run_report import attempt_json
from kb.services.jobs.runner import JobProgress, JobRunner
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog

READING, FILING = "read a document", "file a document"
SECONDS = 600
"""Longer than the largest report takes to read; after that the document is given back as not taken."""
AT_ONCE = 2
"""Documents that one process of the site reads at a time, so that its other threads go on answering."""
LARGEST = 64 << 20
"""Bytes of a document; the longest reports with pictures have about 40 MB."""


class DocumentFiler(Protocol):
    """Reads documents apart, keeps their bytes, and merges what was read into a source."""

    def preview_file(self, content: bytes, name: str, source: str, seconds: float) -> DocumentPreview:
        """Read a document within so many seconds, and change nothing; raise ``ToolFailed`` where it is none."""

    def file(self, source: str, content: bytes, name: str, seconds: float, *, anyway: bool = False) -> Attempt:
        """File a document within so many seconds; raise ``ToolFailed`` where it could not even be read."""


@dataclasses.dataclass(frozen=True)
class ReadDocument:
    """A document that was read and waits for a decision: for which source, its name, and what was found in it.

    ``preview`` is not there while it is read, and where it could not be; ``decided`` once it was decided on.
    """

    job: BackgroundJob
    source: str
    name: str
    preview: DocumentPreview | None
    decided: bool


class DocumentFiling:
    """Reads documents for sources and files them, a few at a time."""

    def __init__(
        self, filer: DocumentFiler, library: Library, log: AuditLog, jobs: JobRunner, clock: Callable[[], datetime]
    ) -> None:
        self._filer = filer
        self._library = library
        self._log = log
        self._jobs = jobs
        self._clock = clock
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def read(self, source: str, name: str, content: bytes, viewer: Viewer) -> BackgroundJob:
        """Start reading a document for a source (empty: for a new one); nothing becomes anybody's text yet.

        Raises ``NotFound`` where this viewer sees no such source, ``InvalidInput`` where there is nothing to read.
        """
        if source and source not in self._library.visible(viewer).sources:
            raise NotFound("source", source)
        if not content:
            raise InvalidInput({"document": "Choose a file that is not empty."})
        if len(content) > LARGEST:
            raise InvalidInput({"document": f"{name} is larger than {LARGEST >> 20} MB. Choose a smaller file."})

        def work(_: JobProgress) -> Mapping[str, Any]:
            with self._turns:
                return {"preview": dataclasses.asdict(self._filer.preview_file(content, name, source, SECONDS))}

        facts = {"name": name, "size": len(content)}
        return self._jobs.start(READING, work, viewer, subject=source, facts=facts, content=content)

    def document(self, job: str, viewer: Viewer) -> ReadDocument:
        """Return a document that was read, or is being read, by this viewer; staff may look at any."""
        found = self._jobs.job(job)
        source_seen = not found.subject or found.subject in self._library.visible(viewer).sources
        if found.kind != READING or not (found.who == viewer.id or viewer.may(Right.GATHER)) or not source_seen:
            raise NotFound("document", job)
        told = (found.result or {}).get("preview")
        decided = not found.is_running and "size" in found.facts and self._jobs.file(job) is None
        return ReadDocument(found, found.subject, found.facts["name"], preview_from(told) if told else None, decided)

    def take(self, job: str, viewer: Viewer, *, anyway: bool = False) -> BackgroundJob:
        """Start making a document that was read the text of its source.

        ``anyway`` takes it against what speaks against it; without that, ``InvalidInput`` is raised where something
        does.
        """
        read = self.document(job, viewer)
        if read.job.state is not JobState.DONE or read.preview is None or not read.source:
            raise InvalidInput({"document": "This document was not read. Choose the file again."})
        if (why := objection(read.preview)) and not anyway:
            raise InvalidInput({"document": why})
        content = self._jobs.file(job)
        if content is None:
            raise InvalidInput({"document": "This file is no longer kept here. Choose it again."})
        return self.file(read.source, read.name, content, viewer, job, anyway=anyway)

    def file(self, source: str, name: str, content: bytes, viewer: Viewer, read: str, *, anyway: bool) -> BackgroundJob:
        """Start filing a document for a source; ``read`` is the job in which it was read."""

        def work(_: JobProgress) -> Mapping[str, Any]:
            act = Act(self._clock(), viewer.id, "file a document", f"sources/{source}.md")
            with self._turns, self._log.intending([act]) as under_way:
                under_way.settle(_with(act, "failed", anyway=anyway))  # as long as no other outcome is known
                filed = self._filer.file(source, content, name, SECONDS, anyway=anyway)
                under_way.settle(_with(act, filed.outcome.value, anyway=anyway))
            self._library.snapshot(fresh=True)  # whoever filed it reads it on the next page
            self._jobs.drop_file(read)
            return {"attempt": attempt_json(filed)}

        return self._jobs.start(FILING, work, viewer, subject=source, facts={"name": name, "read": read})

    def discard(self, job: str, viewer: Viewer) -> None:
        """Throw away a document that was read, and its file."""
        self._jobs.drop_file(self.document(job, viewer).job.id)


def objection(preview: DocumentPreview) -> str:
    """Return what speaks against filing a document as it is; empty where nothing does."""
    if preview.contradictions:
        return f"It may be another document. {preview.contradictions[0]}"
    if preview.elsewhere:
        return "This very file is the text of another source already."
    if preview.may_be_forced:
        return f"It looks wrong: {preview.detail}."
    if preview.unreadable:
        return preview.unreadable
    return ""


def _with(act: Act, outcome: str, *, anyway: bool) -> Act:
    details = (("outcome", outcome), *([("anyway", "yes")] if anyway else []))
    return dataclasses.replace(act, details=details)
