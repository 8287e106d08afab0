"""Filters and facets: what a reader chose, and how many sources each further choice would leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.domain.query.facets import FACET, FACET_NAMES
from kb.domain.query.results import Facet
from kb.domain.query.search_query import MISSING, Filters
from kb.index.documents import COLUMNS
from kb.index.opensearch.query_dsl import ALL, Dsl, all_of, any_of, without
from kb.index.presentation import facet_values

MOST_VALUES = 1_000
"""Values of a facet that are counted: those of most passages."""

EXACT = 3_000
"""Documents up to which those of one value are counted exactly, as good as; above, to within a few in a hundred."""

EXACT_IN_ALL = 40_000
"""The same for all documents that were found; OpenSearch goes no further."""

_SEPARATE = "\x1f"


def passing(filters: Filters, but: str = "") -> Dsl:
    """Return what passes every filter, ``but`` for one facet's own."""
    chosen: list[Dsl] = []
    if filters.year_from is not None:
        chosen.append({"range": {"day": {"gte": filters.year_from * 10000}}})
    if filters.year_to is not None:
        chosen.append({"range": {"day": {"gt": 0, "lt": (filters.year_to + 1) * 10000}}})
    if filters.source:
        chosen.append({"terms": {"id": list(filters.source)}})
    for facet, values in filters.chosen:
        if facet in COLUMNS and facet != but and values:
            none = [without({"exists": {"field": facet}})] if MISSING in values else []
            chosen.append(any_of([{"terms": {facet: list(values)}}, *none]))
    return all_of(chosen) if chosen else ALL


def documents_counted(exact: int) -> dict[str, Any]:
    """Return the aggregation that counts documents, exactly up to about so many."""
    return {"cardinality": {"field": "number", "precision_threshold": exact}}


def facet_counts(filters: Filters, names: Sequence[str] = FACET_NAMES) -> dict[str, Any]:
    """Return the aggregations that count facets in documents, each as if none of its own values were chosen."""
    documents = {"documents": documents_counted(EXACT)}
    counts: dict[str, Any] = {}
    for name in names:
        values = {"terms": {"field": name, "size": MOST_VALUES, "missing": _SEPARATE}, "aggs": documents}
        chosen = passing(filters, name)
        counts[name] = values if chosen is ALL else {"filter": chosen, "aggs": {"values": values}}
    return counts


def facets_of(told: Mapping[str, Any], filters: Filters, names: Sequence[str] = FACET_NAMES) -> tuple[Facet, ...]:
    """Read the facets of an answer."""
    facets = []
    for name in names:
        values = told[name].get("values", told[name])
        counts = {b["key"]: int(b["documents"]["value"]) for b in values["buckets"]}
        missing = counts.pop(_SEPARATE, 0)
        shown = facet_values(FACET[name], counts, missing, filters.of(name))
        facets.append(Facet(name, FACET[name].label, shown))
    return tuple(facets)
