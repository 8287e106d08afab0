"""Meaning beside words: the best passages of a search ordered also by how near they are to what was asked.

What the words found is re-ranked, never replaced: of each tier's best, the score becomes the weighted mean of that
of the words and that of the meaning, stretched to the same range. Only where no word finds anything are the nearest
passages of all offered, marked as such. Vectors belong to texts; which texts are looked at is the view's, so a reader
never meets, nor can tell from an order, a passage of a shard that is closed to them.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kb.index.semantic.model import Model
from kb.index.semantic.vectors import Vectors
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.passage_vectors import RowPlaces
from kb.index.whoosh.scoring.ranking import Ranked, best
from kb.index.whoosh.scoring.view import View

BEST = 500
"""Passages that are re-ranked: 100 give nearly the same order of the first ten, but lift nothing from further down."""

WEIGHT = 0.6
"""How much meaning weighs, of one: chosen by leaving out one collection after another (decision 1100)."""

LEAST_WORDS = 3
"""Words of a query that meaning is asked about: of one or two the words themselves are the better judge (measured on
the judged searches, where names and acronyms lost by it)."""

NEAREST, NEAR_ENOUGH = 10, 0.3
"""Passages offered where no word was found, and the cosine they need: what is off the subject reaches 0.26."""

_QUERIES = 512


class VectorRanking:
    """The meaning of searches over one model's vectors; safe to share between threads."""

    def __init__(self, load: Callable[[], Model | None], vectors: Vectors) -> None:
        """``load`` opens the model when the first search needs it; where that gives none, words alone count."""
        self._load, self._vectors = load, vectors
        self._model: Model | None = None
        self._loaded = False
        self._lock = threading.Lock()
        self._queries: OrderedDict[str, Array] = OrderedDict()
        self._rows = RowPlaces(vectors)

    def rerank(self, view: View, text: str, ranked: Ranked) -> Ranked:
        """Give the best passages a mean of their own score and their nearness; the others stay below them."""
        if len(ranked.rows) < 2 or len(text.split()) < LEAST_WORDS or (asked := self._asked(text)) is None:
            return ranked
        chosen = np.array(best(view, ranked, BEST))
        places = self._rows.some(view, ranked.rows[chosen])
        known = places >= 0
        near = np.zeros(len(chosen), np.float32)
        near[known] = self._vectors.vectors(places[known]) @ asked
        scores = ranked.scores.astype(np.float64)
        whole = ranked.whole[chosen]
        weak = np.zeros(len(chosen), bool) if ranked.weak is None else ranked.weak[chosen]
        for tier in (whole, ~(whole | weak), weak):
            scores[chosen[tier]] = fused(scores[chosen[tier]], near[tier], known[tier])
        return replace(ranked, scores=scores, head=None)

    def nearest(self, view: View, text: str, mask: Array | None) -> Ranked:
        """Return the passages nearest to a text of those let through; their scores are cosines."""
        asked = self._asked(text)
        if asked is None:
            return Ranked(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, bool))
        places = self._rows.all(view)
        open_ = (places >= 0) & view.live if mask is None else (places >= 0) & view.live & mask
        rows = np.flatnonzero(open_)
        everywhere = self._vectors.refreshed()[0]["vector"] @ asked  # in place: to pick rows first takes 4 times longer
        near = everywhere[places[rows]]
        enough = near >= NEAR_ENOUGH
        rows, near = rows[enough], near[enough]
        if len(rows) > NEAREST:
            keep = np.sort(np.argsort(-near, kind="stable")[:NEAREST])
            rows, near = rows[keep], near[keep]
        return Ranked(rows.astype(np.int32), near, np.zeros(len(rows), bool))

    def _asked(self, text: str) -> Array | None:
        """Return the vector of a query, ``None`` without model or vectors; the last few hundred are kept."""
        if not self._vectors.stamp()[1]:
            return None
        with self._lock:
            found = self._queries.get(text)
            if found is not None:
                self._queries.move_to_end(text)
                return found
            if not self._loaded:
                self._model, self._loaded = self._load(), True
        if self._model is None:
            return None
        vector: Array = self._model.encode([text])[0]
        with self._lock:
            self._queries[text] = vector
            if len(self._queries) > _QUERIES:
                self._queries.popitem(last=False)
        return vector


def fused(words: Array, near: Array, known: Array, weight: float = WEIGHT) -> Array:
    """Return a weighted mean of two scores, nearness stretched to the range of the words'; unknown ones keep theirs.

    That is the weighted mean of both after each is stretched to 0…1, told on the scale of the words' score.
    """
    if known.sum() < 2 or len(words) < 2:
        return words
    low, high = float(words.min()), float(words.max())
    nearest, farthest = float(near[known].max()), float(near[known].min())
    if nearest <= farthest:
        return words
    stretched = low + (near - farthest) / (nearest - farthest) * (high - low)
    return np.where(known, (1 - weight) * words + weight * stretched, words)
