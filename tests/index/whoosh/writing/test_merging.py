"""Segments are merged while others write and search; the law is that nobody can tell, and nothing is lost."""

import os
import shutil
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.errors import IndexBusy
from kb.domain.query.search_query import SearchQuery
from kb.index.whoosh.codec.array_file import ArrayFile, Damaged
from kb.index.whoosh.codec.codec import ARRAYS
from kb.index.whoosh.segment import Segment, SegmentFiles
from kb.index.whoosh.writing.commit import segments
from kb.index.whoosh.writing.generations import Generations
from kb.index.whoosh.writing.merge_policy import WIDTH, bound
from kb.index.whoosh.writing.merge_process import MergeProcess
from kb.index.whoosh.writing.merging import written
from kb.index.whoosh.writing.shard import ENDINGS, Shard, ShardChange

SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEPS = [
    "merge begun",
    "merge written",
    "begun",
    "merge installed",
    "manifest written",
    "renamed",
    "proof written",
    "swapped",
    "swept",
]


@pytest.fixture
def crowd(make_library, doc):
    """An index of one segment more than a tier may have, each of one report."""

    def make(**options):
        library = make_library(**options)
        for n in range(WIDTH + 1):
            library.put(doc(f"d{n}", f"Report {n}", f"Radios of force {n}.", "Case files, and radios again."))
            library.sync()
        return library

    return make


def all_found(library, text="radios"):
    return sorted(library.found(text))


def test_a_merge_makes_one_segment_of_many_and_changes_no_answer(crowd):
    library = crowd()
    assert library.sync().untidy
    before, at = library.search("radios", explain=True), library.index.status().at
    assert library.index.merge()
    assert library.index.status().segments == 1
    assert library.index.status(thorough=True).healthy
    assert library.index.status().at == at
    assert library.search("radios", explain=True) == before
    assert not library.sync().untidy
    assert not library.index.merge()
    assert not (library.folder / "merging").exists()


def test_the_merging_process_merges_and_has_nothing_to_say(crowd, capfd):
    library = crowd()
    process = MergeProcess(library.folder)
    assert not process.start()
    process._process.wait()  # who starts it never waits
    assert library.index.status().segments == 1
    assert capfd.readouterr() == ("", "")


def test_a_sync_after_a_merge_still_knows_what_is_indexed(crowd, doc, monkeypatch):
    library = crowd()
    library.index.merge()
    monkeypatch.setattr(Shard, "digests", lambda _: pytest.fail("the documents are those of before"))
    assert library.has_nothing_to_sync()
    library.put(doc("d3", "Report 3", "Helicopters."))
    assert library.sync().changed == 1
    assert library.found("helicopters") == ["d3/para-1"]


WORDS = ("police", "IT", "R&D", "2,000", "naïve", "e-mail", "systems", "system")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=3)
FACTS = st.fixed_dictionaries(
    {
        "publishers": st.lists(st.sampled_from(("NAO", "HMIC", "Ünited")), max_size=2, unique=True).map(tuple),
        "topics": st.lists(st.sampled_from(("procurement", "sharing")), max_size=2, unique=True).map(tuple),
        "published": st.sampled_from(("", "2014", "2016-04")),
        "reference": st.sampled_from(("", "HC 23")),
        "kinds": st.lists(st.sampled_from(("finding", "recommendation")), max_size=2).map(tuple),
    }
)


def change(shard, removed, added):
    """Take documents off by key (``type/id``) and put documents on."""
    change = ShardChange(shard)
    for key in removed:
        change.remove(key)
    for item in added:
        change.add(item)
    change.finish()


