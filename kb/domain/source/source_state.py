"""What state a source is in, for readers: derived from its capture and the last attempt to fetch it."""

from enum import StrEnum

from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source import Source


class SourceState(StrEnum):
    """The state of a source, in the words shown beside it."""

    READ = "read"
    FILED = "filed by hand"
    NOT_FETCHED = "not fetched yet"
    BLOCKED = "blocked to scripts"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    FAILED = "could not be fetched"
    SUSPICIOUS = "last fetch looked wrong"


_OF_OUTCOME = {
    Outcome.BLOCKED: SourceState.BLOCKED,
    Outcome.WITHDRAWN: SourceState.WITHDRAWN,
    Outcome.GONE: SourceState.GONE,
    Outcome.FAILED: SourceState.FAILED,
    Outcome.SUSPICIOUS: SourceState.SUSPICIOUS,
}


def state_of(source: Source, latest: Attempt | None) -> SourceState:
    """Return the state of ``source`` given the latest line of the capture log about it, if any.

    A source that was read once and is blocked now is *blocked*: its text stays, and readers should know
    that nobody can tell whether it has changed since.
    """
    if latest is not None and latest.outcome in _OF_OUTCOME:
        return _OF_OUTCOME[latest.outcome]
    if source.captured is None:
        return SourceState.NOT_FETCHED
    if source.captured.address.startswith("file:"):
        return SourceState.FILED
    return SourceState.READ
