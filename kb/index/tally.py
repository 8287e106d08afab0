"""Tallies: which sources have passages with all words of a search, and which sources there are at all.

What recorded looking rests on. A page of results is made to be read and leaves most of it out; a gap needs all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kb.domain.query import SearchQuery
from kb.index.acronyms import Lexicon
from kb.index.groups import best_passages
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
    """Search for ``text``; what has only some of its words does not count."""
    got = answer(view, SearchQuery(text), lexicon, tuning)
    found: dict[str, tuple[str, ...]] = {}
    if not got.listing:
        for number, doc in enumerate(got.groups.docs.tolist()):
            doc_type, _, id = view.key(doc).partition("/")
            if doc_type not in _OF_SOURCES:
                continue
            size = int(got.groups.ends[number] - got.groups.starts[number])
            ordered = best_passages(got.passages, got.groups, number, size) if size else []
            passages = [view.passage(int(got.passages.rows[at])) for at in ordered if got.passages.whole[at]]
            named = [""] if not passages and got.groups.named[number] else []
            if passages or named:
                found[id] = tuple(dict.fromkeys((*found.get(id, ()), *passages, *named)))
    return Tally(at, frozenset(_held(view)), found)


def _held(view: View) -> list[str]:
    keys = [key.partition("/") for key, live in zip(view.keys, view.live_docs.tolist(), strict=True) if live]
    return [id for doc_type, _, id in keys if doc_type in _OF_SOURCES]
