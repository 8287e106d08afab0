"""A view: the segments of every shelf that an audience may see, as one row space with one set of statistics.

Frequencies and average lengths come from visible, living rows only: nothing of a closed shelf can be told from a
score, and an index that was edited for a year scores as one built today. Threads share
views: nothing in one changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kb.domain.entry import Document
from kb.domain.query import FACETS
from kb.index.arrays import Array
from kb.index.cache import ArrayCache
from kb.index.facts import HEAD, Row
from kb.index.schema import FIELDS
from kb.index.segment import AFTER, Dictionary, Segment
from kb.index.whoosh_read import LENGTH_OF_BYTE

CACHE_BYTES = 48 << 20


@dataclass(frozen=True)
class Postings:
    """The living rows that have a term (ascending), and how often."""

    rows: Array
    tf: Array

    @property
    def df(self) -> int:
        """Count the rows."""
        return len(self.rows)


@dataclass(frozen=True)
class FieldStats:
    """What the scores of one field need: rows that have it, and their average length."""

    rows: int
    average: float


@dataclass(frozen=True)
class FacetColumn:
    """A facet of every document: codes into ``names``; document ``d`` has ``codes[starts[d]:starts[d + 1]]``."""

    names: tuple[str, ...]
    codes: Array
    starts: Array

    @cached_property
    def doc_of_code(self) -> Array:
        """Return the document of each code."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


