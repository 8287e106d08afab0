"""Inversion: the passages of many documents become, field by field, sorted terms with their postings.

The arrays are sorted once by numpy instead of posting by posting; the codec writes them as they are.
"""

import numpy as np
import numpy.typing as npt

from kb.index.query.analysis import CHUNK, chunk_of
from kb.index.whoosh.codec.postings import FieldPostings, postings_of, ranges

LAST_POSITION = 0xFFFF
"""Positions are kept in two bytes: words after this one in one passage count, but only as its last word."""

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.uint16]

_BLOCK = 1 << 19
"""Chunks that are turned into arrays at once: bounds the memory of what is between."""


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
    """Collects the words of one field, in the order of the rows."""

    def __init__(self) -> None:
        self._chunks = _Chunks()
        self._found: list[int] = []
        self._counts: list[int] = []
        self._blocks: list[tuple[Ints, Ints, Shorts]] = []
        self._lengths: list[Ints] = []
        self._rows = 0

    def add(self, row: int, text: str) -> None:
        """Add the text of a row; rows that are left out have none."""
        self._skip_to(row)
        found = self._found
        before = len(found)
        found += map(self._chunks.__getitem__, CHUNK.findall(text))
        self._counts.append(len(found) - before)
        if len(found) > _BLOCK:
            self._pack()

    def _skip_to(self, row: int) -> None:
        self._counts += [0] * (row - self._rows - len(self._counts))

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

    def finish(self, rows: int) -> FieldPostings:
        """Sort everything by term, row and position; there were so many rows in all."""
        self._skip_to(rows)
        self._pack()
        ids, row_of, positions = (np.concatenate(pieces) for pieces in zip(*self._blocks, strict=True))
        self._blocks.clear()
        known = self._chunks.terms
        terms = sorted((term.encode("utf-8", "surrogatepass"), at) for term, at in known.items())
        rank = np.empty(len(terms), np.int32)
        rank[[at for _, at in terms]] = np.arange(len(terms), dtype=np.int32)
        ranked = rank[ids] if len(ids) else ids
        order = np.argsort(ranked, kind="stable")  # rows and positions are in order already, and stay so
        names = tuple(term for term, _ in terms)
        return postings_of(names, ranked[order], row_of[order], positions[order], np.concatenate(self._lengths))
