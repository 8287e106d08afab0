"""Ranking: passages in two tiers (all words, then some of them), and documents whose name has all the words."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from kb.index.query.tiers import cover, powers_of
from kb.index.query.tuning import Tuning
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import ranges
from kb.index.whoosh.scoring.bm25f import member, merged
from kb.index.whoosh.scoring.plan import Clause, Plan
from kb.index.whoosh.scoring.title_scores import (
    BITS,
    add_title_scores,
    add_title_scores_in_place,
    add_title_words,
    add_to,
    bit,
    named_by_title,
    title_stands_in,
)
from kb.index.whoosh.scoring.top_k import top_k
from kb.index.whoosh.scoring.view import View

WHOLE = 1 << 20
"""Added to the score of what has all words, taken from what has little of them: more than any score, small enough to
keep the score exact."""

_MANY = 64
"""Passages are many where they are one in so many of all."""


class Tiers(Enum):
    """Which passages count: with all words first and then with some, with all only, or with any in one tier."""

    SOME = "some"
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Ranked:
    """Found rows of one space, ascending; ``whole`` have all words, ``weak`` (none: ``None``) have little of them.

    ``head`` are the places of the best where these are known (all that are like the last of them included);
    ``marked`` are all that were found, of all rows of the space, where only the best are here.
    """

    rows: Array
    scores: Array
    whole: Array
    head: Array | None = None
    marked: Array | None = None
    weak: Array | None = None

    @property
    def found(self) -> int:
        """Return how many rows were found, here or not."""
        return len(self.rows) if self.marked is None else int(np.count_nonzero(self.marked))

    @property
    def all_rows(self) -> Array:
        """Return the rows that were found, here or not."""
        return self.rows if self.marked is None else np.flatnonzero(self.marked)

    @property
    def keys(self) -> Array:
        """Return what rows are ordered by, higher first."""
        keys: Array = self.scores.astype(np.float64)
        keys[self.whole] += WHOLE
        if self.weak is not None:
            keys[self.weak] -= WHOLE
        return keys

    @property
    def order(self) -> Array:
        """Return the keys, or the scores where these order as well: no copy where all have all words."""
        return self.scores if self.weak is None and bool(self.whole.all()) else self.keys

    def among(self, keep: Array) -> "Ranked":
        """Return only the rows marked in ``keep``."""
        weak = None if self.weak is None else self.weak[keep]
        return Ranked(self.rows[keep], self.scores[keep], self.whole[keep], weak=weak)


def rank(
    view: View,
    plan: Plan,
    tuning: Tuning,
    tiers: Tiers = Tiers.SOME,
    within: Array | None = None,
    most: int | None = None,
) -> Ranked:
    """Rank all passages that a plan finds, of those marked in ``within``.

    Whoever looks at no more than the best says how many of these at ``most``: only they, all that are like the last
    of them, and marks for all that were found have to come back then.
    """
    mask = plan.mask.passages if plan.mask is not None else None
    if within is not None:
        mask = within if mask is None else mask & within
    if not plan.clauses:
        rows = np.flatnonzero(view.live if mask is None else mask & view.live).astype(np.int32)
        return Ranked(rows, np.zeros(len(rows), np.float32), np.ones(len(rows), bool))
    if len(plan.clauses) == len(plan.scoring) == 1:
        ranked = _one(plan.clauses[0], mask)
    elif tiers is Tiers.ALL or not plan.wanted:
        ranked = _every(view, plan, tuning, mask)
    elif most is not None and tiers is Tiers.ANY and not plan.required and mask is None:
        return _best_of_any(view, plan, tuning, most)  # what a filter leaves is few, and listed sooner
    else:
        ranked = _several(view, plan, tuning, tiers, mask)
    boosts = boosts_of(view, tuning)
    return ranked if boosts is None else replace(ranked, scores=ranked.scores * boosts.take(ranked.rows))


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
    if view.unnamed is not None:
        rows = rows[~view.unnamed[rows]]
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
        ranked = ranked.among(head)
    keys = ranked.order
    chosen = np.arange(len(keys)) if most >= len(keys) else top_k(keys, most)
    rows = ranked.rows[chosen]
    own = -keys[chosen]
    places = np.argsort(own)
    if bool((own[places[1:]] == own[places[:-1]]).any()):
        places = np.lexsort((rows, view.ranks(view.doc_of_row[rows]), own))
    found = chosen[places[:most]]
    # numpy tells no type of a list out of an array.
    return (found if head is None or most > len(head) else head[found]).tolist()  # type: ignore[no-any-return]


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

    The rarest goes first, and only what is left at the end is scored: the work is that of the rarest.
    """
    order = sorted(range(len(plan.wanted)), key=lambda at: len(plan.wanted[at].found))
    rows = _required(plan)
    if rows is None:
        rows = _with_titled(view, plan, order.pop(0))
    rows = rows if mask is None else rows[mask.take(rows)]
    for at in order:
        having = _member(view, rows, plan.wanted[at].found.passages.rows)
        if (named := named_by_title(view, plan, at)) is not None:
            having |= named.take(view.doc_of_row.take(rows))
        rows = rows[having]
    own, scores = np.zeros(len(rows), bool), np.zeros(len(rows), np.float32)
    for _, found in plan.scoring:
        own |= add_to(rows, scores, found.passages)
    if not plan.required:  # what is required is worth showing without any wanted word of its own
        rows, scores = rows[own], scores[own]
    if plan.wanted:
        add_title_scores(view, plan, rows, scores, tuning)
    return Ranked(rows, scores, np.ones(len(rows), bool))


