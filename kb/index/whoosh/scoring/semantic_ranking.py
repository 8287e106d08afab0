"""Meaning beside words in the embedded engine: the best passages of a search ordered also by how near they are.

Only where no word finds anything are the nearest passages of all offered, marked as such. Vectors belong to texts;
which texts are looked at is the view's, so a reader never meets, nor can tell from an order, a passage of a shard that
is closed to them.
"""

from dataclasses import replace

import numpy as np

from kb.index.semantic.query_meaning import BEST, NEAR_ENOUGH, NEAREST, QueryMeaning, fused
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.passage_vectors import RowPlaces
from kb.index.whoosh.scoring.ranking import Ranked, best
from kb.index.whoosh.scoring.view import View


class VectorRanking:
    """The order that the meaning of searches gives; safe to share between threads."""

    def __init__(self, meaning: QueryMeaning) -> None:
        self._meaning, self._vectors = meaning, meaning.vectors
        self._rows = RowPlaces(meaning.vectors)

    def rerank(self, view: View, text: str, ranked: Ranked) -> Ranked:
        """Give the best passages a mean of their own score and their nearness; the others stay below them."""
        if len(ranked.rows) < 2 or (asked := self._meaning.ordering(text)) is None:
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
        asked = self._meaning.vector_of(text)
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
