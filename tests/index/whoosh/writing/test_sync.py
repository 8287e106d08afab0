"""The index follows the files, and can be thrown away."""

import contextlib
import os
import shutil
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.errors import IndexBusy, IndexMissing
from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.search_query import Filters, SearchQuery
from kb.index.whoosh.writing.generations import Generations

STEPS = [
    "begun",
    "shards written",
    "manifest written",
    "renamed",
    "proof written",
    "swapped",
    "swept",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["sync", "rebuild"])
def test_killed_at_any_step_the_old_index_answers_and_the_next_sync_heals(make_library, doc, step, how):
    class Killed(BaseException):
        pass

    stop = []

    def checkpoint(name):
        if name in stop:
            raise Killed(name)

    library = make_library(checkpoint=checkpoint)
    library.put(doc("old", "Old", "An old passage about radios."))
    library.sync()
    library.put(doc("new", "New", "A new passage about tablets."))
    stop.append(step)
    with pytest.raises(Killed):
        getattr(library, how)()
    fresh = make_library()  # another process looks at what is left
    fresh.items = library.items
    done = step in ("swapped", "swept")
    for reader in (library, fresh):
        assert reader.found("radios") == ["old/para-1"]
        assert reader.found("tablets") == (["new/para-1"] if done else [])
        assert reader.index.status().healthy
    stop.clear()
    assert fresh.sync().documents == 2
    assert fresh.found("tablets") == ["new/para-1"]
    left = {entry.name[:2] for entry in fresh.folder.iterdir()}
    assert left <= {"g-", "CU", "WR"}


def _hold(folder, held, done):
    with Generations(folder).writing(5):
        held.set()
        done.wait(120)


def test_one_writer_at_a_time(small):
    held, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=_hold, args=(small.folder, held, done))
    thread.start()
    try:
        assert held.wait(60)
        with pytest.raises(IndexBusy) as error:
            small.sync(timeout=0.1)
        assert error.value.seconds == 0.1
        assert small.found("zanzibar", Audience.STAFF) == ["memo/para-1"]
    finally:
        done.set()
        thread.join()
    small.sync(timeout=0.1)


def damage_truncate(path):
    path.write_bytes(path.read_bytes()[:-10])


def damage_flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def damage_remove(path):
    path.unlink()


def damage_garbage(path):
    path.write_bytes(b"\x80garbage" * 50)


@pytest.mark.parametrize("damage", [damage_truncate, damage_flip, damage_remove, damage_garbage])
@pytest.mark.parametrize("name", [".arrays", ".documents", ".toc", "manifest.json", "CURRENT"])
def test_a_damaged_index_is_never_served_and_is_rebuilt(small, make_library, damage, name):
    generation = sorted(small.folder.glob("g-*"))[-1]
    files = (
        [small.folder / "CURRENT"] if name == "CURRENT" else [p for p in generation.rglob("*") if p.name.endswith(name)]
    )
    for file in files:
        damage(file)
    fresh = make_library()
    fresh.items = small.items
    if (name, damage) != ("CURRENT", damage_remove):
        assert not fresh.index.status().healthy
    with pytest.raises(IndexMissing):
        fresh.search("police")
    report = fresh.sync()
    assert report.rebuilt
    assert fresh.found("zanzibar", Audience.STAFF) == ["memo/para-1"]
    assert fresh.index.status().healthy


def change_in_place(path, *, telltale):
    """Change every second byte of what a file holds, without making it anew; its time tells of it or not."""
    stat, data = path.stat(), bytearray(path.read_bytes())
    data[: len(data) - 100 : 2] = bytes(byte ^ 0x55 for byte in data[: len(data) - 100 : 2])
    with path.open("r+b") as file:
        file.write(data)
    if not telltale:
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("ending", [".arrays", ".documents"])
@pytest.mark.parametrize(("opened", "telltale"), [(True, True), (False, True), (False, False)])
def test_a_file_changed_in_place_is_refused_while_it_is_searched_and_the_next_sync_builds_anew(
    small, make_library, ending, telltale, opened
):
    reader = small if opened else make_library()
    reader.items = small.items
    if opened:
        reader.index.view(Audience.PUBLIC)  # opened, and hardly anything of it read
    for file in sorted(small.folder.glob("g-*"))[-1].rglob(f"*{ending}"):
        change_in_place(file, telltale=telltale)
    for text in ("forces digital", "polic*", '"case files"', "procurment", "", "2,000 IT"):
        with pytest.raises(IndexMissing, match="damaged"):
            reader.search(text)
    assert not reader.index.status().healthy
    with pytest.raises(IndexMissing):
        reader.index.suggest("pol", Audience.PUBLIC)
    assert reader.sync().rebuilt
    assert reader.found("zanzibar", Audience.STAFF) == ["memo/para-1"]
    assert reader.index.status().healthy


