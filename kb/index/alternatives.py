"""Help where little was found: a corrected spelling, and other searches with what they would find.

Nothing is offered that finds nothing, and nothing is replaced silently.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from kb.domain.query.results import Alternative
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.query.tree import All, Any, Node, Phrase, Query, Word
from kb.index.query.analysis import fold, forms_of, stem_of

Count = Callable[[SearchQuery], tuple[int, int]]
"""How many passages with all its words a query finds, and how many in all."""


class WordLookup(Protocol):
    """The words of an index, as far as a reader may know them."""

    def having(self, word: str) -> int:
        """Count the passages and titles that have a word."""

    def having_stem(self, stem: str) -> int:
        """Count the passages that have a word of this stem."""

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int]]:
        """Give words of passages and titles within so many edits, each with its distance."""


_FEW = 3
"""So few passages may be the fruit of a misspelt word."""

_SHORTEST, _LONG = 4, 7
"""Letters a word needs to be corrected, and to be corrected in two places: almost anything is near a shorter one
(*cover* to *cyber*, *tender* to *vendor*)."""

_RARE, _COMMONER = 2, 20
"""A word on this few passages may still be a slip, where a neighbour is on so many times more."""

_ENDING = 3
"""Letters at the end that a word and another way to spell it share, where both have one stem."""

_CHOICES, _WORDS = 4, 8
"""Words equally near of which the one that stands beside the other words is taken, in queries of so many words."""


def offers(
    dictionary: WordLookup,
    query: SearchQuery,
    tree: Query,
    found: tuple[int, int],
    count: Count,
    *,
    asked: bool,
    unknown: bool,
) -> tuple[Alternative | None, tuple[Alternative, ...]]:
    """Return a correction, where a word is ``unknown`` or little was found, and other searches where little was.

    ``asked`` says that there were words to search for.
    """
    passages, better = found[1], None
    if (unknown or passages <= _FEW) and not query.as_prefix:
        better = _did_you_mean(dictionary, query, tree, found, count)
    if not passages and asked:
        return better, _alternatives(query, tree, count)
    if 0 < passages <= _FEW and better is None:
        return None, _beginnings(query, tree, found, count)
    return better, ()


def _did_you_mean(
    dictionary: WordLookup, query: SearchQuery, tree: Query, found: tuple[int, int], count: Count
) -> Alternative | None:
    """Correct every word that occurs nowhere; offer the whole query if it then finds more.

    More with all its words, that is, or as many of these and more in all.
    """
    text = query.text
    words = sorted(_words(tree.clauses), key=lambda node: node.span[0])
    for at, node in reversed(list(enumerate(words))):
        choices = _corrections(dictionary, node.text)
        start, end = node.span
        if choices and text[start:end] == node.text:
            beside = [word.text for word in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])]
            few = len(words) <= _WORDS and len(choices) > 1
            better = _beside(choices, beside, query, count) if few else choices[0]
            text = f"{text[:start]}{better}{text[end:]}"
    if text == query.text:
        return None
    other = replace(query, text=text, page=1)
    more = count(other)
    return Alternative(text, other, more[1]) if more > found else None


def _beside(choices: Sequence[str], beside: Sequence[str], query: SearchQuery, count: Count) -> str:
    """Return the choice that stands most often within a word of its neighbours, the first where none does."""

    def told(choice: str) -> int:
        near = (replace(query, text=f'"{choice} {other}"~1', page=1) for other in beside if other.isalnum())
        return sum(count(one)[1] for one in near)

    return max(choices, key=told)


def _corrections(dictionary: WordLookup, typed: str) -> list[str]:
    """Return the words of the index that were probably meant, equally near; none where the typed one will do.

    A word known by its stem alone will do where it only ends in another way (*forces*), not where a letter before the
    ending is wrong (*procurment*).
    """
    forms, word = forms_of(typed), fold(typed)
    if forms is None or forms.parts or len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
        return []
    as_typed, stem = dictionary.having(word), stem_of(word)
    known = max(as_typed, dictionary.having_stem(stem) if stem else 0)
    by_stem_alone = known > _RARE and not as_typed
    if known > _RARE and not by_stem_alone:
        return []
    least = as_typed if by_stem_alone else known
    edits = 1 if known or len(word) < _LONG else 2
    found: set[tuple[int, int, str]] = set()
    for other, distance in dictionary.near(word, edits):
        having = dictionary.having(other)
        if by_stem_alone and (stem_of(other) != stem or other[-_ENDING:] != word[-_ENDING:]):
            continue
        if not other.isalpha() or having <= least or (least and having < _COMMONER * least):
            continue
        if distance == 1 or other[0] == word[0]:
            found.add((distance, -having, other))
    nearest = min(found, default=(0,))[0]
    return [other for distance, _, other in sorted(found) if distance == nearest][:_CHOICES]


def _alternatives(query: SearchQuery, tree: Query, count: Count) -> tuple[Alternative, ...]:
    """Return other searches that find something, for a search that found nothing."""
    found = []
    for words, other in _others(query, tree):
        _, passages = count(other)
        if passages:
            found.append(Alternative(words, other, passages))
    return tuple(found)


def _beginnings(query: SearchQuery, tree: Query, found: tuple[int, int], count: Count) -> tuple[Alternative, ...]:
    """Return the search for words that begin like those typed (``interop*``), if it finds more with all of them."""
    text = query.text
    for node in sorted(_words(tree.clauses), key=lambda word: word.span[0], reverse=True):
        start, end = node.span
        if len(node.text) >= _SHORTEST and node.text.isalpha() and text[start:end] == node.text:
            text = f"{text[:end]}*{text[end:]}"
    other = replace(query, text=text, page=1)
    if text == query.text or (more := count(other))[0] <= found[0]:
        return ()
    return (Alternative(f"words that begin so: {text}", other, more[0]),)


def _others(query: SearchQuery, tree: Query) -> Iterator[tuple[str, SearchQuery]]:
    fresh = replace(query, page=1)
    if any(isinstance(node, Phrase) for node in _leaves(tree.clauses)):
        plain = query.text
        for mark in ('"', "“", "”"):
            plain = plain.replace(mark, " ")
        yield "without the quotation marks", replace(fresh, text=" ".join(plain.split()))
    words = [node.text for node in _words(tree.clauses)]
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


def _words(nodes: tuple[Node, ...]) -> list[Word]:
    return [node for node in _leaves(nodes) if isinstance(node, Word)]


def _leaves(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, All | Any):
            yield from _leaves(node.nodes)
        else:
            yield node
