"""Retrieval alone: the best passages for some words, without grouping them; what the bench compares with others."""

from collections.abc import Sequence

import numpy as np

from kb.domain.query.grammar import parse
from kb.domain.query.results import Facet, Snippet
from kb.index.highlighting import Highlighter
from kb.index.query.acronyms import Lexicon
from kb.index.query.reading import typed_in_capitals, words_of
from kb.index.query.tuning import Tuning
from kb.index.reports import Retrieval, RetrievalOptions
from kb.index.whoosh.results.facets import count_facets, passing_rows
from kb.index.whoosh.scoring.filters import filter_masks
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.proximity import BEST, add_proximity
from kb.index.whoosh.scoring.ranking import Tiers, best, rank
from kb.index.whoosh.scoring.view import View
from kb.index.whoosh.search import SemanticRanking


def retrieve(
    view: View, text: str, wanted: RetrievalOptions, tuning: Tuning, meaning: SemanticRanking | None = None
) -> Retrieval:
    """Find the best passages."""
    query = words_of(text) if wanted.literal else parse(text).query
    planned = plan(Matcher(view, tuning, plain=typed_in_capitals(text)), query, Lexicon.of(()))
    base, masks = filter_masks(view, wanted.filters)
    within = passing_rows(view, wanted.filters, base, masks) if wanted.filters.active else None
    tiers = Tiers.ANY if wanted.any_words else Tiers.ALL
    early = not masks.keys() & set(wanted.facets)  # the facet of a filter is counted without that filter
    most = max(wanted.size, BEST) if early and meaning is None else None  # meaning orders more of them anew
    ranked = rank(view, planned, tuning, tiers, within if early else None, most)
    facets: Sequence[Facet] = ()
    if wanted.facets:
        docs = view.doc_of_row.take(ranked.all_rows)
        found = docs[np.append(True, docs[1:] != docs[:-1])] if len(docs) else docs
        base, masks = (view.live_docs, {}) if early else (base, masks)
        facets = count_facets(view, found, base, masks, wanted.filters, wanted.facets)
    if within is not None and not early:
        ranked = ranked.among(within.take(ranked.rows))
    if wanted.near:
        planned, ranked = add_proximity(view, planned, ranked, tuning, told=False)
    if meaning is not None:
        ranked = meaning.rerank(view, text, ranked)
    places = best(view, ranked, wanted.size)
    rows = ranked.rows.take(places)
    keys = [view.key(doc).partition("/")[2] for doc in view.doc_of_row.take(rows).tolist()]
    snippets: tuple[Snippet, ...] = ()
    if wanted.snippets:
        highlighter = Highlighter.of(planned.nodes, plain=planned.plain)
        snippets = tuple(highlighter.snippet(view.row(row).text) for row in rows[: wanted.snippets].tolist())
    return Retrieval(
        tuple(zip(keys, map(view.passage, rows.tolist()), strict=True)),
        tuple(ranked.scores.take(places).tolist()),
        ranked.found,
        tuple(facets),
        snippets,
    )
