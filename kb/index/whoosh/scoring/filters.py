"""Masks: what fields, ranges and filters let through, as truth values for documents and for passages."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import numpy as np

from kb.domain.query.search_query import MISSING, Filters
from kb.domain.query.tree import All, Any, Fuzzy, Node, Not, Phrase, Prefix, Range, Wild, Word
from kb.index.query.analysis import beginning_of, fold, forms_of, parts_of
from kb.index.query.field_values import COLUMNS_OF, days_of, tester
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.expansion import near_terms, wild_terms
from kb.index.whoosh.scoring.phrases import phrase
from kb.index.whoosh.scoring.view import View


@dataclass(frozen=True)
class Mask:
    """What is let through; ``of_documents`` says that passages follow their documents."""

    passages: Array
    documents: Array
    of_documents: bool = True

    def __and__(self, other: "Mask") -> "Mask":
        """Return what both let through."""
        whole = self.of_documents and other.of_documents
        return Mask(self.passages & other.passages, self.documents & other.documents, whole)

    def __or__(self, other: "Mask") -> "Mask":
        """Return what either lets through."""
        whole = self.of_documents and other.of_documents
        return Mask(self.passages | other.passages, self.documents | other.documents, whole)

    def without(self, other: "Mask") -> "Mask":
        """Return what this lets through and the other does not."""
        whole = self.of_documents and other.of_documents
        return Mask(self.passages & ~other.passages, self.documents & ~other.documents, whole)


def everything(view: View) -> Mask:
    """Return what is not deleted."""
    return Mask(view.live, view.live_docs)


def of_documents(view: View, documents: Array) -> Mask:
    """Return the mask of some documents with all their passages."""
    return Mask(documents[view.doc_of_row], documents)


def field_mask(view: View, name: str, node: Node) -> Mask:
    """Return what ``name:node`` lets through."""
    match node:
        case Not(inner):
            return everything(view).without(field_mask(view, name, inner))
        case All(nodes):
            return reduce(and_, (field_mask(view, name, inner) for inner in nodes))
        case Any(nodes):
            return reduce(or_, (field_mask(view, name, inner) for inner in nodes))
        case Range():
            return of_documents(view, range_mask(view, node))
    documents = np.zeros(view.documents, bool)
    if name in ("title", "ref"):
        documents[_named(view, name, node)] = True
    fits = tester(node)
    for column in (view.facets[column] for column in COLUMNS_OF.get(name, ())):
        documents |= column.having(np.array([fits(value) for value in column.names], bool))
    found = of_documents(view, documents)
    if name == "kind":
        names, of_row = view.kinds
        passages = np.array([fits(value) for value in names], bool)[of_row]
        if passages.any():
            return Mask(found.passages | passages, found.documents, of_documents=False)
    return found


def range_mask(view: View, wanted: Range) -> Array:
    """Return the documents of a stretch of years or dates; those without a date are in none."""
    mask: Array = view.day > 0
    if wanted.low:
        first, last = days_of(wanted.low)
        mask &= view.day > last if wanted.low_open else view.day >= first
    if wanted.high:
        first, last = days_of(wanted.high)
        mask &= view.day < first if wanted.high_open else view.day <= last
    return mask


def filter_masks(view: View, filters: Filters) -> tuple[Array, dict[str, Array]]:
    """Return the documents that pass what is no facet, and for each chosen facet those that pass it.

    Kept for the generation: the same few filters come with most questions.
    """
    if not filters.active:
        return view.live_docs, {}

    def size(found: tuple[Array, dict[str, Array]]) -> int:
        return int(found[0].nbytes + sum(mask.nbytes for mask in found[1].values()))

    kept: tuple[Array, dict[str, Array]] = view.cache.get(
        ("filters", filters), lambda: _filter_masks(view, filters), size
    )
    return kept


def _filter_masks(view: View, filters: Filters) -> tuple[Array, dict[str, Array]]:
    base = view.live_docs
    if filters.year_from is not None:
        base = base & (view.day >= filters.year_from * 10000)
    if filters.year_to is not None:
        base = base & (view.day > 0) & (view.day < (filters.year_to + 1) * 10000)
    if filters.source:
        named = np.zeros(view.documents, bool)
        named[[doc for id in filters.source for doc in view.documents_with_id(id)]] = True
        base = base & named
    masks = {}
    for facet, values in filters.chosen:
        column = view.facets.get(facet)
        if column is None or not values:
            continue
        mask = column.having(np.array([name in values for name in column.names], bool))
        masks[facet] = mask | column.missing if MISSING in values else mask
    return base, masks


def _named(view: View, field: str, node: Node) -> Array:
    """Return the documents that a title or reference names."""
    match node:
        case Word(text):
            forms = forms_of(text)
            if forms is None:
                return np.zeros(0, np.int32)
            if forms.parts:
                return phrase(view, field, forms.parts).rows
            if field == "title" and forms.stem:
                return view.postings(field, forms.stem, stem=True).rows
            return view.terms(field, [term.encode("utf-8", "surrogatepass") for term in forms.exact]).rows
        case Phrase(text, slop):
            return phrase(view, field, parts_of(text), slop).rows
        case Prefix(text):
            return view.prefix(field, beginning_of(text)).rows
        case Wild(pattern):
            return view.terms(field, wild_terms(view, field, fold(pattern))).rows
        case Fuzzy(text, edits):
            return view.terms(field, [term for term, _ in near_terms(view, field, fold(text), edits)]).rows
        case _:
            return np.zeros(0, np.int32)
