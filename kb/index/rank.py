"""Ranking: passages in two tiers (all words, then most of them), and documents whose name has all the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from kb.index.arrays import Array
from kb.index.plan import Clause, Plan
from kb.index.score import Tuning, idf, member
from kb.index.view import View

COVER = ((3, 0.5), (5, 0.35), (8, 0.2))
"""What share of the query's telling power (the sum of its words' idf) a passage needs that has not all words, by
the number of words: few words are meant, a sentence is a description (0.1 for more than the last; chosen so that
nDCG@10 on sentences stays within 0.01 of any words at all, and what is counted stays a part of the collection)."""

WHOLE = 1 << 20
"""Added to the score of what has all words: more than any score, small enough to keep the score exact."""

_SENTENCE = 6
"""In queries of more words, titles do not stand in for common ones: it costs most there and tells least."""

_BITS = 32
"""A passage's sum has one bit for each of the first words it has, and above them their telling power, summed."""


class Tiers(Enum):
    """Which passages count: with all words and with most of them, with all only, or with any at all."""

    MOST = "most"
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Ranked:
    """Found rows of one space, ascending; ``whole`` have all words."""

    rows: Array
    scores: Array
    whole: Array

    @property
    def keys(self) -> Array:
        """Return what rows are ordered by, higher first."""
        keys: Array = self.scores.astype(np.float64)
        keys[self.whole] += WHOLE
        return keys

    def among(self, keep: Array) -> "Ranked":
        """Return only the rows marked in ``keep``."""
        return Ranked(self.rows[keep], self.scores[keep], self.whole[keep])


def rank(view: View, plan: Plan, tuning: Tuning, tiers: Tiers = Tiers.MOST) -> Ranked:
    """Rank all passages that a plan finds."""
    if not plan.clauses:
        rows = np.flatnonzero(view.live if plan.mask is None else plan.mask.passages).astype(np.int32)
        return Ranked(rows, np.zeros(len(rows), np.float32), np.ones(len(rows), bool))
    ranked = _one(plan.clauses[0]) if len(plan.clauses) == 1 else _several(view, plan, tuning, tiers)
    if plan.mask is not None:
        ranked = ranked.among(plan.mask.passages[ranked.rows])
    names, of_row = view.kinds
    boosts = np.array([tuning.kinds.get(name, 1.0) for name in names], np.float32)
    return Ranked(ranked.rows, ranked.scores * boosts[of_row[ranked.rows]], ranked.whole)


def rank_names(view: View, plan: Plan) -> Ranked:
    """Rank the documents whose title or reference has every word."""
    if not plan.clauses:
        whole = view.live_docs if plan.mask is None else plan.mask.documents
        rows = np.flatnonzero(whole).astype(np.int32)
        return Ranked(rows, np.zeros(len(rows), np.float32), np.ones(len(rows), bool))
    parts = sorted((clause.found.documents for clause in plan.clauses), key=len)
    rows = parts[0].rows
    for part in parts[1:]:
        rows = rows[member(rows, part.rows)]
    if plan.mask is not None:
        rows = rows[plan.mask.documents[rows]]
    scores = np.zeros(len(rows), np.float32)
    for part in parts:
        scores += part.scores[np.searchsorted(part.rows, rows)]
    return Ranked(rows, scores, np.ones(len(rows), bool))


def best(view: View, ranked: Ranked, most: int) -> list[int]:
    """Return the places (in ``ranked``) of the best passages of all; ties in the order of keys and passages."""
    keys = ranked.keys if not ranked.whole.all() else ranked.scores
    chosen = np.arange(len(keys))
    if most < len(keys):
        edge = np.partition(keys, len(keys) - most)[len(keys) - most]
        chosen = np.flatnonzero(keys >= edge)
    rows = ranked.rows[chosen]
    places = np.lexsort((rows, view.ranks(view.doc_of_row[rows]), -keys[chosen]))[:most]
    return [int(at) for at in chosen[places]]


