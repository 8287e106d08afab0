"""Writing the terms of a field as Whoosh's ``W3`` codec lays them out, many at a time.

Leans on the layout of terms and blocks, and on that of the hashed file of terms (``OrderedHashWriter``): this is what
the codec's ``start_term``, ``add`` and ``finish_term`` would write, without a dozen calls for each. The contract tests
read it with stock Whoosh.
"""

import struct
from functools import cache
from hashlib import md5
from itertools import pairwise
from pickle import dumps
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.system import pack_int, pack_ushort
from whoosh.util.numeric import length_to_byte

from kb.index.invert import FieldPostings, each_term

_TERM = struct.Struct(W3TermInfo._struct.format + "qi").pack
"""A term's statistics, and place and size of its postings."""

_LENGTHS = struct.Struct("!ii").pack

_PICKLE = 3
"""Whoosh itself writes protocol 2, which has no bytes: each came out as a call with its letters, four times as long.
It reads any; later ones put a frame around every block, which is more than a short block."""

_INFO = (b"\x80\x03(K\x01J", b"G?\xf0\x00\x00\x00\x00\x00\x00K\x00K", b"K", b"t.")
"""The pickle of ``(1, row, 1.0, 0, byte, byte)`` around its numbers: a block of one posting whose word stands once."""

_BODY = (b"\x80\x03J", b"\x85NC\x02", b"\x85\x87.")
"""The pickle of ``((row,), None, (position,))`` around row and position."""

_SLOT = np.dtype([("hash", ">u4"), ("at", ">i8")])
"""One slot of a table of hashes; a term cannot stand at nought, so nought is an empty one."""

_MANY = 1 << 16
"""Pieces of a file that are written at once."""


def write_field(writer: Any, postings: FieldPostings) -> None:
    """Write all terms of a field that has been started."""
    field = pack_ushort(writer._fieldid)
    blocks, terms = _Pieces(writer._postfile), _Terms(writer._tindex)
    limit = writer._postwriter._blocklimit
    data, places = postings.positions.tobytes(), (postings.places * 2).tolist()
    lengths = length_byte_table()[np.minimum(postings.lengths, 0xFFFF)][postings.rows].tolist()
    rows, tfs = postings.rows.tolist(), postings.tf.tolist()
    for term, start, end in each_term(postings):
        if end - start == 1 and tfs[start] == 1:  # most terms, as is the way of words
            row, byte, at = rows[start], lengths[start], places[start]
            written = _once(row, byte, data[at : at + 2])
            stats = _TERM(0, 1, 1, byte, byte, 1, row, row, blocks.offset, len(written))
        else:
            own, bytes_of = tfs[start:end], lengths[start:end]
            values = [data[places[at] : places[at + 1]] for at in range(start, end)]
            written = _blocks(rows[start:end], own, bytes_of, values, limit)
            low, high, most = min(bytes_of), max(bytes_of), max(own)
            size = len(written)
            stats = _TERM(0, sum(own), end - start, low, high, most, rows[start], rows[end - 1], blocks.offset, size)
        blocks.add(written)
        terms.add(field + term, stats)
    blocks.flush()
    terms.flush()


def write_hashes(index: Any) -> None:
    """Write the tables by which terms are found by their hash, each at once instead of slot by slot."""
    pieces = _Pieces(index.dbfile)
    for entries in index.buckets:
        slots = 2 * len(entries)
        index.directory.append((pieces.offset, slots))
        taken, chosen = bytearray(slots), []
        for hashed, _ in entries:
            slot = (hashed >> 8) % slots
            while taken[slot]:
                slot = (slot + 1) % slots
            taken[slot] = 1
            chosen.append(slot)
        table = np.zeros(slots, _SLOT)
        if entries:
            table["hash"][chosen], table["at"][chosen] = np.array(entries, np.int64).T
        pieces.add(table.tobytes())
    pieces.flush()


def _one_posting() -> Any:
    """Return what writes a posting list of one posting with a frequency of one: all but three numbers is the same."""
    info, body = _INFO, _BODY
    info_size = sum(map(len, info)) + 4 + 1 + 1
    body_size = sum(map(len, body)) + 4 + 2
    head = WHOOSH3_HEADER_MAGIC + pack_int(-info_size - body_size) + info[0]
    between = info[3] + body[0]
    pieces = (head, info[1], info[2], between, body[1], body[2])
    sizes = [len(piece) for piece in pieces]
    form = "<{}si{}sB{}sB{}si{}s2s{}s".format(*sizes)
    pack = struct.Struct(form).pack
    a, b, c, d, e, f = pieces
    return lambda row, byte, position: pack(a, row, b, byte, c, byte, d, row, e, position, f)


_once = _one_posting()


def _blocks(rows: list[int], tfs: list[int], lengths: list[int], values: list[bytes], limit: int) -> bytes:
    """Return the posting list of one term."""
    blocks, count = [WHOOSH3_HEADER_MAGIC], len(rows)
    for lo in range(0, count, limit):
        hi = min(lo + limit, count)
        ids, weights, bytes_of = rows[lo:hi], tfs[lo:hi], lengths[lo:hi]
        body = dumps((_differences(ids), _weights(weights), tuple(values[lo:hi])), _PICKLE)
        info = dumps((hi - lo, ids[-1], float(max(weights)), 0, min(bytes_of), max(bytes_of)), _PICKLE)
        size = len(info) + len(body)
        blocks += (pack_int(-size if hi == count else size), info, body)
    return b"".join(blocks)


def _differences(ids: list[int]) -> tuple[int, ...]:
    return (ids[0], *[b - a for a, b in pairwise(ids)])


def _weights(weights: list[int]) -> Any:
    """Return weights as the codec keeps them: none where all are one, one where all are alike."""
    first = float(weights[0])
    if weights.count(weights[0]) == len(weights):
        return None if first == 1.0 else first
    return tuple(map(float, weights))


class _Pieces:
    """Writes to one of Whoosh's files in large pieces; ``offset`` is where the next small one will stand."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._waiting: list[bytes] = []
        self.offset = file.tell()

    def add(self, piece: bytes) -> None:
        """Write a piece, sooner or later."""
        self._waiting.append(piece)
        self.offset += len(piece)
        if len(self._waiting) > _MANY:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        self._file.write(b"".join(self._waiting))
        self._waiting.clear()


class _Terms:
    """Adds to Whoosh's hashed and ordered file of terms."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._pieces = _Pieces(index.dbfile)
        self._places: list[int] = []

    def add(self, key: bytes, value: bytes) -> None:
        """Add a term; they come in order."""
        at = self._pieces.offset
        self._pieces.add(_LENGTHS(len(key), len(value)) + key + value)
        self._places.append(at)
        # The codec's hash: the last four bytes of an MD5, which is no secret.
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        self._index.buckets[hashed & 255].append((hashed, at))

    def flush(self) -> None:
        """Write what waits."""
        self._pieces.flush()
        self._index.index.extend(self._places)


@cache
def length_byte_table() -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """Return, for lengths 0 to 65535, the byte that Whoosh keeps for each."""
    return np.array([length_to_byte(n) for n in range(0x10000)], np.uint8)
