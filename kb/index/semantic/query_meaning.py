"""The meaning of queries beside their words, the same for every engine.

What the words found is re-ranked, never replaced: of each tier's best, the score becomes the weighted mean of that
of the words and that of the meaning, stretched to the same range.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from kb.domain.query.search_query import SearchQuery
from kb.domain.query.tree import Node, Phrase, Word
from kb.index.semantic.model import Model
from kb.index.semantic.vectors import Array, Vectors

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


class QueryMeaning:
    """The vectors of queries beside one model's vectors of texts; safe to share between threads."""

    def __init__(self, load: Callable[[], Model | None], vectors: Vectors) -> None:
        """``load`` opens the model when the first search needs it; where that gives none, words alone count."""
        self._load, self.vectors = load, vectors
        self._model: Model | None = None
        self._loaded = False
        self._lock = threading.Lock()
        self._queries: OrderedDict[str, Array] = OrderedDict()

    def vector_of(self, text: str) -> Array | None:
        """Return the vector of a query, ``None`` without model or vectors; the last few hundred are kept."""
        if not self.vectors.stamp()[1]:
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

    def ordering(self, text: str) -> Array | None:
        """Return the vector of a text whose passages are ordered by meaning too, ``None`` for others."""
        return self.vector_of(text) if len(text.split()) >= LEAST_WORDS else None

    def fused(self, text: str, words: Sequence[float], keys: Sequence[bytes]) -> list[float]:
        """Return the scores of one tier's passages, each with the key of its vector, with their nearness to a text."""
        asked = self.vector_of(text)
        if asked is None:
            return list(words)
        places = self.vectors.places(keys)
        known = places >= 0
        near = np.zeros(len(places), np.float32)
        near[known] = self.vectors.vectors(places[known]) @ asked
        found: list[float] = fused(np.array(words, np.float64), near, known).tolist()
        return found

    def nearest(self, text: str, most: int) -> list[tuple[bytes, float]]:
        """Return the keys of the vectors nearest to a text with their cosines, the nearest first."""
        asked = self.vector_of(text)
        if asked is None:
            return []
        records = self.vectors.refreshed()[0]
        near = records["vector"] @ asked
        enough = np.flatnonzero(near >= NEAR_ENOUGH)
        chosen = enough[np.argsort(-near[enough], kind="stable")[:most]]
        return [(records["key"][at].tobytes(), float(near[at])) for at in chosen.tolist()]


def prose_of(query: SearchQuery, wanted: Sequence[tuple[Node, str]], *, required: bool) -> str:
    """Return the words whose meaning counts; none where something is quoted, half a word, or said in operators."""
    plain = all(isinstance(node, Word | Phrase) for node, _ in wanted)
    return "" if query.as_prefix or required or not plain else " ".join(label for _, label in wanted)


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
