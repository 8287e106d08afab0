import json
import subprocess
import sys
from pathlib import Path

import pytest

from kb.content.repository import digest_of
from kb.content.transaction import FileTransaction, Rewrite
from kb.domain.errors import EditConflict


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    one.write_text("one")
    two.write_text("two")
    return one, two


def rewrite(path: Path, text: str) -> Rewrite:
    return Rewrite(path, digest_of(path.read_bytes()) if path.exists() else "", text)


def test_all_are_written_new_ones_too(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    transaction, new = FileTransaction(tmp_path / "turns"), tmp_path / "new.md"
    with transaction.begin():
        transaction.write([rewrite(paths[0], "ONE"), rewrite(new, "NEW")])
    assert [path.read_text() for path in (*paths, new)] == ["ONE", "two", "NEW"]
    assert list((tmp_path / "turns").iterdir()) == []


@pytest.mark.parametrize("changed", [0, 1])
def test_where_one_was_changed_none_is_written(tmp_path: Path, paths: tuple[Path, Path], changed: int) -> None:
    transaction = FileTransaction(tmp_path / "turns")
    wanted = [rewrite(path, path.name.upper()) for path in paths]
    paths[changed].write_text("somebody else")
    with transaction.begin(), pytest.raises(EditConflict) as told:
        transaction.write(wanted)
    assert told.value.theirs == "somebody else"
    assert told.value.yours == paths[changed].name.upper()
    assert paths[1 - changed].read_text() == paths[1 - changed].stem


def test_a_new_file_that_is_there_by_now_is_a_conflict(tmp_path: Path) -> None:
    transaction, path = FileTransaction(tmp_path / "turns"), tmp_path / "new.md"
    wanted = rewrite(path, "mine")
    path.write_text("theirs")
    with transaction.begin(), pytest.raises(EditConflict):
        transaction.write([wanted])
    assert path.read_text() == "theirs"


def test_what_a_crash_left_is_finished_and_later_edits_are_kept(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    one, two = paths
    rows = [
        {"path": str(one), "before": digest_of(b"one"), "text": "ONE"},
        {"path": str(two), "before": digest_of(b"before"), "text": "TWO"},
        {"path": str(tmp_path / "new.md"), "before": "", "text": "NEW"},
    ]
    turns = tmp_path / "turns"
    turns.mkdir()
    (turns / "pending.json").write_text(json.dumps(rows))
    with FileTransaction(turns).begin():
        pass
    assert [p.read_text() for p in (one, two, tmp_path / "new.md")] == ["ONE", "two", "NEW"]
    assert list(turns.iterdir()) == []


DYING = """
import os, sys
from pathlib import Path
from kb.content import transaction
from kb.content.repository import digest_of

folder, one, two = map(Path, sys.argv[1:])
real = transaction.write_atomically
transaction.write_atomically = lambda path, text: os._exit(9) if path == two else real(path, text)
writer = transaction.FileTransaction(folder)
with writer.begin():
    writer.write([transaction.Rewrite(path, digest_of(path.read_bytes()), path.stem.upper()) for path in (one, two)])
"""


def test_a_process_that_dies_between_two_files_loses_neither(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    done = subprocess.run([sys.executable, "-c", DYING, str(tmp_path / "turns"), *map(str, paths)], check=False)
    assert done.returncode == 9
    assert [path.read_text() for path in paths] == ["ONE", "two"]
    with FileTransaction(tmp_path / "turns").begin():
        assert [path.read_text() for path in paths] == ["ONE", "TWO"]
