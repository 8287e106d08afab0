"""Pairs of words that stand beside each other in a query: near each other in a passage, they score more."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb.domain.query.stop_words import EMPTY_WORDS
from kb.domain.query.tree import Node, Word
from kb.index.query.analysis import forms_of, stem_of

WINDOW = 8
"""Two words are near each other where fewer than so many steps lie from one to the other."""

MOST_PAIRS = 24
"""Pairs looked at in one query, the first: it bounds the time for a page of text as a query."""


@dataclass(frozen=True)
class TellingWord:
    """A word of the query: as typed, the term it stands for, and its stem (empty: only as written)."""

    typed: str
    term: str
    stem: str


def telling_pairs(nodes: Iterable[Node], *, plain: bool) -> list[tuple[TellingWord, TellingWord]]:
    """Return the neighbours among the telling words of what is wanted, each pair once."""
    words: list[TellingWord] = []
    for node in nodes:
        if isinstance(node, Word):
            words += _telling(node.text, plain=plain)
    pairs = [(one, other) for one, other in pairwise(words) if not _same(one, other)]
    return list(dict.fromkeys(pairs))[:MOST_PAIRS]


@lru_cache(maxsize=4096)
def _telling(text: str, *, plain: bool) -> tuple[TellingWord, ...]:
    forms = forms_of(text)
    if forms is None:
        return ()
    if capitals := forms.in_capitals(plain=plain):
        return (TellingWord(text, capitals, ""),)
    if not forms.parts:
        return (TellingWord(text, forms.exact[0], forms.stem),) if forms.exact[0] not in EMPTY_WORDS else ()
    return tuple(TellingWord(part, part, stem_of(part)) for part in forms.parts if part not in EMPTY_WORDS)


def _same(one: TellingWord, other: TellingWord) -> bool:
    return (one.stem or one.term) == (other.stem or other.term)
