"""Common phrases: what is often said in the documents of a segment, in two to four words side by side.

The words of every passage are put back in order from their positions, sorted once by numpy. A phrase begins and ends
with a word that tells something, is said in several documents, and its words stand together oftener than by chance.
Large segments are looked at in a sample of their documents. What is found here are candidates: whoever shows one
counts it again among the rows that its reader may see (``kb.index.whoosh.results.suggestions``).
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from kb.domain.query.stop_words import EMPTY_WORDS
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import Dictionary, joined, ranges
from kb.index.whoosh.segment import Segment

LONGEST = 4
"""Words of a phrase at most."""

MOST = 4000
"""Phrases kept of one segment: the commonest."""

SAMPLE = 10_000
"""Passages looked at in one segment, about: what is common shows in so many (it bounds time and memory)."""

FEW = 50
"""In a segment of no more documents, what one of them says counts: others may say it in other segments."""

LEAST_OF_SAMPLE = 3
"""Documents of a sample that say a phrase at least."""

TOGETHER = 3.0
"""How much oftener than by chance the last word of a phrase has to follow the others (their lift)."""

WITHIN = 0.7
"""A phrase that is mostly said within a longer one is left out for that."""

_TERM_BITS, _PLACE_BITS = 20, 17
_MOST_TERMS = 1 << 18
"""Terms looked at in one segment, the commonest: two of them and a document have to fit into one number."""

_PIECE = 1 << 19
"""Postings taken at a time, which bounds memory."""

Counted = dict[tuple[int, ...], int]


def common_phrases(segment: Segment) -> tuple[tuple[str, int], ...]:
    """Return the commonest phrases of a segment with the number of documents looked at that say them."""
    words = segment.words["body"]
    rows, every = _sampled_rows(segment)
    least = 1 if segment.documents <= FEW else 2
    chosen = _chosen_terms(words, least)
    if not len(chosen) or not rows.any():
        return ()
    places, terms = _running_text(words, chosen, rows)
    texts = [words.terms[at].decode("utf-8", "surrogatepass") for at in chosen.tolist()]
    empty = np.array([text in EMPTY_WORDS for text in texts], bool)
    part = np.array([len(text) == 1 and text != "a" for text in texts], bool)  # the s of police's, the e of e-mail
    places, terms = places[~part[terms]], terms[~part[terms]]
    counted = _counted(places, terms, segment.facts.doc_of_row, empty, least if every == 1 else LEAST_OF_SAMPLE)
    kept = _without_parts(counted)
    best = sorted(kept, key=lambda own: (-counted[own], own))[:MOST]
    return tuple((" ".join(texts[at] for at in own), counted[own]) for own in best)


def _sampled_rows(segment: Segment) -> tuple[Array, int]:
    """Return which passages are looked at, and every how manyth document that is."""
    every = max(1, -(-segment.rows // SAMPLE))
    rows = segment.facts.doc_of_row % every == 0
    return (rows if segment.live is None else rows & segment.live), every


def _chosen_terms(words: Dictionary, least: int) -> Array:
    """Return the numbers of terms that phrases are made of, the shortest first: plain words, on several passages.

    A joined word's whole form stands at the place of its first part, and is the longer one: so single letters, which
    are in no phrase, are taken with the rest, or `gcloud` would stand where `g` is and `gcloud cloud` be said.
    """
    data, ends = words.terms.raw()
    lengths = np.diff(ends)
    if not len(lengths):
        return np.zeros(0, np.int64)
    letter = ((data >= ord("a")) & (data <= ord("z"))) | (data >= 0x80)
    plain = np.logical_and.reduceat(letter, ends[:-1])
    df = np.diff(words.starts)
    numbers = np.flatnonzero(plain & (df >= least))
    if len(numbers) >= _MOST_TERMS:
        numbers = np.sort(numbers[np.argsort(-df[numbers], kind="stable")[: _MOST_TERMS - 1]])
    shortest_first: Array = numbers[np.argsort(lengths[numbers], kind="stable")]
    return shortest_first


def _running_text(words: Dictionary, chosen: Array, rows: Array) -> tuple[Array, Array]:
    """Return the places (row and position in one number) of all chosen words, ascending, and which word is there."""
    number = np.full(len(words.terms), -1, np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    edges = np.searchsorted(words.starts, np.arange(0, int(words.starts[-1]), _PIECE))
    keys: list[Array] = []
    for low, high in pairwise([*np.unique(edges).tolist(), len(words.terms)]):
        own, tf = words.postings(low, high)
        term = np.repeat(number[low:high], np.diff(words.starts[low : high + 1]))
        keep = np.flatnonzero(rows[own] & (term >= 0))
        firsts = np.cumsum(tf, dtype=np.int64)[keep] - tf[keep]
        counts = tf[keep].astype(np.int64)
        place = (
            np.repeat(own[keep].astype(np.int64) << _PLACE_BITS, counts)
            + words.positions(low, high)[ranges(firsts, counts)]
        )
        keys.append(place << _TERM_BITS | np.repeat(term[keep].astype(np.int64), counts))
    whole = np.sort(joined(keys, np.int64))
    places = whole >> _TERM_BITS
    first = np.flatnonzero(np.append(True, places[1:] != places[:-1])) if len(places) else np.zeros(0, np.int64)
    return places[first], (whole[first] & ((1 << _TERM_BITS) - 1))


def _counted(places: Array, terms: Array, doc_of_row: Array, empty: Array, least: int) -> Counted:
    """Count the documents of every phrase; one of more words is looked for only where its beginning is common."""
    docs = doc_of_row[places >> _PLACE_BITS].astype(np.int64)
    size, documents = len(empty), int(doc_of_row.max()) + 1
    of_word = np.bincount(terms, minlength=size)
    often = of_word  # how often what a phrase begins with is said
    names: list[tuple[int, ...]] = [(word,) for word in range(size)]
    at = np.flatnonzero(~empty[terms])
    begun = terms[at]
    found: Counted = {}
    for length in range(2, LONGEST + 1):
        last = at + length - 1
        follows = last < len(places)
        follows[follows] = places[last[follows]] == places[at[follows]] + length - 1
        at, pairs = at[follows], begun[follows] * size + terms[last[follows]]
        common, in_docs, said = _common_pairs(pairs, docs[at], documents, least)
        if not len(common):
            break
        begins, ends = common // size, common % size
        lift = said * float(len(places)) / (often[begins] * of_word[ends])
        names = [(*names[begin], end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        for number in np.flatnonzero(~empty[ends] & (lift >= TOGETHER)).tolist():
            found[names[number]] = int(in_docs[number])
        begun = np.minimum(np.searchsorted(common, pairs), len(common) - 1)
        known = common[begun] == pairs
        at, begun, often = at[known], begun[known], said
    return found


def _common_pairs(pairs: Array, docs: Array, documents: int, least: int) -> tuple[Array, Array, Array]:
    """Return the pairs of at least so many documents, ascending, with the number of documents and of times."""
    keys = np.sort(pairs * documents + docs)
    if not len(keys):
        return keys, keys, keys
    pairs = keys // documents
    fresh = np.append(True, pairs[1:] != pairs[:-1])
    starts = np.flatnonzero(fresh)
    in_docs = np.add.reduceat(np.append(True, keys[1:] != keys[:-1]).astype(np.int64), starts)
    said = np.diff(np.append(starts, len(keys)))
    common = in_docs >= least
    return pairs[starts[common]], in_docs[common], said[common]


def _without_parts(counted: Counted) -> Sequence[tuple[int, ...]]:
    """Leave out what is mostly said within a longer phrase."""
    within: Counted = {}
    for own, documents in counted.items():
        parts = {own[lo:hi] for lo, hi in combinations(range(len(own) + 1), 2)} - {own}
        for part in parts:
            within[part] = max(within.get(part, 0), documents)
    return [own for own, documents in counted.items() if within.get(own, 0) < WITHIN * documents]
