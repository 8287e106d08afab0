"""The state of every source, read from the capture log that the scraper keeps."""

from collections.abc import Mapping

from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from kb.storage.capture_log import CaptureLog


class States:
    """Answers what state a source is in."""

    def __init__(self, log: CaptureLog) -> None:
        self._log = log

    def attempts(self) -> Mapping[str, Attempt]:
        """Return the last attempt for every source; the very same mapping as before where nothing came since."""
        return self._log.latest()

    def latest(self, source: str) -> Attempt | None:
        """Return the last attempt to fetch or file a source, if there was one."""
        return self._log.latest().get(source)

    def of_one(self, source: str) -> tuple[Attempt, ...]:
        """Return every attempt to fetch or file a source, in order."""
        return self._log.attempts(source)

    def of(self, source: Source) -> SourceState:
        """Return the state of a source as it stands now."""
        return state_of(source, self.latest(source.id))
