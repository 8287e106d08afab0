"""Whatever is changed in a file of arrays is refused where it is read, and never read as something else."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.index.whoosh.codec.array_file import BLOCK, ArrayFile, Damaged, put_strings, write_arrays

TEXTS = ["police", "", "naïve", "x" * 300]


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    found = {"small": np.arange(10, dtype=np.int32), "none": np.zeros(0, np.uint8), "large": np.arange(3 * BLOCK)}
    put_strings(found, "texts", [text.encode() for text in TEXTS], stored=True)
    return found


@pytest.fixture(scope="module")
def written(arrays: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("arrays") / "x.arrays"
    write_arrays(path, arrays)
    return path.read_bytes()


def everything(path: Path) -> dict[str, list[object]]:
    file = ArrayFile(path)
    found: dict[str, list[object]] = {name: file[name].tolist() for name in file.names()}
    found["strings"] = list(file.strings("texts").all())
    stored = file.stored_strings("texts")
    found["stored"] = [stored[at] for at in range(len(stored))]
    return found


def test_what_is_written_is_read(arrays: dict[str, np.ndarray], written: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.arrays").write_bytes(written)
    found = everything(tmp_path / "x.arrays")
    assert {name: found[name] for name in arrays} == {name: array.tolist() for name, array in arrays.items()}
    assert found["strings"] == found["stored"] == [text.encode() for text in TEXTS]
    mapped = ArrayFile(tmp_path / "x.arrays").mapped("large")
    assert mapped.read(BLOCK - 1, BLOCK + 2).tolist() == [BLOCK - 1, BLOCK, BLOCK + 1]
    assert mapped.read(5, 5).tolist() == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), cut=st.booleans())
def test_a_changed_or_cut_file_is_refused_or_reads_as_before(
    written: bytes, tmp_path: Path, at: float, bits: int, cut: bool
) -> None:
    path, place = tmp_path / "x.arrays", int(at * len(written))
    path.write_bytes(written)
    before = everything(path)
    changed = bytearray(written)
    changed[place] ^= bits
    path.write_bytes(bytes(changed[:place]) if cut else bytes(changed))
    try:
        found = everything(path)
    except Damaged:
        return
    assert not cut
    assert found == before  # what is between arrays is never read


def test_a_block_is_refused_only_where_it_is_read(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    path.write_bytes(written)
    first = ArrayFile(path).mapped("large")
    place = written.index(np.arange(2 * BLOCK, 2 * BLOCK + 4).tobytes())
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xff")
    assert first.read(0, 3).tolist() == [0, 1, 2]
    with pytest.raises(Damaged):
        first.read(2 * BLOCK - 1, 2 * BLOCK + 1)


def test_a_file_that_somebody_writes_to_has_changed(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    path.write_bytes(written)
    file = ArrayFile(path)
    assert not file.has_changed()
    (tmp_path / "link").hardlink_to(path)
    path.unlink()
    assert not file.has_changed()
    (tmp_path / "link").write_bytes(written[:-1])
    assert file.has_changed()


@pytest.mark.parametrize("content", [b"", b"x", b"\x80garbage" * 50])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.arrays").write_bytes(content)
    with pytest.raises(Damaged):
        ArrayFile(tmp_path / "x.arrays")
    with pytest.raises(Damaged):
        ArrayFile(tmp_path / "missing")
