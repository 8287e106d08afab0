"""Exports as files: what is written is read, and what is not as it says is refused."""

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest

from kb.domain.errors import InvalidInput
from kb.storage.archive import MANIFEST, ArchiveMember, is_safe, read_manifest, take_out, write_archive

AT = dt.datetime(2026, 11, 27, 10, 30, tzinfo=dt.UTC)


def test_what_is_written_is_taken_out(tmp_path: Path) -> None:
    (tmp_path / "big.gz").write_bytes(b"x" * 3_000_000)
    members = [ArchiveMember("content/a.md", "é".encode()), ArchiveMember("captures/big.gz", tmp_path / "big.gz")]
    made = write_archive(tmp_path / "e.zip", members, "staff", AT)
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        assert read_manifest(archive) == made
        take_out(archive, made, tmp_path / "out")
    assert (tmp_path / "out/content/a.md").read_text() == "é"
    assert (tmp_path / "out/captures/big.gz").stat().st_size == 3_000_000


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "a\\..\\x", "C:/x", "a//x", "./x", "a/", "", "a/./x", "a\0b"]
)
def test_names_that_lead_elsewhere(name: str) -> None:
    assert not is_safe(name)


@pytest.mark.parametrize("name", ["x", "content/sources/a.md", "private/inputs/c/.versions/a/0001.md", "a b/ü.md"])
def test_names_that_stay(name: str) -> None:
    assert is_safe(name)


def _zip(path: Path, held: dict[str, bytes], **values: object) -> zipfile.ZipFile:
    stated = {"format": "police-it-evidence export 1", "audience": "staff", "made": AT.isoformat(), "files": {}}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
        archive.writestr(MANIFEST, json.dumps({**stated, **values}))
    return zipfile.ZipFile(path)


@pytest.mark.parametrize(
    ("held", "values", "told"),
    [
        ({"x": b"1"}, {}, "not those that its manifest names"),
        ({}, {"files": {"x": "0" * 64}}, "not those that its manifest names"),
        ({"../x": b"1"}, {"files": {"../x": "0" * 64}}, "leads elsewhere"),
        ({}, {"format": "another 9"}, "not one that this version reads"),
        ({}, {"files": ["x"]}, "manifest cannot be read"),
        ({}, {"made": "yesterday"}, "manifest cannot be read"),
    ],
)
def test_what_is_not_an_export_is_refused(tmp_path: Path, held: dict, values: dict, told: str) -> None:
    with _zip(tmp_path / "e.zip", held, **values) as archive, pytest.raises(InvalidInput, match=told):
        read_manifest(archive)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    with _zip(tmp_path / "e.zip", {"x": b"1"}, files={"x": "0" * 64}) as archive:
        manifest = read_manifest(archive)
        with pytest.raises(InvalidInput, match="not as its manifest says"):
            take_out(archive, manifest, tmp_path / "out")
