"""Writing a segment in Whoosh's own format, a term at a time instead of a posting at a time.

Leans on Whoosh 2.7.4 in two ways: the steps of ``SegmentWriter.commit``, and the layout of the ``W3`` codec's terms
and blocks. The contract tests read what this writes with stock Whoosh and compare it with what stock Whoosh writes.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from pickle import dumps
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.system import pack_int, pack_long, pack_ushort
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from kb.index.arrays import Damaged
from kb.index.invert import FieldPostings, each_term
from kb.index.schema import FIELDS, INDEX_NAME, codec, schema

_TERM = W3TermInfo._struct

_PICKLE = 3
"""Whoosh itself writes protocol 2, which has no bytes: each came out as a call with its letters, four times as long.
It reads any; later ones put a frame around every block, which is more than a short block."""


class _NoPool:
    """Stands for Whoosh's pool of postings, which this way of writing does not use."""

    def cleanup(self) -> None:
        """Have nothing to clean."""


class LeanWriter(SegmentWriter):  # type: ignore[misc]
    """A Whoosh writer whose postings come sorted, as arrays."""

    inverted: Mapping[str, FieldPostings]

    def fill(self, inverted: Mapping[str, FieldPostings]) -> None:
        """Take the whole new segment: the same number of rows in every field."""
        self.inverted = inverted
        self.pool = _NoPool()
        fields = [(name, self.schema[name], inverted[name].lengths.tolist()) for name in FIELDS]
        rows = len(fields[0][2])
        writer = self.perdocwriter
        for row in range(rows):
            writer.start_doc(row)
            for name, field, lengths in fields:
                if lengths[row]:
                    writer.add_field(name, field, None, lengths[row])
            writer.finish_doc()
        self.docnum = rows
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        writer = self.fieldwriter
        for name in FIELDS:
            postings = self.inverted[name]
            if not postings.terms:
                continue
            writer.start_field(name, self.schema[name])
            _write_field(writer, postings)
            writer.finish_field()
        writer.close()


def _write_field(writer: Any, postings: FieldPostings) -> None:
    """Write the terms of a field: what ``start_term``, ``add`` and ``finish_term`` would write, in one go a term."""
    file, index, field = writer._postfile, writer._tindex, pack_ushort(writer._fieldid)
    limit = writer._postwriter._blocklimit
    data, places = postings.positions.tobytes(), (postings.places * 2).tolist()
    lengths = length_byte_table()[np.minimum(postings.lengths, 0xFFFF)][postings.rows].tolist()
    rows, tfs = postings.rows.tolist(), postings.tf.tolist()
    offset = file.tell()
    for term, start, end in each_term(postings):
        if end - start == 1:  # most terms, as is the way of words
            row, tf, byte = rows[start], tfs[start], lengths[start]
            weights = None if tf == 1 else float(tf)
            body = dumps(((row,), weights, (data[places[start] : places[end]],)), _PICKLE)
            info = dumps((1, row, float(tf), 0, byte, byte), _PICKLE)
            written = b"".join((WHOOSH3_HEADER_MAGIC, pack_int(-len(info) - len(body)), info, body))
            file.write(written)
            stats = _TERM.pack(0, tf, 1, byte, byte, tf, row, row)
            index.add(field + term, stats + pack_long(offset) + pack_int(len(written)))
            offset += len(written)
            continue
        blocks = [WHOOSH3_HEADER_MAGIC]
        for lo in range(start, end, limit):
            hi = min(lo + limit, end)
            ids, weights, bytes_of = rows[lo:hi], tfs[lo:hi], lengths[lo:hi]
            values = tuple([data[places[at] : places[at + 1]] for at in range(lo, hi)])
            body = dumps((_differences(ids), _weights(weights), values), _PICKLE)
            most = float(max(weights))
            info = dumps((hi - lo, ids[-1], most, 0, min(bytes_of), max(bytes_of)), _PICKLE)
            size = len(info) + len(body)
            blocks += (pack_int(-size if hi == end else size), info, body)
        written = b"".join(blocks)
        file.write(written)
        own, bytes_of = tfs[start:end], lengths[start:end]
        stats = _TERM.pack(0, sum(own), end - start, min(bytes_of), max(bytes_of), max(own), rows[start], rows[end - 1])
        index.add(field + term, stats + pack_long(offset) + pack_int(len(written)))
        offset += len(written)


def _differences(ids: list[int]) -> tuple[int, ...]:
    return (ids[0], *[b - a for a, b in pairwise(ids)]) if len(ids) > 1 else (ids[0],)


def _weights(weights: list[int]) -> Any:
    """Return weights as the codec keeps them: none where all are one, one where all are alike."""
    first = float(weights[0])
    if weights.count(weights[0]) == len(weights):
        return None if first == 1.0 else first
    return tuple(map(float, weights))


def create(folder: Path) -> None:
    """Make an empty Whoosh index in an existing folder."""
    TOC.create(FileStorage(str(folder)), schema(), INDEX_NAME)


def segments(folder: Path) -> list[Any]:
    """Return Whoosh's segments of a shelf, in their order, with what is deleted in each.

    Raises ``Damaged`` where the folder has none to be read: it may have gone while it was being looked at.
    """
    try:
        return list(TOC.read(FileStorage(str(folder)), INDEX_NAME).segments)
    except (OSError, EmptyIndexError) as error:
        raise Damaged(f"{folder.parent.name}/{folder.name}: {error}") from error


def commit(
    folder: Path,
    *,
    deleted: Mapping[str, Sequence[int]],
    dropped: frozenset[str] = frozenset(),
    inverted: Mapping[str, FieldPostings] | None = None,
    installed: Any = None,
) -> str:
    """Write one change to a shelf: rows deleted by segment name, segments dropped whole, and a new segment.

    ``installed`` is a segment of Whoosh's whose files stand in the folder already. The caller holds the lock of the
    whole index, so Whoosh's own is not waited for. Returns the new segment's name, empty where there is none.
    """
    writer = LeanWriter(FileIndex(FileStorage(str(folder))), codec=codec(), compound=True)
    try:
        for segment in writer.segments:
            for row in deleted.get(segment.segment_id(), ()):
                segment.delete_document(int(row))
        if inverted is not None:
            writer.fill(inverted)
        kept = [s for s in writer.segments if s.segment_id() not in dropped]
        kept += [installed] if installed is not None else []
        new = writer.newsegment
        writer.commit(mergetype=lambda *_: kept)
    except BaseException:
        if not writer.is_closed:
            writer._finish()
        raise
    return str(new.segment_id()) if inverted is not None else ""


@cache
def length_byte_table() -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """Return, for lengths 0 to 65535, the byte that Whoosh keeps for each."""
    return np.array([length_to_byte(n) for n in range(0x10000)], np.uint8)
