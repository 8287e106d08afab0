"""One search over a cluster, from the words typed to the answer: the same steps as in the embedded engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.grammar import parse
from kb.domain.query.results import Group, SearchResult
from kb.domain.query.search_query import QueryProblem, QueryProblemKind, SearchQuery, Sort
from kb.domain.query.tree import Query
from kb.index.alternatives import offers
from kb.index.opensearch.dictionary import ClusterDictionary
from kb.index.opensearch.filters import (
    EXACT_IN_ALL,
    documents_counted,
    facet_counts,
    facets_of,
    passing,
)
from kb.index.opensearch.mapping import DEEPEST
from kb.index.opensearch.planning import Planner, SearchPlan, fitting
from kb.index.opensearch.query_dsl import BEST_FIRST, HEADS, NONE, PASSAGES, Dsl, unnamed
from kb.index.opensearch.ranking import RankingQuery, ranking
from kb.index.opensearch.reader import Reader
from kb.index.opensearch.results import ResultReader
from kb.index.opensearch.semantic_order import FIELDS, SemanticOrder, nearest_rows, ordered_by_meaning
from kb.index.presentation import as_similar
from kb.index.query.reading import typed_in_capitals
from kb.index.semantic.query_meaning import BEST, prose_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One search, planned."""

    reader: Reader
    query: SearchQuery
    tree: Query
    plan: SearchPlan
    problems: tuple[QueryProblem, ...]

    @cached_property
    def ranking(self) -> RankingQuery:
        """Return the query that finds and orders; nothing is found where there is nothing to look for."""
        if self.is_void:
            return RankingQuery(NONE, NONE, NONE)
        return ranking(self.plan, self.reader.tuning)

    @property
    def is_void(self) -> bool:
        """Say whether something was typed that has no letter or figure in it."""
        return bool(self.query.text.strip()) and not self.plan.clauses and not self.plan.mask

    @property
    def prose(self) -> str:
        """Return the words whose meaning counts; none where searches go by words alone."""
        wanted = [(clause.node, clause.label) for clause in self.plan.wanted]
        required = any(clause.required for clause in self.plan.clauses)
        return prose_of(self.query, wanted, required=required) if self.reader.meaning else ""

    def filtered(self, query: Dsl) -> Dsl:
        """Return a query with what the reader chose."""
        return {"bool": {"must": [query], "filter": [passing(self.query.filters)]}}

    def counting(self, facets: Sequence[str] = FACET_NAMES) -> Json:
        """Return the search that counts what passes the filters, and facets; without hits nothing has to be scored."""
        found = {
            "filter": passing(self.query.filters),
            "aggs": {
                "documents": documents_counted(EXACT_IN_ALL),
                "passages": {"filter": PASSAGES},
                "whole": {"filter": self.ranking.whole},
                "named": {"filter": HEADS},
            },
        }
        aggs = {"found": found, **facet_counts(self.query.filters, facets)}
        return {"size": 0, "query": self.ranking.order, "aggs": aggs}


def planned(reader: Reader, query: SearchQuery) -> Asked:
    """Read and plan a search."""
    parsed = parse(query.text)
    unfinished = query.as_prefix and not query.text.endswith(" ")
    planner = Planner(reader, plain=typed_in_capitals(query.text))
    whole = planner.plan(parsed.query, query.off, unfinished=unfinished)
    plan = fitting(whole, lambda plan: ranking(plan, reader.tuning).query)
    asked = Asked(reader, query, parsed.query, plan, parsed.problems)
    if asked.is_void:
        words = "There is no letter or figure to search for in this."
        problem = QueryProblem(QueryProblemKind.BAD_VALUE, 0, len(query.text), words)
    elif len(plan.clauses) < len(whole.clauses):
        words = f"Only the first {len(plan.clauses)} words and phrases are searched; the rest was left out."
        left = whole.clauses[len(plan.clauses)].node.span[0]
        problem = QueryProblem(QueryProblemKind.TOO_MANY_CLAUSES, left, len(query.text), words)
    else:
        return asked
    return replace(asked, problems=(*parsed.problems, problem))


def search(reader: Reader, query: SearchQuery) -> SearchResult:
    """Answer a search."""
    asked = planned(reader, query)
    results = ResultReader(asked.plan, query, reader.tuning, asked.ranking)
    told, held, found = _page(asked, results)
    groups = results.groups(found)
    if query.explain and groups and asked.plan.clauses:
        groups = results.explained(groups, _reasons(asked, found))
    all_words, passages = _counted(told, asked.plan)
    sources = int(told["found"]["documents"]["value"])
    better, others = offers(
        ClusterDictionary(reader),
        query,
        asked.tree,
        (all_words, passages),
        lambda other: count(reader, other),
        asked=bool(asked.plan.clauses),
        unknown=any(not clause.passages + clause.heads for clause in asked.plan.clauses),
    )
    if not passages and query.page == 1:
        groups = _similar(asked, results)
    return SearchResult(
        query=query,
        passages=passages,
        sources=sources,
        all_words=all_words,
        groups=groups,
        facets=facets_of(told, query.filters),
        problems=(*asked.problems, *_too_deep(query, sources)),
        also_searched=asked.plan.also,
        did_you_mean=better,
        alternatives=others,
        searched_sources=held,
        reach=DEEPEST,
    )


