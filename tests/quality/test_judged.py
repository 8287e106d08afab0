"""Judged searches over the shipped content hold their floor: lowering one wants a spoken word in the commit.

A misspelt search counts as answered where the spelling offered with it finds the document: nothing is replaced
silently, so the offer is the answer.
"""

import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import pytest

from kb.bootstrap import knowledge_base
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery

HERE = Path(__file__).parent
JUDGED = json.loads((HERE / "judged.json").read_text(encoding="utf-8"))["queries"]
FLOOR = 0.90
FLOORS = {
    "acronym": 0.95,
    "exclusion": 0.95,
    "field": 0.95,
    "near": 0.95,
    "phrase": 0.90,
    "prefix": 0.95,
    "question": 0.82,
    "synonym": 0.90,
    "typo": 0.95,
    "words": 0.95,
}


def ndcg(ranked, gains, at=10):
    ideal = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(sorted(gains.values(), reverse=True)[:at]))
    return sum(gains.get(key, 0) / math.log2(rank + 2) for rank, key in enumerate(ranked[:at])) / ideal


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    content = HERE.parents[1] / "content"
    home = tmp_path_factory.mktemp("home")
    kb = knowledge_base({"KB_CONTENT": str(content), "KB_HOME": str(home), "KB_SECRET_KEY": "not a secret in tests"})
    kb.index_sync.sync()

    def ranked(query):
        result = kb.search.search(query, reader_as(Audience.PUBLIC)).result
        if result.did_you_mean is not None:
            result = kb.search.search(replace(result.did_you_mean.query, size=10), reader_as(Audience.PUBLIC)).result
        return [group.source for group in result.groups]

    return [(judged, ndcg(ranked(SearchQuery(judged["text"])), judged["relevant"])) for judged in JUDGED]


def test_there_are_enough_of_every_kind():
    assert len(JUDGED) >= 60
    assert {judged["kind"] for judged in JUDGED} == set(FLOORS)


def test_every_judged_document_exists():
    content = HERE.parents[1] / "content" / "sources"
    missing = {key for judged in JUDGED for key in judged["relevant"] if not (content / f"{key}.md").exists()}
    assert not missing


def test_the_whole_holds_its_floor(scores):
    worst = sorted((score, judged["text"]) for judged, score in scores)[:10]
    assert statistics.fmean(score for _, score in scores) >= FLOOR, worst


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_each_kind_holds_its_floor(scores, kind):
    own = [(score, judged["text"]) for judged, score in scores if judged["kind"] == kind]
    assert statistics.fmean(score for score, _ in own) >= FLOORS[kind], sorted(own)
