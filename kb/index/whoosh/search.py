"""One search, from the words typed to the answer: parse, plan, rank, filter, count."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from kb.domain.query.grammar import Parsed, parse
from kb.domain.query.results import Group, SearchResult
from kb.domain.query.search_query import QueryProblem, QueryProblemKind, SearchQuery, Sort
from kb.index.alternatives import offers
from kb.index.presentation import as_similar
from kb.index.query.acronyms import Lexicon
from kb.index.query.reading import typed_in_capitals
from kb.index.query.tuning import Tuning
from kb.index.semantic.query_meaning import prose_of
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.results.dictionary import ViewDictionary
from kb.index.whoosh.results.facets import count_facets, passing
from kb.index.whoosh.results.grouping import Groups, documents_of, gather, order
from kb.index.whoosh.results.result_builder import ResultBuilder
from kb.index.whoosh.scoring.filters import filter_masks
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import Plan, plan
from kb.index.whoosh.scoring.proximity import add_proximity
from kb.index.whoosh.scoring.ranking import Ranked, rank, rank_names
from kb.index.whoosh.scoring.view import View


class SemanticRanking(Protocol):
    """What may order passages by meaning too; searches do without it where nobody hands it in."""

    def rerank(self, view: View, text: str, ranked: Ranked) -> Ranked:
        """Give the best of what words found another score; the same passages come back."""

    def nearest(self, view: View, text: str, mask: Array | None) -> Ranked:
        """Return the few passages nearest to a text, of those let through."""


@dataclass(frozen=True)
class Answer:
    """What was found, before it is put in words: ``docs`` before filters, the rest after."""

    parsed: Parsed
    plan: Plan
    docs: Array
    passages: Ranked
    groups: Groups
    base: Array
    masks: dict[str, Array]

    @property
    def listing(self) -> bool:
        """Say whether there were no words to search for, so that documents are listed."""
        return not self.plan.clauses


def answer(
    view: View,
    query: SearchQuery,
    lexicon: Lexicon,
    tuning: Tuning,
    meaning: SemanticRanking | None = None,
    *,
    ordered: bool = True,
) -> Answer:
    """Find, rank and filter; what is only counted need not be ``ordered`` to the last."""
    parsed = parse(query.text)
    matcher = Matcher(view, tuning, plain=typed_in_capitals(query.text))
    unfinished = query.as_prefix and not query.text.endswith(" ")
    planned = plan(matcher, parsed.query, lexicon, query.off, unfinished=unfinished)
    base, masks = filter_masks(view, query.filters)
    passages, names = rank(view, planned, tuning), rank_names(view, planned)
    if query.text.strip() and not planned.clauses and planned.mask is None:
        words = "There is no letter or figure to search for in this."
        problem = QueryProblem(QueryProblemKind.BAD_VALUE, 0, len(query.text), words)
        parsed = replace(parsed, problems=(*parsed.problems, problem))
        passages, names = passages.among(np.zeros(0, np.int64)), names.among(np.zeros(0, np.int64))
    docs = documents_of(view, passages, names) if query.filters.active else None
    if query.filters.active:
        keep = passing(base, masks)
        passages, names = passages.among(keep[view.doc_of_row[passages.rows]]), names.among(keep[names.rows])
    if ordered:
        planned, passages = add_proximity(view, planned, passages, tuning, told=query.explain)
        if meaning is not None and (prose := _prose(planned, query)):
            passages = meaning.rerank(view, prose, passages)
    groups = gather(view, passages, names)
    return Answer(parsed, planned, groups.docs if docs is None else docs, passages, groups, base, masks)


def search(
    view: View, query: SearchQuery, lexicon: Lexicon, tuning: Tuning, meaning: SemanticRanking | None = None
) -> SearchResult:
    """Answer a search."""
    found = answer(view, query, lexicon, tuning, meaning)
    first = max(query.page - 1, 0) * query.size
    chosen = order(view, found.groups, query.sort, first, first + query.size, listing=found.listing)
    builder = ResultBuilder(view, found.plan, found.passages, found.groups, query, tuning)
    all_words, passages = _counts(found)
    better, others = offers(
        ViewDictionary(view),
        query,
        found.parsed.query,
        (all_words, passages),
        lambda other: count(view, other, lexicon, tuning),
        asked=bool(found.plan.clauses),
        unknown=any(not len(clause.found) for clause in found.plan.clauses),
    )
    groups = tuple(builder.group(number) for number in chosen)
    if meaning is not None and not passages and query.page == 1:
        groups = _similar(view, query, found, meaning, tuning)
    return SearchResult(
        query=query,
        passages=passages,
        sources=len(found.groups),
        all_words=all_words,
        groups=groups,
        facets=count_facets(view, found.docs, found.base, found.masks, query.filters),
        problems=found.parsed.problems,
        also_searched=found.plan.also,
        did_you_mean=better,
        alternatives=others,
        searched_sources=view.live_documents,
    )


def _similar(
    view: View, query: SearchQuery, found: Answer, meaning: SemanticRanking, tuning: Tuning
) -> tuple[Group, ...]:
    """Return passages that say something like a query none of whose words is found; they are not counted as found."""
    planned, prose = found.plan, _prose(found.plan, query)
    if not prose:
        return ()
    mask = None if planned.mask is None else planned.mask.passages
    if query.filters.active:
        kept = passing(found.base, found.masks)[view.doc_of_row]
        mask = kept if mask is None else mask & kept
    near = meaning.nearest(view, prose, mask)
    groups = gather(view, near)
    builder = ResultBuilder(view, planned, near, groups, query, tuning)
    return tuple(as_similar(builder.group(number)) for number in order(view, groups, Sort.BEST, 0, query.size))


def count(view: View, query: SearchQuery, lexicon: Lexicon, tuning: Tuning) -> tuple[int, int]:
    """Count what a search finds: with all its words, and in all."""
    return _counts(answer(view, query, lexicon, tuning, ordered=False))


def _counts(found: Answer) -> tuple[int, int]:
    named = 0 if found.listing else int(np.count_nonzero(found.groups.named))
    return int(np.count_nonzero(found.passages.whole)) + named, len(found.passages.rows) + named


def _prose(planned: Plan, query: SearchQuery) -> str:
    wanted = [(clause.node, clause.label) for clause in planned.wanted]
    return prose_of(query, wanted, required=bool(planned.required))