@SOME
@given(
    batches=st.lists(st.lists(st.tuples(TEXTS, FACTS), min_size=1, max_size=3), min_size=1, max_size=5), data=st.data()
)
def test_a_merged_segment_is_byte_for_byte_what_indexing_its_documents_gives(tmp_path_factory, doc, batches, data):
    folder = tmp_path_factory.mktemp("merge")
    edited, fresh, merging = Shard(folder / "edited"), Shard(folder / "fresh"), folder / "merging"
    items = [
        [doc(f"d{n}-{m}", f"Title {m}", *texts, **facts) for m, (texts, facts) in enumerate(batch)]
        for n, batch in enumerate(batches)
    ]
    for batch in items:
        change(edited, (), batch)
    every = [item for batch in items for item in batch]
    gone = data.draw(st.sets(st.integers(0, len(every) - 1), max_size=len(every) - 1))
    change(edited, [f"source/{every[n].document.key}" for n in gone], ())
    change(fresh, (), [item for n, item in enumerate(every) if n not in gone])
    merging.mkdir()
    merged = written([Segment(s, SegmentFiles(edited.folder, s)) for s in segments(edited.folder)], merging)
    (wanted,) = segments(fresh.folder)
    for ending in ENDINGS:
        made = (merging / merged.segment.make_filename(ending)).read_bytes()
        assert made == (fresh.folder / wanted.make_filename(ending)).read_bytes()
    shutil.rmtree(folder)


def test_a_word_that_stands_more_often_than_the_arrays_can_say_keeps_its_places(crowd, doc):
    library = crowd()
    library.put(doc("long", "Long", "radios " * 70_000 + "end"))
    library.sync()
    before = library.search("radios end", explain=True)
    assert library.index.merge()
    assert library.search("radios end", explain=True) == before
    folder = sorted(library.folder.glob("g-*"))[-1] / "public"
    (segment,) = segments(folder)
    assert ArrayFile(folder / segment.make_filename(ARRAYS))["tf/body"].max() == 70_000


CHANGES = st.lists(
    st.tuples(st.integers(0, WIDTH + 3), st.none() | st.lists(st.sampled_from(WORDS), max_size=3), st.booleans()),
    max_size=4,
)


@pytest.fixture
def untidy(make_library, doc):
    """A folder with an index that a merge is due in, and what is in it."""
    library = make_library("untidy")
    for n in range(WIDTH + 1):
        library.put(doc(f"d{n}", f"Report {n}", "police systems", f"IT {n}"))
        library.sync()
    return library


@settings(SOME, max_examples=15)
@given(meanwhile=st.dictionaries(st.sampled_from(("merge begun", "merge written")), CHANGES), after=CHANGES)
def test_what_is_synced_during_a_merge_stays_and_the_index_is_as_if_built_anew(
    untidy, make_library, doc, tmp_path_factory, meanwhile, after
):
    folder = tmp_path_factory.mktemp("index")
    shutil.copytree(untidy.folder, folder / "one", copy_function=os.link)

    def change(changes):
        for number, texts, closed in changes:
            if texts is None:
                writer.items.pop(("source", f"d{number}"), None)
            else:
                audience = Audience.STAFF if closed else Audience.PUBLIC
                writer.put(doc(f"d{number}", f"Report {number}", *texts, audience=audience))
        writer.sync(timeout=0)  # no lock is in the way

    merger = make_library(str(folder / "one"), checkpoint=lambda step: step in meanwhile and change(meanwhile[step]))
    writer, fresh = make_library(str(folder / "one")), make_library(str(folder / "fresh"))
    writer.items = dict(untidy.items)
    merger.index.merge()
    change(after)
    fresh.items = writer.items
    fresh.rebuild()
    assert writer.index.status().documents == len(writer.items)
    for audience in (Audience.PUBLIC, Audience.STAFF):
        for text in (*WORDS, '"police systems"', "report*", ""):
            query = SearchQuery(text, explain=True)
            assert writer.index.search(query, audience) == fresh.index.search(query, audience)
    shutil.rmtree(folder)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_of_a_merge_nothing_is_lost_and_the_next_one_does_it(crowd, make_library, step):
    class Killed(BaseException):
        pass

    def checkpoint(name):
        if name == step:
            raise Killed(name)

    library = crowd()
    before = all_found(library)
    with pytest.raises(Killed):
        make_library(checkpoint=checkpoint).index.merge()
    done = step in ("swapped", "swept")
    fresh = make_library()  # another process looks at what is left
    fresh.items = library.items
    for reader in (library, fresh):
        assert all_found(reader) == before
        assert reader.index.status(thorough=True).healthy
        assert reader.index.status().segments == (1 if done else WIDTH + 1)
    assert not fresh.sync().rebuilt
    assert fresh.index.merge() != done
    assert fresh.index.status().segments == 1
    assert all_found(fresh) == before
    left = {entry.name for entry in fresh.folder.iterdir() if not entry.name.startswith("g-")}
    assert left == {"CURRENT", "WRITER", "MERGER"}


