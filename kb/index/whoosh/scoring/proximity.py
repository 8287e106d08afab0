"""Nearness: words that stand beside each other in the query and near each other in a passage score more.

The best passages by words alone are looked at again, each pair of neighbours of the query that tell something: an
occurrence of the one counts where the other is less than a window away, in any order, whatever their endings
(the unordered window of Metzler and Croft 2005, weighed as BM25 weighs words: Büttcher, Clarke and Lushman 2006). What
lies further down was not going to be seen first for it; so the cost is that of the best and not of the collection.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kb.domain.query.tree import Phrase
from kb.index.query.pairs import WINDOW, TellingWord, telling_pairs
from kb.index.query.tuning import Tuning, idf
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import Dictionary, joined
from kb.index.whoosh.scoring.bm25f import Scored, ScoredRows, saturated
from kb.index.whoosh.scoring.plan import Clause, Plan
from kb.index.whoosh.scoring.ranking import Ranked, boosts_of
from kb.index.whoosh.scoring.top_k import top_k
from kb.index.whoosh.scoring.view import View

BEST = 50
"""Passages looked at again: with 100, or with all, the first ten of both judged collections are the same."""

_SHIFT = 17


def add_proximity(view: View, plan: Plan, ranked: Ranked, tuning: Tuning, *, told: bool = True) -> tuple[Plan, Ranked]:
    """Score nearness among the best; where it is ``told``, the plan comes back with the pairs that score."""
    pairs = telling_pairs([clause.node for clause in plan.wanted], plain=plan.plain)
    if not pairs or not len(ranked.rows) or tuning.near <= 0:
        return plan, ranked
    keys = ranked.order
    best = np.arange(len(keys)) if len(keys) <= BEST else top_k(keys, BEST)
    rows = ranked.rows.take(best)  # ascending, as all rows of a ranking are
    known = {word: _known(view, word) for word in dict.fromkeys(word for pair in pairs for word in pair)}
    places = dict(zip(known, _among([own for own, _ in known.values()], rows), strict=True))
    counts = _together([(places[one], places[other]) for one, other in pairs], len(rows))
    if not counts.any():
        return plan, ranked
    weights = np.array([[tuning.near * (known[one][1] + known[other][1])] for one, other in pairs])
    scores = saturated(view, "body", counts, rows, tuning, weights)
    more = scores.sum(axis=0)
    boosts = boosts_of(view, tuning)
    after = ranked.scores.copy()
    after[best] += more if boosts is None else more * boosts.take(rows)
    near = _clauses(pairs, counts, scores, rows) if told else ()
    return replace(plan, near=near) if told else plan, replace(ranked, scores=after, head=best)


def _clauses(
    pairs: Sequence[tuple[TellingWord, TellingWord]], counts: Array, scores: Array, rows: Array
) -> tuple[Clause, ...]:
    """Return what the pairs score as parts of the query: for whoever asks why."""
    clauses = []
    for (one, other), having, own in zip(pairs, counts > 0, scores, strict=True):
        if having.any():
            node = Phrase(f"{one.typed} {other.typed}", WINDOW - 2)
            found = ScoredRows(Scored(rows[having], own[having]))
            clauses.append(Clause(node, f"“{one.typed}” near “{other.typed}”", found))
    return tuple(clauses)


def _known(view: View, word: TellingWord) -> tuple[Array, float]:
    """Return every place of a word and how telling it is; kept for the generation."""

    def made() -> tuple[Array, float]:
        having = view.postings("body", word.stem or word.term, stem=bool(word.stem)).df
        return _all_places(view, word), idf(max(view.stats["body"].rows, having), having)

    return view.cache.get(("places", word), made, lambda own: int(own[0].nbytes))


def _among(words: Sequence[Array], rows: Array) -> list[Array]:
    """Return the places of each word in some rows: the number of the row among these and the position, ascending.

    All words are done at once: they are few and their places there too, so what costs is the number of steps.
    """
    firsts = rows.astype(np.int64) << _SHIFT
    edges = np.concatenate((firsts, firsts + (1 << _SHIFT)))
    found = np.array([places.searchsorted(edges) for places in words])
    lows = found[:, : len(rows)].ravel()
    counts = found[:, len(rows) :].ravel() - lows
    ends = counts.cumsum()
    at = np.arange(int(ends[-1])) + (lows - ends + counts).repeat(counts)
    bounds = [0, *ends[len(rows) - 1 :: len(rows)].tolist()]
    here = np.concatenate([own.take(at[lo:hi]) for own, (lo, hi) in zip(words, pairwise(bounds), strict=True)])
    here -= np.tile(firsts - (np.arange(len(rows)) << _SHIFT), len(words)).repeat(counts)
    return [here[lo:hi] for lo, hi in pairwise(bounds)]


def _all_places(view: View, word: TellingWord) -> Array:
    """Return every place (row and position in one number) of the terms that share the word's stem, ascending."""
    found = []
    for segment, base in view.bases("body"):
        words = segment.words["body"]
        for term in _kin(words, word):
            rows, tf, positions = words.occurrences(term)
            found.append((np.repeat(rows.astype(np.int64) + base, tf) << _SHIFT) + positions)
    places = joined(found, np.int64)
    return np.sort(places) if len(found) > 1 else places


def _kin(words: Dictionary, word: TellingWord) -> Sequence[int]:
    """Return the numbers of the terms of a segment that share the word's stem."""
    own = words.find(word.term.encode("utf-8", "surrogatepass"))
    kin = {own} if own >= 0 else set()
    return sorted(kin.union(words.with_stem(word.stem.encode()) if word.stem else ()))


def _together(pairs: Sequence[tuple[Array, Array]], rows: int) -> Array:
    """Count, for each pair and row, the occurrences of one word that have the other within the window.

    Each pair's places are moved to a range of their own, so that one search does all.
    """
    some = np.concatenate([one + (at * (rows + 1) << _SHIFT) for at, (one, _) in enumerate(pairs)])
    others = np.concatenate([other + (at * (rows + 1) << _SHIFT) for at, (_, other) in enumerate(pairs)])
    before = others.searchsorted(some - (WINDOW - 1))
    after = others.searchsorted(some + (WINDOW - 1), side="right")
    counts = np.bincount(some[after > before] >> _SHIFT, minlength=len(pairs) * (rows + 1))
    found: Array = counts.reshape(len(pairs), rows + 1)[:, :rows]
    return found
