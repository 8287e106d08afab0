"""BM25F as array arithmetic: the same sums as Whoosh's, over all postings of a term at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.query.tuning import Tuning, idf
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.per_document import LENGTH_OF_BYTE
from kb.index.whoosh.schema import OF_DOCUMENTS
from kb.index.whoosh.scoring.postings import Postings
from kb.index.whoosh.scoring.view import FieldStats, View


@dataclass(frozen=True)
class Scored:
    """Rows of one space, ascending, with what each scores."""

    rows: Array
    scores: Array

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def among(self, mask: Array) -> "Scored":
        """Return only the rows that a mask lets through."""
        keep = mask[self.rows]
        return Scored(self.rows[keep], self.scores[keep])

    def without(self, other: "Scored") -> "Scored":
        """Return only the rows that another has not."""
        keep = ~member(self.rows, other.rows)
        return Scored(self.rows[keep], self.scores[keep])

    def score_of(self, row: int) -> float | None:
        """Return the score of one row, ``None`` where it is not among these."""
        at = int(self.rows.searchsorted(self.rows.dtype.type(row)))  # a number of another type would copy all rows
        return float(self.scores[at]) if at < len(self.rows) and int(self.rows[at]) == row else None


NONE = Scored(np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True)
class ScoredRows:
    """What a part of a query finds: passages by their words, documents by title and reference."""

    passages: Scored = NONE
    documents: Scored = NONE

    def __len__(self) -> int:
        """Count everything found."""
        return len(self.passages) + len(self.documents)

    def without(self, other: "ScoredRows") -> "ScoredRows":
        """Return only what another does not find."""
        return ScoredRows(self.passages.without(other.passages), self.documents.without(other.documents))

    @property
    def nbytes(self) -> int:
        """Return how much memory it takes."""
        parts = (self.passages.rows, self.passages.scores, self.documents.rows, self.documents.scores)
        return int(sum(part.nbytes for part in parts))


NOTHING = ScoredRows()

_FEW = 64
"""Parts with less than one row in so many of all are merged; others are added up in an array of all."""


def bm25(postings: Postings, lengths: Array, stats: FieldStats, *, k1: float, b: float, weight: float = 1.0) -> Array:
    """Score every posting of one term; lengths are Whoosh's length bytes."""
    factor = idf(max(stats.rows, postings.df), postings.df) * weight * (k1 + 1)
    norm = (k1 * (1 - b + b * LENGTH_OF_BYTE / stats.average)).astype(np.float32)
    tf = postings.tf.astype(np.float32)
    down = norm[lengths[postings.rows]]
    down += tf
    tf *= np.float32(factor)
    tf /= down
    return tf


def saturated(
    view: View, field_name: str, counts: Array, rows: Array, tuning: Tuning, weight: "float | Array"
) -> Array:
    """Weigh counts in some rows as BM25 weighs frequencies; several lines of counts have a weight each."""
    average, b = view.stats[field_name].average, tuning.b[field_name]
    norm = LENGTH_OF_BYTE.take(view.lengths[field_name].take(rows)) * (tuning.k1 * b / average)
    norm += tuning.k1 * (1 - b)
    scores: Array = (weight * (tuning.k1 + 1) * counts / (counts + norm)).astype(np.float32)
    return scores


def scored(view: View, field_name: str, postings: Postings, tuning: Tuning, weight: float) -> ScoredRows:
    """Score the postings of a term in a field."""
    if not postings.df or weight <= 0:
        return NOTHING
    stats = view.stats[field_name]
    scores = bm25(postings, view.lengths[field_name], stats, k1=tuning.k1, b=tuning.b[field_name], weight=weight)
    found = Scored(postings.rows, scores)
    return ScoredRows(documents=found) if field_name in OF_DOCUMENTS else ScoredRows(found)


def union(view: View, parts: Sequence[ScoredRows]) -> ScoredRows:
    """Add up what several parts score; one of them is enough."""
    return ScoredRows(
        _union(view.rows, [part.passages for part in parts]),
        _union(view.documents, [part.documents for part in parts]),
    )


def intersection(parts: Sequence[ScoredRows]) -> ScoredRows:
    """Add up what several parts score; all of them are needed."""
    return ScoredRows(
        _intersection([part.passages for part in parts]), _intersection([part.documents for part in parts])
    )


def _union(size: int, parts: Sequence[Scored]) -> Scored:
    parts = [part for part in parts if len(part)]
    if len(parts) <= 1:
        return parts[0] if parts else NONE
    if sum(len(part) for part in parts) * _FEW > size:
        dense, has = np.zeros(size, np.float32), np.zeros(size, bool)
        for part in parts:
            np.add.at(dense, part.rows, part.scores)
            has[part.rows] = True  # apart from the scores: what a filter lets through may score nothing
        rows = np.flatnonzero(has).astype(np.int32)
        return Scored(rows, dense.take(rows))
    rows = merged([part.rows for part in parts])
    scores = np.zeros(len(rows), np.float32)
    for part in parts:
        scores[rows.searchsorted(part.rows)] += part.scores
    return Scored(rows, scores)


def merged(rows: Sequence[Array]) -> Array:
    """Return what is in any of some ascending arrays, once: a merge, not the hash that numpy makes."""
    both = np.concatenate(rows)
    both.sort(kind="stable")
    once: Array = both[np.append(True, both[1:] != both[:-1])] if len(both) else both
    return once


def _intersection(parts: Sequence[Scored]) -> Scored:
    """Return the rows that all parts have; the shortest goes first."""
    rows: Array | None = None
    for part in sorted(parts, key=len):
        rows = part.rows if rows is None else rows[member(rows, part.rows)]
        if not len(rows):
            return NONE
    if rows is None:
        return NONE
    scores = np.zeros(len(rows), np.float32)
    for part in parts:
        scores += part.scores[np.searchsorted(part.rows, rows)]
    return Scored(rows, scores)


def member(rows: Array, among: Array) -> Array:
    """Say for each of ``rows`` whether it is in ``among``; both ascending."""
    if not len(among):
        return np.zeros(len(rows), bool)
    found: Array = among.take(among.searchsorted(rows), mode="clip") == rows
    return found
