"""Writing a segment in Whoosh's own format, a term at a time instead of a posting at a time.

Leans on two internals of Whoosh 2.7.4: the steps of ``SegmentWriter.commit`` and the block buffer of its postings
writer. The contract tests read what this writes with stock Whoosh and compare it with what stock Whoosh writes.
"""

from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from kb.index.invert import FieldPostings, each_term
from kb.index.schema import FIELDS, INDEX_NAME, codec, schema


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
    rows, weights = postings.rows, postings.tf.astype(np.float32)
    lengths = postings.lengths[rows]
    data = postings.positions.tobytes()
    places = (postings.places * 2).tolist()
    limit = writer._postwriter._blocklimit
    for term, start, end in each_term(postings):
        writer.start_term(term)
        block = writer._postwriter
        for lo in range(start, end, limit):
            hi = min(lo + limit, end)
            block._ids = array("I", rows[lo:hi].tobytes())
            block._weights = array("f", weights[lo:hi].tobytes())
            block._values = [data[places[at] : places[at + 1]] for at in range(lo, hi)]
            block._minlength, block._maxlength = int(lengths[lo:hi].min()), int(lengths[lo:hi].max())
            block._maxweight = float(weights[lo:hi].max())
            if hi < end:
                block._write_block()
        writer.finish_term()  # writes the last block


def create(folder: Path) -> None:
    """Make an empty Whoosh index in an existing folder."""
    TOC.create(FileStorage(str(folder)), schema(), INDEX_NAME)


def segments(folder: Path) -> list[Any]:
    """Return Whoosh's segments of a shelf, in their order, with what is deleted in each."""
    return list(TOC.read(FileStorage(str(folder)), INDEX_NAME).segments)


def commit(
    folder: Path,
    *,
    deleted: Mapping[str, Sequence[int]],
    dropped: frozenset[str] = frozenset(),
    inverted: Mapping[str, FieldPostings] | None = None,
) -> str:
    """Write one change to a shelf: rows deleted by segment name, segments dropped whole, and a new segment.

    The caller holds the lock of the whole index, so Whoosh's own is not waited for. Returns the new segment's name,
    empty where there is none.
    """
    writer = LeanWriter(FileIndex(FileStorage(str(folder))), codec=codec(), compound=True)
    try:
        for segment in writer.segments:
            for row in deleted.get(segment.segment_id(), ()):
                segment.delete_document(int(row))
        if inverted is not None:
            writer.fill(inverted)
        kept = [s for s in writer.segments if s.segment_id() not in dropped]
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
