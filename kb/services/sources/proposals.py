"""Proposals of discovery: what publishers have that fits a priority, for a person to accept or turn down."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from kb.content.proposals import read_proposals
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound, ToolFailed, or_not_found
from kb.domain.job import BackgroundJob
from kb.domain.source.source import Source
from kb.services.jobs.runner import JobProgress, JobRunner
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog

KIND = "look for new documents"
SECONDS = 1800
AT_ONCE = 60  # seconds for a file to be moved


class Discovering(Protocol):
    """Asks publishers for new documents, and takes what a person decides on their proposals."""

    def discover(self, seconds: float) -> Mapping[str, Any]:
        """Ask every publisher that can be asked; returns counts."""

    def accept(self, proposal: str, seconds: float) -> None:
        """Take a proposal into the content; raise ``ToolFailed`` where that cannot be."""

    def decline(self, proposal: str, seconds: float) -> None:
        """Turn a proposal down for good; raise ``ToolFailed`` where there is none."""


class Proposals:
    """Lists proposals, has new ones looked for, and accepts or declines them."""

    def __init__(
        self,
        discovering: Discovering,
        folder: Path,
        library: Library,
        log: AuditLog,
        jobs: JobRunner,
        clock: Callable[[], dt.datetime],
    ) -> None:
        """``folder`` is where discovery writes proposals."""
        self._discovering, self._folder, self._library = discovering, folder, library
        self._log, self._jobs, self._clock = log, jobs, clock

    def waiting(self) -> tuple[Source, ...]:
        """Return the proposals that wait for a person, by title; ``notes`` say why each fits."""
        return tuple(sorted(read_proposals(self._folder).values(), key=lambda source: source.title))

    def look(self, viewer: Viewer) -> BackgroundJob:
        """Start asking publishers for new documents; raise ``JobBusy`` where that goes on already."""

        def work(_: JobProgress) -> Mapping[str, Any]:
            told = self._discovering.discover(SECONDS)
            return {**told, "proposed": len(told["proposed"])}

        return self._jobs.start(KIND, work, viewer, alone=True)

    def accept(self, id: str, viewer: Viewer) -> Source:
        """Take a proposal into the content; raise ``NotFound`` where there is none, ``InvalidInput`` in words."""
        proposal = self._proposal(id)
        act = Act(self._clock(), viewer.id, "accept a proposal", f"sources/{id}.md")
        with self._log.intending([act]) as under_way:
            try:
                self._discovering.accept(id, AT_ONCE)
            except ToolFailed as error:
                under_way.settle()
                raise InvalidInput({"proposal": f"{proposal.title} could not be accepted: {error.why}"}) from error
        self._library.snapshot(fresh=True)
        return proposal

    def decline(self, id: str, viewer: Viewer) -> Source:
        """Turn a proposal down, which is not made again; raise ``NotFound`` where there is none."""
        proposal = self._proposal(id)
        act = Act(self._clock(), viewer.id, "turn a proposal down", f"sources/{id}.md")
        with self._log.intending([act]) as under_way:
            try:
                self._discovering.decline(id, AT_ONCE)
            except ToolFailed as error:
                under_way.settle()
                raise NotFound("proposal", id) from error
        return proposal

    def _proposal(self, id: str) -> Source:
        return or_not_found(read_proposals(self._folder).get(id), "proposal", id)
