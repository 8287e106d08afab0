"""The captures of a source: the states that it stood in, the text of one, and what changed between two."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from kb.documents.passage_diff import PassageChange, passage_changes
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotAllowed, NotFound, or_not_found
from kb.domain.job import BackgroundJob
from kb.domain.source.passage import Passage, passage_from
from kb.domain.source.source import Source
from kb.domain.source.text_version import TextVersion, as_it_stood, text_versions
from kb.services.jobs.runner import JobProgress, JobRunner
from kb.services.library.library import Library
from kb.storage.capture_log import CaptureLog

KIND = "read captures"
SECONDS = 600


class CaptureReader(Protocol):
    """Reads the text of a capture anew from its bytes."""

    def text_of(self, source: str, sha256: str, seconds: float) -> tuple[Passage, ...]:
        """Return the passages of a capture; raise ``ToolFailed`` where its bytes are no longer there."""


@dataclass(frozen=True)
class CaptureTexts:
    """What reading one capture, or two, came to: the states, the text of the last, and what changed between the two."""

    job: BackgroundJob
    states: tuple[TextVersion, ...]
    passages: tuple[Passage, ...] = ()
    changes: tuple[PassageChange, ...] = ()


class SourceCaptures:
    """Lists the captures of sources, and has their texts read in a job."""

    def __init__(self, reader: CaptureReader, library: Library, log: CaptureLog, jobs: JobRunner) -> None:
        self._reader, self._library, self._log, self._jobs = reader, library, log, jobs

    def states(self, id: str, viewer: Viewer) -> tuple[TextVersion, ...]:
        """Return the states of a source that were captured, by date; raise ``NotFound``."""
        return text_versions(self._log.attempts(id), self._source(id, viewer).address)

    def may_read(self, id: str, viewer: Viewer) -> bool:
        """Say whether this viewer may have the text of a source: for everybody where the licence lets us."""
        return self._source(id, viewer).terms.full_text or id in self._library.visible(viewer).texts

    def read(self, id: str, hashes: tuple[str, ...], viewer: Viewer) -> BackgroundJob:
        """Start reading one capture of a source, or two to compare; raise ``NotFound`` for one that is not its own."""
        if not self.may_read(id, viewer):
            raise NotAllowed("read the text of this source")
        known = {state.sha256 for state in self.states(id, viewer)}
        for sha256 in hashes:
            if sha256 not in known:
                raise NotFound("capture", sha256)

        def work(progress: JobProgress) -> Mapping[str, Any]:
            texts = {}
            for sha256 in dict.fromkeys(hashes):
                progress.tell(capture=sha256)
                texts[sha256] = [asdict(one) for one in self._reader.text_of(id, sha256, SECONDS)]
            return {"texts": texts}

        return self._jobs.start(KIND, work, viewer, subject=id, facts={"captures": list(hashes)})

    def on_day(self, id: str, day: dt.date, viewer: Viewer) -> TextVersion:
        """Return the state that a source was in on a day; raise ``NotFound`` where none is known so early."""
        return as_it_stood(self.states(id, viewer), day)

    def texts(self, job: str, viewer: Viewer) -> CaptureTexts:
        """Return what reading captures came to, as far as this viewer may have it; raise ``NotFound``."""
        found = self._jobs.job(job)
        if found.kind != KIND or found.subject not in self._library.visible(viewer).sources:
            raise NotFound("job", job)
        if not self.may_read(found.subject, viewer):
            raise NotFound("job", job)
        by_hash = {state.sha256: state for state in self.states(found.subject, viewer)}
        states = tuple(by_hash[sha256] for sha256 in found.facts["captures"] if sha256 in by_hash)
        texts = (found.result or {}).get("texts", {})
        if len(states) != len(found.facts["captures"]) or not all(one.sha256 in texts for one in states):
            return CaptureTexts(found, states)
        read = [tuple(map(passage_from, texts[state.sha256])) for state in states]
        changes = passage_changes(read[0], read[1]) if len(read) > 1 else ()
        return CaptureTexts(found, states, read[-1], changes)

    def _source(self, id: str, viewer: Viewer) -> Source:
        return or_not_found(self._library.visible(viewer).sources.get(id), "source", id)
