"""The squares of the matrix, and how far a priority is covered, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.domain.evidence.coverage import By, CoverageColumn
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.services.coverage.coverage import CoverageView
from kb.services.coverage.coverage_grid import CoverageGrid, CoverageGridRow, SquareCount
from kb.web.coverage.asked import cell_address, coverage_address, narrowed
from kb.web.humanize import count, day, listed, moment

SIGNS = {
    CellState.CITED: "3",
    CellState.HITS_UNREAD: "+3",
    CellState.NOTHING_RELEVANT: "–",
    CellState.NO_HIT: "0",
    CellState.NOT_SEARCHED: "?",
}
"""What stands in a square; the numbers are those of the legend."""
KINDS = {
    CellState.CITED: "is-cited",
    CellState.HITS_UNREAD: "is-unread",
    CellState.NOTHING_RELEVANT: "is-read",
    CellState.NO_HIT: "is-none",
    CellState.NOT_SEARCHED: "is-never",
}


@dataclass(frozen=True)
class SquareView:
    """A square: its class, what stands in it, the rest in words for who cannot see it, and where it leads."""

    kind: str
    sign: str
    words: str
    address: str


@dataclass(frozen=True)
class CoveredPriority:
    """A priority: its number and squares, and in words how far it is covered and when its searches were last run."""

    number: int
    id: str
    title: str
    address: str
    squares: tuple[SquareView | None, ...]
    summary: str
    looked: str


def covered_priority(
    view: CoverageView, grid: CoverageGrid, row: CoverageGridRow, name: Callable[[str], str], number: int
) -> CoveredPriority:
    """Return a priority under a number; ``name`` tells who somebody is."""
    priority = view.priorities[row.priority]
    shown = view.asked.states
    squares = tuple(
        _square(view, row.priority, column, square) if not shown or square.state in shown else None
        for column, square in zip(grid.columns, row.squares, strict=True)
    )
    return CoveredPriority(
        number=number,
        id=priority.id,
        title=priority.title,
        address=f"/priorities/{priority.id}",
        squares=squares,
        summary=summary_words(row.states),
        looked=looked_words(priority.queries, view.search_records.get(priority.id), name),
    )


def _square(view: CoverageView, priority: str, column: CoverageColumn, square: SquareCount) -> SquareView:
    if view.asked.by is By.SOURCES:
        address = cell_address(priority, column.key)
    else:
        address = f"{coverage_address(narrowed(view.asked, column))}#{priority}"
    only_ours = view.facts.textless.issuperset(column.sources)
    return SquareView(KINDS[square.state], *_sign(square, only_ours=only_ours), address)


def _sign(square: SquareCount, *, only_ours: bool) -> tuple[str, str]:
    if square.state is CellState.CITED:
        return str(square.cited), " cited"
    if square.state is CellState.HITS_UNREAD:
        return f"+{square.hits}", " hits unread" if square.hits != 1 else " hit unread"
    if square.state is CellState.NO_HIT and only_ours:
        return f"({SIGNS[square.state]})", f" {square.state.value} in our own words"
    return SIGNS[square.state], f" {square.state.value}"


def summary_words(states: Mapping[CellState, int]) -> str:
    """Return how far a priority is covered: ``3 of 41 sources cited, 12 with unread hits, …``."""
    said = {
        CellState.HITS_UNREAD: "with unread hits",
        CellState.NOTHING_RELEVANT: "read in vain",
        CellState.NO_HIT: "searched in vain",
        CellState.NOT_SEARCHED: "never searched",
    }
    rest = [f"{states[state]} {words}" for state, words in said.items() if states.get(state)]
    first = f"{states.get(CellState.CITED, 0)} of {count(sum(states.values()), 'source')} cited"
    return ", ".join([first, *rest])


def looked_words(queries: tuple[str, ...], record: SearchRecord | None, name: Callable[[str], str]) -> str:
    """Return when the searches of a priority were last run, by whom, and whether they have changed since."""
    if not queries:
        return "It has no searches of its own yet."
    if record is None or not record.runs:
        return "Its searches have not been run yet."
    run = record.runs[-1]
    since = " Its searches have changed since." if run.queries != queries else ""
    return f"Searched on {day(run.at)} by {name(run.who)}, in an index of {moment(run.index)}.{since}"


def queries_words(queries: tuple[str, ...]) -> str:
    """Return searches as they were typed, in quotation marks."""
    return listed([f"‘{words}’" for words in queries])
