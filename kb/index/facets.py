"""Facets as they are shown: the values of one with their counts, in order."""

from collections.abc import Mapping

from kb.domain.query.facets import FacetSpec
from kb.domain.query.results import FacetValue
from kb.domain.query.search_query import MISSING


def facet_values(
    spec: FacetSpec, counts: Mapping[str, int], missing: int, chosen: tuple[str, ...]
) -> tuple[FacetValue, ...]:
    """Return the values counted and the chosen ones, most documents first or by name, and last those without one."""
    known = {**dict.fromkeys((name for name in chosen if name != MISSING), 0), **counts}
    order = sorted(known, key=lambda name: name if spec.by_value else (-known[name], name))
    values = [FacetValue(name, spec.words(name), known[name], name in chosen) for name in order]
    if missing or MISSING in chosen:
        values.append(FacetValue(MISSING, spec.missing, missing, MISSING in chosen))
    return tuple(values)
