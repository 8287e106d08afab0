"""Fetching sources anew at a person's word: one, several, or all that are due, as a job that outlives the request."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.job import BackgroundJob
from kb.domain.source.capture import Attempt
from kb.domain.source.run_report import RunReport, RunStep, attempt_json
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from kb.services.jobs.runner import JobProgress, JobRunner
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from kb.storage.capture_log import CaptureLog

KIND = "fetch"
SECONDS = 4 * 3600
"""How long one run may take; a run of all that are due is gone on with by the next."""
DUE_DAYS = 7
"""A source is due when nobody tried it for so many days; `scraper run --due` counts the same."""
MOST_AT_ONCE = 1000
_BY_HAND = (SourceState.BLOCKED, SourceState.SUSPICIOUS, SourceState.GONE, SourceState.WITHDRAWN)


class SourceFetcher(Protocol):
    """Fetches sources politely, captures what came, and merges it into them."""

    def fetch(
        self,
        sources: Sequence[str],
        seconds: float,
        tell: Callable[[RunStep], None] = ...,
        stopped: Callable[[], bool] = ...,
    ) -> RunReport:
        """Fetch the named sources within so many seconds; raise ``ToolFailed`` where nothing could be asked."""

    def fetch_due(
        self, seconds: float, tell: Callable[[RunStep], None] = ..., stopped: Callable[[], bool] = ...
    ) -> RunReport:
        """Fetch every source that was not attempted for some days; raise ``ToolFailed`` likewise."""


class FetchRow:
    """A source on the page for gathering: its state, the last attempt, and whether it is due."""

    def __init__(self, source: Source, latest: Attempt | None, now: dt.datetime) -> None:
        self.source, self.latest = source, latest
        self.state = state_of(source, latest)
        self.is_due = bool(source.address) and (latest is None or latest.at <= now - dt.timedelta(days=DUE_DAYS))
        self.is_by_hand = self.state in _BY_HAND or (source.captured is None and not source.address)


class SourceFetching:
    """Starts runs that fetch sources, one at a time, and says in the audit log who asked for each source."""

    def __init__(
        self,
        fetcher: SourceFetcher,
        library: Library,
        captures: CaptureLog,
        log: AuditLog,
        jobs: JobRunner,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._fetcher = fetcher
        self._library = library
        self._captures = captures
        self._log = log
        self._jobs = jobs
        self._clock = clock

    def rows(self, viewer: Viewer) -> tuple[FetchRow, ...]:
        """Return every source that is in use, by title, with what is to be done about it."""
        latest, now = self._captures.latest(), self._clock()
        found = (one for one in self._library.visible(viewer).sources.values() if not one.retired)
        return tuple(FetchRow(one, latest.get(one.id), now) for one in sorted(found, key=lambda one: one.title))

    def fetch(self, sources: Sequence[str], viewer: Viewer) -> BackgroundJob:
        """Start fetching the named sources.

        Raises ``NotFound`` for one that is not there for this viewer, ``InvalidInput`` where none is named, and
        ``JobBusy`` where another run goes on.
        """
        if not sources:
            raise InvalidInput({"sources": "Choose a source, or several."})
        if len(sources) > MOST_AT_ONCE:
            raise InvalidInput({"sources": f"Choose at most {MOST_AT_ONCE} sources at once."})
        known = self._library.visible(viewer, fresh=True).sources
        for id in sources:
            if id not in known:
                raise NotFound("source", id)
        named = tuple(dict.fromkeys(sources))
        subject = named[0] if len(named) == 1 else ""
        work = partial(self._run, partial(self._fetcher.fetch, named), named, viewer)
        return self._jobs.start(KIND, work, viewer, subject=subject, facts={"sources": len(named)}, alone=True)

    def fetch_due(self, viewer: Viewer) -> BackgroundJob:
        """Start fetching every source that was not attempted for some days; raise ``JobBusy`` likewise."""
        work = partial(self._run, self._fetcher.fetch_due, (), viewer)
        return self._jobs.start(KIND, work, viewer, facts={"due": True}, alone=True)

    def _run(
        self, fetch: Callable[..., RunReport], sources: Sequence[str], viewer: Viewer, progress: JobProgress
    ) -> Mapping[str, Any]:
        """Fetch, with a line in the log for each source; one for all where nobody knows yet which are due."""
        begun = [self._act(id, viewer) for id in sources]
        done: list[Act] = []
        with self._log.intending(begun or [Act(self._clock(), viewer.id, "fetch sources that are due")]) as under_way:

            def tell(step: RunStep) -> None:
                attempt = attempt_json(step.attempt) if step.attempt else None
                progress.tell(source=step.source, of=step.of, attempt=attempt)
                if step.attempt:
                    done.append(self._act(step.source, viewer, step.attempt.outcome.value))
                    under_way.settle(*done)

            report = fetch(SECONDS, tell, progress.stopped)
            under_way.settle(*done)
        self._library.snapshot(fresh=True)
        told = report.as_json()
        return {name: told[name] for name in ("sources", "counts", "left", "seconds")}

    def _act(self, source: str, viewer: Viewer, outcome: str = "") -> Act:
        details = (("outcome", outcome),) if outcome else ()
        return Act(self._clock(), viewer.id, "fetch a source", f"sources/{source}.md", details=details)
