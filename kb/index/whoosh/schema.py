"""The Whoosh schema of a shard: four text fields, each analysed as ``kb.index.query.analysis`` says.

Stock Whoosh opens, reads and searches these indexes: the contract tests and the oracle of the score tests do.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import FieldType, Schema
from whoosh.formats import Positions

from kb.index.query.analysis import CHUNK, chunk_of, stems_of
from kb.index.whoosh.inverter import FieldInverter

INDEX_NAME = "MAIN"
FIELDS = ("body", "heading", "ref", "title")
"""Fields in the order Whoosh wants them. ``title`` and ``ref`` are on the head row of a document only."""

OF_DOCUMENTS = ("ref", "title")
"""Fields of head rows. The first rows of a segment are the heads of all documents, so a row of these is a document's
number; the others are passages, counted from nought after the heads."""

STEMMED = ("body", "heading", "title")
"""Fields whose stems are searched too; references are found as written only."""


class Words(Analyzer):  # type: ignore[misc]  # whoosh has no types
    """The analysis of ``kb.index.query.analysis`` as Whoosh sees it."""

    def __call__(self, value: str, positions: bool = False, **kwargs: Any) -> Iterator[Token]:
        """Give the tokens of a text, each with its position."""
        token = Token(positions)
        at = 0
        for match in CHUNK.finditer(value):
            chunk = chunk_of(match[0])
            for term, offset in chunk.terms:
                token.text, token.pos, token.boost, token.stopped = term, at + offset, 1.0, False
                token.startchar, token.endchar = match.span()
                yield token
            at += chunk.width


class BatchField(FieldType):  # type: ignore[misc]  # whoosh has no types
    """A scored text field with positions, inverted by our codec a whole segment at a time.

    That is 4 times as fast as posting by posting. Whoosh hands stored values to the codec, and words to its own pool:
    so the text goes as the one, and no words as the other.
    """

    def __init__(self, *, stemmed: bool = False) -> None:
        super().__init__(Positions(), Words(), scorable=True, stored=True)
        self._stemmed = stemmed

    def index(self, value: str, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give no words: the codec takes them from the text."""
        return iter(())

    def inverter(self) -> FieldInverter:
        """Return what inverts the field of one segment."""
        return FieldInverter()

    def stems(self, terms: Sequence[bytes]) -> Sequence[str]:
        """Return the stem of every term, empty for those that have none; nothing where stems are not searched."""
        return stems_of([term.decode("utf-8", "surrogatepass") for term in terms]) if self._stemmed else ()


def schema() -> Schema:
    """Return the schema of a shard."""
    return Schema(**{name: BatchField(stemmed=name in STEMMED) for name in FIELDS})
