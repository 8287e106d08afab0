"""Columns: what facets and filters read, one code or more for every document."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import joined, offsets, ranges
from kb.index.whoosh.segment_documents import SegmentDocuments


@dataclass(frozen=True)
class FacetColumn:
    """A facet of every document: codes into ``names``; document ``d`` has ``codes[starts[d]:starts[d + 1]]``."""

    names: tuple[str, ...]
    codes: Array
    starts: Array

    @cached_property
    def counts(self) -> Array:
        """Return how many values each document has."""
        return np.diff(self.starts)

    @cached_property
    def missing(self) -> Array:
        """Return which documents have none."""
        none: Array = self.counts == 0
        return none

    @cached_property
    def single(self) -> Array | None:
        """Return one code for each document, counted from 1 (0: none); ``None`` where some have several."""
        if len(self.counts) and int(self.counts.max()) > 1:
            return None
        codes = np.zeros(len(self.counts), np.int32)
        codes[~self.missing] = self.codes + 1
        return codes

    def count(self, docs: Array) -> tuple[list[int], int]:
        """Count each value among documents (by number), and those without one."""
        if self.single is not None:
            found = np.bincount(self.single[docs], minlength=len(self.names) + 1).tolist()
            return found[1:], found[0]
        codes = self.codes[ranges(self.starts[docs], self.counts[docs])]
        return np.bincount(codes, minlength=len(self.names)).tolist(), int(self.missing[docs].sum())

    def having(self, chosen: Array) -> Array:
        """Return which documents have any of the chosen codes."""
        if self.single is not None:
            mask: Array = np.append(False, chosen)[self.single]
            return mask
        docs = np.zeros(len(self.counts), bool)
        docs[self._doc_of_code[chosen[self.codes]]] = True
        return docs

    @cached_property
    def _doc_of_code(self) -> Array:
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)


def facet_column(facet: str, segments: Sequence[SegmentDocuments]) -> FacetColumn:
    """Join the columns of several segments: each has names of its own."""
    names = sorted({name for facts in segments for name in facts.facets[facet][0]})
    number = {name: at for at, name in enumerate(names)}
    codes, lengths = [], []
    for facts in segments:
        own, local, starts = facts.facets[facet]
        codes.append(np.array([number[name] for name in own], np.int32)[local] if own else local)
        lengths.append(np.diff(starts))
    return FacetColumn(tuple(names), joined(codes, np.int32), offsets(joined(lengths, np.int64)))
