"""Expansion through the term dictionary: which terms a pattern or a misspelt word may mean, within bounds."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kb.index.whoosh.codec.array_file import Array
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
    return view.cache.get(key, lambda: _near_terms(view, field, word, edits, most), lambda near: 100 * len(near))  # type: ignore[no-any-return]


def _near_terms(view: View, field: str, word: str, edits: int, most: int) -> list[tuple[bytes, int]]:
    target = word.encode("utf-8", "surrogatepass")
    found: dict[bytes, int] = {}
    for words in view.dictionaries(field):
        close = np.bitwise_count(words.letters ^ np.uint32(letters_of(target))) <= 2 * edits
        close &= np.abs(words.terms.lengths() - len(target)) <= edits
        chosen = np.flatnonzero(close)
        distances = edit_distances(target, [words.terms[at] for at in chosen.tolist()])
        for at, distance in zip(chosen.tolist(), distances.tolist(), strict=True):
            if distance <= edits:
                found[words.terms[at]] = distance
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:most]


@lru_cache(maxsize=256)
def letters_of(word: bytes) -> int:
    """Return a word's letters as bits: each edit changes at most two of them."""
    bits = 0
    for byte in word:
        bits |= 1 << (byte & 31)
    return bits


def edit_distance(one: bytes, other: bytes, most: int) -> int:
    """Return the number of edits between two words, or ``most + 1`` as soon as it is more."""
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if last and i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, last[j - 2] + 1)
            row[j] = best
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def edit_distances(word: bytes, others: Sequence[bytes]) -> Array:
    """Return the edits between a word and each of many, a column of the table for all of them at once."""
    if not others:
        return np.zeros(0, np.int16)
    longest = max(map(len, others))
    table = np.frombuffer(b"".join(other.ljust(longest, b"\0") for other in others), np.uint8)
    letters = np.ascontiguousarray(table.reshape(len(others), longest).T)
    before = np.zeros((longest + 1, len(others)), np.int16)
    row = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], len(others), axis=1)
    for i, letter in enumerate(word, 1):
        differs = letters != letter
        before, last, row = row, before, np.empty_like(row)
        row[0] = i
        for j in range(1, longest + 1):
            best = np.minimum(before[j], row[j - 1]) + 1
            np.minimum(best, before[j - 1] + differs[j - 1], out=best)
            if i > 1 and j > 1:
                swapped = ~differs[j - 2] & (letters[j - 1] == word[i - 2])
                best[swapped] = np.minimum(best[swapped], last[j - 2][swapped] + 1)
            row[j] = best
    distances: Array = row[[len(other) for other in others], np.arange(len(others))]
    return distances
