"""The states of all sources for all priorities, counted once for each change, and the part of them that a page shows.

A cell for each square would be 800,000 of them for 40 priorities and 20,000 sources. So the states of a priority are a
string of bytes, one a source; what is asked for is cut out of these, and only what a page shows becomes squares.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from kb.domain.evidence.coverage import STATES, CoverageColumn, CoverageStates, Looked, state_row
from kb.domain.evidence.search_record import CellState
from kb.domain.source.source import Source


@dataclass(frozen=True)
class SquareCount:
    """A square: the state that stands first in it, pieces of evidence and passages found.

    ``row`` has the states of all sources for its priority, ``places`` are those of its own sources among them.
    """

    state: CellState
    cited: int
    hits: int
    row: bytes
    places: Sequence[int]

    @property
    def states(self) -> Mapping[CellState, int]:
        """Count its sources by state."""
        return counted(bytes(self.row[place] for place in self.places))


@dataclass(frozen=True)
class CoverageGridRow:
    """A priority: its squares in the columns shown, and how many of all sources asked for are in each state."""

    priority: str
    squares: tuple[SquareCount, ...]
    states: Mapping[CellState, int]


@dataclass(frozen=True)
class CoverageGrid:
    """The part of the matrix that is shown, out of so many columns and of all these priorities.

    ``tally`` counts all of their squares.
    """

    columns: tuple[CoverageColumn, ...]
    rows: tuple[CoverageGridRow, ...]
    all_columns: int
    priorities: tuple[str, ...]
    tally: Mapping[CellState, int]


@dataclass(frozen=True)
class StateGrid:
    """Every followed priority with the states of every source, in the order of ``sources``."""

    sources: tuple[Source, ...]
    rows: Mapping[str, CoverageStates]

    @classmethod
    def of(cls, sources: tuple[Source, ...], looked: Iterable[Looked]) -> "StateGrid":
        """Return the states of all sources for what coverage of some priorities rests on."""
        grid = cls(sources, {})
        return cls(sources, {one.priority: grid.row(one) for one in looked})

    def row(self, looked: Looked) -> CoverageStates:
        """Return the states of all sources for one priority."""
        return state_row(looked, self.sources, self.places)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each source by id."""
        return {source.id: place for place, source in enumerate(self.sources)}

    def cut(
        self,
        priorities: Sequence[str],
        columns: Sequence[CoverageColumn],
        states: Sequence[CellState],
        shown: tuple[range, range],
    ) -> CoverageGrid:
        """Return the rows and columns in a window (``shown``: rows, then columns) of what is asked for.

        Where ``states`` are asked for, rows and columns without a square in any of them are left out.
        """
        members = [[self.places[id] for id in column.sources] for column in columns]
        first = _first_states(members, len(self.sources))
        wanted = [(id, self.rows[id], first(self.rows[id].states)) for id in priorities]
        kept = list(range(len(columns)))
        if states:
            numbers = bytes(STATES.index(state) for state in states)
            kept = _columns_with([squares for *_, squares in wanted], numbers, len(columns))
            wanted = [one for one in wanted if any(number in one[2] for number in numbers)]
        rows, places = shown
        window = kept[places.start : places.stop]
        of_all = _picking(sorted({place for own in members for place in own}), len(self.sources))
        of_kept = _picking(kept, len(columns))
        return CoverageGrid(
            columns=tuple(columns[at] for at in window),
            rows=tuple(
                CoverageGridRow(id, _squares(row, squares, members, window), counted(of_all(row.states)))
                for id, row, squares in wanted[rows.start : rows.stop]
            ),
            all_columns=len(kept),
            priorities=tuple(id for id, *_ in wanted),
            tally=counted(b"".join(of_kept(squares) for *_, squares in wanted)),
        )


def counted(states: bytes) -> Mapping[CellState, int]:
    """Count numbers of states by state."""
    return Counter({state: number for at, state in enumerate(STATES) if (number := states.count(at))})


Pick = Callable[[bytes], bytes]


def _first_states(members: Sequence[Sequence[int]], many: int) -> Pick:
    """Return what tells for each column, of the states of so many sources, the one that stands first."""
    if all(len(own) == 1 for own in members):
        return _picking([own[0] for own in members], many)
    picks = [_picking(own, many) for own in members]
    return lambda states: bytes(min(pick(states)) for pick in picks)


def _picking(places: Sequence[int], many: int) -> Pick:
    """Return what picks the bytes at some places out of so many."""
    if len(places) == many and list(places) == list(range(many)):
        return lambda states: states
    if len(places) < 2:  # an itemgetter of one gives no tuple
        return lambda states: bytes(states[place] for place in places)
    getter = itemgetter(*places)
    return lambda states: bytes(getter(states))


def _columns_with(rows: Sequence[bytes], numbers: bytes, many: int) -> list[int]:
    """Return the columns in which some row has one of these states."""
    marks = bytes(int(number in numbers) for number in range(256))
    found = 0
    for row in rows:
        found |= int.from_bytes(row.translate(marks), "big")
    return [at for at, is_there in enumerate(found.to_bytes(many, "big")) if is_there]


def _squares(
    row: CoverageStates, first: bytes, members: Sequence[Sequence[int]], window: Sequence[int]
) -> tuple[SquareCount, ...]:
    def counts(of: Mapping[int, int], places: Sequence[int]) -> int:
        return sum(of.get(place, 0) for place in places) if of else 0

    return tuple(
        SquareCount(STATES[first[at]], counts(row.cited, own), counts(row.hits, own), row.states, own)
        for at, own in ((at, members[at]) for at in window)
    )
