"""The squares of the matrix are those of its cells; what a page shows is a part of it, with tallies of all of it."""

import datetime as dt
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.dates import PartialDate
from kb.domain.evidence.coverage import STATES, By, CoverageCell, CoverageCells, Looked, columns_of
from kb.domain.evidence.search_record import CellState, FoundIn, RecordedSearch, SearchRecord
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Topic
from kb.services.coverage.coverage_grid import CoverageGrid, StateGrid

AT = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
IDS = "abcdefgh"
TOPICS = {id: Topic(id, id, "It.") for id in "xy"}

_sources = st.tuples(
    *(
        st.builds(
            Source,
            st.just(id),
            st.just(f"Title {id}"),
            st.lists(st.sampled_from(["NAO", "HMIC"]), max_size=2, unique=True).map(tuple),
            st.just(SourceKind.AUDIT),
            st.none() | st.integers(2015, 2017).map(PartialDate),
            topics=st.lists(st.sampled_from("xyz"), max_size=2, unique=True).map(tuple),
        )
        for id in IDS
    )
)
_ids = st.lists(st.sampled_from(IDS), unique=True)


def _looked(priority: str) -> st.SearchStrategy[Looked]:
    found = _ids.map(lambda ids: tuple(FoundIn(id, 1 + IDS.index(id)) for id in ids))
    run = st.builds(RecordedSearch, st.just(AT), st.just("ann"), st.just(("q",)), st.just(AT), _ids.map(tuple), found)
    record = st.none() | st.lists(run, max_size=2).map(lambda runs: SearchRecord(priority, tuple(runs)))
    cited = _ids.map(lambda ids: dict.fromkeys(ids, ("p", "q")))
    return st.builds(Looked, st.just(priority), cited, record)


@settings(deadline=None)
@given(
    sources=_sources,
    looked=st.lists(st.sampled_from("pqr"), unique=True).flatmap(lambda ids: st.tuples(*map(_looked, ids))),
    by=st.sampled_from(By),
    states=st.lists(st.sampled_from(CellState), unique=True, max_size=3),
    rows=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    columns=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
def test_a_window_is_cut_out_of_the_matrix(sources, looked, by, states, rows, columns) -> None:
    held = columns_of(sources, by, TOPICS)
    squares = cells_by_hand(sources, looked, held)
    if states:
        kept = [at for at in range(len(held)) if any(first_of(row[at]) in states for row in squares.values())]
        held = tuple(held[at] for at in kept)
        squares = {
            id: [row[at] for at in kept]
            for id, row in squares.items()
            if any(first_of(square) in states for square in row)
        }
    row_window, column_window = (slice(start, start + size) for start, size in (rows, columns))
    part = StateGrid.of(sources, looked).cut(
        [one.priority for one in looked],
        columns_of(sources, by, TOPICS),
        states,
        tuple(range(start, start + size) for start, size in (rows, columns)),
    )
    assert part.all_columns == len(held)
    assert part.priorities == tuple(squares)
    assert part.columns == held[column_window]
    assert [row.priority for row in part.rows] == list(squares)[row_window]
    for row in part.rows:
        assert row.states == Counter(
            CoverageCells(one).of(source).state for one in looked if one.priority == row.priority for source in sources
        )
        assert [(s.state, s.cited, s.hits, s.states) for s in row.squares] == [
            (
                first_of(cells),
                sum(len(cell.cited) for cell in cells),
                sum(cell.hits for cell in cells),
                Counter(cell.state for cell in cells),
            )
            for cells in squares[row.priority][column_window]
        ]
    assert part.tally == Counter(first_of(cells) for row in squares.values() for cells in row)


def cells_by_hand(sources, looked, columns) -> dict[str, list[list[CoverageCell]]]:
    """Return the cells of every square, each looked up by itself."""
    of = {source.id: source for source in sources}
    return {
        one.priority: [[CoverageCells(one).of(of[id]) for id in column.sources] for column in columns] for one in looked
    }


def first_of(cells: list[CoverageCell]) -> CellState:
    return min((cell.state for cell in cells), key=STATES.index)


def whole(looked: list[Looked], sources: list[Source], by: By, states: tuple[CellState, ...] = ()) -> CoverageGrid:
    columns = columns_of(sources, by, TOPICS)
    everything = (range(len(looked)), range(len(columns)))
    return StateGrid.of(tuple(sources), looked).cut([one.priority for one in looked], columns, states, everything)


def source(id: str, publishers: tuple[str, ...] = ("NAO",)) -> Source:
    return Source(id, f"Title {id}", publishers, SourceKind.AUDIT)


def searched(priority: str, *found: FoundIn) -> SearchRecord:
    return SearchRecord(priority, (RecordedSearch(AT, "ann", ("joint buying",), AT, ("s", "t"), found),))


def test_a_square_of_several_sources_says_the_best_and_counts_all() -> None:
    looked = Looked("p", record=searched("p", FoundIn("t", 4)))
    [row] = whole([looked], [source("s"), source("t"), source("u")], By.PUBLISHERS).rows
    [square] = row.squares
    assert (square.state, square.hits, square.cited) == (CellState.HITS_UNREAD, 4, 0)
    assert square.states == {CellState.NO_HIT: 1, CellState.HITS_UNREAD: 1, CellState.NOT_SEARCHED: 1}
    assert row.states == square.states


def test_a_source_in_two_columns_is_counted_once_in_its_row() -> None:
    grid = whole([Looked("p")], [source("s", ("NAO", "HMIC"))], By.PUBLISHERS)
    assert len(grid.columns) == 2
    assert grid.rows[0].states == {CellState.NOT_SEARCHED: 1}


def test_only_what_is_asked_for_leaves_out_rows_and_columns_without_it() -> None:
    sources = [source("s"), source("t")]
    looked = [Looked("p", {"s": ("x",), "t": ("x",)}), Looked("q", {"s": ("x",)}, searched("q"))]
    gaps = whole(looked, sources, By.SOURCES, (CellState.NO_HIT,))
    assert [c.key for c in gaps.columns] == ["t"]
    assert [(row.priority, [s.state for s in row.squares]) for row in gaps.rows] == [("q", [CellState.NO_HIT])]
    assert gaps.rows[0].states == {CellState.CITED: 1, CellState.NO_HIT: 1}  # a summary is of everything
