"""Writing files so that nobody meets half of one."""

import datetime as dt
import os
import stat
import subprocess
import sys
import threading
import time

import pytest

from kb.content.catalogue import load_catalogue
from kb.content.codec import load, normal
from kb.content.files import path_of, walk, write_item
from kb.domain.call.call import Channel, Consent, Input, Slot
from kb.domain.source.source import Source, SourceKind
from kb.storage.atomic_files import sweep, write_atomically


def test_files_lie_where_the_schema_says(tmp_path):
    assert path_of(tmp_path, "source", "a-1") == tmp_path / "sources/a-1.md"
    assert path_of(tmp_path, "input", "i-1", parent="c-1") == tmp_path / "inputs/c-1/i-1.md"
    assert path_of(tmp_path, "topics", "topics") == tmp_path / "vocabulary/topics.md"


@pytest.mark.parametrize(("id", "call"), [("../x", "c"), ("", "c"), ("x", "../c"), ("x", ""), ("a/b", "c")])
def test_no_id_leads_out_of_the_root(tmp_path, id, call):
    with pytest.raises(ValueError, match="not"):
        path_of(tmp_path, "input", id, parent=call)


def test_what_is_written_is_found_by_the_catalogue(tmp_path):
    source = Source("a-1", "A report", ("Inspectorate",), SourceKind.INSPECTION)
    path = write_item(tmp_path, source)
    assert load("source", "a-1", path.read_bytes()) == (source, ())
    assert load_catalogue([tmp_path]).sources == {"a-1": source}
    assert [found.kind for found in walk(tmp_path)] == ["source"]


def test_an_answer_goes_into_the_folder_of_its_call(tmp_path):
    received = dt.datetime(2016, 9, 13, 10, 0, tzinfo=dt.UTC)
    answer = Input("i-1", "c-1", "Invented Ltd", "supplier", received, Channel.FORM, Consent.NAMED, (Slot("One"),))
    assert write_item(tmp_path, normal(answer)) == tmp_path / "inputs/c-1/i-1.md"


def test_the_mode_of_a_file_is_kept_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "x/a.md"
    write_atomically(path, "one\n")
    path.chmod(0o600)
    write_atomically(path, "two\n")
    assert path.read_text() == "two\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.md"
    write_atomically(path, "old\n")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800\n")
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_readers_meet_the_old_file_or_the_new_one_whole(tmp_path):
    path = tmp_path / "a.md"
    texts = {f"{n}\n" * 20_000 for n in range(5)}
    write_atomically(path, "0\n" * 20_000)
    stop, torn = threading.Event(), []

    def look():
        while not stop.is_set():
            if path.read_text() not in texts:
                torn.append(1)

    thread = threading.Thread(target=look)
    thread.start()
    for _ in range(5):
        for text in texts:
            write_atomically(path, text)
    stop.set()
    thread.join()
    assert torn == []


def test_a_killed_writer_leaves_one_of_the_two_files_whole(tmp_path):
    path = tmp_path / "a.md"
    program = (
        "import sys; from pathlib import Path; from kb.content.files import write_atomically\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1; write_atomically(Path(sys.argv[1]), f'{n}\\n' * 50_000)\n"
    )
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", program, str(path)])
        while not path.exists():
            time.sleep(0.005)
        time.sleep(0.02)
        writer.kill()
        writer.wait()
        lines = path.read_text().split("\n")
        assert len(lines) == 50_001
        assert len(set(lines[:-1])) == 1


def test_what_killed_writers_left_is_swept_once_it_is_old(tmp_path):
    (tmp_path / "sources").mkdir()
    old, young = (tmp_path / "sources" / f".a.md.{name}.tmp" for name in ("0123456789ab", "ba9876543210"))
    others = [tmp_path / "sources" / name for name in ("a.md", ".a.md.swp", ".notes.tmp")]
    for path in (old, young, *others):
        path.write_text("words")
        if path != young:
            os.utime(path, (1_000, 1_000))
    assert sweep(tmp_path, before=2_000) == 1
    assert not old.exists()
    assert young.exists()
    assert all(path.exists() for path in others)
    assert sweep(tmp_path / "nothing here", before=2_000) == 0
