"""Inversion: the passages of many documents become, field by field, sorted terms with their postings.

The arrays are sorted once by numpy instead of posting by posting; ``whoosh_write`` puts them in Whoosh's files.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.index.analysis import CHUNK, chunk_of
from kb.index.schema import LAST_POSITION

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class FieldPostings:
    """One field, inverted: ``terms`` in byte order; term ``i`` has postings ``starts[i]:starts[i + 1]``.

    A posting is a row with a frequency; posting ``j`` has the positions ``places[j]:places[j + 1]``.
    ``lengths`` is the number of parts of the field in every row.
    """

    terms: tuple[bytes, ...]
    starts: npt.NDArray[np.int64]
    rows: Ints
    tf: Ints
    places: npt.NDArray[np.int64]
    positions: Shorts
    lengths: Ints


class FieldInverter:
    """Collects the words of one field, row by row, in the order of the rows."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._chunks: dict[str, tuple[tuple[int, ...], tuple[int, ...], int]] = {}
        self._terms: list[int] = []
        self._positions: list[int] = []
        self._counts: list[int] = []
        self._lengths: list[int] = []
        self._blocks: list[tuple[Ints, Shorts]] = []

    def add(self, text: str) -> int:
        """Add the text of the next row; return its length in parts."""
        if not text:
            self._counts.append(0)
            self._lengths.append(0)
            return 0
        terms, positions, chunks = self._terms, self._positions, self._chunks
        before, at = len(terms), 0
        for raw in CHUNK.findall(text):
            known = chunks.get(raw)
            if known is None:
                known = chunks[raw] = self._analyse(raw)
            ids, offsets, width = known
            terms += ids
            if len(ids) == 1:
                positions.append(at)
            else:
                positions += [at + offset for offset in offsets]
            at += width
        self._counts.append(len(terms) - before)
        self._lengths.append(at)
        if len(terms) > 1 << 18:
            self._pack()
        return at

    def _analyse(self, raw: str) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        chunk, known = chunk_of(raw), self._ids
        ids = tuple(known.setdefault(term, len(known)) for term, _ in chunk.terms)
        return ids, tuple(offset for _, offset in chunk.terms), chunk.width

    def _pack(self) -> None:
        places = np.minimum(np.array(self._positions, np.int64), LAST_POSITION).astype(np.uint16)
        self._blocks.append((np.array(self._terms, np.int32), places))
        self._terms.clear()
        self._positions.clear()

    def finish(self) -> FieldPostings:
        """Sort everything by term, row and position."""
        self._pack()
        ids = np.concatenate([block[0] for block in self._blocks])
        positions = np.concatenate([block[1] for block in self._blocks])
        rows = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)
        terms = sorted((term.encode("utf-8", "surrogatepass"), at) for term, at in self._ids.items())
        rank = np.empty(len(terms), np.int32)
        rank[[at for _, at in terms]] = np.arange(len(terms), dtype=np.int32)
        ranked = rank[ids] if len(ids) else ids
        order = np.argsort(ranked, kind="stable")  # rows and positions are in order already, and stay so
        return postings_of(
            tuple(term for term, _ in terms),
            ranked[order],
            rows[order],
            positions[order],
            np.array(self._lengths, np.int32),
        )


def postings_of(terms: tuple[bytes, ...], ids: Ints, rows: Ints, positions: Shorts, lengths: Ints) -> FieldPostings:
    """Group occurrences sorted by (term, row, position) into postings; every term has at least one."""
    if not len(ids):
        none = np.zeros(0, np.int32)
        starts = np.zeros(len(terms) + 1, np.int64)
        return FieldPostings(terms, starts, none, none, np.zeros(1, np.int64), positions, lengths)
    new = np.ones(len(ids), bool)
    new[1:] = (ids[1:] != ids[:-1]) | (rows[1:] != rows[:-1])
    first = np.flatnonzero(new)
    places = np.append(first, len(ids)).astype(np.int64)
    starts = np.searchsorted(ids[first], np.arange(len(terms) + 1)).astype(np.int64)
    return FieldPostings(terms, starts, rows[first], np.diff(places).astype(np.int32), places, positions, lengths)


def same_postings(one: FieldPostings, other: FieldPostings) -> bool:
    """Say whether two inversions hold the same."""
    return one.terms == other.terms and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("starts", "rows", "tf", "places", "positions", "lengths")
    )


def each_term(postings: FieldPostings) -> Iterator[tuple[bytes, int, int]]:
    """Give each term with the range of its postings."""
    bounds = postings.starts.tolist()
    yield from zip(postings.terms, bounds[:-1], bounds[1:], strict=True)
