"""Tallies: which sources have passages with all words of a search, and which sources there are at all.

What recorded looking rests on. A page of results is made to be read and leaves most of it out; a gap needs all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kb.domain.query.search_query import SearchQuery
from kb.index.acronyms import Lexicon
from kb.index.groups import best_passages, gather
from kb.index.rank import Ranked
from kb.index.score import Tuning
from kb.index.search import answer
from kb.index.view import View

_OF_SOURCES = ("source", "text")
"""Types of documents whose passages are a source's."""


@dataclass(frozen=True)
class Tally:
    """What one search finds in the sources of an audience: ids of passages, best first, by source.

    A source that only its title was found by has the one empty id. ``held`` are the ids of all sources that were
    looked into, ``at`` is when what they hold was indexed.
    """

    at: datetime
    held: frozenset[str]
    found: Mapping[str, tuple[str, ...]]


def tally(view: View, text: str, lexicon: Lexicon, tuning: Tuning, at: datetime) -> Tally:
    """Search for ``text``; what has only some of its words does not count, and words only left out find none."""
    got = answer(view, SearchQuery(text), lexicon, tuning)
    if got.listing:
        return Tally(at, frozenset(_held(view)), {})
    whole = got.passages.among(got.passages.whole)  # the others are many, and nobody asks for them
    groups = gather(view, whole, Ranked(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, bool)))
    found: dict[str, tuple[str, ...]] = {}
    for number, doc in enumerate(groups.docs.tolist()):
        if id := _source(view, doc):
            size = int(groups.ends[number] - groups.starts[number])
            passages = [view.passage(int(whole.rows[place])) for place in best_passages(whole, groups, number, size)]
            found[id] = (*found.get(id, ()), *passages)
    for doc in got.groups.docs[got.groups.named > 0].tolist():
        if id := _source(view, doc):
            found.setdefault(id, ("",))
    return Tally(at, frozenset(_held(view)), found)


def _source(view: View, doc: int) -> str:
    """Return the id of the source that a document is, or is the text of; empty for all others."""
    doc_type, _, id = view.key(doc).partition("/")
    return id if doc_type in _OF_SOURCES else ""


def _held(view: View) -> list[str]:
    keys = [key.partition("/") for key, live in zip(view.keys, view.live_docs.tolist(), strict=True) if live]
    return [id for doc_type, _, id in keys if doc_type in _OF_SOURCES]
