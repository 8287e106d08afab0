"""Expansion through the term dictionary: which terms a pattern or a misspelt word may mean, within bounds."""

import re
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from kb.index.whoosh.scoring.view import View
from kb.index.whoosh.segment import AFTER

MOST_TERMS = 2000
"""Terms that a wildcard may stand for in one segment; further ones, in alphabetical order, are left out."""

MOST_FUZZY = 60


def wild_terms(view: View, field: str, pattern: str) -> list[bytes]:
    """Return the terms that a pattern with ``*`` and ``?`` stands for."""
    literal = re.split(r"[*?]", pattern, maxsplit=1)[0].encode("utf-8", "surrogatepass")
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    matches = re.compile("".join(parts).encode("utf-8", "surrogatepass"), re.DOTALL).fullmatch
    found: dict[bytes, None] = {}
    for words in view.dictionaries(field):
        low, high = words.between(literal, literal + AFTER)
        kept = 0
        for at in range(low, high):
            term = words.terms[at]
            if matches(term):
                found[term] = None
                kept += 1
                if kept == MOST_TERMS:
                    break
    return list(found)


def near_terms(view: View, field: str, word: str, edits: int, most: int = MOST_FUZZY) -> list[tuple[bytes, int]]:
    """Return terms within so many edits (a swap of neighbours is one), nearest first, with their distance."""
    key = ("near", field, word, edits, most)
    return view.cache.get(key, lambda: _near_terms(view, field, word, edits, most), lambda near: 100 * len(near))


def _near_terms(view: View, field: str, word: str, edits: int, most: int) -> list[tuple[bytes, int]]:
    target = word.encode("utf-8", "surrogatepass")
    found: dict[bytes, int] = {}
    for words in view.dictionaries(field):
        close = np.bitwise_count(words.letters ^ np.uint32(letters_of(target))) <= 2 * edits
        close &= np.abs(words.terms.lengths() - len(target)) <= edits
        chosen = np.flatnonzero(close)
        for term in map(words.terms.__getitem__, chosen.tolist()):
            if (distance := OSA.distance(target, term, score_cutoff=edits)) <= edits:
                found[term] = distance
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:most]


@lru_cache(maxsize=256)
def letters_of(word: bytes) -> int:
    """Return a word's letters as bits: each edit changes at most two of them."""
    bits = 0
    for byte in word:
        bits |= 1 << (byte & 31)
    return bits
