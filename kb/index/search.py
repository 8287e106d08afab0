"""One search, from the words typed to the answer: parse, plan, rank, filter, count, show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.domain.grammar import Parsed, parse
from kb.domain.query import QueryProblem, QueryProblemKind, SearchQuery, Sort
from kb.domain.query_tree import Query
from kb.domain.results import Group, Hit, SearchResult
from kb.index.acronyms import Lexicon
from kb.index.analysis import CHUNK
from kb.index.arrays import Array
from kb.index.facet import count_facets, passing
from kb.index.marks import Marker
from kb.index.masks import filter_masks
from kb.index.match import Matcher
from kb.index.plan import Clause, Plan, plan
from kb.index.rank import Groups, Ranked, best_rows, group, order, rank
from kb.index.score import Tuning, member
from kb.index.view import View

HITS_SHOWN = 3
"""Hits shown under one document; a search scoped to one document shows ``HITS_OF_ONE``."""

HITS_OF_ONE = 200


@dataclass(frozen=True)
class Answer:
    """What was found, before it is put in words."""

    parsed: Parsed
    plan: Plan
    everything: Ranked
    ranked: Ranked
    groups: Groups
    base: Array
    masks: dict[str, Array]


def answer(view: View, query: SearchQuery, lexicon: Lexicon, tuning: Tuning) -> Answer:
    """Find and rank."""
    parsed = parse(query.text)
    matcher = Matcher(view, tuning, plain=typed_in_capitals(query.text))
    planned = plan(
        matcher, parsed.query, lexicon, query.off, unfinished=query.as_prefix and not query.text.endswith(" ")
    )
    if query.text.strip() and not _has_words(parsed.query, planned):
        words = "There is no letter or figure to search for in this."
        problem = QueryProblem(QueryProblemKind.BAD_VALUE, 0, len(query.text), words)
        parsed = Parsed(parsed.query, (*parsed.problems, problem))
        planned = replace(planned, mask=np.zeros(view.rows, bool))
    everything = rank(view, planned, tuning)
    base, masks = filter_masks(view, query.filters)
    keep = passing(base, masks)[view.doc_of_row[everything.rows]]
    ranked = everything if bool(keep.all()) else everything.among(keep)
    return Answer(parsed, planned, everything, ranked, group(view, ranked), base, masks)


def search(view: View, query: SearchQuery, lexicon: Lexicon, tuning: Tuning) -> SearchResult:
    """Answer a search."""
    found = answer(view, query, lexicon, tuning)
    listing = not found.plan.clauses
    heads = view.head[found.ranked.rows]
    first = max(query.page - 1, 0) * query.size
    chosen = order(view, found.groups, query.sort, first, first + query.size, listing=listing)
    shower = _Shower(view, found, query, tuning)
    docs = np.zeros(view.documents, bool)
    docs[view.doc_of_row[found.everything.rows]] = True
    passages = int(len(heads) - heads.sum()) if listing else len(heads)
    return SearchResult(
        query=query,
        passages=passages,
        sources=len(found.groups),
        all_words=passages if listing else int(found.ranked.whole.sum()),
        groups=tuple(shower.group(number) for number in chosen),
        facets=count_facets(view, docs, found.base, found.masks, query.filters),
        problems=found.parsed.problems,
        also_searched=found.plan.also,
        searched_sources=view.live_documents,
    )


def typed_in_capitals(text: str) -> bool:
    """Say whether a whole query of several words is in capitals, so that capitals mean nothing in it."""
    words = [match[0] for match in CHUNK.finditer(text) if any(c.isalpha() for c in match[0])]
    return len(words) > 1 and all(word == word.upper() for word in words)


def _has_words(query: Query, planned: Plan) -> bool:
    return bool(planned.clauses) or planned.mask is not None


class _Shower:
    """Turns rows into hits; only for what is on the page."""

    def __init__(self, view: View, found: Answer, query: SearchQuery, tuning: Tuning) -> None:
        self._view, self._found, self._query, self._tuning = view, found, query, tuning
        clauses = found.plan.clauses
        names = [name for clause in clauses for name in clause.others]
        self._marker = Marker.of([clause.node for clause in clauses], names)
        self._most = HITS_OF_ONE if len(query.filters.source) == 1 else HITS_SHOWN
        self._listing = not clauses

    def group(self, number: int) -> Group:
        """Return one document with its best hits."""
        groups, ranked = self._found.groups, self._found.ranked
        document = self._view.document(int(groups.docs[number]))
        total = int(groups.starts[number + 1] - groups.starts[number])
        if self._listing:
            places = [int(groups.starts[number])]
            total -= int(self._view.head[ranked.rows[places[0]]])
        else:
            places = best_rows(ranked, groups, number, self._most)
        return Group(
            source=document.key,
            doc_type=document.doc_type,
            title=document.title,
            publishers=document.publishers,
            published=document.published,
            source_kind=document.source_kind,
            hits=tuple(self._hit(document.key, at) for at in places),
            total=total,
            illustrative=document.illustrative,
        )

    def _hit(self, source: str, at: int) -> Hit:
        number = int(self._found.ranked.rows[at])
        row = self._view.row(number)
        whole = bool(self._found.ranked.whole[at])
        return Hit(
            source=source,
            passage=row.passage,
            kind=row.kind,
            label=row.label,
            page=row.page,
            heading=row.heading,
            text=row.text,
            snippet=self._marker.snippet(row.text),
            score=float(self._found.ranked.scores[at]),
            missing=() if whole else self._missing(number),
            why=self._why(number) if self._query.explain else (),
        )

    def _missing(self, number: int) -> tuple[str, ...]:
        return tuple(c.label for c in self._found.plan.wanted if _score(c, number) is None)

    def _why(self, number: int) -> tuple[tuple[str, float], ...]:
        parts = [(clause.label, _score(clause, number)) for clause in self._found.plan.clauses]
        names, of_row = self._view.kinds
        kind = names[int(of_row[number])]
        shown = [(label, score) for label, score in parts if score is not None]
        return (*shown, (f"times, as a {kind}", self._tuning.kinds.get(kind, 1.0)))


def _score(clause: Clause, number: int) -> float | None:
    at = int(np.searchsorted(clause.found.rows, number))
    if at < len(clause.found.rows) and int(clause.found.rows[at]) == number:
        return float(clause.found.scores[at])
    return None


__all__: Sequence[str] = ("Sort", "answer", "member", "search")
