"""Phrases and nearness, from positions: only rows that have every word are looked at."""

from collections.abc import Sequence

import numpy as np

from kb.index.arrays import Array
from kb.index.score import member
from kb.index.segment import Dictionary, Segment
from kb.index.view import Postings, View

_SHIFT = 17
"""Row and position make one number: positions have 16 bits, and an offset may carry into the one above."""


def phrase(view: View, field: str, terms: Sequence[str], slop: int = 0) -> Postings:
    """Return the living rows where the terms stand side by side in order, or near each other, and how often."""
    key = ("phrase", field, tuple(terms), slop)
    return view.cache.get(key, lambda: _phrase(view, field, terms, slop), lambda p: p.rows.nbytes + p.tf.nbytes)  # type: ignore[no-any-return]


def _phrase(view: View, field: str, terms: Sequence[str], slop: int) -> Postings:
    rows, tfs = [], []
    names = [term.encode("utf-8", "surrogatepass") for term in terms]
    for segment, base in zip(view.segments, view.base_row.tolist(), strict=False):
        places = _places(segment, segment.words[field], names)
        if places is None:
            continue
        found = _side_by_side(places) if slop == 0 else _near(places, slop)
        own, counts = np.unique(found >> _SHIFT, return_counts=True)
        rows.append((own + base).astype(np.int32))
        tfs.append(counts.astype(np.uint16))
    if not rows:
        return Postings(np.zeros(0, np.int32), np.zeros(0, np.uint16))
    return Postings(np.concatenate(rows), np.concatenate(tfs))


def _places(segment: Segment, words: Dictionary, terms: list[bytes]) -> list[Array] | None:
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
    if segment.live is not None:
        rows = rows[segment.live[rows]]
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
    """Return the places where a phrase begins."""
    begins = sorted((own - offset for offset, own in enumerate(places)), key=len)
    found = begins[0]
    for own in begins[1:]:
        found = found[member(found, own)]
    distinct: Array = np.unique(found)
    return distinct


def _near(places: list[Array], slop: int) -> Array:
    """Return the places of the first term with every other within ``slop`` words between, in any order."""
    found = places[0]
    for own in places[1:]:
        reach = slop + 1
        before = np.searchsorted(own, found - reach)
        after = np.searchsorted(own, found + reach, side="right")
        found = found[after > before]
    return found
