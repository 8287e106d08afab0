"""Values of a document's fields, and whether they fit what was typed for one."""

import fnmatch
from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from kb.domain.dates import PartialDate
from kb.domain.query.tree import Fuzzy, Node, Phrase, Prefix, Wild, Word
from kb.index.query.analysis import beginning_of, fold, parts_of, stem_of

COLUMNS_OF = {
    "publisher": ("publisher",),
    "author": ("publisher", "author"),  # what has no author of its own is by who published it
    **{name: (name,) for name in ("topic", "priority", "kind", "stance", "tag")},
}
"""Which columns a field of the search looks in."""


def tester(node: Node) -> Callable[[str], bool]:
    """Return what says whether the words of a facet value fit a node."""
    match node:
        case Prefix(text):
            start = beginning_of(text)
            return lambda value: any(part.startswith(start) for part in parts_of(value))
        case Wild(pattern):
            letters = fold(pattern).replace("[", "[[]")
            return lambda value: any(fnmatch.fnmatchcase(part, letters) for part in parts_of(value))
        case Fuzzy(text, edits):
            word = fold(text).encode("utf-8", "surrogatepass")
            return lambda value: any(
                OSA.distance(word, part.encode("utf-8", "surrogatepass"), score_cutoff=edits) <= edits
                for part in parts_of(value)
            )
        case Word(text) | Phrase(text):
            wanted = tuple(stem_of(part) or part for part in parts_of(text))
            return lambda value: _within(wanted, tuple(stem_of(part) or part for part in parts_of(value)))
        case _:
            return lambda _: False


def days_of(text: str) -> tuple[int, int]:
    """Return the first and last day number that a date known to the year, month or day covers."""
    date = PartialDate.parse(text.zfill(4))
    if date.month is None:
        return date.year * 10000, date.year * 10000 + 9999
    month = date.year * 10000 + date.month * 100
    return (month, month + 99) if date.day is None else (month + date.day, month + date.day)


def _within(wanted: Sequence[str], words: Sequence[str]) -> bool:
    size = len(wanted)
    return bool(size) and any(tuple(words[at : at + size]) == tuple(wanted) for at in range(len(words) - size + 1))
