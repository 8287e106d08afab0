"""The sources that a viewer may see as one list, with its orders and tallies, worked out once for each change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property

from kb.content.visibility import kind_of_viewer
from kb.domain.account.viewer import Viewer
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.services.single_flight_cache import SingleFlightCache

MOST_CITED = 5


@dataclass(frozen=True)
class SourceRow:
    """A source in a list: with its state, and how many priorities cite it."""

    source: Source
    state: SourceState
    cited_by: int


@dataclass(frozen=True)
class SourceList:
    """Every source that one kind of viewer may see, newest first (undated ones last), then by title."""

    rows: tuple[SourceRow, ...]

    @cached_property
    def by_state(self) -> Mapping[SourceState, int]:
        """Return how many sources are in each state that occurs, in the order of states."""
        counts = Counter(row.state for row in self.rows)
        return {state: counts[state] for state in SourceState if counts[state]}

    @cached_property
    def by_publisher(self) -> Mapping[str, int]:
        """Return how many sources each publisher has, those with most first."""
        return dict(Counter(name for row in self.rows for name in row.source.publishers).most_common())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of documents that occur."""
        return frozenset(row.source.kind.value for row in self.rows)

    @cached_property
    def most_cited(self) -> tuple[SourceRow, ...]:
        """Return the few sources that most priorities cite."""
        return tuple(row for row in self._by_cited[:MOST_CITED] if row.cited_by)

    @cached_property
    def last_captured(self) -> datetime | None:
        """Return when a text was captured last."""
        return max((row.source.captured.at for row in self.rows if row.source.captured), default=None)

    @cached_property
    def by_update(self) -> tuple[SourceRow, ...]:
        """Return the sources whose text was captured last first; those without one by when they were published."""
        return tuple(sorted(self.rows, key=lambda row: _updated(row.source), reverse=True))

    @cached_property
    def by_id(self) -> Mapping[str, Source]:
        """Return the sources by id."""
        return {row.source.id: row.source for row in self.rows}

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Return the short titles by id."""
        return {row.source.id: row.source.heading for row in self.rows}

    def ordered(self, order: str) -> tuple[SourceRow, ...]:
        """Return the sources in an order: ``title``, ``cited`` or ``oldest``; by date for any other word."""
        orders = {"title": self._by_title, "cited": self._by_cited, "oldest": self._by_age}
        return orders.get(order, self.rows)

    @cached_property
    def _by_title(self) -> tuple[SourceRow, ...]:
        return tuple(sorted(self.rows, key=lambda row: row.source.heading.casefold()))

    @cached_property
    def _by_cited(self) -> tuple[SourceRow, ...]:
        return tuple(sorted(self.rows, key=lambda row: -row.cited_by))

    @cached_property
    def _by_age(self) -> tuple[SourceRow, ...]:
        return tuple(sorted(self.rows, key=lambda row: str(row.source.published or "9")))


class SourceLists:
    """Makes the lists: one for the content and the capture log as they are, and for those who may see the same."""

    def __init__(self, library: Library, states: States) -> None:
        self._library, self._states = library, states
        self._lists: SingleFlightCache[SourceList] = SingleFlightCache()

    def of(self, viewer: Viewer) -> SourceList:
        """Return the list of the sources that a viewer may see."""
        snapshot, attempts = self._library.snapshot(), self._states.attempts()

        def made() -> SourceList:
            cited = snapshot.cited(viewer)
            return SourceList(
                tuple(
                    SourceRow(one, state_of(one, attempts.get(one.id)), len({c.priority.id for c in cited.on(one.id)}))
                    for one in _newest_first(snapshot.visible_to(viewer).sources.values())
                )
            )

        return self._lists.get((snapshot, attempts), kind_of_viewer(viewer), made)


def _newest_first(sources: Iterable[Source]) -> list[Source]:
    by_title = sorted(sources, key=lambda source: source.title)
    return sorted(by_title, key=lambda source: str(source.published or ""), reverse=True)


def _updated(source: Source) -> datetime:
    if source.captured is not None:
        return source.captured.at
    return datetime.combine(source.published.first_day() if source.published else date.min, time(), UTC)