def _one(clause: Clause) -> Ranked:
    found = clause.found.passages
    return Ranked(found.rows, found.scores, np.ones(len(found), bool))


def _several(view: View, plan: Plan, tuning: Tuning, tiers: Tiers) -> Ranked:
    """Add up clauses in dense arrays, then keep the rows of the tiers."""
    total = np.zeros(view.rows, np.float32)
    for clause in (*plan.clauses, *(plan.near if tiers is Tiers.MOST else ())):
        total[clause.found.passages.rows] += clause.found.passages.scores
    rows = _required(plan)
    if not plan.wanted and rows is not None:
        return Ranked(rows, total[rows], np.ones(len(rows), bool))
    if tiers is Tiers.ANY:
        rows = np.flatnonzero(total > 0).astype(np.int32) if rows is None else rows
        scores = total[rows]
        _lend_scores(view, plan, rows, scores, tuning)
        return Ranked(rows, scores, np.ones(len(rows), bool))
    powers = [_power(view, clause) for clause in plan.wanted]
    sums = np.zeros(view.rows, np.int64)
    for at, clause in enumerate(plan.wanted):
        sums[clause.found.passages.rows] += powers[at] << _BITS | _bit(at)
    optional = rows is not None  # what is required is worth showing alone
    rows = np.flatnonzero(sums != 0).astype(np.int32) if rows is None else rows  # of truth values it is 5 times faster
    scores, known = total[rows], sums[rows]
    _lend_words(view, plan, rows, known, powers)
    power = known >> _BITS
    whole = power == sum(powers)
    keep = whole
    if tiers is Tiers.MOST:
        keep = np.ones(len(rows), bool) if optional else power >= int(_cover(len(powers)) * sum(powers))
    rows, scores, whole = rows[keep], scores[keep], whole[keep]
    _lend_scores(view, plan, rows, scores, tuning)
    return Ranked(rows, scores, whole)


def _required(plan: Plan) -> Array | None:
    """Return the rows that have everything required; ``None`` where nothing is."""
    rows: Array | None = None
    for clause in sorted(plan.required, key=lambda clause: len(clause.found.passages)):
        own = clause.found.passages.rows
        rows = own if rows is None else rows[member(rows, own)]
    return rows


def _power(view: View, clause: Clause) -> int:
    """Return how telling a clause is, in thousandths."""
    having = len(clause.found.passages)
    return max(1, int(1000 * idf(max(view.stats["body"].rows, having), having)))


def _cover(words: int) -> float:
    return next((share for most, share in COVER if words <= most), 0.1)


def _bit(at: int) -> int:
    return 1 << at if at < _BITS else 0


def _lend_words(view: View, plan: Plan, rows: Array, known: Array, powers: Sequence[int]) -> None:
    """Let a document's title stand in for a word that a passage with others of the words lacks."""
    docs: Array | None = None
    for at, clause in enumerate(plan.wanted[:_BITS]):
        titled = clause.found.documents.rows
        common = len(plan.wanted) > _SENTENCE and len(clause.found.passages) * 20 > view.rows
        if not len(titled) or common:
            continue
        docs = view.doc_of_row[rows] if docs is None else docs
        named = np.zeros(view.documents, bool)
        named[titled] = True
        lacking = named[docs]
        lacking &= (known & _bit(at)) == 0
        known[lacking] += powers[at] << _BITS | _bit(at)


def _lend_scores(view: View, plan: Plan, rows: Array, scores: Array, tuning: Tuning) -> None:
    """Add to each passage a part of what its document's title scores."""
    found = [clause.found.documents for clause in plan.clauses if len(clause.found.documents)]
    if not found:
        return
    lent = np.zeros(view.documents, np.float32)
    for own in found:
        lent[own.rows] += own.scores
    lent *= np.float32(tuning.title_of_passage)
    scores += lent[view.doc_of_row[rows]]
