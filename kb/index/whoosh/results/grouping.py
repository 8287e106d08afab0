"""Groups: found passages gathered under their documents, and the best page of them."""

from dataclasses import dataclass

import numpy as np

from kb.domain.query.search_query import Sort
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.bm25f import merged
from kb.index.whoosh.scoring.ranking import WHOLE, Ranked
from kb.index.whoosh.scoring.view import View


@dataclass(frozen=True)
class Groups:
    """Documents with what was found in them: group ``g`` has the passages ``starts[g]:starts[g + 1]``.

    ``best`` orders groups; ``named`` is the score of the document's name, 0 where the name was not found.
    """

    docs: Array
    starts: Array
    ends: Array
    best: Array
    named: Array

    def __len__(self) -> int:
        """Count the documents."""
        return len(self.docs)


def gather(view: View, passages: Ranked, names: Ranked | None = None) -> Groups:
    """Gather under documents, also those found by ``names``: passages of one stand together, so one pass does it."""
    own = view.doc_of_row[passages.rows]
    starts = np.flatnonzero(np.append(True, own[1:] != own[:-1])) if len(own) else np.zeros(0, np.int64)
    ends = np.append(starts[1:], len(own)) if len(own) else starts
    best = np.maximum.reduceat(passages.keys, starts) if len(own) else np.zeros(0)
    if names is None or not len(names.rows):
        return Groups(own[starts], starts, ends, best, np.zeros(len(starts), np.float32))
    docs = merged((own[starts], names.rows))
    at = np.searchsorted(docs, own[starts])
    first, last = np.zeros(len(docs), np.int64), np.zeros(len(docs), np.int64)
    first[at], last[at] = starts, ends
    keys = np.full(len(docs), -np.inf)
    keys[at] = best
    named = np.zeros(len(docs), np.float32)
    at = np.searchsorted(docs, names.rows)
    named[at] = names.scores
    keys[at] = np.maximum(keys[at], names.keys)
    return Groups(docs, first, last, keys, named)


def documents_of(view: View, passages: Ranked, names: Ranked) -> Array:
    """Return the documents in which anything was found, ascending."""
    own = view.doc_of_row[passages.rows]
    docs = own[np.append(True, own[1:] != own[:-1])] if len(own) else own
    return merged((docs, names.rows)) if len(names.rows) else docs


def order(view: View, groups: Groups, sort: Sort, first: int, end: int, *, listing: bool = False) -> list[int]:
    """Return the numbers of the groups of one page, best first; ties go by key, so that the order is stable.

    In each tier evidence comes before what members and colleagues say of it.
    """
    if first >= len(groups):
        return []
    evidence = view.evidence[groups.docs]
    keys = groups.best + evidence * (WHOLE / 2)
    if sort is not Sort.BEST or listing:
        days = view.day[groups.docs].astype(np.float64)
        tiers = (groups.best >= WHOLE) * 2e9 - (groups.best < 0) * 2e9 + evidence * 1e9
        keys = tiers + (np.where(days > 0, -days, -1e8) if sort is Sort.OLDEST else days)
    chosen = np.arange(len(groups))
    if end < len(groups):
        edge = np.partition(keys, len(groups) - end)[len(groups) - end]
        chosen = np.flatnonzero(keys >= edge)
    ranked = np.lexsort((view.ranks(groups.docs[chosen]), -groups.best[chosen], -keys[chosen]))
    return [int(at) for at in chosen[ranked[first:end]]]


def best_passages(passages: Ranked, groups: Groups, number: int, most: int) -> list[int]:
    """Return the places (in ``passages``) of a group's best, best first, ties in the order of the document."""
    lo, hi = int(groups.starts[number]), int(groups.ends[number])
    if hi - lo == 1:
        return [lo]
    keys = passages.among(np.arange(lo, hi)).keys
    return [int(at) + lo for at in np.argsort(-keys, kind="stable")[:most]]
