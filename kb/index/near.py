"""Nearness: words that stand beside each other in the query and near each other in a passage score more.

The best passages by words alone are looked at again, each pair of neighbours of the query that tell something: an
occurrence of the one counts where the other is less than a window away, in any order, whatever their endings
(the unordered window of Metzler and Croft 2005, weighed as BM25 weighs words: Büttcher, Clarke and Lushman 2006). What
lies further down was not going to be seen first for it; so the cost is that of the best and not of the collection.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from kb.domain.empty_words import EMPTY_WORDS
from kb.domain.query_tree import Phrase, Word
from kb.index.analysis import forms_of, stem_of, stems_of
from kb.index.arrays import Array
from kb.index.columns import joined, ranges
from kb.index.plan import Clause, Plan
from kb.index.rank import Ranked, boosts_of, highest
from kb.index.score import Found, Scored, Tuning, idf, saturated
from kb.index.segment import AFTER, Dictionary
from kb.index.view import View

BEST = 100
"""Passages looked at again: with 50 the first ten of both judged collections are the same."""

WINDOW = 8
"""Two words are near each other where fewer than so many steps lie from one to the other."""

MOST_PAIRS = 24
"""Pairs looked at in one query, the first: it bounds the time for a page of text as a query."""

_SHIFT = 17
_KIN = 500
"""Words looked at for those that share a stem; short stems begin more, and only the word as typed is taken."""


@dataclass(frozen=True)
class _Telling:
    """A word of the query: as typed, the term it stands for, and its stem (empty: only as written)."""

    typed: str
    term: str
    stem: str


def bring_near(view: View, plan: Plan, ranked: Ranked, tuning: Tuning) -> tuple[Plan, Ranked]:
    """Score nearness among the best; the plan comes back with the pairs that score (for the explanation)."""
    pairs = _pairs(plan)
    if not pairs or not len(ranked.rows) or tuning.near <= 0:
        return plan, ranked
    keys = ranked.order
    best = np.arange(len(keys)) if len(keys) <= BEST else highest(keys, BEST)
    rows = ranked.rows[best]  # ascending, as all rows of a ranking are
    firsts = rows.astype(np.int64) << _SHIFT
    places: dict[_Telling, Array] = {}
    telling: dict[_Telling, float] = {}
    for word in dict.fromkeys(word for pair in pairs for word in pair):
        everywhere, telling[word] = _known(view, word)
        places[word] = _among(everywhere, firsts)
    more = np.zeros(len(rows), np.float32)
    clauses = []
    for one, other in pairs:
        counts = _together(places[one], places[other], len(rows))
        if not counts.any():
            continue
        weight = tuning.near * (telling[one] + telling[other])
        scores = saturated(view, "body", counts, rows, tuning, weight)
        more += scores
        having = np.flatnonzero(counts)
        label = f"{one.typed} {other.typed}"
        found = Found(Scored(rows[having], scores[having]))
        clauses.append(Clause(Phrase(label, WINDOW - 2), f"“{one.typed}” near “{other.typed}”", found))
    if not clauses:
        return plan, ranked
    boosts = boosts_of(view, tuning)
    scores = ranked.scores.copy()
    scores[best] += more if boosts is None else more * boosts.take(rows)
    return replace(plan, near=tuple(clauses)), replace(ranked, scores=scores, head=best)


def _pairs(plan: Plan) -> list[tuple[_Telling, _Telling]]:
    """Return the neighbours among the telling words of a query, each pair once."""
    words: list[_Telling] = []
    for clause in plan.wanted:
        if isinstance(clause.node, Word):
            words += _telling(clause.node.text, plain=plan.plain)
    pairs = [(one, other) for one, other in pairwise(words) if not _same(one, other)]
    return list(dict.fromkeys(pairs))[:MOST_PAIRS]


@lru_cache(maxsize=4096)
def _telling(text: str, *, plain: bool) -> tuple[_Telling, ...]:
    forms = forms_of(text)
    if forms is None:
        return ()
    if forms.capitals and not plain:
        return (_Telling(text, forms.capitals, ""),)
    if not forms.parts:
        return (_Telling(text, forms.exact[0], forms.stem),) if forms.exact[0] not in EMPTY_WORDS else ()
    return tuple(_Telling(part, part, stem_of(part)) for part in forms.parts if part not in EMPTY_WORDS)


def _same(one: _Telling, other: _Telling) -> bool:
    return (one.stem or one.term) == (other.stem or other.term)


def _known(view: View, word: _Telling) -> tuple[Array, float]:
    """Return every place of a word and how telling it is; kept for the generation."""

    def made() -> tuple[Array, float]:
        having = view.postings("body", word.stem or word.term, stem=bool(word.stem)).df
        return _all_places(view, word), idf(max(view.stats["body"].rows, having), having)

    return view.cache.get(("places", word), made, lambda own: int(own[0].nbytes))  # type: ignore[no-any-return]


def _among(places: Array, firsts: Array) -> Array:
    """Return the places in some rows: the number of the row among these and the position in one number, ascending."""
    lows = places.searchsorted(firsts)
    counts = places.searchsorted(firsts + (1 << _SHIFT)) - lows
    here: Array = places[ranges(lows, counts)]
    here -= np.repeat(firsts - (np.arange(len(firsts)) << _SHIFT), counts)
    return here


def _all_places(view: View, word: _Telling) -> Array:
    """Return every place (row and position in one number) of the terms that share the word's stem, ascending."""
    found = []
    for segment, base in view.bases("body"):
        words = segment.words["body"]
        for term in _kin(words, word):
            rows, tf, positions = words.occurrences(term)
            found.append((np.repeat(rows.astype(np.int64) + base, tf) << _SHIFT) + positions)
    places = joined(found, np.int64)
    return np.sort(places) if len(found) > 1 else places


def _kin(words: Dictionary, word: _Telling) -> Sequence[int]:
    """Return the numbers of the terms of a segment that share the word's stem."""
    own = words.find(word.term.encode("utf-8", "surrogatepass"))
    kin = {own} if own >= 0 else set()
    if word.stem:
        start = (word.stem[:-1] if len(word.stem) > 3 else word.stem).encode()  # its last letter may be another
        low, high = words.between(start, start + AFTER)
        if high - low <= _KIN:
            terms = [words.terms[at].decode("utf-8", "surrogatepass") for at in range(low, high)]
            kin.update(low + at for at, stem in enumerate(stems_of(terms)) if stem == word.stem)
    return sorted(kin)


def _together(some: Array, others: Array, rows: int) -> Array:
    """Count, for each row, the occurrences of one word that have the other within the window."""
    before = np.searchsorted(others, some - (WINDOW - 1))
    after = np.searchsorted(others, some + (WINDOW - 1), side="right")
    counts: Array = np.bincount(some[after > before] >> _SHIFT, minlength=rows)
    return counts
