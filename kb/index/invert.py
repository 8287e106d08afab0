"""Inversion: the passages of many documents become, field by field, sorted terms with their postings.

The arrays are sorted once by numpy instead of posting by posting; ``whoosh_write`` puts them in Whoosh's files.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.index.analysis import CHUNK, chunk_of
from kb.index.columns import ranges
from kb.index.schema import LAST_POSITION

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.uint16]

_BLOCK = 1 << 19
"""Chunks that are turned into arrays at once: bounds the memory of what is between."""


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


class _Chunks(dict[str, int]):
    """Numbers for chunks, each analysed when it is first met; a run of chunks is numbered without a loop of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, int] = {}
        self.widths: list[int] = []
        self.counts: list[int] = []
        self.ids: list[int] = []
        self.offsets: list[int] = []

    def __missing__(self, raw: str) -> int:
        chunk, known = chunk_of(raw), self.terms
        self.widths.append(chunk.width)
        self.counts.append(len(chunk.terms))
        for term, offset in chunk.terms:
            self.ids.append(known.setdefault(term, len(known)))
            self.offsets.append(offset)
        number = self[raw] = len(self)
        return number


class FieldInverter:
    """Collects the words of one field, row by row, in the order of the rows."""

    def __init__(self) -> None:
        self._chunks = _Chunks()
        self._found: list[int] = []
        self._counts: list[int] = []
        self._blocks: list[tuple[Ints, Ints, Shorts]] = []
        self._lengths: list[Ints] = []
        self._rows = 0

    def add(self, text: str) -> None:
        """Add the text of the next row."""
        if not text:
            self._counts.append(0)
            return
        found = self._found
        before = len(found)
        found += map(self._chunks.__getitem__, CHUNK.findall(text))
        self._counts.append(len(found) - before)
        if len(found) > _BLOCK:
            self._pack()

    def _pack(self) -> None:
        """Turn the chunks of the last rows into terms, each with its row and position."""
        chunks, table = np.array(self._found, np.int32), self._chunks
        counts = np.array(self._counts, np.int64)
        many, ids = np.array(table.counts, np.int64), np.array(table.ids, np.int32)
        width = np.array(table.widths, np.int64)[chunks]
        ends = np.cumsum(width)
        rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        row_ends = np.concatenate([np.zeros(1, np.int64), ends])[np.cumsum(counts)]
        row_starts = np.concatenate([np.zeros(1, np.int64), row_ends[:-1]])
        own = many[chunks]
        terms = ranges((np.cumsum(many) - many)[chunks], own)
        places = np.repeat(ends - width - row_starts[rows], own) + np.array(table.offsets, np.int64)[terms]
        row_of = np.repeat(rows + np.int32(self._rows), own)
        self._blocks.append((ids[terms], row_of, np.minimum(places, LAST_POSITION).astype(np.uint16)))
        self._lengths.append((row_ends - row_starts).astype(np.int32))
        self._rows += len(counts)
        self._found.clear()
        self._counts.clear()

    def finish(self) -> FieldPostings:
        """Sort everything by term, row and position."""
        self._pack()
        ids, rows, positions = (np.concatenate(pieces) for pieces in zip(*self._blocks, strict=True))
        self._blocks.clear()
        known = self._chunks.terms
        terms = sorted((term.encode("utf-8", "surrogatepass"), at) for term, at in known.items())
        rank = np.empty(len(terms), np.int32)
        rank[[at for _, at in terms]] = np.arange(len(terms), dtype=np.int32)
        ranked = rank[ids] if len(ids) else ids
        order = np.argsort(ranked, kind="stable")  # rows and positions are in order already, and stay so
        names = tuple(term for term, _ in terms)
        return postings_of(names, ranked[order], rows[order], positions[order], np.concatenate(self._lengths))


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
