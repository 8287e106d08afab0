"""Postings over several segments, without what is deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import Dictionary, joined
from kb.index.whoosh.segment import Segment

Bases = Sequence[tuple[Segment, int]]
Runs = Callable[[Dictionary], Sequence[tuple[int, int]]]
"""Which terms of a segment are meant: runs of numbers, each from the first up to before the end."""


@dataclass(frozen=True)
class Postings:
    """The living rows that have a term (ascending), and how often."""

    rows: Array
    tf: Array

    @property
    def df(self) -> int:
        """Count the rows."""
        return len(self.rows)


def read_term(bases: Bases, field: str, term: bytes) -> Postings:
    """Read one term."""
    return _read(bases, field, lambda words: [(at, at + 1)] if (at := words.find(term)) >= 0 else [])


def read_stem(bases: Bases, field: str, stem: bytes) -> Postings:
    """Read all terms that share a stem as if they were one."""
    return _read(bases, field, lambda words: [(at, at + 1) for at in words.with_stem(stem)])


def read_between(bases: Bases, field: str, low: bytes, high: bytes) -> Postings:
    """Read all terms from ``low`` up to before ``high`` as if they were one: they stand together in the file."""
    return _read(bases, field, lambda words: [words.between(low, high)])


def read_terms(bases: Bases, field: str, terms: Sequence[bytes]) -> Postings:
    """Read some terms as if they were one."""
    return _read(bases, field, lambda words: [(at, at + 1) for at in map(words.find, terms) if at >= 0])


def _read(bases: Bases, field: str, runs_of: Runs) -> Postings:
    rows_of, tfs = [], []
    for segment, base in bases:
        words = segment.words[field]
        runs = runs_of(words)
        if not runs:
            continue
        if len(runs) == 1:
            rows, tf = words.postings(*runs[0])
        else:
            found = [words.postings(first, end) for first, end in runs]
            rows, tf = np.concatenate([own for own, _ in found]), np.concatenate([own for _, own in found])
        if (live := segment.living(field)) is not None:
            keep = live[rows]
            rows, tf = rows[keep], tf[keep]
        if len(runs) > 1 or runs[0][1] - runs[0][0] > 1:
            rows, tf = _summed(rows, tf, len(segment.lengths[field]))
        rows_of.append(rows + np.int32(base) if base else rows)
        tfs.append(tf)
    return Postings(joined(rows_of, np.int32), joined(tfs, np.int64))


def _summed(rows: Array, tf: Array, size: int) -> tuple[Array, Array]:
    """Return each of some rows once, with the sum of what it has."""
    if len(rows) > size // 16:
        total = np.zeros(size, np.int32)
        np.add.at(total, rows, tf.astype(np.int32))
        rows = np.flatnonzero(total != 0).astype(np.int32)
        return rows, total[rows]
    order = np.argsort(rows, kind="stable")
    rows, tf = rows[order], tf[order]
    if not len(rows):
        return rows, tf
    first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    return rows[first], np.add.reduceat(tf.astype(np.int32), first)
