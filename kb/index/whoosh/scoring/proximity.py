"""Nearness: words that stand beside each other in the query and near each other in a passage score more.

The best passages by words alone are looked at again, each pair of neighbours of the query that tell something: an
occurrence of the one counts where the other is less than a window away, in any order, whatever their endings
(the unordered window of Metzler and Croft 2005, weighed as BM25 weighs words: Büttcher, Clarke and Lushman 2006). What
lies further down was not going to be seen first for it; so the cost is that of the best and not of the collection.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kb.domain.query.tree import Phrase
from kb.index.query.pairs import WINDOW, TellingWord, telling_pairs
from kb.index.query.tuning import Tuning, idf
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.postings import Dictionary, joined, ranges
from kb.index.whoosh.scoring.bm25f import Scored, ScoredRows, merged, saturated
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
    counts = _together([(known[one][0], known[other][0]) for one, other in pairs], rows)
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
        places = _all_places(view, word)
        having = int(np.count_nonzero(view.live.take(merged((places >> _SHIFT,)))))
        return places, idf(max(view.stats["body"].rows, having), having)

    return view.cache.get(("places", word), made, lambda own: int(own[0].nbytes))


def _all_places(view: View, word: TellingWord) -> Array:
    """Return every place (row and position in one number) of the terms that share the word's stem, ascending."""
    found = []
    for segment, base in view.bases("body"):
        words = segment.words["body"]
        for term in _kin(words, word):
            rows, tf, positions = words.occurrences(term)
            found.append((np.repeat(rows.astype(np.int64) + base, tf) << _SHIFT) + positions)
    places = joined(found, np.int64)
    return np.sort(places, kind="stable") if len(found) > 1 else places


def _kin(words: Dictionary, word: TellingWord) -> Sequence[int]:
    """Return the numbers of the terms of a segment that share the word's stem."""
    own = words.find(word.term.encode("utf-8", "surrogatepass"))
    kin = {own} if own >= 0 else set()
    return sorted(kin.union(words.with_stem(word.stem.encode()) if word.stem else ()))


def _together(pairs: Sequence[tuple[Array, Array]], rows: Array) -> Array:
    """Count, for each pair and row, the occurrences of one word that have the other within the window.

    Only the places of the one word in these rows are read; the other is looked for among all of its places.
    """
    firsts = rows.astype(np.int64) << _SHIFT
    edges = np.concatenate((firsts, firsts + (1 << _SHIFT)))
    bounds = np.array([one.searchsorted(edges) for one, _ in pairs])
    lows = bounds[:, : len(rows)].ravel()
    counts = bounds[:, len(rows) :].ravel() - lows
    here = ranges(lows, counts)
    ends = counts.cumsum()[len(rows) - 1 :: len(rows)].tolist()
    near = []
    for (one, other), low, high in zip(pairs, [0, *ends], ends, strict=False):
        own = one.take(here[low:high])
        before = other.searchsorted(own - (WINDOW - 1))
        near.append(other.searchsorted(own + (WINDOW - 1), side="right") > before)
    found = np.arange(len(counts)).repeat(counts)[np.concatenate(near)]
    return np.bincount(found, minlength=len(counts)).reshape(len(pairs), len(rows))
