import numpy as np
import pytest

from kb.index.semantic.vectors import Vectors, WriterBusy, key_of

SIZE = 32


def some(count, start=0):
    rng = np.random.default_rng(start)
    return [key_of(f"text {start + at}") for at in range(count)], rng.standard_normal((count, SIZE)).astype(np.float32)


def test_what_was_added_is_found_by_its_key_also_by_others(vectors, tmp_path):
    keys, made = some(5)
    with vectors.writing():
        vectors.append(keys, made)
    other = Vectors(tmp_path / "vectors", SIZE)
    places = other.places([keys[3], key_of("never seen"), keys[0]])
    assert places.tolist() == [3, -1, 0]
    assert np.abs(other.vectors(places[[0, 2]]) - made[[3, 0]]).max() == 0
    assert len(other) == 5
    assert other.damaged() == 0


def test_a_reader_sees_what_is_added_later(vectors, tmp_path):
    reader = Vectors(tmp_path / "vectors", SIZE)
    assert reader.places([key_of("text 0")]).tolist() == [-1]
    with vectors.writing():
        vectors.append(*some(2))
        assert reader.places([key_of("text 1")]).tolist() == [1]
        vectors.append(*some(2, 2))
    assert reader.places([key_of("text 3"), key_of("text 0")]).tolist() == [3, 0]


@pytest.mark.parametrize("left", [1, 17, 83, 84])
def test_a_torn_end_is_not_seen_and_then_cut_off(vectors, tmp_path, left):
    with vectors.writing():
        vectors.append(*some(3))
    file = tmp_path / "vectors" / "vectors.f4"
    whole = file.stat().st_size
    size = whole // 3
    file.write_bytes(file.read_bytes()[: whole - size + min(left, size - 1)])
    assert len(vectors) == 2
    with vectors.writing():
        vectors.append(*some(1, 9))
    assert file.stat().st_size == whole
    assert vectors.places([key_of("text 2"), key_of("text 9")]).tolist() == [-1, 2]
    assert vectors.damaged() == 0


def test_an_end_that_never_reached_the_disk_is_cut_off(vectors, tmp_path):
    with vectors.writing():
        vectors.append(*some(3))
    file = tmp_path / "vectors" / "vectors.f4"
    data = file.read_bytes()
    size = len(data) // 3
    file.write_bytes(data[: 2 * size] + bytes(size))
    assert vectors.damaged() == 1
    with vectors.writing():
        assert len(vectors) == 2


def test_one_writer_at_a_time(vectors, tmp_path):
    with vectors.writing(), pytest.raises(WriterBusy), Vectors(tmp_path / "vectors", SIZE).writing():
        pass
    with vectors.writing():
        pass
