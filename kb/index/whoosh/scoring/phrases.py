"""Phrases and nearness, from positions: only rows that have every word are looked at."""

from collections.abc import Sequence

import numpy as np

from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import Dictionary, joined
from kb.index.whoosh.scoring.bm25f import member
from kb.index.whoosh.scoring.postings import Postings
from kb.index.whoosh.scoring.view import View

_SHIFT = 17
"""Row and position make one number: positions have 16 bits, and an offset may carry into the one above."""


def phrase(view: View, field: str, terms: Sequence[str], slop: int = 0) -> Postings:
    """Return the living rows where the terms stand side by side in order, or near each other, and how often."""
    rows, tfs = [], []
    names = [term.encode("utf-8", "surrogatepass") for term in terms]
    for segment, base in view.bases(field):
        places = _places(segment.living(field), segment.words[field], names)
        if places is None:
            continue
        found = _side_by_side(places) if slop == 0 else _near(places, slop)
        own = found >> _SHIFT
        first = np.flatnonzero(np.append(True, own[1:] != own[:-1])) if len(own) else np.zeros(0, np.int64)
        rows.append((own[first] + base).astype(np.int32))
        tfs.append(np.diff(np.append(first, len(own))).astype(np.uint16))
    return Postings(joined(rows, np.int32), joined(tfs, np.uint16))


def _places(live: Array | None, words: Dictionary, terms: list[bytes]) -> list[Array] | None:
    """Return, for each term, every place (row and position) in rows that have all of them."""
    numbers = [words.find(term) for term in terms]
    if not numbers or min(numbers) < 0:
        return None
    rows: Array | None = None
    for at in sorted(set(numbers), key=lambda n: int(words.starts[n + 1] - words.starts[n])):
        own, _ = words.postings(at, at + 1)
        rows = own if rows is None else rows[member(rows, own)]
    if rows is None:
        return None
    if live is not None:
        rows = rows[live[rows]]
    if not len(rows):
        return None
    made = {at: _places_of(words, at, rows) for at in set(numbers)}
    return [made[at] for at in numbers]


def _places_of(words: Dictionary, at: int, among: Array) -> Array:
    rows, tf, positions = words.occurrences(at)
    if len(among) == len(rows):
        return np.repeat(rows.astype(np.int64) << _SHIFT, tf) + positions
    ends = np.cumsum(tf, dtype=np.int64)
    chosen = np.searchsorted(rows, among)
    counts = tf[chosen].astype(np.int64)
    first = ends[chosen] - counts
    before = np.cumsum(counts) - counts
    index = np.arange(int(counts.sum())) - np.repeat(before - first, counts)
    places: Array = np.repeat(among.astype(np.int64) << _SHIFT, counts) + positions[index]
    return places


def _side_by_side(places: list[Array]) -> Array:
    """Return the places where a phrase begins; the rarest words are compared first."""
    begins = sorted((own - offset for offset, own in enumerate(places)), key=len)
    found = begins[0]
    for own in begins[1:]:
        found = found[member(found, own)]
    return found


def _near(places: list[Array], slop: int) -> Array:
    """Return the places of the rarest term with every other within ``slop`` words between, in any order."""
    ordered = sorted(places, key=len)
    found, reach = ordered[0], slop + 1
    for own in ordered[1:]:
        before = np.searchsorted(own, found - reach)
        after = np.searchsorted(own, found + reach, side="right")
        found = found[after > before]
    return found
