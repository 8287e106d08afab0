"""What was captured of each source, and in what state it was, as at the moment of a brief."""

import datetime as dt
from collections.abc import Iterable

from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of


class CapturesAt:
    """The capture log up to a moment."""

    def __init__(self, attempts: Iterable[Attempt], moment: dt.datetime) -> None:
        """Take the attempts up to ``moment``; they are in the order of the log."""
        self._moment = moment
        self._latest: dict[str, Attempt] = {}
        self._bodies: dict[str, Attempt] = {}
        for attempt in attempts:
            if attempt.at <= moment:
                self._latest[attempt.source] = attempt
                if attempt.sha256:
                    self._bodies[attempt.source] = attempt

    def captured(self, source: Source) -> dt.datetime | None:
        """Return when what we held of a source was taken; nothing where we held nothing."""
        if source.captured is not None and source.captured.at <= self._moment:
            return source.captured.at
        body = self._bodies.get(source.id)
        return body.at if body else None

    def was_read_since(self, source: Source) -> bool:
        """Say whether the text of a source that is here was captured only after the moment."""
        return source.captured is not None and source.captured.at > self._moment

    def state(self, source: Source) -> SourceState:
        """Return the state that a source was in."""
        state = state_of(source, self._latest.get(source.id))
        if self.was_read_since(source) and state in (SourceState.READ, SourceState.FILED):
            return SourceState.READ if source.id in self._bodies else SourceState.NOT_FETCHED
        return state
