"""The codec and its segment: what Whoosh asks for its readers and writers.

A segment is one file of arrays. What is deleted in it is kept with the segment, in Whoosh's table of contents.
"""

from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment

from kb.index.whoosh.codec.array_file import ArrayFile
from kb.index.whoosh.codec.per_document import PerDocumentReader, PerDocumentWriter
from kb.index.whoosh.codec.terms import FieldWriter, TermsReader

ARRAYS = ".arrays"
"""The ending of the file of a segment."""


class ArrayCodec(base.Codec):  # type: ignore[misc]  # whoosh has no types
    """Keeps a segment as arrays. Knows fields of the formats existence, frequency and positions."""

    length_stats = False  # the field writer knows the lengths already

    def __init__(self) -> None:
        self._writers: dict[str, PerDocumentWriter] = {}

    def per_document_writer(self, storage: Any, segment: Any) -> PerDocumentWriter:
        """Return what takes lengths and stored fields; the field writer puts them in the segment's file."""
        writer = self._writers[segment.segment_id()] = PerDocumentWriter()
        return writer

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        """Return what takes postings and writes the segment's file."""
        return FieldWriter(path_of(storage, segment), self._writers.pop(segment.segment_id()))

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        """Return the reader of terms and postings."""
        return TermsReader(ArrayFile(path_of(storage, segment)))

    def per_document_reader(self, storage: Any, segment: Any) -> PerDocumentReader:
        """Return the reader of lengths, deletions and stored fields."""
        return PerDocumentReader(ArrayFile(path_of(storage, segment)), segment)

    def new_segment(self, storage: Any, indexname: str) -> "ArraySegment":
        """Return a segment that is to be written."""
        return ArraySegment(indexname)


class ArraySegment(W3Segment):  # type: ignore[misc]  # whoosh has no types
    """A segment as the table of contents keeps it: its number of rows, and which of them are deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(ArrayCodec(), indexname)

    def should_assemble(self) -> bool:
        """Say that its one file is not to be packed into another."""
        return False


def path_of(storage: Any, segment: Any) -> Path:
    """Return the file of a segment; arrays are mapped, so it has to be one on a disk."""
    return Path(storage.folder, segment.make_filename(ARRAYS))
