"""Postings over several segments, without what is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Array
from kb.index.columns import joined
from kb.index.segment import Segment

Bases = Sequence[tuple[Segment, int]]


@dataclass(frozen=True)
class Postings:
    """The living rows that have a term (ascending), and how often."""

    rows: Array
    tf: Array

    @property
    def df(self) -> int:
        """Count the rows."""
        return len(self.rows)


def read_term(bases: Bases, field: str, term: bytes, *, stem: bool = False) -> Postings:
    """Read one term."""
    rows, tfs = [], []
    for segment, base in bases:
        words = segment.stems[field] if stem else segment.words[field]
        at = words.find(term)
        if at < 0:
            continue
        found, tf = words.postings(at, at + 1)
        live = segment.living(field)
        if live is not None:
            keep = live[found]
            found, tf = found[keep], tf[keep]
        rows.append(found + np.int32(base) if base else found)
        tfs.append(tf)
    return Postings(joined(rows, np.int32), joined(tfs, np.uint16))


def read_between(bases: Bases, field: str, low: bytes, high: bytes, size: int) -> Postings:
    """Read all terms from ``low`` up to before ``high`` as if they were one: they stand together in the file."""
    found = []
    for segment, base in bases:
        words = segment.words[field]
        rows, tf = words.postings(*words.between(low, high))
        found.append((rows, tf, segment.living(field), base))
    return _summed(found, size)


def read_terms(bases: Bases, field: str, terms: Sequence[bytes], size: int) -> Postings:
    """Read some terms as if they were one."""
    found = []
    for segment, base in bases:
        words = segment.words[field]
        for at in (words.find(term) for term in terms):
            if at >= 0:
                found.append((*words.postings(at, at + 1), segment.living(field), base))
    return _summed(found, size)


def _summed(found: Sequence[tuple[Array, Array, Array | None, int]], size: int) -> Postings:
    rows_of, tfs = [], []
    for own, own_tf, live, base in found:
        keep = slice(None) if live is None else live[own]
        rows_of.append(own[keep] + np.int32(base))
        tfs.append(own_tf[keep])
    rows, tf = joined(rows_of, np.int32), joined(tfs, np.uint16)
    if len(rows) > size // 16:
        total = np.bincount(rows, weights=tf, minlength=size)
        rows = np.flatnonzero(total > 0).astype(np.int32)
        return Postings(rows, total[rows])
    order = np.argsort(rows, kind="stable")
    rows, tf = rows[order], tf[order]
    if not len(rows):
        return Postings(rows, tf)
    first = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    return Postings(rows[first], np.add.reduceat(tf.astype(np.int64), first))
