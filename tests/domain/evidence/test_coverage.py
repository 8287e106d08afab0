"""What a square of the coverage matrix says, and laws of the whole."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.content.visibility import found_for
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.evidence.coverage import STATES, By, CoverageCells, Looked, as_of, columns_of, state_row
from kb.domain.evidence.search_record import CellState, FoundIn, RecordedSearch, SearchRecord, SourceReading, with_run
from kb.domain.source.capture import Capture
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Topic

DAY = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def source(id: str, **fields) -> Source:
    return Source(id, f"Title {id}", fields.pop("publishers", ("NAO",)), SourceKind.AUDIT, **fields)


def captured(at: dt.datetime, digest: str = "a") -> Capture:
    return Capture(digest * 64, at, "https://example.org/", "text/html")


def run(at: dt.datetime, *found: FoundIn, searched: tuple[str, ...] = ("s",), queries=("joint buying",)):
    return RecordedSearch(at, "ann", queries, at, searched, found)


def seen_by(looked: Looked, reader: Audience) -> Looked:
    """Return what coverage rests on as this reader may see it."""
    if looked.record is None:
        return looked
    runs = tuple(replace(one, found=found_for(reader_as(reader), one.found)) for one in looked.record.runs)
    return replace(looked, record=replace(looked.record, runs=runs))


def state(held: Source, looked: Looked, reader: Audience = Audience.PUBLIC) -> CellState:
    return CoverageCells(seen_by(looked, reader)).of(held).state


def test_nothing_recorded_is_not_searched() -> None:
    assert state(source("s"), Looked("p")) is CellState.NOT_SEARCHED
    elsewhere = Looked("p", record=SearchRecord("p", (run(DAY, searched=("other",)),)))
    assert state(source("s"), elsewhere) is CellState.NOT_SEARCHED


def test_each_thing_done_says_more_than_the_one_before() -> None:
    held = source("s", captured=captured(DAY - HOUR))
    vain = SearchRecord("p", (run(DAY),))
    assert state(held, Looked("p", record=vain)) is CellState.NO_HIT
    hits = with_run(vain, run(DAY + HOUR, FoundIn("s", 3, ("para-1",))))
    assert state(held, Looked("p", record=hits)) is CellState.HITS_UNREAD
    read = replace(hits, readings=(SourceReading("s", DAY, "bea", "a" * 64),))
    assert state(held, Looked("p", record=read)) is CellState.NOTHING_RELEVANT
    assert state(held, Looked("p", {"s": ("para-1",)}, read)) is CellState.CITED
    cell = CoverageCells(Looked("p", {"s": ("para-1", "para-2")}, read)).of(held)
    assert (len(cell.cited), cell.hits, cell.run, cell.reading) == (2, 3, hits.runs[-1], read.readings[0])


def test_a_reading_holds_for_the_text_that_was_read_and_until_it_is_taken_back() -> None:
    reading = SourceReading("s", DAY, "bea", "a" * 64)
    looked = Looked("p", record=SearchRecord("p", readings=(reading,)))
    assert state(source("s", captured=captured(DAY)), looked) is CellState.NOTHING_RELEVANT
    assert state(source("s", captured=captured(DAY, "b")), looked) is CellState.NOT_SEARCHED
    back = Looked(
        "p", record=SearchRecord("p", readings=(replace(reading, taken_back=DAY + HOUR, taken_back_by="ann"),))
    )
    assert state(source("s", captured=captured(DAY)), back) is CellState.NOT_SEARCHED


def test_a_search_in_vain_tells_nothing_of_a_text_that_came_after_it() -> None:
    looked = Looked("p", record=SearchRecord("p", (run(DAY),)))
    cell = CoverageCells(looked).of(source("s", captured=captured(DAY + HOUR)))
    assert (cell.state, cell.is_outdated, cell.run) == (CellState.NOT_SEARCHED, True, looked.record.runs[0])
    found = Looked("p", record=SearchRecord("p", (run(DAY, FoundIn("s", 1)),)))
    assert state(source("s", captured=captured(DAY + HOUR)), found) is CellState.HITS_UNREAD


def test_what_only_others_find_is_not_found() -> None:
    looked = Looked("p", record=SearchRecord("p", (run(DAY, FoundIn("s", 2, ("x",), Audience.STAFF)),)))
    assert state(source("s"), looked) is CellState.NO_HIT
    assert state(source("s"), looked, Audience.MEMBERS) is CellState.NO_HIT
    assert state(source("s"), looked, Audience.STAFF) is CellState.HITS_UNREAD
    both = FoundIn("s", 1, ("y",)), FoundIn("s", 3, ("x", "y"), Audience.STAFF)
    looked = Looked("p", record=SearchRecord("p", (run(DAY, *both),)))
    hits = {a: CoverageCells(seen_by(looked, a)).of(source("s")).hits for a in Audience}
    assert hits == {Audience.PUBLIC: 1, Audience.MEMBERS: 1, Audience.STAFF: 3}


def test_columns_group_sources_and_what_has_no_group_stands_last() -> None:
    sources = [
        source("a", publishers=("NAO", "HMIC"), topics=("buy",), published=PartialDate(2016, 4)),
        source("b", published=PartialDate(2013)),
        source("c", topics=("gone",)),
    ]
    topics = {"buy": Topic("buy", "Buying", "It.")}
    assert [(c.name, c.sources) for c in columns_of(sources, By.SOURCES, topics)] == [
        ("Title a", ("a",)),
        ("Title b", ("b",)),
        ("Title c", ("c",)),
    ]
    assert [(c.name, c.sources) for c in columns_of(sources, By.PUBLISHERS, topics)] == [
        ("NAO", ("a", "b", "c")),  # the most sources first
        ("HMIC", ("a",)),
    ]
    assert [(c.key, c.name, c.sources) for c in columns_of(sources, By.TOPICS, topics)] == [
        ("buy", "Buying", ("a",)),
        ("gone", "gone", ("c",)),
        ("", "no topic", ("b",)),
    ]
    assert [c.name for c in columns_of(sources, By.YEARS, topics)] == ["2013", "2016", "no date"]


def of_number(number: int) -> RecordedSearch:
    """Make a run of the bits of a number: cheap to draw, and small numbers are small runs."""
    searched = [id for bit, id in enumerate("stuv") if number >> bit & 1]
    audience = list(Audience)[(number >> 9) % 3]
    found = tuple(FoundIn(id, 1 + bit, (), audience) for bit, id in enumerate("stuv") if number >> 4 + bit & 1)
    at = DAY + (number >> 11) % 8 * HOUR
    return run(at, *found, searched=tuple(searched), queries=(("one", "two")[number >> 8 & 1],))


_runs_in_order = st.lists(st.integers(0, 2**14 - 1).map(of_number), max_size=6).map(
    lambda runs: sorted(runs, key=lambda one: one.at)
)


@given(_runs_in_order)
def test_a_small_record_tells_the_same_at_every_moment(runs: list[RecordedSearch]) -> None:
    small = SearchRecord("p")
    for one in runs:
        small = with_run(small, one)
    whole = SearchRecord("p", tuple(runs))
    assert len(small.runs) <= len(runs)
    for one in runs:
        now, all = as_of(small, one.at).runs, as_of(whole, one.at).runs
        assert [(r.queries, r.searched, r.found) for r in now[-1:]] == [
            (r.queries, r.searched, r.found) for r in all[-1:]
        ]
    assert small.runs[-1:] == whole.runs[-1:]


def test_of_runs_that_say_the_same_the_first_and_the_last_are_kept() -> None:
    record = SearchRecord("p")
    for hour in range(5):
        record = with_run(record, run(DAY + hour * HOUR))
    assert [one.at for one in record.runs] == [DAY, DAY + 4 * HOUR]
    other = with_run(record, run(DAY + 5 * HOUR, FoundIn("s", 1)))
    assert len(other.runs) == 3


@given(_runs_in_order, st.sampled_from(Audience))
def test_a_narrower_reader_finds_no_less(runs, reader) -> None:
    looked = Looked("p", {"u": ("x",)}, SearchRecord("p", tuple(runs)))
    public, own = (CoverageCells(seen_by(looked, one)) for one in (Audience.PUBLIC, reader))
    for one in map(source, "stuv"):
        assert not (public.of(one).found and not own.of(one).found)


def test_a_reading_taken_back_later_held_before() -> None:
    reading = SourceReading("s", DAY, "bea", taken_back=DAY + 2 * HOUR, taken_back_by="ann")
    record = SearchRecord("p", readings=(reading,))
    assert as_of(record, DAY - HOUR).readings == ()
    assert as_of(record, DAY + HOUR).readings == (SourceReading("s", DAY, "bea"),)
    assert as_of(record, DAY + 2 * HOUR).readings == (reading,)


_readings = st.lists(
    st.builds(
        SourceReading,
        st.sampled_from("stuv"),
        st.just(DAY),
        st.just("bea"),
        st.sampled_from(["", "a" * 64, "b" * 64]),
        taken_back=st.sampled_from([None, DAY]),
    ),
    max_size=3,
).map(tuple)
_captures = st.none() | st.builds(captured, st.integers(-1, 9).map(lambda hour: DAY + hour * HOUR))


@given(_runs_in_order, _readings, st.sets(st.sampled_from("stuv")), st.lists(_captures, min_size=4, max_size=4))
def test_states_counted_in_bulk_are_those_of_the_cells(runs, readings, cited, captures) -> None:
    sources = [source(id, captured=at) for id, at in zip("tsvu", captures, strict=True)]
    looked = Looked("p", dict.fromkeys(cited, ("x", "y")), SearchRecord("p", tuple(runs), readings))
    row = state_row(looked, sources, {one.id: place for place, one in enumerate(sources)})
    cells = [CoverageCells(looked).of(one) for one in sources]
    assert [STATES[number] for number in row.states] == [cell.state for cell in cells]
    assert [row.hits.get(place, 0) for place in range(4)] == [cell.hits for cell in cells]
    assert [row.cited.get(place, 0) for place in range(4)] == [len(cell.cited) for cell in cells]
