"""The Whoosh schema of a shelf, and the posting format that keeps positions small.

Stock Whoosh can open, read and search these indexes: the contract tests and the oracle of the score tests do.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format

from kb.index.analysis import CHUNK, chunk_of

INDEX_NAME = "MAIN"
FIELDS = ("body", "heading", "ref", "title")
"""Fields in the order Whoosh wants them. ``title`` and ``ref`` are on the head row of a document only."""

LAST_POSITION = 0xFFFF
"""Positions are kept in two bytes: words after this one in one passage count, but only as its last word."""


class Words(Analyzer):  # type: ignore[misc]
    """The analysis of ``kb.index.analysis`` as Whoosh sees it."""

    def __call__(self, value: str, positions: bool = False, **kwargs: Any) -> Iterator[Token]:
        """Give the tokens of a text, each with its position."""
        token = Token(positions)
        at = 0
        for match in CHUNK.finditer(value):
            chunk = chunk_of(match[0])
            for term, offset in chunk.terms:
                token.text, token.pos, token.boost, token.stopped = term, at + offset, 1.0, False
                yield token
            at += chunk.width


class CompactPositions(Format):  # type: ignore[misc]
    """Positions as two-byte numbers, so that many postings are read by one ``frombuffer``."""

    posting_size = -1

    def __init__(self, field_boost: float = 1.0, **options: Any) -> None:
        self.field_boost = field_boost
        self.options = options

    def word_values(self, value: str, analyzer: Analyzer, **kwargs: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """Give term, frequency, weight and encoded positions for each term of a text."""
        found: dict[str, list[int]] = defaultdict(list)
        for token in analyzer(value, positions=True):
            found[token.text].append(token.pos)
        for term, positions in found.items():
            yield term, len(positions), float(len(positions)), self.encode(positions)

    def encode(self, positions: Sequence[int]) -> bytes:
        """Write positions as bytes."""
        return array("H", (min(at, LAST_POSITION) for at in positions)).tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        """Read positions back."""
        return list(array("H", value))

    def decode_frequency(self, value: bytes) -> int:
        """Read how often the term occurs."""
        return len(value) // 2

    def decode_weight(self, value: bytes) -> float:
        """Read the weight, which is the frequency."""
        return float(self.decode_frequency(value))


class TextField(FieldType):  # type: ignore[misc]
    """A scored text field with positions."""

    def __init__(self) -> None:
        self.analyzer = Words()
        self.format = CompactPositions()
        self.scorable = self.indexed = True
        self.stored = self.unique = self.spelling = False
        self.vector = self.column_type = None
        self.multitoken_query = "default"


def schema() -> Schema:
    """Return the schema of a shelf."""
    return Schema(**{name: TextField() for name in FIELDS})


def codec() -> W3Codec:
    """Return Whoosh's own codec without compression: blocks are read three times as fast, for a fifth more bytes."""
    return W3Codec(compression=0)
