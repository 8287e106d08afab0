"""Suggestions while typing: acronyms, topics, titles and words that begin with what was typed."""

from collections.abc import Sequence

import numpy as np

from kb.domain.results import Suggestion
from kb.domain.vocabulary import Acronym
from kb.index.analysis import CHUNK, fold, parts_of
from kb.index.arrays import Array
from kb.index.score import member
from kb.index.segment import AFTER
from kb.index.view import View

_WORDS = 3
_LONGEST = 200
_SCANNED = 5000
"""Terms looked at for one beginning; a single letter has more, and helps nobody."""


def suggest(view: View, typed: str, acronyms: Sequence[Acronym], most: int = 8) -> tuple[Suggestion, ...]:
    """Suggest whole queries for an unfinished one; every one of them finds something."""
    words = [match[0] for match in CHUNK.finditer(typed)]
    if not words or len(typed) > _LONGEST:
        return ()
    found = [
        *_acronyms(view, typed.strip(), acronyms),
        *_topics(view, typed.strip()),
        *_words_of(view, typed, words),
        *_titles(view, words),
    ]
    distinct = {fold(suggestion.text): suggestion for suggestion in reversed(found)}
    return tuple(sorted(distinct.values(), key=found.index))[:most]


def _acronyms(view: View, typed: str, acronyms: Sequence[Acronym]) -> list[Suggestion]:
    start = fold(typed)
    found = []
    for acronym in acronyms:
        names = (acronym.short, *acronym.expansions)
        if len(start) >= 2 and any(fold(name).startswith(start) for name in names):
            having = view.postings("body", fold(acronym.short)).df
            if having:
                words = ", ".join(acronym.expansions[:1])
                found.append(Suggestion(acronym.short, "acronym", having, words))
    return sorted(found, key=lambda suggestion: -suggestion.count)[:_WORDS]


def _topics(view: View, typed: str) -> list[Suggestion]:
    start, column = fold(typed), view.facets["topic"]
    chosen = [name for name in column.names if name.replace("-", " ").startswith(start)]
    counts, _ = column.count(np.flatnonzero(view.live_docs))
    of_name = dict(zip(column.names, counts, strict=True))
    return [Suggestion(name.replace("-", " "), "topic", of_name[name]) for name in chosen if of_name[name]][:_WORDS]


def _words_of(view: View, typed: str, words: Sequence[str]) -> list[Suggestion]:
    """Complete the last word with the commonest words that go with those before it."""
    last = fold(words[-1])
    if typed.endswith(" ") or not last.isalpha() or len(last) < 2:
        return []
    before: Array | None = None
    for part in (part for word in words[:-1] for part in parts_of(word)):
        rows = view.postings("body", part).rows
        before = rows if before is None else before[member(before, rows)]
    counts: dict[str, int] = {}
    low = last.encode("utf-8", "surrogatepass")
    for dictionary in view.dictionaries("body"):
        first, end = dictionary.between(low, low + AFTER)
        frequencies = np.diff(dictionary.starts[first : min(end, first + _SCANNED) + 1])
        for at in np.argsort(-frequencies, kind="stable")[:12].tolist():
            counts.setdefault(dictionary.terms[first + at].decode("utf-8", "surrogatepass"), 0)
    for term in counts:
        rows = view.postings("body", term).rows
        counts[term] = len(rows) if before is None else int(member(before, rows).sum())
    head = typed[: typed.rstrip().rfind(words[-1])]
    best = sorted((term for term in counts if counts[term] and term.isalpha()), key=lambda term: (-counts[term], term))
    return [Suggestion(f"{head}{term}", "word", counts[term]) for term in best[:_WORDS]]


def _titles(view: View, words: Sequence[str]) -> list[Suggestion]:
    docs: Array = view.prefix("title", fold(words[-1])).rows
    for part in (part for word in words[:-1] for part in parts_of(word)):
        docs = docs[member(docs, view.postings("title", part).rows)]
    newest = docs[np.lexsort((view.ranks(docs), -view.day[docs]))][:_WORDS]
    found = []
    for doc in newest.tolist():
        document = view.document(doc)
        found.append(Suggestion(document.title, "title", 1, document.key))
    return found
