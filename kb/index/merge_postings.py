"""Merging postings: those of several segments become those of one, by arrays, without looking at a text again.

Adds to ``invert``: the same :class:`FieldPostings`, made of what was inverted before. That of a merge is that of
inverting the living documents of its segments, one after the other (a property test), but for lengths, which come
back as coarse as Whoosh keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Array
from kb.index.columns import joined, ranges
from kb.index.derive import OF_DOCUMENTS
from kb.index.invert import FieldPostings
from kb.index.schema import FIELDS
from kb.index.segment import Dictionary, Segment
from kb.index.whoosh_read import LENGTH_OF_BYTE


@dataclass(frozen=True)
class Part:
    """What one segment gives to a merge: its postings, and its living documents and passages in their order."""

    postings: Mapping[str, FieldPostings]
    docs: Array
    rows: Array


def part_of(segment: Segment) -> Part:
    """Read a segment for a merge."""
    postings = {name: _postings(segment.words[name], segment.lengths[name]) for name in FIELDS}
    live, live_documents = segment.live, segment.live_documents
    docs = np.arange(segment.documents) if live_documents is None else np.flatnonzero(live_documents)
    rows = np.arange(segment.rows) if live is None else np.flatnonzero(live)
    return Part(postings, docs, rows)


def merged_postings(parts: Sequence[Part]) -> dict[str, FieldPostings]:
    """Return the postings of one segment: heads of all documents first, as everywhere."""
    documents = sum(len(part.docs) for part in parts)
    passages = sum(len(part.rows) for part in parts)
    return {name: _merged(name, parts, documents, passages) for name in FIELDS}


def _postings(words: Dictionary, lengths: Array) -> FieldPostings:
    if words.positions is None:
        raise TypeError("stems have no positions")
    tf = words.tf.astype(np.int32)
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(tf, dtype=np.int64)])
    terms = tuple(words.terms.all())
    return FieldPostings(terms, words.starts, words.rows, tf, places, words.positions, LENGTH_OF_BYTE[lengths])


def _merged(name: str, parts: Sequence[Part], documents: int, passages: int) -> FieldPostings:
    of_documents = name in OF_DOCUMENTS
    terms = sorted({term for part in parts for term in part.postings[name].terms})
    number = {term: at for at, term in enumerate(terms)}
    ids, rows, tfs, firsts, lengths = [], [], [], [], []
    base, before = 0 if of_documents else documents, 0
    for part in parts:
        own, kept = part.postings[name], part.docs if of_documents else part.rows
        new = np.full(len(own.lengths), -1, np.int32)
        new[kept] = np.arange(base, base + len(kept), dtype=np.int32)
        of_term = np.fromiter(map(number.__getitem__, own.terms), np.int32, len(own.terms))
        row = new[own.rows]
        living = np.flatnonzero(row >= 0)
        ids.append(np.repeat(of_term, np.diff(own.starts))[living])
        rows.append(row[living])
        tfs.append(own.tf[living])
        firsts.append(own.places[:-1][living] + before)
        lengths.append(own.lengths[kept])
        base += len(kept)
        before += len(own.positions)
    none = np.zeros(passages if of_documents else documents, np.int32)
    own_lengths = joined(lengths, np.int32)
    whole = np.concatenate([own_lengths, none] if of_documents else [none, own_lengths])
    found = joined(ids, np.int32)
    order = np.argsort(found, kind="stable")  # rows are in order within each part, and parts follow each other
    tf = joined(tfs, np.int32)[order]
    positions = joined([part.postings[name].positions for part in parts], np.uint16)
    positions = positions[ranges(joined(firsts, np.int64)[order], tf)]
    counts = np.bincount(found, minlength=len(terms))
    alive = np.flatnonzero(counts)  # a word that only deleted passages had is no word of the segment
    return FieldPostings(
        tuple(terms[at] for at in alive.tolist()),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[alive], dtype=np.int64)]),
        joined(rows, np.int32)[order],
        tf,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(tf, dtype=np.int64)]),
        positions,
        whole,
    )
