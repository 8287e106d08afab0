"""What a search could not look into, and how fresh the rest is: the honest negative beside every answer."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kb.content.visibility import VisibleCatalogue
from kb.domain.audience import Audience
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from kb.services.library.source_states import States
from kb.storage.garbage import uncollected


@dataclass(frozen=True)
class UnreadSource:
    """A source whose text a search could not look into: its id, title, why, and when it was last tried."""

    id: str
    title: str
    state: SourceState
    tried: dt.datetime | None = None


@dataclass(frozen=True)
class SearchedSource:
    """A source whose text is searched: when that text was fetched or filed, and whether it stands as last looked at."""

    id: str
    title: str
    state: SourceState
    at: dt.datetime


@dataclass(frozen=True, eq=False)
class Freshness:
    """Every source that a reader may see, by title: those searched in full with their dates, and the others.

    It is the same object until content or capture log change, so that pages can keep what they say of it.
    """

    fetched: tuple[SearchedSource, ...] = ()
    unread: tuple[UnreadSource, ...] = ()


class Freshnesses:
    """Works out freshness once for each change of the content or of the capture log."""

    def __init__(self, states: States) -> None:
        self._states = states
        self._kept: dict[Audience, tuple[VisibleCatalogue, Mapping[str, Attempt], Freshness]] = {}

    def of(self, visible: VisibleCatalogue) -> Freshness:
        """Return the freshness of the sources that a viewer may see."""
        attempts = self._states.attempts()
        kept = self._kept.get(visible.audience)
        if kept is not None and kept[0] is visible and kept[1] is attempts:
            return kept[2]
        made = _freshness(visible, attempts)
        self._kept[visible.audience] = (visible, attempts, made)
        return made


@uncollected()
def _freshness(visible: VisibleCatalogue, attempts: Mapping[str, Attempt]) -> Freshness:
    sources = sorted(visible.sources.values(), key=lambda s: s.heading)
    fetched, unread = [], []
    for source in sources:
        latest = attempts.get(source.id)
        state = state_of(source, latest)
        at = _last_seen(source, latest)
        if source.has_body and at is not None:
            fetched.append(SearchedSource(source.id, source.heading, state, at))
        elif not source.has_body:
            unread.append(UnreadSource(source.id, source.heading, state, latest.at if latest else None))
    return Freshness(tuple(fetched), tuple(unread))


def _last_seen(source: Source, latest: Attempt | None) -> dt.datetime | None:
    """Return when the text was last known to be as it is here: a later look that found it unchanged counts."""
    if source.captured is None:
        return None
    if latest is not None and latest.outcome is Outcome.UNCHANGED:
        return max(source.captured.at, latest.at)
    return source.captured.at