def test_a_rebuild_during_a_merge_makes_it_void(crowd, make_library):
    library = crowd()
    merger = make_library(checkpoint=lambda step: step == "merge written" and library.rebuild())
    assert not merger.index.merge()
    assert library.index.status().segments == 1
    assert library.search("radios").passages == 2 * (WIDTH + 1)
    library.sync()
    assert not list(library.folder.glob("building-*"))


def test_one_merger_at_a_time_and_a_merge_waits_for_the_writer_only_so_long(crowd):
    library = crowd()
    generations = Generations(library.folder)
    with generations.merging(1), pytest.raises(IndexBusy):
        library.index.merge(timeout=0)
    with generations.writing(1), pytest.raises(IndexBusy):
        library.index.merge(timeout=0)
    assert library.index.merge()


def test_many_small_changes_come_to_rest_within_the_bound(make_library, doc):
    library = make_library()
    for n in range(3 * WIDTH):
        library.put(doc(f"d{n % 20}", f"Title {n}", f"Passage number {n} about radios."))
        library.sync()
        while library.index.merge():
            pass
        assert library.index.status().segments <= min(WIDTH, bound(40))
    assert library.search("radios").passages == 20


def test_where_nobody_merges_a_sync_does_it_before_there_are_too_many(make_library, doc, monkeypatch):
    monkeypatch.setattr("kb.index.whoosh.engine.MOST_SEGMENTS", WIDTH + 2)
    library = make_library()
    for n in range(2 * WIDTH):
        library.put(doc(f"d{n}", f"Title {n}", f"Passage number {n} about radios."))
        library.sync()
        assert library.index.status().segments <= WIDTH + 2
    assert library.search("radios").passages == 2 * WIDTH


def rot(folder, ending):
    """Change a byte of every such file as a disk does: no time tells of it."""
    for file in folder.rglob(f"*{ending}"):
        stat, data = file.stat(), bytearray(file.read_bytes())
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(bytes(data))
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("ending", [".arrays", ".documents", ".toc"])
def test_rot_is_found_out_by_who_looks_thoroughly_and_never_merged(crowd, make_library, ending):
    library = crowd()
    rot(library.folder, ending)
    assert not make_library().index.status(thorough=True).healthy
    with pytest.raises(Damaged):
        library.index.merge()
    fresh = make_library()
    fresh.items = library.items
    assert fresh.sync().rebuilt
    assert fresh.search("radios").passages == 2 * (WIDTH + 1)


def test_a_copy_of_an_index_has_other_times_and_is_sound(crowd, make_library):
    library = crowd()
    shutil.copytree(library.folder, library.folder.with_name("copy"), copy_function=shutil.copyfile)
    copy = make_library("copy")
    copy.items = library.items
    assert copy.index.status().healthy
    assert copy.search("radios") == library.search("radios")
    assert not copy.sync().rebuilt


def test_merges_apart_are_done_by_a_process_of_their_own(crowd):
    library = crowd()
    library.index.tidy_in_background()
    library.index.tidy_in_background()  # one is at work
    end = time.monotonic() + 120
    while library.index.status().segments > 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert library.index.status().segments == 1
    assert library.search("radios").passages == 2 * (WIDTH + 1)
    library.index.stop()


def test_a_merge_apart_may_be_ended_at_once(crowd):
    library = crowd()
    library.index.tidy_in_background()
    library.index.stop()
    assert library.search("radios").passages == 2 * (WIDTH + 1)
    while library.index.merge():
        pass
    assert library.index.status().segments == 1
