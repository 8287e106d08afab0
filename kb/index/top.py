"""Retrieval alone: the best passages for some words, without grouping them; what the bench compares with others."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.domain.grammar import parse
from kb.domain.query import Filters
from kb.domain.query_tree import Query, Word
from kb.domain.results import Facet, Snippet
from kb.index.acronyms import Lexicon
from kb.index.analysis import CHUNK
from kb.index.facet import count_facets, passing
from kb.index.marks import Marker
from kb.index.masks import filter_masks
from kb.index.match import Matcher
from kb.index.plan import plan
from kb.index.rank import Tiers, best, rank
from kb.index.score import Tuning
from kb.index.search import Meaning
from kb.index.view import View


@dataclass(frozen=True)
class Top:
    """The best passages: ids as (document, passage), scores, and what was asked for besides."""

    ids: tuple[tuple[str, str], ...]
    scores: tuple[float, ...]
    total: int
    facets: tuple[Facet, ...] = ()
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a retrieval; ``literal`` reads the text as words only, without the grammar."""

    size: int = 10
    filters: Filters = field(default_factory=Filters)
    any_words: bool = True
    facets: tuple[str, ...] = ()
    snippets: int = 0
    literal: bool = False


def top(view: View, text: str, wanted: Wanted, tuning: Tuning, meaning: Meaning | None = None) -> Top:
    """Find the best passages."""
    query = words_of(text) if wanted.literal else parse(text).query
    planned = plan(Matcher(view, tuning), query, Lexicon.of(()), alone=True)
    ranked = rank(view, planned, tuning, Tiers.ANY if wanted.any_words else Tiers.ALL)
    facets: Sequence[Facet] = ()
    if wanted.filters.active or wanted.facets:
        base, masks = filter_masks(view, wanted.filters)
        docs = view.doc_of_row[ranked.rows]
        if wanted.facets:
            found = docs[np.append(True, docs[1:] != docs[:-1])] if len(docs) else docs
            facets = count_facets(view, found, base, masks, wanted.filters, wanted.facets)
        if wanted.filters.active:
            ranked = ranked.among(passing(base, masks)[docs])
    if meaning is not None:
        ranked = meaning.rerank(view, text, ranked)
    places = best(view, ranked, wanted.size)
    rows = [view.row(int(ranked.rows[at])) for at in places]
    keys = [view.key(int(view.doc_of_row[ranked.rows[at]])).partition("/")[2] for at in places]
    marker = Marker.of([clause.node for clause in planned.clauses])
    return Top(
        tuple((key, row.passage) for key, row in zip(keys, rows, strict=True)),
        tuple(float(ranked.scores[at]) for at in places),
        len(ranked.rows),
        tuple(facets),
        tuple(marker.snippet(row.text) for row in rows[: wanted.snippets]),
    )


def words_of(text: str) -> Query:
    """Return the words of a text as a query; a word that comes twice counts twice."""
    return Query(tuple(Word(match[0]) for match in CHUNK.finditer(text[:20000]))[:200])
