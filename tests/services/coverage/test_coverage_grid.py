"""The part of the matrix that a page shows is a part of the matrix, and its tallies are those of all of it."""

import datetime as dt
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.dates import PartialDate
from kb.domain.evidence.coverage import By, Looked, columns_of, matrix_of, only
from kb.domain.evidence.search_record import CellState, FoundIn, RecordedSearch, SearchRecord
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Topic
from kb.services.coverage.coverage_grid import StateGrid

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
    whole = matrix_of(looked, sources, held)
    whole = only(whole, states) if states else whole
    row_window, column_window = (slice(start, start + size) for start, size in (rows, columns))
    grid = StateGrid.of(sources, looked)
    part = grid.cut(
        [one.priority for one in looked],
        held,
        states,
        tuple(range(start, start + size) for start, size in (rows, columns)),
    )
    assert part.all_columns == len(whole.columns)
    assert part.priorities == tuple(row.priority for row in whole.rows)
    assert part.columns == whole.columns[column_window]
    expected = whole.rows[row_window]
    assert [(row.priority, dict(row.states)) for row in part.rows] == [(r.priority, dict(r.states)) for r in expected]
    assert [[(s.state, s.cited, s.hits) for s in row.squares] for row in part.rows] == [
        [(s.state, s.cited, s.hits) for s in row.squares[column_window]] for row in expected
    ]
    assert part.tally == Counter(square.state for row in whole.rows for square in row.squares)
