"""The size of a text: words and numbered paragraphs. Pure."""

from dataclasses import dataclass

from kb.documents.markdown.dialect import read
from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind

_WITH_NUMBERS = frozenset({BlockKind.PARAGRAPH, BlockKind.CONCLUSION, BlockKind.RECOMMENDATION})


@dataclass(frozen=True)
class Measure:
    """Counts of words and of numbered paragraphs (conclusions and recommendations included)."""

    words: int
    numbered: int


def measure(body: str) -> Measure:
    """Measure a Markdown body; headings and page marks are no words of the text."""
    words = numbered = 0
    for block in read(body):
        if block.kind in (BlockKind.HEADING, BlockKind.PAGE):
            continue
        words += len(plain(block.text).split()) + sum(len(plain(cell).split()) for row in block.rows for cell in row)
        numbered += bool(block.number) and block.kind in _WITH_NUMBERS
    return Measure(words, numbered)
