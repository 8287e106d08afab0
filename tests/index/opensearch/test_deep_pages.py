"""Pages end where OpenSearch ends them, and say so."""

import datetime as dt
import secrets

import pytest

from kb.domain.audience import Audience
from kb.domain.query.search_query import QueryProblemKind, SearchQuery
from kb.index.opensearch import search
from kb.index.opensearch.engine import OpenSearchEngine
from kb.storage.opensearch_settings import OpenSearchSettings


@pytest.fixture
def engine(node, doc) -> OpenSearchEngine:
    settings = OpenSearchSettings((node.url,), index=f"d{secrets.token_hex(6)}")
    engine = OpenSearchEngine(settings, clock=lambda: dt.datetime.now(dt.UTC))
    items = {("source", f"d{n}"): doc(f"d{n}", f"Radios {n}", "Radios are old.") for n in range(7)}
    engine.sync({key: item.digest for key, item in items.items()}, items.__getitem__)
    return engine


@pytest.mark.parametrize("text", ["radios", ""])
def test_the_last_page_that_is_listed_says_that_there_are_more(engine, monkeypatch, text) -> None:
    monkeypatch.setattr(search, "DEEPEST", 4)
    results = [engine.search(SearchQuery(text, page=page, size=2), Audience.PUBLIC) for page in (1, 2, 3)]
    assert [len(result.groups) for result in results] == [2, 2, 0]
    assert [(result.sources, result.reach) for result in results] == [(7, 4)] * 3
    told = [[p.words for p in r.problems if p.kind is QueryProblemKind.TOO_DEEP] for r in results]
    words = "Pages list the first 4 of 7 documents. Narrow the search to see the others."
    assert told == [[], [words], [words]]


def test_where_all_are_listed_nothing_is_said(engine, monkeypatch) -> None:
    monkeypatch.setattr(search, "DEEPEST", 7)
    assert not engine.search(SearchQuery("radios", page=4, size=2), Audience.PUBLIC).problems
