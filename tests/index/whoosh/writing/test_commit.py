"""The steps of Whoosh's that a change to a shard leans on; run over Whoosh 2.7.4, and by ``.ci/whoosh3`` over whoosh3.

The table of contents, segment files, locks, the writer's lists, lengths, and files that the other package wrote.
"""

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import __version__
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import SegmentWriter

from kb.index.whoosh.codec.array_file import ArrayFile
from kb.index.whoosh.codec.codec import ARRAYS, ArrayCodec
from kb.index.whoosh.codec.per_document import LENGTH_OF_BYTE
from kb.index.whoosh.codec.postings import Dictionary
from kb.index.whoosh.inverter import LAST_POSITION
from kb.index.whoosh.schema import FIELDS, INDEX_NAME, Words, schema
from kb.index.whoosh.writing.commit import commit, create, new_segment, segments

WORDS = ("police", "IT", "R&D", "2,000", "naïve", "e-mail", "the")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=5)
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows(*texts):
    return [{"body": text} for text in texts]


@pytest.fixture
def shelf(tmp_path):
    create(tmp_path)
    return tmp_path


def put(folder, *texts):
    return commit(folder, added=rows(*texts))


def words_of(folder, segment):
    return Dictionary(ArrayFile(folder / segment.make_filename(ARRAYS)), "body")


def rows_with(folder, term):
    """Living rows as stock Whoosh finds them, over all segments."""
    with open_dir(str(folder), indexname=INDEX_NAME).reader() as reader:
        if ("body", term) not in reader:
            return []
        matcher, found = reader.postings("body", term), []
        while matcher.is_active():
            found.append(matcher.id())
            matcher.next()
        return found


def test_the_package_is_the_one_that_this_run_is_about():
    wanted = os.environ.get("KB_WHOOSH", "Whoosh")
    assert importlib.metadata.version(wanted) == ".".join(map(str, __version__))
    assert __version__ == ((3, 54, 0) if wanted == "whoosh3" else (2, 7, 4))


def test_an_empty_index_has_no_segments_and_the_schema_as_written(shelf):
    assert segments(shelf) == []
    toc = TOC.read(FileStorage(str(shelf)), INDEX_NAME)
    assert sorted(toc.schema.names()) == list(FIELDS)
    assert all(type(toc.schema[name].format) is type(schema()[name].format) for name in FIELDS)


def test_segment_files_never_change_when_others_come_rows_go_and_segments_are_dropped(shelf):
    first = put(shelf, "police one", "police two")
    before = {file.name: file.read_bytes() for file in shelf.glob("*.arrays")}
    second = put(shelf, "police three")
    commit(shelf, deleted={first: [1]})
    commit(shelf, dropped=frozenset({second}), added=rows("four"))
    after = {file.name: file.read_bytes() for file in shelf.glob("*.arrays")}
    assert before.items() <= after.items()
    assert next(s.segment_id() for s in segments(shelf)) == first


def test_a_file_shared_by_a_hard_link_outlives_the_segment(shelf, tmp_path_factory):
    name = put(shelf, "police")
    (file,) = shelf.glob("*.arrays")
    kept = tmp_path_factory.mktemp("older") / file.name
    os.link(file, kept)
    data = kept.read_bytes()
    commit(shelf, dropped=frozenset({name}))
    assert not segments(shelf)
    assert not file.exists()
    assert kept.read_bytes() == data


def test_one_file_a_segment_and_one_table_of_contents(shelf):
    names = [put(shelf, "police"), put(shelf, "systems")]
    assert [s.segment_id() for s in segments(shelf)] == names
    assert {file.name for file in shelf.glob("*.arrays")} == {f"{name}.arrays" for name in names}
    assert len(list(shelf.glob("*.toc"))) == 1
    assert {file.suffix for file in shelf.iterdir()} <= {".arrays", ".toc", ""}  # the lock has no suffix


def test_a_segment_that_stands_there_already_is_installed_in_the_place_of_others(shelf, tmp_path_factory):
    names = [put(shelf, "police"), put(shelf, "systems")]
    beside = tmp_path_factory.mktemp("beside")
    create(beside)
    put(beside, "police systems", "gone")
    (made,) = segments(beside)
    made.delete_document(1)
    os.link(beside / made.make_filename(ARRAYS), shelf / made.make_filename(ARRAYS))
    commit(shelf, dropped=frozenset(names), installed=made)
    assert [s.segment_id() for s in segments(shelf)] == [made.segment_id()]
    assert rows_with(shelf, "systems") == [0]
    assert rows_with(shelf, "gone") == []
    assert new_segment(3).doc_count_all() == 3


def test_deletions_are_in_the_table_of_contents(shelf):
    name = put(shelf, "police", "police", "police")
    commit(shelf, deleted={name: [0, 2]})
    (segment,) = segments(shelf)
    assert sorted(segment.deleted_docs()) == [0, 2]
    assert (segment.doc_count_all(), segment.deleted_count()) == (3, 2)
    assert rows_with(shelf, "police") == [1]


def test_a_change_without_rows_makes_no_segment(shelf):
    assert put(shelf, "police")
    assert commit(shelf) == ""
    assert len(segments(shelf)) == 1


