"""The postings of a field: sorted terms, each with the rows that have it, how often, and at which positions.

Written as they are and read as they are: a term is found by bisection, and its postings are slices of mapped arrays.
Terms may share a *stem*: a name under which the numbers of its terms are listed, whose postings are the sum of theirs.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from kb.index.whoosh.codec.array_file import Array, ArrayFile, Strings, put_strings


def _no_numbers() -> Array:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class FieldPostings:
    """One field, inverted: ``terms`` in byte order; term ``i`` has postings ``starts[i]:starts[i + 1]``.

    A posting is a row with a frequency; where the field keeps positions, ``positions`` has as many for it as its
    frequency says, in the same order. ``lengths`` is the number of words of the field in every row.
    """

    terms: tuple[bytes, ...]
    starts: Array
    rows: Array
    tf: Array
    positions: Array | None
    lengths: Array = field(default_factory=_no_numbers)

    @cached_property
    def places(self) -> Array:
        """Return where the positions of each posting begin, and where the last ones end."""
        return offsets(self.tf)


def offsets(counts: Array) -> Array:
    """Return where each of some runs begins that stand one after the other, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def ranges(firsts: Array, counts: Array) -> Array:
    """Return the numbers of many ranges, one after the other: from each first, so many."""
    ends = counts.cumsum(dtype=np.int64)
    numbers: Array = np.arange(ends[-1] if len(ends) else 0)
    numbers += (firsts + counts - ends).repeat(counts)
    return numbers


def joined(pieces: Sequence[Array], kind: Any) -> Array:
    """Return arrays one after the other; a single one as it is, without a copy."""
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces).astype(kind, copy=False) if pieces else np.zeros(0, kind)


def postings_of(terms: tuple[bytes, ...], ids: Array, rows: Array, positions: Array, lengths: Array) -> FieldPostings:
    """Group occurrences sorted by (term, row, position) into postings; every term has at least one."""
    new = np.ones(len(ids), bool)
    new[1:] = (ids[1:] != ids[:-1]) | (rows[1:] != rows[:-1])
    first = np.flatnonzero(new)
    starts = np.searchsorted(ids[first], np.arange(len(terms) + 1)).astype(np.int64)
    tf = np.diff(np.append(first, len(ids))).astype(np.int32)
    return FieldPostings(terms, starts, rows[first], tf, positions, lengths)


def concatenate(parts: Sequence[FieldPostings], new_rows: Sequence[Array], rows: int) -> FieldPostings:
    """Return several postings of a field as one: ``new_rows`` has the new number of each row, -1 where it goes."""
    terms = sorted({term for part in parts for term in part.terms})
    number = {term: at for at, term in enumerate(terms)}
    ids, own_rows, tfs, firsts = [], [], [], []
    lengths, before = np.zeros(rows, np.int64), 0
    for part, new in zip(parts, new_rows, strict=True):
        of_term = np.fromiter(map(number.__getitem__, part.terms), np.int32, len(part.terms))
        row = new[part.rows]
        kept = np.flatnonzero(row >= 0)
        ids.append(np.repeat(of_term, np.diff(part.starts))[kept])
        own_rows.append(row[kept])
        tfs.append(part.tf[kept])
        firsts.append(part.places[:-1][kept] + before)
        stays = new[: len(part.lengths)] >= 0
        lengths[new[: len(part.lengths)][stays]] = part.lengths[stays]
        before += int(part.places[-1])
    found, row_of = joined(ids, np.int32), joined(own_rows, np.int32)
    order = np.argsort(found.astype(np.int64) << 32 | row_of, kind="stable")
    tf = joined(tfs, np.int32)[order]
    positions = [part.positions for part in parts if part.positions is not None]
    counts = np.bincount(found, minlength=len(terms))
    alive = np.flatnonzero(counts)  # a term that only deleted rows had is no term any more
    return FieldPostings(
        tuple(terms[at] for at in alive.tolist()),
        offsets(counts[alive]),
        row_of[order],
        tf,
        joined(positions, np.int32)[ranges(joined(firsts, np.int64)[order], tf)] if positions else None,
        lengths,
    )


