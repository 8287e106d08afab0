"""Ranking: rows in two tiers (all words, then most of them), gathered into documents, the best page of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.domain.query import Sort
from kb.index.arrays import Array
from kb.index.plan import Clause, Plan, rows_of
from kb.index.score import Tuning, idf
from kb.index.view import View

COVER = 0.5
"""What share of the query's telling power (the sum of its words' idf) a passage needs that has not all words."""

_ALL = 1 << 20
"""Added to the score of rows with all words: more than any score, small enough to keep the score exact."""


@dataclass(frozen=True)
class Ranked:
    """Found rows, ascending; ``keys`` order them (higher first), ``scores`` are shown, ``whole`` have all words."""

    rows: Array
    scores: Array
    whole: Array

    @property
    def keys(self) -> Array:
        """Return what rows are ordered by."""
        return self.scores.astype(np.float64) + self.whole * float(_ALL)

    def among(self, keep: Array) -> "Ranked":
        """Return only the rows marked in ``keep``."""
        return Ranked(self.rows[keep], self.scores[keep], self.whole[keep])


@dataclass(frozen=True)
class Groups:
    """Documents with found rows: group ``g`` has the rows ``starts[g]:starts[g + 1]`` of a :class:`Ranked`."""

    docs: Array
    starts: Array
    best: Array

    def __len__(self) -> int:
        """Count the documents."""
        return len(self.docs)


def rank(view: View, plan: Plan, tuning: Tuning, *, some: bool = True) -> Ranked:
    """Rank everything that a plan finds."""
    if not plan.clauses:
        rows = np.flatnonzero(view.live if plan.mask is None else view.live & plan.mask).astype(np.int32)
        return Ranked(rows, np.zeros(len(rows), np.float32), np.ones(len(rows), bool))
    total = np.zeros(view.rows, np.float32)
    for clause in plan.clauses:
        total[clause.found.rows] += clause.found.scores
    rows, whole = _tiers(view, plan, total, tuning, some=some)
    if plan.mask is not None:
        keep = plan.mask[rows]
        rows, whole = rows[keep], whole[keep]
    if plan.required:
        keep = rows_of([clause.found for clause in plan.required], view.rows)[rows]
        rows, whole = rows[keep], whole[keep]
    names, of_row = view.kinds
    boosts = np.array([tuning.kinds.get(name, 1.0) for name in names], np.float32)
    return Ranked(rows, total[rows] * boosts[of_row[rows]], whole)


def group(view: View, ranked: Ranked) -> Groups:
    """Gather rows into documents: rows of a document stand together, so one pass does it."""
    docs = view.doc_of_row[ranked.rows]
    if not len(docs):
        none = np.zeros(0, np.int64)
        return Groups(docs, np.zeros(1, np.int64), none.astype(np.float64))
    starts = np.flatnonzero(np.append(True, docs[1:] != docs[:-1]))
    best = np.maximum.reduceat(ranked.keys, starts)
    return Groups(docs[starts], np.append(starts, len(docs)), best)


def order(view: View, groups: Groups, sort: Sort, first: int, end: int, *, listing: bool = False) -> list[int]:
    """Return the numbers of the groups of one page, best first; ties go by key, so that the order is stable."""
    if not len(groups) or first >= len(groups):
        return []
    days = view.day[groups.docs].astype(np.int64)
    if sort is Sort.BEST and not listing:
        keys = groups.best
    else:
        whole = (groups.best >= _ALL) * 10**9
        keys = (whole - np.where(days > 0, days, 10**8) if sort is Sort.OLDEST else whole + days).astype(np.float64)
    chosen = np.arange(len(groups))
    if end < len(groups):
        edge = np.partition(keys, len(keys) - end)[len(keys) - end]
        chosen = np.flatnonzero(keys >= edge)
    ranked = np.lexsort((view.doc_rank[groups.docs[chosen]], -groups.best[chosen], -keys[chosen]))
    return [int(at) for at in chosen[ranked[first:end]]]


def best_rows(ranked: Ranked, groups: Groups, number: int, most: int) -> list[int]:
    """Return the places (in ``ranked``) of a group's best rows, best first, ties in the order of the document."""
    lo, hi = int(groups.starts[number]), int(groups.starts[number + 1])
    keys = ranked.scores[lo:hi].astype(np.float64) + ranked.whole[lo:hi] * float(_ALL)
    return [int(at) + lo for at in np.argsort(-keys, kind="stable")[:most]]


def _tiers(view: View, plan: Plan, total: Array, tuning: Tuning, *, some: bool) -> tuple[Array, Array]:
    """Return the rows of both tiers, and which have all words."""
    wanted = plan.wanted
    if not wanted:
        rows = np.flatnonzero(rows_of([clause.found for clause in plan.required], view.rows)).astype(np.int32)
        return rows, np.ones(len(rows), bool)
    if len(wanted) == 1:
        rows = wanted[0].found.rows
        whole = np.ones(len(rows), bool)
        if not (plan.required and some):
            return rows, whole
    count = np.zeros(view.rows, np.uint8)
    for clause in wanted:
        count[clause.found.rows] += 1
    cover = np.zeros(view.rows, np.float32)
    weights = [idf(max(view.stats["body"].rows, len(c.found)), len(c.found)) for c in wanted]
    for clause, weight in zip(wanted, weights, strict=True):
        cover[clause.found.rows] += np.float32(weight)
    _by_title(view, wanted, weights, (count, cover, total), tuning)
    whole_rows = count == len(wanted)
    if some:
        enough = cover >= np.float32(COVER * sum(weights))
        if plan.required and len(wanted) <= 2:  # the required part alone is worth showing
            enough = rows_of([clause.found for clause in plan.required], view.rows)
        enough &= ~view.head
        rows = np.flatnonzero(whole_rows | enough).astype(np.int32)
    else:
        rows = np.flatnonzero(whole_rows).astype(np.int32)
    return rows, whole_rows[rows]


def _by_title(
    view: View, wanted: Sequence[Clause], weights: Sequence[float], sums: tuple[Array, Array, Array], tuning: Tuning
) -> None:
    """Let a document's title stand in for a word that a passage with others of the words lacks."""
    count, cover, total = sums
    own = count > 0
    for clause, weight in zip(wanted, weights, strict=True):
        rows = clause.found.rows
        heads = rows[view.head[rows]]
        if not len(heads):
            continue
        docs = view.doc_of_row[heads]
        firsts, ends = view.first_row[docs], view.first_row[docs + 1]
        sizes = ends - firsts
        before = np.cumsum(sizes) - sizes
        titled = np.arange(int(sizes.sum())) - np.repeat(before - firsts, sizes)
        titled = titled[own[titled]]
        has = np.zeros(view.rows, bool)
        has[rows] = True
        lacking = titled[~has[titled]]
        count[lacking] += 1
        cover[lacking] += np.float32(weight)
        total[lacking] += np.float32(weight * tuning.title_of_passage)