def test_a_failing_change_leaves_the_shelf_as_it_was_and_unlocked(shelf, monkeypatch):
    name = put(shelf, "police")
    with monkeypatch.context() as patch:
        patch.setattr("kb.index.whoosh.codec.terms.write_arrays", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            commit(shelf, deleted={name: [0]}, added=rows("more"))
    assert [s.segment_id() for s in segments(shelf)] == [name]
    assert rows_with(shelf, "police") == [0]
    put(shelf, "police")  # Whoosh's own lock is free again
    assert rows_with(shelf, "police") == [0, 1]


def test_the_writer_hands_its_segments_to_the_merge_and_takes_what_it_returns(shelf):
    names = [put(shelf, "one"), put(shelf, "two")]
    writer = SegmentWriter(FileIndex(FileStorage(str(shelf)), indexname=INDEX_NAME), codec=ArrayCodec())
    assert (writer.doc_count(), writer.newsegment.doc_count_all()) == (0, 0)
    assert [s.segment_id() for s in writer.segments] == names
    given = []
    writer.commit(mergetype=lambda own, some: given.append((own is writer, [s.segment_id() for s in some])) or some[:1])
    assert given == [(True, names)]
    assert [s.segment_id() for s in segments(shelf)] == names[:1]


def test_length_bytes_never_go_down_and_say_small_lengths_exactly():
    bytes_of = [length_to_byte(n) for n in range(0x10000)]
    assert bytes_of == sorted(bytes_of)
    assert set(bytes_of) <= set(range(256))
    lengths = [byte_to_length(n) for n in range(256)]
    assert lengths == LENGTH_OF_BYTE.tolist() == sorted(lengths)
    assert all(byte_to_length(length_to_byte(n)) == n for n in range(11))
    assert all(abs(byte_to_length(length_to_byte(n)) - n) <= n / 10 for n in range(11, 0x10000))


def test_words_after_the_last_position_count_and_stand_there(shelf):
    put(shelf, "police " * (LAST_POSITION + 5))
    (segment,) = segments(shelf)
    _, tf, positions = words_of(shelf, segment).occurrences(0)
    assert tf.tolist() == [LAST_POSITION + 5]
    assert positions[-6:].tolist() == [LAST_POSITION - 1] + [LAST_POSITION] * 5
    with open_dir(str(shelf), indexname=INDEX_NAME).reader() as reader:
        assert reader.postings("body", "police").value_as("frequency") == LAST_POSITION + 5


def test_letters_that_no_file_ought_to_have_come_back(shelf):
    put(shelf, "\ud800 \x00 ﬁ ß 😀 İstanbul x" + "y" * 500)
    (segment,) = segments(shelf)
    terms = words_of(shelf, segment).terms.all()
    with open_dir(str(shelf), indexname=INDEX_NAME).reader() as reader:
        assert list(reader.lexicon("body")) == list(terms)
    assert list(terms) == sorted(terms)


@SOME
@given(steps=st.lists(st.tuples(TEXTS, st.sets(st.integers(0, 20), max_size=4), st.booleans()), max_size=5))
def test_any_run_of_changes_is_what_stock_whoosh_reads(tmp_path_factory, steps):
    """Rows are those of all segments one after the other, without what was deleted."""
    folder = tmp_path_factory.mktemp("steps")
    create(folder)
    model: dict[str, list[str | None]] = {}
    for texts, gone, drop in steps:
        dropped = next(iter(model), "") if drop else ""
        deleted = {
            name: [row for row in sorted(gone) if row < len(own) and own[row] is not None]
            for name, own in model.items()
        }
        made = commit(folder, deleted=deleted, dropped=frozenset({dropped} - {""}), added=rows(*texts))
        for name, own in deleted.items():
            for row in own:
                model[name][row] = None
        model.pop(dropped, None)
        model[made] = list(texts)
        assert [s.segment_id() for s in segments(folder)] == list(model)
    living = [text for own in model.values() for text in own]
    for term in ("police", "it", "IT", "r&d", "2000", "naive"):
        expected = [at for at, text in enumerate(living) if text is not None and term in _terms(text)]
        assert rows_with(folder, term) == expected


def _terms(text):
    return {token.text for token in Words()(text)}


OTHER = os.environ.get("KB_OTHER_PYTHON", "")
WRITE = """
import runpy, sys
from pathlib import Path
own = runpy.run_path(sys.argv[1])
folder = Path(sys.argv[2])
own["create"](folder)
name = own["put"](folder, "police systems", "police IT", "R&D")
own["put"](folder, "systems of police")
own["commit"](folder, deleted={name: [1]})
"""
READ = """
import runpy, sys
from pathlib import Path
own = runpy.run_path(sys.argv[1])
print(own["rows_with"](Path(sys.argv[2]), "police"), own["rows_with"](Path(sys.argv[2]), "r&d"))
"""


def run(python, code, folder):
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    own = [python, "-c", code, __file__, str(folder)]
    return subprocess.run(own, check=True, capture_output=True, text=True, cwd=root, env=environment).stdout.strip()


@pytest.mark.skipif(not OTHER, reason="KB_OTHER_PYTHON names no other environment (.ci/whoosh3 sets it)")
@pytest.mark.parametrize(("writer", "reader"), [(sys.executable, OTHER), (OTHER, sys.executable)])
def test_each_package_reads_what_the_other_wrote(tmp_path, writer, reader):
    run(writer, WRITE, tmp_path)
    assert run(reader, READ, tmp_path) == "[0, 3] [2]" == run(writer, READ, tmp_path)
