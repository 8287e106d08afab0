"""Is everything there? The words of a text against those of an independent, plain extraction.

The plain extraction is the library's own, page by page, without an order of ours. What is left out on purpose
(running heads, covers, contents) is no loss.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.domain.source.block import Block, BlockKind

_BROKEN = re.compile(r"[-\u00ad\u0002\ufffe]+\s*[\r\n]+\s*(?=[^\W\d_])|[\u00ad\u0002\ufffe]")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_TARGET = re.compile(r"\]\(#[^)]*\)|<!--.*?-->")
_NAMED = (BlockKind.CONCLUSION, BlockKind.RECOMMENDATION)
_LEAST_WORDS = 200  # fewer say nothing in shares
FLOOR = 0.9


@dataclass(frozen=True)
class Completeness:
    """Which share of the words on the pages is in the text, and which share of its words is on the pages."""

    kept: float
    known: float
    words: int

    @property
    def in_words(self) -> str:
        """Return the two figures as a person reads them."""
        return f"{self.kept:.1%} of the words on its pages are in the text, {self.known:.1%} of its words on the pages"

    @property
    def problem(self) -> str:
        """Return what is wrong with a text that is far from whole; empty where nothing is."""
        if self.words < _LEAST_WORDS or min(self.kept, self.known) >= FLOOR:
            return ""
        return f"it was not read whole: only {self.in_words}"


def count_words(text: str) -> Counter[str]:
    """Count the words and the figures of a text as printed."""
    joined = _BROKEN.sub("", unicodedata.normalize("NFKC", text))
    return Counter(_WORD.findall(joined.casefold()))


def check_completeness(plain: Mapping[str, int], dropped: Iterable[str], blocks: Iterable[Block]) -> Completeness:
    """Compare a text with the words on its pages, but for those of the lines that were dropped on purpose."""
    expected = Counter(dict(plain)) - sum_words(dropped)
    found: Counter[str] = Counter()
    for block in blocks:
        if block.kind is not BlockKind.PAGE:
            name = block.kind.value if block.kind in _NAMED else ""  # the label is no word of its text
            words = " ".join([name, block.number, block.text, *(cell for row in block.rows for cell in row)])
            found += count_words(_TARGET.sub(" ", words))
    both = (+expected & found).total()
    return Completeness(both / max((+expected).total(), 1), both / max(found.total(), 1), expected.total())


def sum_words(lines: Iterable[str]) -> Counter[str]:
    """Count the words of several lines."""
    found: Counter[str] = Counter()
    for line in lines:
        found.update(count_words(line))
    return found
