"""Order by meaning: the best rows that words found, ordered anew by their vectors, which lie beside this process.

The cluster keeps only the name of each passage's vector. So it needs no plugin and does no arithmetic with vectors, and
a text that two documents share has one vector.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.index.opensearch.query_dsl import PASSAGES, Dsl
from kb.index.semantic.query_meaning import NEAREST, QueryMeaning

Json = dict[str, Any]

FIELDS = ["doc", "place", "vector_key"]
"""What is asked of the rows that are ordered anew."""

NAMED_AT_ONCE = 1_000
LOOKED_AT = 10_000
"""The nearest vectors whose passages are looked for at most, and how many at once: a filter may let few through."""


@dataclass(frozen=True)
class SemanticOrder:
    """The rows of each document by their ids, best first; the documents are in order. ``scores`` carry the tiers."""

    rows: Mapping[str, Sequence[str]]
    scores: Mapping[str, float]

    def preferred(self, documents: Iterable[str], most: int) -> list[str]:
        """Return the ids of the best rows of some documents."""
        return [id for name in documents for id in self.rows.get(name, ())[:most]]

    def merged(self, name: str, chosen: Mapping[str, Json], others: Sequence[Json]) -> list[Json]:
        """Return the rows of a document: those chosen by this order, then others."""
        first = [chosen[id] | {"_score": self.scores[id]} for id in self.rows.get(name, ()) if id in chosen]
        return [*first, *(row for row in others if row["_id"] not in chosen)]


def ordered_by_meaning(hits: Sequence[Json], level: float, meaning: QueryMeaning, text: str) -> SemanticOrder:
    """Order rows anew within their tiers, which are multiples of ``level`` in their scores; heads keep their scores."""
    scores = {hit["_id"]: float(hit["_score"]) for hit in hits}
    tiers: dict[int, list[Json]] = {}
    for hit in hits:
        if "vector_key" in hit["fields"]:
            tiers.setdefault(int(hit["_score"] // level), []).append(hit)
    for tier, own in tiers.items():
        words = [float(hit["_score"]) - tier * level for hit in own]
        keys = [bytes.fromhex(hit["fields"]["vector_key"][0]) for hit in own]
        found = meaning.fused(text, words, keys)
        scores |= {hit["_id"]: tier * level + score for hit, score in zip(own, found, strict=True)}
    best = sorted(hits, key=lambda hit: (-scores[hit["_id"]], hit["fields"]["doc"][0], hit["fields"]["place"][0]))
    rows: dict[str, list[Json]] = {}
    for hit in best:
        rows.setdefault(hit["fields"]["doc"][0], []).append(hit)
    for own in rows.values():
        own.sort(key=lambda hit: "vector_key" in hit["fields"])  # the head before its passages
    return SemanticOrder({name: [hit["_id"] for hit in own] for name, own in rows.items()}, scores)


def nearest_rows(
    ask: Callable[[Json], Json], filters: Sequence[Dsl], meaning: QueryMeaning, text: str, parts: Json
) -> dict[str, Json]:
    """Return the rows nearest to a text under their documents, of those that filters let through.

    ``parts`` say what is asked of each row that is shown.
    """
    near = {key.hex(): score for key, score in meaning.nearest(text, LOOKED_AT)}
    keys = list(near)
    found: list[tuple[float, str]] = []
    for first in range(0, len(keys), NAMED_AT_ONCE):
        named: Dsl = {"terms": {"vector_key": keys[first : first + NAMED_AT_ONCE]}}
        body: Json = {
            "query": {"bool": {"filter": [PASSAGES, named, *filters]}},
            "size": NAMED_AT_ONCE,
            "sort": ["doc", "place"],
            "_source": False,
            "docvalue_fields": ["vector_key"],
        }
        for hit in ask(body)["hits"]["hits"]:
            found.append((near[hit["fields"]["vector_key"][0]], hit["_id"]))
        if len(found) >= NEAREST:
            break
    found.sort(key=lambda one: -one[0])
    scores = {id: score for score, id in found[:NEAREST]}
    if not scores:
        return {}
    body = parts | {"query": {"ids": {"values": list(scores)}}, "size": NEAREST}
    body["docvalue_fields"] = [*parts["docvalue_fields"], "doc"]
    hits = sorted(ask(body)["hits"]["hits"], key=lambda hit: -scores[hit["_id"]])
    rows: dict[str, Json] = {}
    for hit in hits:
        own = rows.setdefault(hit["fields"]["doc"][0], {"hits": [], "total": {"value": 0}})
        own["hits"].append(hit | {"_score": scores[hit["_id"]]})
        own["total"]["value"] += 1
    return rows
