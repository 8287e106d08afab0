"""Retrieval alone: the best passages for some words, without grouping them; passages like one; and all of them."""

from collections.abc import Iterator
from typing import Any

from kb.domain.errors import NotFound
from kb.domain.query.grammar import parse
from kb.domain.query.results import Group
from kb.domain.query.search_query import SearchQuery
from kb.domain.query.tree import Query, Word
from kb.index.documents import text_of
from kb.index.highlighting import Highlighter
from kb.index.opensearch.filters import facet_counts, facets_of, passing
from kb.index.opensearch.planning import Planner, SearchPlan, fitting
from kb.index.opensearch.query_dsl import BEST_FIRST, PASSAGES, Dsl, all_of, term
from kb.index.opensearch.ranking import RankingQuery, retrieval
from kb.index.opensearch.reader import Reader
from kb.index.opensearch.results import ResultReader
from kb.index.opensearch.search import best_hits
from kb.index.query.analysis import forms_of
from kb.index.query.reading import typed_in_capitals, words_of
from kb.index.query.telling_words import counted_words, telling_words
from kb.index.reports import Retrieval, RetrievalOptions

Json = dict[str, Any]

_LONGEST = 60
"""Words of a text read as words alone that are looked for: Lucene bounds the clauses of a query."""


def retrieve(reader: Reader, text: str, wanted: RetrievalOptions) -> Retrieval:
    """Find the best passages."""
    query = Query(words_of(text).clauses[:_LONGEST]) if wanted.literal else parse(text).query
    plan = Planner(reader, plain=typed_in_capitals(text)).plan(query, counted=not wanted.any_words)

    def query_of(plan: SearchPlan) -> Dsl:
        return retrieval(plan, reader.tuning, all_words=not wanted.any_words, proximity=wanted.near)

    plan = fitting(plan, query_of)
    query_to_send = query_of(plan)
    rows: Json = {
        "query": {"bool": {"must": [query_to_send], "filter": [passing(wanted.filters)]}},
        "size": wanted.size,
        "_source": ["shown"] if wanted.snippets else False,
        "docvalue_fields": ["id", "passage"],
        "sort": list(BEST_FIRST),
    }
    aggs = {"found": {"filter": passing(wanted.filters)}, **facet_counts(wanted.filters, wanted.facets)}
    counts: Json = {"size": 0, "query": query_to_send, "aggs": aggs}
    told, counted = reader.ask_all(rows, counts)
    hits = told["hits"]["hits"]
    highlighter = Highlighter.of(plan.nodes, plain=plan.plain)
    return Retrieval(
        tuple((hit["fields"]["id"][0], hit["fields"]["passage"][0]) for hit in hits),
        tuple(hit["sort"][0] for hit in hits),
        counted["aggregations"]["found"]["doc_count"],
        facets_of(counted["aggregations"], wanted.filters, wanted.facets),
        tuple(highlighter.snippet(hit["_source"]["shown"][4]) for hit in hits[: wanted.snippets]),
    )


def similar(reader: Reader, source: str, passage: str, most: int) -> tuple[Group, ...]:
    """Return passages like one, under their documents; raise ``NotFound`` where the reader sees no such passage."""
    own = all_of([PASSAGES, {"term": {"id": source}}, {"term": {"passage": passage}}])
    found = reader.ask({"size": 1, "query": own, "_source": ["shown"]})["hits"]["hits"]
    if not found:
        raise NotFound("passage", f"{source}/{passage}")
    text = found[0]["_source"]["shown"][4]
    terms = [forms.exact[0] for word in counted_words(text) if (forms := forms_of(word))]
    rows, *counts = reader.counts([PASSAGES, *(term("body", one) for one in terms)])
    words = telling_words(text, rows, dict(zip(terms, counts, strict=True)).__getitem__)
    if not words:
        return ()
    plan = Planner(reader, plain=False).plan(Query(tuple(Word(word) for word in words)), counted=False)
    ranked = retrieval(plan, reader.tuning, proximity=False)
    results = ResultReader(plan, SearchQuery(), reader.tuning, RankingQuery(ranked, ranked, PASSAGES))
    others: Dsl = {"bool": {"must": [ranked], "must_not": [own]}}
    body: Json = {
        "query": others,
        "size": most,
        "_source": False,
        "sort": list(BEST_FIRST),
        "collapse": {"field": "doc"},
    }
    names = [hit["fields"]["doc"][0] for hit in reader.ask(body)["hits"]["hits"]]
    return results.groups(best_hits(reader, results, others, names))


def texts(reader: Reader) -> Iterator[str]:
    """Give the text of every passage as its meaning is worked out from."""
    for row in reader.cluster.every_row(reader.index, PASSAGES, [], source=True):
        title, text = row["_source"]["document"][1], row["_source"]["shown"][4]
        yield text_of(title, text)
