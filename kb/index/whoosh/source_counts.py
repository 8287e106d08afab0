"""Counting in sources: which have passages with all words of a search, and which there are at all.

What search records rest on. A page of results is made to be read and leaves most of it out; a gap needs all.
"""

from datetime import datetime

from kb.domain.query.search_query import SearchQuery
from kb.index.query.acronyms import Lexicon
from kb.index.query.tuning import Tuning
from kb.index.reports import SourceCounts
from kb.index.whoosh.results.grouping import best_passages, gather
from kb.index.whoosh.scoring.view import View
from kb.index.whoosh.search import answer

_OF_SOURCES = ("source", "text")
"""Types of documents whose passages are a source's."""


def source_counts(view: View, text: str, lexicon: Lexicon, tuning: Tuning, at: datetime) -> SourceCounts:
    """Search for ``text``; what has only some of its words does not count, and words only left out find none."""
    got = answer(view, SearchQuery(text), lexicon, tuning)
    if got.listing:
        return SourceCounts(at, frozenset(_held(view)), {})
    whole = got.passages.among(got.passages.whole)  # the others are many, and nobody asks for them
    groups = gather(view, whole)
    found: dict[str, tuple[str, ...]] = {}
    for number, doc in enumerate(groups.docs.tolist()):
        if id := _source(view, doc):
            size = int(groups.ends[number] - groups.starts[number])
            passages = [view.passage(int(whole.rows[place])) for place in best_passages(whole, groups, number, size)]
            found[id] = (*found.get(id, ()), *passages)
    for doc in got.groups.docs[got.groups.named > 0].tolist():
        if id := _source(view, doc):
            found.setdefault(id, ("",))
    return SourceCounts(at, frozenset(_held(view)), found)


def _source(view: View, doc: int) -> str:
    """Return the id of the source that a document is, or is the text of; empty for all others."""
    doc_type, _, id = view.key(doc).partition("/")
    return id if doc_type in _OF_SOURCES else ""


def _held(view: View) -> list[str]:
    keys = [key.partition("/") for key, live in zip(view.keys, view.live_docs.tolist(), strict=True) if live]
    return [id for doc_type, _, id in keys if doc_type in _OF_SOURCES]