def _too_deep(query: SearchQuery, sources: int) -> list[QueryProblem]:
    """Tell that others were found than pages list, on the last page and after it."""
    if sources <= DEEPEST or query.page * query.size < DEEPEST:
        return []
    words = f"Pages list the first {DEEPEST:,} of {sources:,} documents. Narrow the search to see the others."
    return [QueryProblem(QueryProblemKind.TOO_DEEP, 0, len(query.text), words)]


def count(reader: Reader, query: SearchQuery) -> tuple[int, int]:
    """Count what a search finds: with all its words, and in all."""
    asked = planned(reader, query)
    return _counted(reader.ask_all(asked.counting(()))[0]["aggregations"], asked.plan)


def _page(asked: Asked, results: ResultReader) -> tuple[Json, int, dict[str, Json]]:
    """Return the counts of what is found, how many documents there are, and those of the page with their best hits."""
    query, reader, meaning = asked.query, asked.reader, asked.reader.meaning
    first = max(query.page - 1, 0) * query.size
    by_score = query.sort is Sort.BEST and bool(asked.plan.clauses)
    rows: Json = {
        "query": asked.filtered(asked.ranking.query if by_score else asked.ranking.order),
        "track_scores": True,
        "_source": False,
        "sort": list(BEST_FIRST) if by_score else _by_day(query.sort),
    }
    page: Json = {
        "from": min(first, DEEPEST),
        "size": query.size if first < DEEPEST else 0,
        "collapse": {"field": "doc"},
    }
    heads: Json = {"size": 0, "track_total_hits": True, "query": HEADS}
    by_meaning = meaning is not None and by_score and meaning.ordering(asked.prose) is not None
    best: Json = {"query": unnamed(rows["query"]), "size": BEST, "docvalue_fields": FIELDS}
    told, counted, held = reader.ask_all(rows | (best if by_meaning else page), asked.counting(), heads)
    hits = told["hits"]["hits"]
    order = None
    if by_meaning and meaning is not None:
        order = ordered_by_meaning(hits, asked.ranking.level, meaning, asked.prose)
        names = list(order.rows)[first : first + page["size"]]
        if len(names) < page["size"] and len(hits) == BEST:
            others = {"bool": {"must": [rows["query"]], "must_not": [{"terms": {"doc": list(order.rows)}}]}}
            page |= {"query": others, "from": max(first - len(order.rows), 0), "size": query.size - len(names)}
            names += _documents(reader.ask(rows | page)["hits"]["hits"])
    else:
        names = _documents(hits)
    found = best_hits(reader, results, asked.filtered(asked.ranking.query), names, order)
    return counted["aggregations"], int(held["hits"]["total"]["value"]), found


def _documents(hits: Sequence[Json]) -> list[str]:
    return [hit["fields"]["doc"][0] for hit in hits]


def _similar(asked: Asked, results: ResultReader) -> tuple[Group, ...]:
    """Return passages that say something like a query none of whose words is found; they are not counted as found."""
    meaning, prose = asked.reader.meaning, asked.prose
    if meaning is None or not prose:
        return ()
    filters = [*asked.plan.mask, passing(asked.query.filters)]
    found = nearest_rows(asked.reader.ask, filters, meaning, prose, results.parts())
    return tuple(map(as_similar, results.groups(found)[: asked.query.size]))


def _by_day(sort: Sort) -> list[Any]:
    """Return the order of documents by date within their tiers, those without one last."""
    day = {"day": {"order": "asc" if sort is Sort.OLDEST else "desc", "missing": "_last"}}
    return ["_score", day, {"doc": "asc"}]


def best_hits(
    reader: Reader,
    results: ResultReader,
    query: Dsl,
    documents: Sequence[str],
    order: SemanticOrder | None = None,
) -> dict[str, Json]:
    """Return the best hits of each of some documents, in the order of these; one question for all of them.

    With an ``order`` by meaning, those come first that are the best by it.
    """
    if not documents:
        return {}
    body: Json = {
        "query": {"bool": {"must": [query], "filter": [{"terms": {"doc": list(documents)}}]}},
        "size": 0,
        "aggs": {
            "documents": {
                "terms": {"field": "doc", "size": len(documents)},
                "aggs": {"best": {"top_hits": results.best_hits()}},
            }
        },
    }
    if order is not None:
        ids = order.preferred(documents, results.most)
        body |= results.parts() | {"post_filter": {"ids": {"values": ids}}, "size": len(ids)}
    told = reader.ask(body)
    found = {bucket["key"]: bucket["best"]["hits"] for bucket in told["aggregations"]["documents"]["buckets"]}
    if order is not None:
        chosen = {hit["_id"]: hit for hit in told["hits"]["hits"]}
        for name, best in found.items():
            best["hits"] = order.merged(name, chosen, best["hits"])
    return {name: found[name] for name in documents if name in found}


def _reasons(asked: Asked, found: Mapping[str, Json]) -> dict[str, dict[str, float]]:
    """Return what each named part of the query gave each hit, by the hit's id."""
    ids = [hit["_id"] for best in found.values() for hit in best["hits"]]
    query: Dsl = {"bool": {"must": [asked.ranking.query], "filter": [{"ids": {"values": ids}}]}}
    told = asked.reader.ask({"query": query, "size": len(ids), "_source": False}, include_named_queries_score="true")
    reasons = {hit["_id"]: hit.get("matched_queries", {}) for hit in told["hits"]["hits"]}
    return {id: reasons[id] for id in ids}


def _counted(told: Json, plan: SearchPlan) -> tuple[int, int]:
    found = told["found"]
    named = found["named"]["doc_count"] if plan.clauses else 0
    return found["whole"]["doc_count"] + named, found["passages"]["doc_count"] + named
