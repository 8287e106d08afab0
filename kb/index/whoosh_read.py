"""Reading a segment of Whoosh's whole postings as arrays, block by block instead of posting by posting.

Leans on the layout of codec ``W3``: a posting list is blocks of ids (differences), weights and values, each block a
pickle. Where the codec is another one, ``slow_field`` walks the public matcher and gives the same arrays. The files
are mapped: Whoosh's own ``BufferFile`` would copy every posting to the heap.
"""

import io
import mmap
import pickle
import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo, W3TermsReader
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.system import pack_ushort
from whoosh.util.numeric import byte_to_length

from kb.index.invert import FieldPostings
from kb.index.schema import FIELDS, schema

LENGTH_OF_BYTE = np.array([byte_to_length(n) for n in range(256)], np.int32)
"""The length that each of Whoosh's length bytes stands for."""

_STATS = W3TermInfo._struct.size
_OFFSET = struct.Struct("!q").unpack_from
"""After a term's statistics stands the place of its postings."""


class _Window(io.RawIOBase):
    """A file over a stretch of memory; reads copy only what is asked for."""

    def __init__(self, view: memoryview) -> None:
        super().__init__()
        self._view, self._at = view, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, len(self._view))[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        piece = self._view[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


class MappedFile(BufferFile):  # type: ignore[misc]
    """What Whoosh reads from, without its copy."""

    def __init__(self, view: memoryview, name: str) -> None:
        self._buf, self._name, self.file = view, name, _Window(view)
        self.onclose, self.is_real, self.is_closed = None, False, False


class MappedSegment(FileStorage):  # type: ignore[misc]
    """One compound segment file as a Whoosh storage that copies nothing."""

    def __init__(self, folder: Path, segment: Any) -> None:
        name = segment.make_filename(".seg")
        super().__init__(str(folder), readonly=True)
        with (folder / name).open("rb") as file:
            self._map = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        directory = CompoundStorage(FileStorage(str(folder)).open_file(name))
        self._places = {inner: directory.range(inner) for inner in directory.list()}
        directory.close()

    def open_file(self, name: str, **_: Any) -> MappedFile:
        """Open one inner file."""
        start, length = self._places[name]
        return MappedFile(self._map[start : start + length], name)

    def file_length(self, name: str) -> int:
        """Return the length of one inner file."""
        return int(self._places[name][1])

    def file_exists(self, name: str) -> bool:
        """Say whether there is such an inner file."""
        return name in self._places

    def list(self) -> list[str]:
        """Name the inner files."""
        return list(self._places)


def read_segment(folder: Path, segment: Any) -> dict[str, FieldPostings]:
    """Read every field of a segment, deleted rows included."""
    storage = MappedSegment(folder, segment)
    codec = segment.codec()
    terms = codec.terms_reader(storage, segment)
    fast = type(codec) is W3Codec and type(terms) is W3TermsReader
    lengths = codec.per_document_reader(storage, segment)
    read = fast_field if fast else slow_field
    return {name: read(terms, name, row_lengths(lengths, name, segment.doc_count_all())) for name in FIELDS}


def row_lengths(reader: Any, name: str, rows: int) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """Return the length of a field in every row, as coarse as Whoosh keeps it."""
    get = reader.doc_field_length
    return np.fromiter((get(row, name) or 0 for row in range(rows)), np.int32, rows)


def fast_field(terms: Any, name: str, lengths: Any) -> FieldPostings:
    """Read one field block by block."""
    view = terms._postfile._buf
    names: list[bytes] = []
    counts: list[int] = []
    deltas: list[int] = []
    weights: list[float] = []
    values: list[bytes] = []
    sizes: list[int] = []
    for term, info in _raw_terms(terms, name):
        before = len(deltas)
        for ids, block_weights, block_values in _inlined(info) if info[0] else _blocks(view, _OFFSET(info, _STATS)[0]):
            deltas += ids
            weights += block_weights
            values += block_values
            sizes.append(len(ids))
        names.append(term)
        counts.append(len(deltas) - before)
    return _field(names, counts, _undelta(deltas, sizes), weights, values, lengths)


def slow_field(terms: Any, name: str, lengths: Any) -> FieldPostings:
    """Read one field through the public matcher: for a codec that is not the one we know."""
    form = schema()[name].format
    names: list[bytes] = []
    counts: list[int] = []
    rows: list[int] = []
    weights: list[float] = []
    values: list[bytes] = []
    for term, _ in _terms_of(terms, name):
        matcher = terms.matcher(name, term, form)
        before = len(rows)
        while matcher.is_active():
            rows.append(matcher.id())
            weights.append(matcher.weight())
            values.append(matcher.value())
            matcher.next()
        names.append(term)
        counts.append(len(rows) - before)
    return _field(names, counts, np.array(rows, np.int32), weights, values, lengths)


def _raw_terms(terms: Any, name: str) -> Iterator[tuple[bytes, Any]]:
    """Give each term of a field with the bytes of its information, straight from the term index."""
    index = terms._tindex
    number = terms._fieldmap.get(name)
    if number is None:
        return
    field = pack_ushort(number)
    view = index.dbfile._buf
    for at, size, data_at, data_size in index.ranges_from(field):
        if view[at : at + 2] != field:
            return
        yield bytes(view[at + 2 : at + size]), view[data_at : data_at + data_size]


def _inlined(info: Any) -> Iterator[tuple[Any, Any, Any]]:
    ids, weights, values = W3TermInfo.from_bytes(bytes(info)).inlined_postings()
    yield [b - a for a, b in pairwise((0, *ids))], weights, values


def _terms_of(terms: Any, name: str) -> Iterator[tuple[bytes, Any]]:
    if name not in terms.indexed_field_names():
        return
    for (field, term), info in terms.items_from(name, b""):
        if field != name:
            return
        yield term, info


def _blocks(view: memoryview, at: int) -> Iterator[tuple[Any, Any, Any]]:
    """Give the ids as differences, the weights and the values of each block of one posting list."""
    if view[at : at + 4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("not a posting list")
    at += 4
    last = False
    while not last:
        (size,) = struct.unpack_from("!i", view, at)
        last = size < 0
        block = io.BytesIO(view[at + 4 : at + 4 + abs(size)])
        count, _, _, compressed, _, _ = pickle.load(block)  # noqa: S301 - our own index, as trusted as code
        data = block.read()
        ids, weights, values = pickle.loads(zlib.decompress(data) if compressed else data)  # noqa: S301
        if weights is None:
            weights = (1.0,) * count
        elif isinstance(weights, float):
            weights = (weights,) * count
        yield ids, weights, values
        at += 4 + abs(size)


def _undelta(deltas: list[int], sizes: list[int]) -> "np.ndarray[Any, np.dtype[np.int32]]":
    """Undo the differences of all blocks at once; each block starts anew."""
    total = np.cumsum(np.array(deltas, np.int64))
    if not len(total):
        return total.astype(np.int32)
    ends = np.cumsum(np.array(sizes, np.int64))
    before = np.concatenate([np.zeros(1, np.int64), total[ends[:-1] - 1]])
    ids: np.ndarray[Any, np.dtype[np.int32]] = (total - np.repeat(before, sizes)).astype(np.int32)
    return ids


def _field(names: list[bytes], counts: list[int], rows: Any, weights: Any, values: Any, lengths: Any) -> FieldPostings:
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(counts, np.int64))])
    tf = np.array(weights, np.float64).astype(np.int32)
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(tf, dtype=np.int64)])
    positions = np.frombuffer(b"".join(values), np.uint16)
    if len(positions) != places[-1]:
        raise ValueError("frequencies and positions of a segment disagree")
    return FieldPostings(tuple(names), starts, rows, tf, places, positions, lengths)
