"""Values kept for other processes: theirs if nothing is the matter, and none where anything is."""

import sqlite3
from pathlib import Path

import pytest

from kb.storage.derived_values import DerivedValues


def values(folder: Path, code: str = "c") -> DerivedValues:
    return DerivedValues(folder / "cache" / "v.sqlite3", lambda: code)


def test_another_process_has_what_was_kept(tmp_path: Path) -> None:
    one = values(tmp_path)
    assert one.get("a") is None
    one.put({"a": b"1", "b": b"2"})
    assert (values(tmp_path).get("a"), values(tmp_path).get("b")) == (b"1", b"2")
    values(tmp_path).put({"a": b"3"})
    assert values(tmp_path).get("a") == b"3"


def test_what_other_code_worked_out_is_none(tmp_path: Path) -> None:
    values(tmp_path).put({"a": b"1"})
    assert values(tmp_path, "other").get("a") is None
    values(tmp_path, "other").put({"b": b"2"})
    assert values(tmp_path).get("a") is None


@pytest.mark.parametrize("damage", ["rubbish", "value", "folder"])
def test_what_is_damaged_is_none(tmp_path: Path, damage: str) -> None:
    if damage == "folder":
        (tmp_path / "cache").write_text("a file")
    else:
        values(tmp_path).put({"a": b"1"})
        path = tmp_path / "cache" / "v.sqlite3"
        if damage == "rubbish":
            path.write_bytes(b"rubbish" * 2000)
            for ending in ("-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        else:
            connection = sqlite3.connect(path)
            connection.execute("UPDATE derived SET value = x'32'")
            connection.commit()
            connection.close()
    assert values(tmp_path).get("a") is None
    values(tmp_path).put({"a": b"4"})
    assert values(tmp_path).get("a") == (None if damage == "folder" else b"4")
