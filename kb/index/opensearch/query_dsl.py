"""The query language of OpenSearch, in the few forms that searches need."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.index.opensearch.mapping import STEM
from kb.index.opensearch.tokens import phrase_of

Dsl = Mapping[str, Any]

NONE: Dsl = {"match_none": {}}
ALL: Dsl = {"match_all": {}}
PASSAGES: Dsl = {"term": {"head": False}}
HEADS: Dsl = {"term": {"head": True}}

BEST_FIRST = ("_score", {"doc": "asc"}, {"place": "asc"})
"""The order of rows by their scores; those that have the same come by document."""


@dataclass(frozen=True)
class Found:
    """What a part of a query finds, as queries of which one is enough.

    ``passages`` are found by their words and ``heads`` by title and reference; ``lent`` finds the passages of the
    documents whose title or reference has it.
    """

    passages: tuple[Dsl, ...] = ()
    heads: tuple[Dsl, ...] = ()
    lent: tuple[Dsl, ...] = ()

    @classmethod
    def in_fields(cls, weights: Mapping[str, float], find: Callable[[str, float], Dsl]) -> "Found":
        """Return what finds something in each of these fields; ``find`` makes the query of a field and its weight."""
        names = [name for name in ("title", "ref") if name in weights]
        return cls(
            tuple(find(name, weights[name]) for name in ("body", "heading") if name in weights),
            tuple(find(name, weights[name]) for name in names),
            tuple(find(f"of_{name}", weights[name]) for name in names),
        )

    def __add__(self, other: "Found") -> "Found":
        """Return what finds either."""
        return Found(self.passages + other.passages, self.heads + other.heads, self.lent + other.lent)


NOTHING = Found()


def any_of(queries: Sequence[Dsl]) -> Dsl:
    """Return what finds any of these, and adds up what they score."""
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NONE


def named(query: Dsl, name: str) -> Dsl:
    """Return a query by whose name each hit says that it has it."""
    return {"bool": {"must": [query], "_name": name}}


def unnamed(query: Any) -> Any:
    """Return a query whose hits do not say what they have: that costs, and many hits need not say it."""
    if isinstance(query, Mapping):
        return {name: unnamed(inner) for name, inner in query.items() if name != "_name"}
    return [unnamed(inner) for inner in query] if isinstance(query, list | tuple) else query


def all_of(queries: Iterable[Dsl]) -> Dsl:
    """Return what finds what all of these find, without a score."""
    return {"bool": {"filter": list(queries)}}


def without(query: Dsl) -> Dsl:
    """Return what finds everything else."""
    return {"bool": {"must_not": [query]}}


def constant(query: Dsl, score: float) -> Dsl:
    """Return what scores the same wherever it is found."""
    return {"constant_score": {"filter": query, "boost": score}}


def term(field: str, value: str, boost: float = 1.0) -> Dsl:
    """Find a term."""
    return {"term": {field: {"value": value, "boost": boost}}}


def phrase(field: str, parts: tuple[str, ...], boost: float = 1.0) -> Dsl:
    """Find words side by side."""
    if len(parts) == 1:
        return term(field, parts[0], boost)
    return {"match_phrase": {field: {"query": phrase_of(parts), "boost": boost}}}


def near(field: str, one: str, other: str, slop: int, boost: float = 1.0) -> Dsl:
    """Find two terms with up to so many words between them, in any order."""
    clauses = [{"span_term": {field: value}} for value in (one, other)]
    return {"span_near": {"clauses": clauses, "slop": slop, "in_order": False, "boost": boost}}


def leaves(query: Any) -> int:
    """Count the leaves of a query: Lucene refuses one that has more than 1,024, however deep they lie."""
    if isinstance(query, Mapping):
        return sum(_LEAVES.get(name, 0) + leaves(inner) for name, inner in query.items())
    return sum(map(leaves, query)) if isinstance(query, list | tuple) else 0


_LEAVES = dict.fromkeys(
    ("term", "terms", "match_phrase", "prefix", "wildcard", "fuzzy", "span_term", "range", "exists", "match_all"), 1
)


def stem_field(field: str) -> str:
    """Return the field with the stems of another."""
    return field + STEM
