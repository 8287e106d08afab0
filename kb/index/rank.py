"""Ranking: passages in two tiers (all words, then most of them), and documents whose name has all the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from kb.index.arrays import Array
from kb.index.columns import ranges
from kb.index.plan import Clause, Plan
from kb.index.score import Scored, Tuning, idf, member
from kb.index.view import View

COVER = ((3, 0.5), (5, 0.35), (8, 0.2))
"""What share of the query's telling power (the sum of its words' idf) a passage needs that has not all words, by
the number of words: few words are meant, a sentence is a description (0.1 for more than the last; chosen so that
nDCG@10 on sentences stays within 0.01 of any words at all, and what is counted stays a part of the collection)."""

WHOLE = 1 << 20
"""Added to the score of what has all words: more than any score, small enough to keep the score exact."""

_SENTENCE = 6
"""In queries of more words, titles do not stand in for common ones: it costs most there and tells least."""

_COLUMN = 32
"""The best are looked for among the highest of so many scores each."""

_BITS = 32
"""A passage's sum has one bit for each of the first words it has, and above them their telling power, summed."""


class Tiers(Enum):
    """Which passages count: with all words and with most of them, with all only, or with any at all."""

    MOST = "most"
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Ranked:
    """Found rows of one space, ascending; ``whole`` have all words.

    ``head`` are the places of the best where these are known (all that are like the last of them included).
    """

    rows: Array
    scores: Array
    whole: Array
    head: Array | None = None

    @property
    def keys(self) -> Array:
        """Return what rows are ordered by, higher first."""
        keys: Array = self.scores.astype(np.float64)
        keys[self.whole] += WHOLE
        return keys

    @property
    def order(self) -> Array:
        """Return the keys, or the scores where these order as well: no copy where all have all words."""
        return self.scores if bool(self.whole.all()) else self.keys

    def among(self, keep: Array) -> "Ranked":
        """Return only the rows marked in ``keep``."""
        return Ranked(self.rows[keep], self.scores[keep], self.whole[keep])


def rank(view: View, plan: Plan, tuning: Tuning, tiers: Tiers = Tiers.MOST, within: Array | None = None) -> Ranked:
    """Rank all passages that a plan finds, of those marked in ``within``."""
    mask = plan.mask.passages if plan.mask is not None else None
    if within is not None:
        mask = within if mask is None else mask & within
    if not plan.clauses:
        rows = np.flatnonzero(view.live if mask is None else mask & view.live).astype(np.int32)
        return Ranked(rows, np.zeros(len(rows), np.float32), np.ones(len(rows), bool))
    if len(plan.clauses) == 1:
        ranked = _one(plan.clauses[0], mask)
    elif tiers is Tiers.ALL or not plan.wanted:
        ranked = _every(view, plan, tuning, mask)
    else:
        ranked = _several(view, plan, tuning, tiers, mask)
    boosts = boosts_of(view, tuning)
    return ranked if boosts is None else Ranked(ranked.rows, ranked.scores * boosts.take(ranked.rows), ranked.whole)


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
    head = ranked.head
    if head is not None and most <= len(head):
        ranked = Ranked(ranked.rows[head], ranked.scores[head], ranked.whole[head])
    keys = ranked.order
    chosen = np.arange(len(keys)) if most >= len(keys) else highest(keys, most)
    rows = ranked.rows[chosen]
    own = -keys[chosen]
    places = np.argsort(own)
    if bool((own[places[1:]] == own[places[:-1]]).any()):
        places = np.lexsort((rows, view.ranks(view.doc_of_row[rows]), own))
    found = chosen[places[:most]]
    return (found if head is None or most > len(head) else head[found]).tolist()  # type: ignore[no-any-return]


def highest(keys: Array, most: int) -> Array:
    """Return the places of the highest keys, and of all that are like the last of them.

    Keys are laid in columns: as many columns as are wanted have a highest key that is at least the edge, so what is
    below the lowest of those is out, without sorting anything of the size of the whole.
    """
    columns = len(keys) // _COLUMN
    places: Array | None = None
    if columns > most:
        tops = keys[: columns * _COLUMN].reshape(_COLUMN, columns).max(axis=0)
        places = np.flatnonzero(keys >= np.partition(tops, columns - most)[columns - most])
        keys = keys[places]
    edge = np.partition(keys, len(keys) - most)[len(keys) - most] if most else np.inf
    chosen = np.flatnonzero(keys >= edge)
    return chosen if places is None else places[chosen]


def boosts_of(view: View, tuning: Tuning) -> Array | None:
    """Return what each passage's score is multiplied by as of its kind; ``None`` where that is 1 for all."""

    def made() -> Array | None:
        names, of_row = view.kinds
        boosts = np.array([tuning.kinds.get(name, 1.0) for name in names], np.float32)[of_row]
        return None if bool((boosts == 1).all()) else boosts

    kept: Array | None = view.cache.get(("boosts", tuning), made, lambda own: 0 if own is None else int(own.nbytes))
    return kept


def _one(clause: Clause, mask: Array | None) -> Ranked:
    found = clause.found.passages if mask is None else clause.found.passages.among(mask)
    return Ranked(found.rows, found.scores, np.ones(len(found), bool))


