"""Counting in sources: which have passages with all words of a search, and which there are at all."""

from datetime import datetime

from kb.domain.query.search_query import SearchQuery
from kb.index.opensearch.query_dsl import BEST_FIRST, HEADS, PASSAGES, all_of
from kb.index.opensearch.reader import Reader
from kb.index.opensearch.search import planned
from kb.index.reports import SourceCounts

_OF_SOURCES = {"terms": {"doc_type": ["source", "text"]}}
"""Types of documents whose passages are a source's."""


def source_counts(reader: Reader, text: str, at: datetime) -> SourceCounts:
    """Search for ``text``; what has only some of its words does not count, and words only left out find none."""
    rows = reader.cluster.every_row(reader.index, all_of([HEADS, _OF_SOURCES]), ["id"])
    held = frozenset(row["id"] for row in rows)
    asked = planned(reader, SearchQuery(text))
    if not asked.plan.clauses:
        return SourceCounts(at, held, {})
    ranking = asked.ranking
    whole = {"bool": {"must": [ranking.query], "filter": [_OF_SOURCES, ranking.whole, PASSAGES]}}
    found: dict[str, list[str]] = {}
    for row in reader.cluster.every_row(reader.index, whole, ["id", "passage"], sort=BEST_FIRST):
        found.setdefault(row["id"], []).append(row["passage"])
    named = {"bool": {"must": [ranking.query], "filter": [_OF_SOURCES, HEADS]}}
    for row in reader.cluster.every_row(reader.index, named, ["id"]):
        found.setdefault(row["id"], [""])
    return SourceCounts(at, held, {id: tuple(passages) for id, passages in found.items()})
