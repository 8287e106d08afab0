"""Writing a segment in Whoosh's own format, a term at a time instead of a posting at a time.

Leans on the steps of Whoosh 2.7.4's ``SegmentWriter.commit``, and (in ``whoosh_terms``) on the codec's layout.
The contract tests read what this writes with stock Whoosh and compare it with what stock Whoosh writes.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.writing import SegmentWriter

from kb.index.arrays import Damaged
from kb.index.invert import FieldPostings
from kb.index.schema import FIELDS, INDEX_NAME, codec, schema
from kb.index.whoosh_terms import write_field, write_hashes


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
            write_field(writer, postings)
            writer.finish_field()
        writer._tindex._write_hashes = partial(write_hashes, writer._tindex)
        writer.close()


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
