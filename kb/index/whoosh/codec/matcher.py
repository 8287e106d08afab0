"""Whoosh's matcher over the postings of one term."""

from copy import copy as shallow_copy
from typing import Any

import numpy as np
from whoosh.formats import Frequency
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint

from kb.index.whoosh.codec.array_file import Array

BLOCK = 128
"""Postings that have bounds of their own, by which a search for the best may leave them out."""


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # whoosh has no types
    """Goes through the rows of a term; ``lengths`` are those of the field in the same rows."""

    def __init__(
        self,
        term: tuple[str, bytes],
        rows: Array,
        tf: Array,
        positions: Array | None,
        lengths: Array,
        format_: Any,
        scorer: Any,
    ) -> None:
        self._term, self.format, self.scorer = term, format_, scorer
        self._rows, self._positions = rows, positions
        self._ids: list[int] = rows.tolist()
        self._tf: list[int] = tf.tolist()
        starts = np.arange(0, len(rows), BLOCK)
        self._most: list[int] = np.maximum.reduceat(tf, starts).tolist()
        self._least: list[int] = np.minimum.reduceat(lengths, starts).tolist()
        self._ends = np.cumsum(tf, dtype=np.int64)
        self._at = 0

    def is_active(self) -> bool:
        """Say whether it stands at a posting."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """Return another that stands at the same posting."""
        return shallow_copy(self)

    def id(self) -> int:
        """Return the row."""
        return self._ids[self._at]

    def next(self) -> bool:
        """Go to the next posting; say whether that begins a block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0

    def skip_to(self, id: int) -> None:
        """Go to the first posting whose row is no less."""
        if not self.is_active():
            raise ReadTooFar
        if id > self._ids[self._at]:
            self._at = int(self._rows.searchsorted(np.int32(id)))

    def weight(self) -> float:
        """Return the frequency."""
        return float(self._tf[self._at])

    def value(self) -> bytes:
        """Return the posting as the format writes it."""
        if self._positions is None:
            return bytes(pack_uint(self._tf[self._at])) if isinstance(self.format, Frequency) else b""
        end = int(self._ends[self._at])
        return bytes(self.format.encode(self._positions[end - self._tf[self._at] : end].tolist()))

    def block_min_length(self) -> int:
        """Return the least length in this block."""
        return self._least[self._at // BLOCK]

    def block_max_weight(self) -> float:
        """Return the greatest frequency in this block."""
        return float(self._most[self._at // BLOCK])

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to a block that may score more; say how many were left out."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // BLOCK + 1) * BLOCK
            skipped += 1
        return skipped
