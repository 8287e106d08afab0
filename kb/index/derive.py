"""Derivation: from the postings of a Whoosh segment to the arrays that answer queries.

Adds what Whoosh does not keep: the postings of stems (each the sum of the words that share it), and where the
positions of a term begin. All of it can be made again from the segment.
"""

from dataclasses import replace

import numpy as np

from kb.index.analysis import stems_of
from kb.index.arrays import Array, pack_strings
from kb.index.invert import FieldPostings
from kb.index.whoosh_terms import length_byte_table

STEMMED = ("body", "heading", "title")
"""Fields whose stems are searched too; references are found as written only."""

OF_DOCUMENTS = ("ref", "title")
"""Fields of head rows. Whoosh's first rows are the heads of all documents, so a row of these is a document's number;
the others are passages, counted from nought after the heads."""

MOST_TF = 0xFFFF
"""The frequency that scores see at most. Two bytes hold it; a segment with a word that stands more often in one
passage takes four, since it must have as many frequencies as positions."""


def arrays_of(postings: dict[str, FieldPostings], documents: int) -> dict[str, Array]:
    """Return the arrays of a segment that begins with so many head rows, named ``field.part``."""
    found: dict[str, Array] = {}
    bytes_of = length_byte_table()
    for name, whole in postings.items():
        field = _own_rows(whole, name, documents)
        data, ends = pack_strings(field.terms)
        found[f"{name}.terms"], found[f"{name}.ends"] = data, ends
        found[f"{name}.letters"] = letters_of_all(data, ends)
        found[f"{name}.starts"] = field.starts
        found[f"{name}.rows"] = field.rows
        found[f"{name}.tf"] = field.tf.astype(np.uint16) if field.tf.max(initial=0) <= MOST_TF else field.tf
        found[f"{name}.places"] = field.places[field.starts]
        found[f"{name}.positions"] = field.positions
        found[f"{name}.lengths"] = bytes_of[np.minimum(field.lengths, 0xFFFF)]
        if name in STEMMED:
            found.update(_stems(name, field))
    return found


def letters_of_all(data: Array, ends: Array) -> Array:
    """Return the letters of every term as bits, so that words near a word are looked for among few."""
    lengths = np.diff(ends)
    if not len(data):
        return np.zeros(len(lengths), np.uint32)
    bits = np.left_shift(np.uint32(1), (data & 31).astype(np.uint32))
    letters: Array = np.bitwise_or.reduceat(bits, ends[:-1])  # no term is empty
    return letters


def _own_rows(field: FieldPostings, name: str, documents: int) -> FieldPostings:
    if name in OF_DOCUMENTS:
        return replace(field, lengths=field.lengths[:documents])
    return replace(field, rows=field.rows - np.int32(documents), lengths=field.lengths[documents:])


def _stems(name: str, field: FieldPostings) -> dict[str, Array]:
    stems = stems_of([term.decode("utf-8", "surrogatepass") for term in field.terms])
    distinct = sorted({stem.encode() for stem in stems if stem})
    number = {stem.decode(): at for at, stem in enumerate(distinct)}
    of_term = np.array([number.get(stem, -1) for stem in stems], np.int64)
    of_posting = np.repeat(of_term, np.diff(field.starts))
    chosen = np.flatnonzero(of_posting >= 0)
    key = of_posting[chosen] << 32 | field.rows[chosen]
    order = np.argsort(key, kind="stable")
    key, tf = key[order], field.tf[chosen][order].astype(np.int64)
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    summed = np.add.reduceat(tf, first) if len(first) else tf
    key = key[first]
    data, ends = pack_strings(distinct)
    return {
        f"{name}.stem.terms": data,
        f"{name}.stem.ends": ends,
        f"{name}.stem.starts": np.searchsorted(key >> 32, np.arange(len(distinct) + 1)).astype(np.int64),
        f"{name}.stem.rows": (key & 0xFFFFFFFF).astype(np.int32),
        f"{name}.stem.tf": np.minimum(summed, MOST_TF).astype(np.uint16),
    }