def put_postings(arrays: dict[str, Array], name: str, postings: FieldPostings, stems: Sequence[str] = ()) -> None:
    """Put the postings of a field among the arrays of a file; ``stems`` has one for every term, or is empty."""
    put_strings(arrays, f"terms/{name}", postings.terms)
    arrays[f"starts/{name}"] = postings.starts
    arrays[f"rows/{name}"] = postings.rows.astype(np.int32)
    arrays[f"tf/{name}"] = _narrow(postings.tf)
    if postings.positions is not None:
        arrays[f"places/{name}"] = postings.places[postings.starts]
        arrays[f"positions/{name}"] = _narrow(postings.positions, np.uint16)
    arrays[f"lengths/{name}"] = _narrow(postings.lengths, np.uint16)
    if stems:
        distinct = sorted({stem for stem in stems if stem})
        number = {stem: at for at, stem in enumerate(distinct)}
        of_term = np.array([number.get(stem, -1) for stem in stems], np.int64)
        order = np.argsort(of_term, kind="stable").astype(np.int32)[int(np.count_nonzero(of_term < 0)) :]
        put_strings(arrays, f"stems/{name}", [stem.encode() for stem in distinct])
        arrays[f"stem_starts/{name}"] = np.searchsorted(of_term[order], np.arange(len(distinct) + 1)).astype(np.int64)
        arrays[f"stem_terms/{name}"] = order


def _narrow(numbers: Array, least: Any = np.uint8) -> Array:
    """Return numbers in as few bytes as hold them all."""
    highest = int(numbers.max(initial=0))
    kind = next(k for k in (np.uint8, np.uint16, np.uint32) if highest <= np.iinfo(k).max)
    return numbers.astype(max(np.dtype(kind), np.dtype(least)))


class Dictionary:
    """The terms of a field in a file, with their postings.

    ``base`` is taken from every row: our rows are counted from nought within the space that a field is of.
    """

    def __init__(self, file: ArrayFile, name: str, base: int = 0) -> None:
        self._file, self._name, self._base = file, name, np.int32(base)
        self.terms = file.strings(f"terms/{name}")
        self.starts = file[f"starts/{name}"]
        self._bounds = self.starts.data
        self._rows, self._tf = file.mapped(f"rows/{name}"), file.mapped(f"tf/{name}")
        self.lengths = file[f"lengths/{name}"]
        self.places: Array | None = None
        if f"places/{name}" in file:
            self.places, self._positions = file[f"places/{name}"], file.mapped(f"positions/{name}")

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 where it does not occur."""
        at = bisect_left(self.terms, term)
        return at if at < len(self.terms) and self.terms[at] == term else -1

    def between(self, low: bytes, high: bytes) -> tuple[int, int]:
        """Return the numbers of the terms from ``low`` up to before ``high``."""
        return bisect_left(self.terms, low), bisect_left(self.terms, high)

    def postings(self, first: int, end: int) -> tuple[Array, Array]:
        """Return rows and frequencies of a run of terms."""
        lo, hi = self._bounds[first], self._bounds[end]
        rows = self._rows.read(lo, hi)
        return rows - self._base if self._base else rows, self._tf.read(lo, hi)

    def positions(self, first: int, end: int) -> Array:
        """Return all positions of a run of terms."""
        if self.places is None:
            raise TypeError(f"{self._name} has no positions")
        return self._positions.read(int(self.places[first]), int(self.places[end]))

    def occurrences(self, at: int) -> tuple[Array, Array, Array]:
        """Return rows, frequencies and all positions of one term."""
        rows, tf = self.postings(at, at + 1)
        return rows, tf, self.positions(at, at + 1)

    def with_stem(self, stem: bytes) -> Sequence[int]:
        """Return the numbers of the terms that share a stem, ascending."""
        if self._stems is None:
            return ()
        stems, starts, terms = self._stems
        at = bisect_left(stems, stem)
        if at == len(stems) or stems[at] != stem:
            return ()
        found: list[int] = terms[int(starts[at]) : int(starts[at + 1])].tolist()
        return found

    def whole(self) -> FieldPostings:
        """Return everything, to be merged."""
        rows, tf = self.postings(0, len(self.terms))
        positions = None if self.places is None else self.positions(0, len(self.terms))
        return FieldPostings(tuple(self.terms.all()), self.starts, rows, tf, positions, self.lengths)

    @cached_property
    def letters(self) -> Array:
        """Return the letters of every term as bits, so that words near a word are looked for among few."""
        data, ends = self.terms.raw()
        if not len(data):
            return np.zeros(len(self.terms), np.uint32)
        bits = np.left_shift(np.uint32(1), (data & 31).astype(np.uint32))
        letters: Array = np.bitwise_or.reduceat(bits, ends[:-1])  # no term is empty
        return letters

    @cached_property
    def _stems(self) -> tuple[Strings, Array, Array] | None:
        name = self._name
        if f"stems/{name}" not in self._file:
            return None
        return (
            self._file.strings(f"stems/{name}"),
            self._file[f"stem_starts/{name}"],
            self._file[f"stem_terms/{name}"],
        )
