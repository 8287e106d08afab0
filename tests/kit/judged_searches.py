"""Judged searches over the shipped content: what each finds, and how well that answers it.

A misspelt search counts as answered where the spelling offered with it finds the document: nothing is replaced
silently, so the offer is the answer.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class JudgedSearch:
    """A search with the documents that answer it, graded 1 to 3; one ``held_out`` is never tuned to."""

    kind: str
    text: str
    relevant: Mapping[str, int]
    held_out: bool


def judged_searches() -> tuple[JudgedSearch, ...]:
    """Return the judged searches as they are on file."""
    told = json.loads((ROOT / "tests/quality/judged.json").read_text(encoding="utf-8"))["queries"]
    return tuple(JudgedSearch(one["kind"], one["text"], one["relevant"], one.get("held_out", False)) for one in told)


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], at: int = 10) -> float:
    """Return how near an order comes to the best one, from 0 to 1 (Järvelin and Kekäläinen 2002)."""
    ideal = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(sorted(gains.values(), reverse=True)[:at]))
    return sum(gains.get(key, 0) / math.log2(rank + 2) for rank, key in enumerate(ranked[:at])) / ideal


def shipped(home: Path, settings: Mapping[str, str] | None = None) -> KnowledgeBase:
    """Return the knowledge base over the shipped content, indexed under ``home``."""
    given = {"KB_CONTENT": str(ROOT / "content"), "KB_HOME": str(home), "KB_SECRET_KEY": "not a secret in tests"}
    kb = knowledge_base(given | dict(settings or {}))
    kb.index_sync.sync()
    return kb


def score(kb: KnowledgeBase, searches: Sequence[JudgedSearch]) -> tuple[tuple[JudgedSearch, float], ...]:
    """Return each search with its nDCG@10 by documents, as an anonymous reader is answered."""
    return tuple((one, ndcg(_ranked(kb, SearchQuery(one.text)), one.relevant)) for one in searches)


def _ranked(kb: KnowledgeBase, query: SearchQuery) -> list[str]:
    reader = reader_as(Audience.PUBLIC)
    result = kb.search.search(query, reader).result
    if result.did_you_mean is not None:
        result = kb.search.search(replace(result.did_you_mean.query, size=10), reader).result
    return [group.source for group in result.groups]
