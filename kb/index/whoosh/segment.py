"""A segment opened for search: its terms and documents, mapped, and the rows that are deleted in it."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from kb.index.whoosh.codec.array_file import Array, ArrayFile
from kb.index.whoosh.codec.codec import ARRAYS
from kb.index.whoosh.codec.per_document import length_bytes
from kb.index.whoosh.codec.postings import Dictionary
from kb.index.whoosh.schema import FIELDS, OF_DOCUMENTS
from kb.index.whoosh.segment_documents import DOCUMENTS, SegmentDocuments

AFTER = b"\xff"
"""Greater than any byte of UTF-8: ``prefix + AFTER`` ends the terms that begin with ``prefix``."""


class SegmentFiles:
    """What never changes of a segment: one object serves all generations that share its files."""

    def __init__(self, folder: Path, whoosh_segment: Any) -> None:
        self.postings = ArrayFile(folder / whoosh_segment.make_filename(ARRAYS))
        self.facts = SegmentDocuments(ArrayFile(folder / whoosh_segment.make_filename(DOCUMENTS)))
        heads = self.facts.documents
        self.words = {name: Dictionary(self.postings, name, 0 if name in OF_DOCUMENTS else heads) for name in FIELDS}
        lengths = {name: length_bytes(words.lengths) for name, words in self.words.items()}
        self.lengths = {name: own[:heads] if name in OF_DOCUMENTS else own[heads:] for name, own in lengths.items()}

    def have_changed(self) -> bool:
        """Say whether somebody wrote to a file since it was opened."""
        return self.postings.has_changed() or self.facts.file.has_changed()


class Segment:
    """One segment of a shard in one generation."""

    def __init__(self, whoosh_segment: Any, files: SegmentFiles) -> None:
        self.id = str(whoosh_segment.segment_id())
        self.files = files
        self.facts, self.words, self.lengths = files.facts, files.words, files.lengths
        self.rows, self.documents = self.facts.rows, self.facts.documents
        self.live: Array | None = None
        self.live_documents: Array | None = None
        self.deleted = frozenset(whoosh_segment.deleted_docs())
        if self.deleted:
            living = np.ones(self.documents + self.rows, bool)
            living[list(self.deleted)] = False
            self.live_documents, self.live = living[: self.documents], living[self.documents :]

    def living(self, field: str) -> Array | None:
        """Return which rows of a field are not deleted; ``None`` where all live."""
        return self.live_documents if field in OF_DOCUMENTS else self.live

    @cached_property
    def kept_documents(self) -> Array:
        """Return the numbers of the documents that are not deleted."""
        return np.arange(self.documents) if self.live_documents is None else np.flatnonzero(self.live_documents)

    @cached_property
    def kept_rows(self) -> Array:
        """Return the numbers of the passages that are not deleted."""
        return np.arange(self.rows) if self.live is None else np.flatnonzero(self.live)
