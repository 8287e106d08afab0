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
FLOOR = 0.88
HELD_OUT_FLOOR = 0.81
FLOORS = {
    "acronym": 0.90,
    "exclusion": 0.97,
    "field": 0.98,
    "near": 0.92,
    "phrase": 0.98,
    "prefix": 0.96,
    "question": 0.76,
    "synonym": 0.75,
    "typo": 0.94,
    "words": 0.90,
}


def is_held_out(judged):
    return judged.get("held_out", False)


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


@pytest.fixture(scope="module")
def worked_on(scores):
    return [(judged, score) for judged, score in scores if not is_held_out(judged)]


def test_there_are_enough_of_every_kind():
    assert len(JUDGED) >= 250
    assert len({judged["text"] for judged in JUDGED}) == len(JUDGED)
    assert sum(is_held_out(judged) for judged in JUDGED) >= 65
    assert {judged["kind"] for judged in JUDGED if not is_held_out(judged)} == set(FLOORS)


def test_every_judged_document_exists():
    content = HERE.parents[1] / "content"
    known = {path.stem for folder in ("sources", "calls") for path in (content / folder).glob("*.md")}
    missing = {key for judged in JUDGED for key in judged["relevant"]} - known
    assert not missing


def test_the_whole_holds_its_floor(worked_on):
    worst = sorted((score, judged["text"]) for judged, score in worked_on)[:10]
    assert statistics.fmean(score for _, score in worked_on) >= FLOOR, worst


def test_searches_that_nobody_tuned_to_hold_their_floor(scores):
    assert statistics.fmean(score for judged, score in scores if is_held_out(judged)) >= HELD_OUT_FLOOR


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_each_kind_holds_its_floor(worked_on, kind):
    own = [(score, judged["text"]) for judged, score in worked_on if judged["kind"] == kind]
    assert statistics.fmean(score for score, _ in own) >= FLOORS[kind], sorted(own)
