"""Facets: values with the number of documents each would leave, from columns, by ``bincount``."""

from collections.abc import Sequence

from kb.domain.query.facets import FACET, FACET_NAMES
from kb.domain.query.results import Facet, FacetValue
from kb.domain.query.search_query import Filters
from kb.index.presentation import facet_values
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.view import View


def passing(base: Array, masks: dict[str, Array], without: str = "") -> Array:
    """Return the documents that pass every filter, but for one facet's own."""
    passed = base
    for facet, mask in masks.items():
        if facet != without:
            passed = passed & mask
    return passed


def passing_rows(view: View, filters: Filters, base: Array, masks: dict[str, Array]) -> Array:
    """Return the passages of the documents that pass every filter; kept for the generation."""

    def rows() -> Array:
        return passing(base, masks).take(view.doc_of_row)

    kept: Array = view.cache.get(("passing", filters), rows, lambda own: int(own.nbytes))
    return kept


def count_facets(
    view: View,
    docs: Array,
    base: Array,
    masks: dict[str, Array],
    filters: Filters,
    names: Sequence[str] = FACET_NAMES,
) -> tuple[Facet, ...]:
    """Count facets among the found documents (by number, before filters).

    A facet is counted as if none of its own values were chosen, since choosing another widens the search.
    """
    unfiltered = not masks and base is view.live_docs
    passed = docs if unfiltered else docs[passing(base, masks).take(docs)]
    facets = []
    for facet in names:
        left = docs[passing(base, masks, facet).take(docs)] if facet in masks else passed
        facets.append(Facet(facet, FACET[facet].label, _values(view, facet, left, filters.of(facet))))
    return tuple(facets)


def _values(view: View, facet: str, docs: Array, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    column = view.facets[facet]
    counts, missing = column.count(docs)
    found = {name: count for name, count in zip(column.names, counts, strict=True) if count or name in chosen}
    return facet_values(FACET[facet], found, missing, chosen)
