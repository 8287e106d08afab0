"""Lending: what a document's title says, its passages say too, for a part of the score."""

from collections.abc import Sequence

import numpy as np

from kb.index.query.tuning import Tuning
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import ranges
from kb.index.whoosh.scoring.bm25f import Scored
from kb.index.whoosh.scoring.plan import Plan
from kb.index.whoosh.scoring.view import View

_SENTENCE = 6
"""In queries of more words, titles do not stand in for common ones: it costs most there and tells least."""

BITS = 32
"""A passage's sum has one bit for each of the first words it has, and above them their telling power, summed."""

_LITTLE = 32
"""Titles are looked up where passages are less than one in so many of all documents, else laid out for all of them."""

_FEW = 4
"""Titles lend to their passages one by one where these are less than one in so many of all."""


def add_to(rows: Array, scores: Array, part: Scored, times: float = 1.0) -> Array:
    """Add to the scores of ``rows`` what some of them have in a part; say which have."""
    if not len(part) or not len(rows):
        return np.zeros(len(rows), bool)
    at = part.rows.searchsorted(rows)
    having: Array = part.rows.take(at, mode="clip") == rows
    more = part.scores.take(at, mode="clip")
    more *= having
    scores += more if times == 1.0 else more * np.float32(times)
    return having


def bit(at: int) -> int:
    """Return the mark of a word in a passage's sum; words after the first have none."""
    return 1 << at if at < BITS else 0


def title_stands_in(view: View, plan: Plan, at: int) -> bool:
    """Say whether titles stand in for a wanted word that passages lack."""
    found = plan.wanted[at].found
    common = len(plan.wanted) > _SENTENCE and len(found.passages) * 20 > view.rows
    return len(found.documents) > 0 and not common and at < BITS


def named_by_title(view: View, plan: Plan, at: int) -> Array | None:
    """Return which documents' titles stand in for a wanted word that their passages lack; ``None``: no title does."""
    if not title_stands_in(view, plan, at):
        return None
    named = np.zeros(view.documents, bool)
    named[plan.wanted[at].found.documents.rows] = True
    return named


def add_title_words(view: View, plan: Plan, rows: Array, known: Array, powers: Sequence[int]) -> None:
    """Let a document's title stand in for a word that a passage with others of the words lacks."""
    docs: Array | None = None
    for at in range(len(plan.wanted)):
        named = named_by_title(view, plan, at)
        if named is None:
            continue
        docs = view.doc_of_row.take(rows) if docs is None else docs
        lacking = named.take(docs)
        lacking &= (known & bit(at)) == 0
        known[lacking] += powers[at] << BITS | bit(at)


def add_title_scores(view: View, plan: Plan, rows: Array, scores: Array, tuning: Tuning) -> None:
    """Add to each passage a part of what its document's title scores."""
    found = [own.documents for _, own in plan.scoring if len(own.documents)]
    if not found:
        return
    docs = view.doc_of_row.take(rows)
    if len(rows) * _LITTLE < view.documents:
        for own in found:
            add_to(docs, scores, own, tuning.title_of_passage)
        return
    lent = np.zeros(view.documents, np.float32)
    for own in found:
        np.add.at(lent, own.rows, own.scores)
    lent *= np.float32(tuning.title_of_passage)
    scores += lent.take(docs)


def add_title_scores_in_place(view: View, plan: Plan, total: Array, tuning: Tuning) -> None:
    """Add to each passage that scores a part of what its document's title scores."""
    found = [own.documents for _, own in plan.scoring if len(own.documents)]
    if not found:
        return
    docs = np.concatenate([own.rows for own in found])
    firsts = view.first_row.take(docs)
    counts = view.first_row.take(docs + 1) - firsts
    if int(counts.sum()) * _FEW > view.rows:
        lent = np.zeros(view.documents, np.float32)
        np.add.at(lent, docs, np.concatenate([own.scores for own in found]))
        lent *= np.float32(tuning.title_of_passage)
        more = lent.take(view.doc_of_row)
        more *= total > 0
        total += more
        return
    rows = ranges(firsts, counts)
    lent = np.concatenate([own.scores for own in found]) * np.float32(tuning.title_of_passage)
    more = lent.repeat(counts)
    more *= total.take(rows) > 0
    np.add.at(total, rows, more)