class View:
    """Everything an audience may see of one generation."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.base_row = np.concatenate([[0], np.cumsum([s.rows for s in segments])]).astype(np.int64)
        self.base_doc = np.concatenate([[0], np.cumsum([len(s.facts.keys) for s in segments])]).astype(np.int64)
        self.rows = int(self.base_row[-1])
        self.documents = int(self.base_doc[-1])
        self.lengths = {name: _joined([s.lengths[name] for s in segments], np.uint8) for name in FIELDS}
        docs = [s.facts.doc_of_row + np.int32(b) for s, b in zip(segments, self.base_doc, strict=False)]
        self.doc_of_row = _joined(docs, np.int32)
        firsts = [s.facts.first_row[:-1] + b for s, b in zip(segments, self.base_row, strict=False)]
        self.first_row = np.append(_joined(firsts, np.int64), self.rows)
        self.day = _joined([s.facts.day for s in segments], np.int32)
        self.live = self._live()
        self.live_docs = self.live[self.first_row[:-1]] if self.documents else np.zeros(0, bool)
        self.head = np.zeros(self.rows, bool)
        self.head[self.first_row[:-1]] = True
        self.stats = {name: self._stats(name) for name in FIELDS}
        self.cache = ArrayCache(CACHE_BYTES)

    @property
    def live_documents(self) -> int:
        """Count the documents that are not deleted."""
        return int(self.live_docs.sum())

    @cached_property
    def any_deleted(self) -> bool:
        """Say whether any row is deleted."""
        return not bool(self.live.all())

    @cached_property
    def keys(self) -> list[str]:
        """Return the key (``type/id``) of every document."""
        return [key for segment in self.segments for key in segment.facts.keys]

    @cached_property
    def doc_rank(self) -> Array:
        """Return each document's place in the order of keys: what breaks ties, however the index came to be."""
        order = sorted(range(self.documents), key=self.keys.__getitem__)
        rank = np.empty(self.documents, np.int32)
        rank[order] = np.arange(self.documents, dtype=np.int32)
        return rank

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], Array]:
        """Return the names of row kinds, and each row's number among them."""
        names = sorted({HEAD, *(kind for s in self.segments for kind in s.facts.kinds)})
        number = {name: at for at, name in enumerate(names)}
        local = [np.array([number[kind] for kind in s.facts.kinds], np.uint8) for s in self.segments]
        codes = [own[s.facts.kind_of_row] for own, s in zip(local, self.segments, strict=True)]
        return tuple(names), _joined(codes, np.uint8)

    @cached_property
    def facets(self) -> dict[str, FacetColumn]:
        """Return the columns that facets and filters read."""
        return {facet: self._facet(facet) for facet in FACETS}

    def row(self, at: int) -> Row:
        """Return a row as shown."""
        segment, base = self._segment(self.base_row, at)
        return segment.facts.row(at - base)

    def document(self, at: int) -> Document:
        """Return a document."""
        segment, base = self._segment(self.base_doc, at)
        return segment.facts.document(at - base)

    def postings(self, field: str, term: str, *, stem: bool = False) -> Postings:
        """Return the postings of a term, or of a stem."""
        key = (field, term, stem)
        return self.cache.get(key, lambda: self._postings(field, term.encode("utf-8", "surrogatepass"), stem), _size)  # type: ignore[no-any-return]

    def prefix(self, field: str, prefix: str) -> Postings:
        """Return the postings of all terms that begin so, as if they were one term."""
        low = prefix.encode("utf-8", "surrogatepass")
        key = (field, prefix, "prefix")
        return self.cache.get(key, lambda: self._prefix(field, low), _size)  # type: ignore[no-any-return]

    def terms(self, field: str, terms: Sequence[bytes]) -> Postings:
        """Return the postings of any of these terms, as if they were one."""
        found = []
        for segment, base in zip(self.segments, self.base_row.tolist(), strict=False):
            words = segment.words[field]
            for term in terms:
                at = words.find(term)
                if at >= 0:
                    rows, tf = words.postings(at, at + 1)
                    found.append((rows + np.int32(base), tf))
        return self._summed(found)

    def dictionaries(self, field: str) -> list[Dictionary]:
        """Return the term dictionaries of all segments."""
        return [segment.words[field] for segment in self.segments]

    def _postings(self, field: str, term: bytes, stem: bool) -> Postings:
        rows, tfs = [], []
        for segment, base in zip(self.segments, self.base_row.tolist(), strict=False):
            words = segment.stems[field] if stem else segment.words[field]
            at = words.find(term)
            if at < 0:
                continue
            found, tf = words.postings(at, at + 1)
            if segment.live is not None:
                keep = segment.live[found]
                found, tf = found[keep], tf[keep]
            rows.append(found + np.int32(base) if base else found)
            tfs.append(tf)
        return Postings(_joined(rows, np.int32), _joined(tfs, np.uint16))

    def _prefix(self, field: str, low: bytes) -> Postings:
        found = []
        for segment, base in zip(self.segments, self.base_row.tolist(), strict=False):
            words = segment.words[field]
            rows, tf = words.postings(*words.between(low, low + AFTER))
            found.append((rows + np.int32(base) if base else rows, tf))
        return self._summed(found)

    def _summed(self, found: list[tuple[Array, Array]]) -> Postings:
        """Add up postings of several terms."""
        rows = _joined([rows for rows, _ in found], np.int32)
        tf = _joined([tf for _, tf in found], np.uint16)
        if len(rows) > self.rows // 8:
            total = np.bincount(rows, weights=tf, minlength=self.rows)
            rows = np.flatnonzero(total).astype(np.int32)
            summed = total[rows]
        else:
            order = np.argsort(rows, kind="stable")
            rows, tf = rows[order], tf[order]
            first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1])) if len(rows) else np.zeros(0, np.int64)
            summed = np.add.reduceat(tf.astype(np.int64), first) if len(first) else tf
            rows = rows[first]
        if self.any_deleted and len(rows):
            keep = self.live[rows]
            rows, summed = rows[keep], summed[keep]
        return Postings(rows, summed)

    def _live(self) -> Array:
        pieces = [np.ones(s.rows, bool) if s.live is None else s.live for s in self.segments]
        return _joined(pieces, bool)

    def _stats(self, name: str) -> FieldStats:
        lengths = self.lengths[name]
        counts = np.bincount(lengths if self.live.all() else lengths[self.live], minlength=256)
        rows = int(counts[1:].sum())
        total = int((counts * LENGTH_OF_BYTE).sum())
        return FieldStats(rows, total / rows if rows else 1.0)

    def _facet(self, facet: str) -> FacetColumn:
        names = sorted({name for s in self.segments for name in s.facts.facets[facet][0]})
        number = {name: at for at, name in enumerate(names)}
        codes, lengths = [], []
        for segment in self.segments:
            own, local, starts = segment.facts.facets[facet]
            codes.append(np.array([number[name] for name in own], np.int32)[local] if own else local)
            lengths.append(np.diff(starts))
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(_joined(lengths, np.int64))])
        return FacetColumn(tuple(names), _joined(codes, np.int32), starts)

    def _segment(self, bases: Array, at: int) -> tuple[Segment, int]:
        number = int(np.searchsorted(bases, at, side="right")) - 1
        return self.segments[number], int(bases[number])


def _joined(pieces: list[Array], kind: Any) -> Array:
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces).astype(kind, copy=False) if pieces else np.zeros(0, kind)


def _size(postings: Postings) -> int:
    return int(postings.rows.nbytes + postings.tf.nbytes)