def _member(view: View, rows: Array, found: Array) -> Array:
    """Say for each of some passages whether it was found: many are looked up where all found are marked."""
    if len(rows) * 2 < len(found) or len(rows) * _MANY < view.rows:
        return member(rows, found)
    marked = np.zeros(view.rows, bool)
    marked[found] = True
    return marked.take(rows)


def _with_titled(view: View, plan: Plan, at: int) -> Array:
    """Return the passages that have a wanted word, and all of the documents whose title stands in for it."""
    found = plan.wanted[at].found
    if not title_stands_in(view, plan, at):
        return found.passages.rows
    return merged((found.passages.rows, _rows_of(view, found.documents.rows).astype(np.int32)))


def _rows_of(view: View, docs: Array) -> Array:
    """Return all passages of some documents."""
    firsts = view.first_row[docs]
    return ranges(firsts, view.first_row[docs + 1] - firsts)


def _summed(view: View, plan: Plan) -> Array:
    """Return what each passage scores in all that scores."""
    total = np.zeros(view.rows, np.float32)
    for _, found in plan.scoring:
        # three times as fast as adding by a list of places, since no row comes twice in either
        np.add.at(total, found.passages.rows, found.passages.scores)
    return total


def _best_of_any(view: View, plan: Plan, tuning: Tuning, most: int) -> Ranked:
    """Add up clauses and pick the best where they lie, without a list of all that have any word."""
    total = _summed(view, plan)
    add_title_scores_in_place(view, plan, total, tuning)
    marked = total > 0
    having = int(np.count_nonzero(marked))
    if (boosts := boosts_of(view, tuning)) is not None:
        total *= boosts
    rows = np.flatnonzero(marked) if having <= most else top_k(total, most)
    return Ranked(rows.astype(np.int32), total.take(rows), np.ones(len(rows), bool), marked=marked)


def _several(view: View, plan: Plan, tuning: Tuning, tiers: Tiers, mask: Array | None) -> Ranked:
    """Add up clauses in dense arrays, then keep the rows of the tiers."""
    total = _summed(view, plan)
    rows = _required(plan)
    if rows is not None and mask is not None:
        rows = rows[mask.take(rows)]
    if tiers is Tiers.ANY:
        rows = _marked(total > 0, mask) if rows is None else rows
        scores = total.take(rows)
        add_title_scores(view, plan, rows, scores, tuning)
        return Ranked(rows, scores, np.ones(len(rows), bool))
    empty = [clause.empty for clause in plan.wanted]
    powers = powers_of(view.stats["body"].rows, [_counts(clause) for clause in plan.wanted], empty)
    sums = np.zeros(view.rows, np.int64)
    for at in sorted(range(len(plan.wanted)), key=lambda at: plan.wanted[at].empty):
        if plan.wanted[at].empty and rows is None:
            rows = _marked((sums != 0) | (total > 0), mask)  # what has only empty words is not found
        np.add.at(sums, plan.wanted[at].found.passages.rows, np.int64(powers[at] << BITS | bit(at)))
    rows = _marked((sums != 0) | (total > 0), mask) if rows is None else rows
    scores, known = total.take(rows), sums.take(rows)
    add_title_words(view, plan, rows, known, powers)
    power = known >> BITS
    add_title_scores(view, plan, rows, scores, tuning)
    weak = None if plan.required else power < int(cover(len(powers)) * sum(powers))
    return Ranked(rows, scores, power == sum(powers), weak=weak)


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


def _counts(clause: Clause) -> tuple[int, int]:
    return len(clause.found.passages), len(clause.found)
