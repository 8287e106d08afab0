"""Fetching sources anew at a person's word: one, several, or all that are due."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotFound
from kb.domain.source.run_report import RunReport
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog

SECONDS = 600
"""How long one call may take; a run of all that are due is gone on with by the next."""


class SourceFetcher(Protocol):
    """Fetches sources politely, captures what came, and merges it into them."""

    def fetch(self, sources: Sequence[str], seconds: float) -> RunReport:
        """Fetch the named sources within so many seconds; raise ``ToolFailed`` where nothing could be asked."""

    def fetch_due(self, seconds: float) -> RunReport:
        """Fetch every source that was not attempted for some days; raise ``ToolFailed`` likewise."""


class SourceFetching:
    """Has sources fetched, and says in the audit log who asked for it."""

    def __init__(self, fetcher: SourceFetcher, library: Library, log: AuditLog, clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._library = library
        self._log = log
        self._clock = clock

    def fetch(self, sources: Sequence[str], viewer: Viewer) -> RunReport:
        """Fetch the named sources; raise ``NotFound`` for one that is not there for this viewer."""
        known = self._library.visible(viewer).sources
        for id in sources:
            if id not in known:
                raise NotFound("source", id)
        return self._logged(lambda: self._fetcher.fetch(sources, SECONDS), sources, viewer)

    def fetch_due(self, viewer: Viewer) -> RunReport:
        """Fetch every source that was not attempted for some days."""
        return self._logged(lambda: self._fetcher.fetch_due(SECONDS), (), viewer)

    def _logged(self, fetch: Callable[[], RunReport], sources: Sequence[str], viewer: Viewer) -> RunReport:
        """Fetch, with a line for each source; one for all where nobody knows yet which are due."""
        due = Act(self._clock(), viewer.id, "fetch sources that are due")
        with self._log.intending([self._act(id, viewer) for id in sources] or [due]) as under_way:
            under_way.settle(*(replace(act, details=(("outcome", "failed"),)) for act in under_way.acts))
            report = fetch()
            under_way.settle(*(self._act(one.source, viewer, one.outcome.value) for one in report.attempts))
        self._library.snapshot(fresh=True)
        return report

    def _act(self, source: str, viewer: Viewer, outcome: str = "") -> Act:
        details = (("outcome", outcome),) if outcome else ()
        return Act(self._clock(), viewer.id, "fetch a source", f"sources/{source}.md", details=details)
