"""Help where little was found: a corrected spelling, and other searches with what they would find.

Nothing is offered that finds nothing, and nothing is replaced silently.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from kb.domain.query import Filters, SearchQuery
from kb.domain.query_tree import All, Any, Node, Phrase, Query, Word
from kb.domain.results import Alternative
from kb.index.analysis import fold, forms_of, stem_of
from kb.index.expand import near_terms
from kb.index.view import View

Count = Callable[[SearchQuery], int]
"""How many passages a query finds."""

_SHORTEST = 4
"""Letters a word needs to be corrected: almost anything is near a shorter one."""

_RARE, _COMMONER = 2, 20
"""A word on this few passages may still be a slip, where a neighbour is on so many times more."""


def did_you_mean(view: View, query: SearchQuery, tree: Query, found: int, count: Count) -> Alternative | None:
    """Correct every word that occurs nowhere; offer the whole query if it then finds more."""
    text = query.text
    for node in sorted(_words(tree.clauses), key=lambda node: -node.span[0]):
        better = correction(view, node.text)
        start, end = node.span
        if better and text[start:end] == node.text:
            text = f"{text[:start]}{better}{text[end:]}"
    if text == query.text:
        return None
    other = replace(query, text=text, page=1)
    passages = count(other)
    return Alternative(text, other, passages) if passages > found else None


def correction(view: View, typed: str) -> str:
    """Return the word of the index that was probably meant, empty where the typed one will do."""
    forms, word = forms_of(typed), fold(typed)
    if forms is None or forms.parts or len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
        return ""
    known = max(_having(view, word), view.postings("body", stem_of(word), stem=True).df if stem_of(word) else 0)
    if known > _RARE:
        return ""
    best, worth = "", (0, 0)
    for term, distance in near_terms(view, "body", word, 1 if len(word) == _SHORTEST else 2):
        other = term.decode("utf-8", "surrogatepass")
        having = _having(view, other)
        if not other.isalpha() or having <= known or (known and (distance > 1 or having < _COMMONER * known)):
            continue
        if (-distance, having) > worth or not best:
            best, worth = other, (-distance, having)
    return best


def alternatives(query: SearchQuery, tree: Query, count: Count) -> tuple[Alternative, ...]:
    """Return other searches that find something, for a search that found nothing."""
    found = []
    for words, other in _others(query, tree):
        passages = count(other)
        if passages:
            found.append(Alternative(words, other, passages))
    return tuple(found)


def _others(query: SearchQuery, tree: Query) -> Iterator[tuple[str, SearchQuery]]:
    fresh = replace(query, page=1)
    leaves = list(_leaves(tree.clauses))
    if any(isinstance(node, Phrase) for node in leaves):
        plain = query.text
        for mark in ('"', "“", "”"):
            plain = plain.replace(mark, " ")
        yield "without the quotation marks", replace(fresh, text=" ".join(plain.split()))
    words = [node.text for node in leaves if isinstance(node, Word)]
    if len(words) > 1:
        yield "any of these words", replace(fresh, text=" OR ".join(words))
    filters = query.filters
    for facet, values in filters.chosen:
        rest = tuple((name, own) for name, own in filters.chosen if name != facet)
        yield f"without {facet}: {', '.join(values)}", replace(fresh, filters=replace(filters, chosen=rest))
    if filters.year_from is not None or filters.year_to is not None:
        yield "in any year", replace(fresh, filters=replace(filters, year_from=None, year_to=None))
    if filters.source:
        yield "in all documents", replace(fresh, filters=replace(filters, source=()))
    if filters.active and len(filters.chosen) > 1:
        yield "without any filter", replace(fresh, filters=Filters())


def _having(view: View, word: str) -> int:
    return view.postings("body", word).df + view.postings("title", word).df


def _words(nodes: tuple[Node, ...]) -> Iterator[Word]:
    for node in nodes:
        if isinstance(node, Word):
            yield node
        elif isinstance(node, All | Any):
            yield from _words(node.nodes)


def _leaves(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, All | Any):
            yield from _leaves(node.nodes)
        else:
            yield node
