"""Reading one segment: its arrays, mapped; terms are found by bisection of the sorted term dictionary."""

from bisect import bisect_left
from pathlib import Path
from typing import Any

import numpy as np

from kb.index.arrays import Array, Strings, load
from kb.index.derive import MOST_TF, OF_DOCUMENTS, STEMMED, arrays_of
from kb.index.facts import Facts
from kb.index.schema import FIELDS
from kb.index.soundness import DERIVED
from kb.index.whoosh_read import read_segment

AFTER = b"\xff"
"""Greater than any byte of UTF-8: ``prefix + AFTER`` ends the terms that begin with ``prefix``."""


class Dictionary:
    """The sorted terms of a field (or its stems) with their postings."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self.terms = Strings(arrays[f"{name}.terms"], arrays[f"{name}.ends"])
        self.letters = arrays.get(f"{name}.letters")
        self.starts = arrays[f"{name}.starts"]
        self.rows = arrays[f"{name}.rows"]
        self.tf = arrays[f"{name}.tf"]
        self.places = arrays.get(f"{name}.places")
        self.positions = arrays.get(f"{name}.positions")

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 where it does not occur."""
        at = bisect_left(self.terms, term)
        return at if at < len(self.terms) and self.terms[at] == term else -1

    def between(self, low: bytes, high: bytes) -> tuple[int, int]:
        """Return the numbers of the terms from ``low`` up to before ``high``."""
        return bisect_left(self.terms, low), bisect_left(self.terms, high)

    def postings(self, first: int, end: int) -> tuple[Array, Array]:
        """Return rows and frequencies of a run of terms."""
        rows, tf = self._counted(first, end)
        return rows, tf if tf.dtype == np.uint16 else np.minimum(tf, MOST_TF).astype(np.uint16)

    def occurrences(self, at: int) -> tuple[Array, Array, Array]:
        """Return rows, frequencies and all positions of one term."""
        rows, tf = self._counted(at, at + 1)
        if self.places is None or self.positions is None:
            raise TypeError("stems have no positions")
        return rows, tf, self.positions[int(self.places[at]) : int(self.places[at + 1])]

    def _counted(self, first: int, end: int) -> tuple[Array, Array]:
        lo, hi = int(self.starts[first]), int(self.starts[end])
        return self.rows[lo:hi], self.tf[lo:hi]


class Segment:
    """One segment of a shelf, with the rows that are deleted in it."""

    def __init__(self, folder: Path, whoosh_segment: Any, *, derive: bool = False) -> None:
        """Open a segment; with ``derive``, its arrays are made again from Whoosh's postings."""
        self.id = str(whoosh_segment.segment_id())
        self.facts = Facts(folder / whoosh_segment.make_filename(".facts"))
        if derive:
            arrays = arrays_of(read_segment(folder, whoosh_segment), self.facts.documents)
        else:
            arrays = load(folder / whoosh_segment.make_filename(DERIVED))
        self.words = {name: Dictionary(arrays, name) for name in FIELDS}
        self.stems = {name: Dictionary(arrays, f"{name}.stem") for name in STEMMED}
        self.lengths = {name: arrays[f"{name}.lengths"] for name in FIELDS}
        self.rows, self.documents = self.facts.rows, self.facts.documents
        gone = list(whoosh_segment.deleted_docs())
        self.live: Array | None = None
        self.live_documents: Array | None = None
        if gone:
            living = np.ones(self.documents + self.rows, bool)
            living[gone] = False
            self.live_documents, self.live = living[: self.documents], living[self.documents :]

    def living(self, field: str) -> Array | None:
        """Return which rows of a field are not deleted; ``None`` where all live."""
        return self.live_documents if field in OF_DOCUMENTS else self.live
