"""Searches run and recorded over a real index and real files, and sources read in vain."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kb.content.catalogue import load_catalogue
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.evidence.coverage import By
from kb.domain.evidence.search_record import CellState, FoundIn, SearchRecord
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.index.whoosh.engine import WhooshEngine
from kb.services.coverage.coverage import Coverage, CoverageFilter
from kb.services.coverage.search_records import SearchRecording
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from writers import writer_over

BEGIN = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)
TABLETS = Priority("tablets", "Tablets", "Tablets for all.", queries=("zebrafinch tablets", '"keyed twice"'))
SECRET = Priority("secret", "Secret", "Only staff.", queries=("systems",), audience=Audience.STAFF)
SILENT = Priority("silent", "Silent", "It has no searches.")
OVER = replace(TABLETS, id="over", status=PriorityStatus.RETIRED)


def reads(id: str, audience: Audience) -> Viewer:
    """Return somebody with this id who reads as an audience."""
    return Viewer(id, audience)


@dataclass
class House:
    """The services over a folder, with a clock that goes on by an hour at each look."""

    roots: tuple[Path, Path]
    library: Library
    index: WhooshEngine
    audit: AuditLog
    recording: SearchRecording
    coverage: Coverage

    def sync(self) -> None:
        shelf = self.library.snapshot(fresh=True).shelf
        self.index.sync(shelf.digests, shelf.load)

    def record(self, id: str) -> SearchRecord:
        return load_catalogue(self.roots).search_records[id]

    def run(self, *ids: str):
        staff = reads("account-1", Audience.STAFF)
        return self.recording.run(self.recording.searchable(staff, ids), staff)

    def state(self, priority: str, source: str, reader: Audience = Audience.STAFF) -> CellState:
        return self.coverage.cell(priority, source, reader_as(reader)).cell.state


@pytest.fixture
def house(roots: tuple[Path, Path], library_of: Callable[[Iterable[Path]], Library], tmp_path: Path) -> House:
    for thing in (TABLETS, SECRET, SILENT, OVER):
        write_item(roots[0], thing)
    hours = iter(range(10**6))
    library, audit = library_of(roots), AuditLog(tmp_path)

    def clock() -> dt.datetime:
        return BEGIN + dt.timedelta(hours=next(hours))

    index = WhooshEngine(tmp_path / "index", clock=clock)
    recording = SearchRecording(library, index, writer_over(library, roots, tmp_path, clock), clock)
    made = House(roots, library, index, audit, recording, Coverage(library))
    made.sync()
    return made


def test_a_run_records_what_was_asked_of_what_and_what_each_reader_finds(house: House) -> None:
    (ran,) = house.run("tablets")
    (run,) = house.record("tablets").runs
    assert ran.run == run
    assert (run.who, run.queries) == ("account-1", TABLETS.queries)
    assert run.searched == ("audit", "joint", "tank")
    assert BEGIN <= run.index <= run.at
    assert run.found == (
        FoundIn("joint", 1, ("para-1",)),
        FoundIn("tank", 1, ("para-1",), Audience.STAFF),  # the text of the tank is for staff
    )
    assert ran.news(reader_as(Audience.STAFF)) == ("joint", "tank")
    assert ran.news(reader_as(Audience.PUBLIC)) == ("joint",)
    assert [house.state("tablets", id) for id in ("joint", "audit", "tank")] == [
        CellState.HITS_UNREAD,
        CellState.NO_HIT,
        CellState.HITS_UNREAD,
    ]
    assert house.state("tablets", "tank", Audience.MEMBERS) is CellState.NO_HIT
    assert house.coverage.cell("tablets", "tank", reader_as(Audience.MEMBERS)).passages.keys() == {"summary"}


def test_what_has_only_some_of_the_words_is_no_hit(house: House) -> None:
    write_item(house.roots[0], replace(TABLETS, queries=("keyed tablets",)))
    (ran,) = house.run("tablets")
    assert ran.run.found == ()


def test_a_record_goes_to_the_private_root_and_stays_where_it_is(house: House) -> None:
    house.run("tablets")
    assert (house.roots[1] / "search-records/tablets.md").exists()
    (house.roots[0] / "search-records").mkdir()
    (house.roots[1] / "search-records/tablets.md").rename(house.roots[0] / "search-records/tablets.md")
    house.run("tablets")
    assert len(house.record("tablets").runs) == 2
    assert not (house.roots[1] / "search-records/tablets.md").exists()


def test_runs_that_say_the_same_are_kept_once_and_once_more(house: House) -> None:
    for _ in range(4):
        house.run("tablets")
    first, last = house.record("tablets").runs
    assert first.at < last.at
    assert (first.found, first.searched) == (last.found, last.searched)


def test_priorities_without_searches_and_those_not_followed_are_not_run(house: House) -> None:
    assert [one.id for one in house.recording.searchable(reader_as(Audience.STAFF))] == ["secret", "tablets"]
    assert [one.id for one in house.recording.searchable(reader_as(Audience.MEMBERS))] == ["tablets"]
    assert house.recording.searchable(reader_as(Audience.STAFF), ["silent", "over"]) == ()
    for reader, id in ((Audience.MEMBERS, "secret"), (Audience.STAFF, "nowhere")):
        with pytest.raises(NotFound):
            house.recording.searchable(reader_as(reader), [id])


def test_reading_in_vain_is_written_down_and_taken_back(house: House) -> None:
    house.run("tablets")
    house.recording.mark_irrelevant("tablets", "joint", reads("bea", Audience.MEMBERS), note=" About files only. ")
    house.recording.mark_irrelevant("tablets", "joint", reads("ann", Audience.MEMBERS))  # it is said already
    (reading,) = house.record("tablets").readings
    assert (reading.source, reading.who, reading.capture, reading.note) == (
        "joint",
        "bea",
        "0" * 64,
        "About files only.",
    )
    assert house.state("tablets", "joint", Audience.PUBLIC) is CellState.NOTHING_RELEVANT
    house.recording.take_back("tablets", "joint", reads("ann", Audience.MEMBERS))
    (reading,) = house.record("tablets").readings
    assert reading.taken_back_by == "ann"
    assert reading.taken_back > reading.at
    assert house.state("tablets", "joint") is CellState.HITS_UNREAD
    acts = [(act.what, act.file, dict(act.details).get("source")) for act in house.audit.acts()]
    assert acts[1:] == [
        ("mark irrelevant", "search-records/tablets.md", "joint"),
        ("take back reading", "search-records/tablets.md", "joint"),
    ]
    assert house.audit.verify() == ()


def test_the_text_that_was_read_counts_and_not_the_one_that_came_meanwhile(house: House) -> None:
    house.recording.mark_irrelevant("tablets", "joint", reads("bea", Audience.STAFF), capture="1" * 64)
    assert house.record("tablets").readings[0].capture == "1" * 64
    assert house.state("tablets", "joint") is CellState.NOT_SEARCHED


def test_nobody_writes_about_what_they_may_not_see(house: House) -> None:
    with pytest.raises(NotFound):
        house.recording.mark_irrelevant("secret", "joint", reads("mo", Audience.MEMBERS))
    with pytest.raises(NotFound):
        house.recording.take_back("tablets", "nowhere", reads("mo", Audience.MEMBERS))
    with pytest.raises(InvalidInput):
        house.recording.mark_irrelevant("tablets", "joint", reads("mo", Audience.MEMBERS), note="x" * 2001)


def test_a_broken_record_is_left_alone(house: House) -> None:
    path = house.roots[1] / "search-records/tablets.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("---\nruns: nonsense\n---\n")
    with pytest.raises(InvalidInput, match="Nothing was changed"):
        house.run("tablets")
    assert path.read_text() == "---\nruns: nonsense\n---\n"


def test_the_matrix_has_what_a_reader_may_see_and_is_narrowed(house: House) -> None:
    house.run()
    view = house.coverage.view(CoverageFilter(), reader_as(Audience.PUBLIC))
    assert [row.priority for row in view.whole().rows] == ["one-record", "silent", "tablets"]
    assert [column.key for column in view.whole().columns] == ["joint", "audit", "tank"]
    one_record = view.whole().rows[0]
    assert [(square.state, square.cited) for square in one_record.squares] == [
        (CellState.CITED, 2),
        (CellState.CITED, 1),
        (CellState.NOT_SEARCHED, 0),
    ]
    assert [row.priority for row in house.coverage.view(CoverageFilter(), reader_as(Audience.STAFF)).whole().rows] == [
        "one-record",
        "secret",
        "silent",
        "tablets",
    ]
    of_call = house.coverage.view(CoverageFilter(call="call", publisher="NAO"), reader_as(Audience.PUBLIC))
    assert [row.priority for row in of_call.whole().rows] == ["one-record"]
    assert [column.key for column in of_call.whole().columns] == ["audit"]
    by = house.coverage.view(CoverageFilter(By.PUBLISHERS, states=(CellState.NO_HIT,)), reader_as(Audience.PUBLIC))
    assert [row.priority for row in by.whole().rows] == ["tablets"]
    assert [column.name for column in by.whole().columns] == ["Example Institute", "NAO"]
    assert house.coverage.view(CoverageFilter(call="nowhere"), reader_as(Audience.PUBLIC)).whole().rows == ()


def test_a_cell_is_nobodys_business_who_may_not_see_both(house: House) -> None:
    for priority, source in (("secret", "joint"), ("tablets", "nowhere")):
        with pytest.raises(NotFound):
            house.coverage.cell(priority, source, reader_as(Audience.MEMBERS))