@pytest.mark.parametrize("ending", [".arrays", ".documents"])
def test_a_file_changed_under_a_reader_without_its_time_ends_in_a_refusal_and_no_other_error(small, ending):
    small.search("forces")
    for file in sorted(small.folder.glob("g-*"))[-1].rglob(f"*{ending}"):
        change_in_place(file, telltale=False)
    for text in ("digital", "polic*", '"case files"', "procurment", "", "2,000 IT", "year:2014"):
        with contextlib.suppress(IndexMissing):
            small.search(text)
    with pytest.raises(IndexMissing):
        small.search("forces digital", Audience.STAFF)
    assert small.sync().rebuilt


def test_a_file_that_was_only_touched_is_sound(small):
    before = small.search("forces")
    for file in small.folder.rglob("*.arrays"):
        os.utime(file, ns=(1, 1))
    assert small.search("forces") == before
    assert small.index.status().healthy
    assert not small.sync().rebuilt


def test_a_foreign_index_is_rebuilt(small, make_library, monkeypatch):
    monkeypatch.setattr("kb.index.whoosh.writing.generations.FORMAT", "another format")
    fresh = make_library()
    fresh.items = small.items
    with pytest.raises(IndexMissing):
        fresh.search("police")
    assert fresh.sync().rebuilt


def test_deleting_the_folder_loses_nothing(small):
    shutil.rmtree(small.folder)
    assert small.sync().documents == 5
    assert small.found("zanzibar", Audience.STAFF) == ["memo/para-1"]


def test_readers_follow_and_old_views_stay_good(small, doc):
    view = small.index.view(Audience.PUBLIC)
    rows = view.postings("body", "forces").rows.tolist()
    for n in range(4):
        small.put(doc("extra", "Extra", f"Forces number {n}."))
        small.sync()
        assert small.search('"forces number"').passages == 1
    assert view.postings("body", "systems").df == 2
    assert view.postings("body", "forces").rows.tolist() == rows
    assert len(list(small.folder.glob("g-*"))) == 2


WORDS = ["police", "policing", "IT", "it", "system", "systems", "CPS", "e-mail", "2,000", "report", "the"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=8).map(" ".join)
QUERIES = [*WORDS, "police system", '"police system"', "pol*", "police OR it -system", "system~", "it police the", ""]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(
        st.lists(
            st.tuples(st.integers(0, 5), st.none() | st.lists(TEXTS, max_size=3), st.sampled_from(list(Audience))),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_sync_equals_rebuild(make_library, doc, history, tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    edited, fresh = make_library(str(folder / "edited")), make_library(str(folder / "fresh"))
    for change in history:
        for number, texts, audience in change:
            if texts is None:
                edited.items.pop(("source", f"d{number}"), None)
            else:
                facts = {"publishers": (f"P{len(texts)}",), "published": str(2010 + number)}
                edited.put(doc(f"d{number}", f"Report {number}", *texts, audience=audience, **facts))
        edited.sync()
    fresh.items = edited.items
    fresh.rebuild()
    for audience in Audience:
        for text in QUERIES:
            for filters in (Filters(), Filters((("publisher", ("P1", "none")),))):
                query = SearchQuery(text, filters, explain=True)
                assert edited.index.search(query, audience) == fresh.index.search(query, audience)
    assert [f.name for f in fresh.search("", Audience.STAFF).facets] == list(FACET_NAMES)
    shutil.rmtree(folder)