def _every(view: View, plan: Plan, tuning: Tuning, mask: Array | None) -> Ranked:
    """Intersect: rows that have everything; a word may stand in the document's title instead, if another is their own.

    The rarest goes first, so that the work is that of the rarest and not of the collection.
    """
    rows = _required(plan)
    lent = [_named(view, plan, at) for at in range(len(plan.wanted))]
    order = sorted(range(len(plan.wanted)), key=lambda at: len(plan.wanted[at].found))
    alone = rows is None  # what is required is worth showing without any wanted word of its own
    if rows is None:
        rows = plan.wanted[order[0]].found.passages.rows
        if (named := lent[order[0]]) is not None:
            rows = np.sort(np.concatenate([rows, _rows_of(view, np.flatnonzero(named)).astype(np.int32)]))
            rows = rows[np.append(True, rows[1:] != rows[:-1])]
    rows = rows if mask is None else rows[mask.take(rows)]
    own = np.zeros(len(rows), bool)
    for at in order:
        having = member(rows, plan.wanted[at].found.passages.rows)
        own |= having
        if (named := lent[at]) is not None:
            having |= named.take(view.doc_of_row.take(rows))
        rows, own = rows[having], own[having]
    rows = rows[own] if alone else rows
    scores = np.zeros(len(rows), np.float32)
    for clause in plan.clauses:
        _add_to(rows, scores, clause.found.passages)
    if plan.wanted:
        _lend_scores(view, plan, rows, scores, tuning)
    return Ranked(rows, scores, np.ones(len(rows), bool))


def _add_to(rows: Array, scores: Array, part: Scored) -> None:
    """Add to the scores of ``rows`` what some of them have in a part."""
    if not len(part) or not len(rows):
        return
    at = np.searchsorted(part.rows, rows)
    at[at == len(part)] = 0
    scores += np.where(part.rows.take(at) == rows, part.scores.take(at), np.float32(0))


def _rows_of(view: View, docs: Array) -> Array:
    """Return all passages of some documents."""
    firsts = view.first_row[docs]
    return ranges(firsts, view.first_row[docs + 1] - firsts)


def _several(view: View, plan: Plan, tuning: Tuning, tiers: Tiers, mask: Array | None) -> Ranked:
    """Add up clauses in dense arrays, then keep the rows of the tiers."""
    total = np.zeros(view.rows, np.float32)
    for clause in plan.clauses:
        # three times as fast as adding by a list of places, since no row comes twice in either
        np.add.at(total, clause.found.passages.rows, clause.found.passages.scores)
    rows = _required(plan)
    if rows is not None and mask is not None:
        rows = rows[mask.take(rows)]
    if tiers is Tiers.ANY:
        rows = _marked(total > 0, mask) if rows is None else rows
        scores = total.take(rows)
        _lend_scores(view, plan, rows, scores, tuning)
        return Ranked(rows, scores, np.ones(len(rows), bool))
    powers = [_power(view, clause) for clause in plan.wanted]
    sums = np.zeros(view.rows, np.int64)
    for at, clause in enumerate(plan.wanted):
        np.add.at(sums, clause.found.passages.rows, np.int64(powers[at] << _BITS | _bit(at)))
    optional = rows is not None  # what is required is worth showing alone
    rows = _marked(sums != 0, mask) if rows is None else rows  # of truth values it is 5 times faster
    scores, known = total.take(rows), sums.take(rows)
    _lend_words(view, plan, rows, known, powers)
    power = known >> _BITS
    whole = power == sum(powers)
    if not optional:
        keep = power >= int(_cover(len(powers)) * sum(powers))
        if not keep.all():
            rows, scores, whole = rows[keep], scores[keep], whole[keep]
    _lend_scores(view, plan, rows, scores, tuning)
    return Ranked(rows, scores, whole)


def _marked(rows: Array, mask: Array | None) -> Array:
    if mask is not None:
        rows &= mask
    places: Array = np.flatnonzero(rows).astype(np.int32)
    return places


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


def _named(view: View, plan: Plan, at: int) -> Array | None:
    """Return which documents' titles stand in for a wanted word that their passages lack; ``None``: no title does."""
    found = plan.wanted[at].found
    common = len(plan.wanted) > _SENTENCE and len(found.passages) * 20 > view.rows
    if not len(found.documents) or common or at >= _BITS:
        return None
    named = np.zeros(view.documents, bool)
    named[found.documents.rows] = True
    return named


def _lend_words(view: View, plan: Plan, rows: Array, known: Array, powers: Sequence[int]) -> None:
    """Let a document's title stand in for a word that a passage with others of the words lacks."""
    docs: Array | None = None
    for at in range(len(plan.wanted)):
        named = _named(view, plan, at)
        if named is None:
            continue
        docs = view.doc_of_row.take(rows) if docs is None else docs
        lacking = named.take(docs)
        lacking &= (known & _bit(at)) == 0
        known[lacking] += powers[at] << _BITS | _bit(at)


def _lend_scores(view: View, plan: Plan, rows: Array, scores: Array, tuning: Tuning) -> None:
    """Add to each passage a part of what its document's title scores."""
    found = [clause.found.documents for clause in plan.clauses if len(clause.found.documents)]
    if not found:
        return
    lent = np.zeros(view.documents, np.float32)
    for own in found:
        np.add.at(lent, own.rows, own.scores)
    lent *= np.float32(tuning.title_of_passage)
    scores += lent.take(view.doc_of_row.take(rows))
