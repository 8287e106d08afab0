"""Places in a text: what an entry is made of is kept as places, so that words can only be taken as they stand."""

import re
from dataclasses import dataclass

Span = tuple[int, int]
"""A place in a text: from, up to."""

NOWHERE: Span = (0, 0)
_EDGES = " \t\r\n\xa0*_"


@dataclass(frozen=True)
class EntrySpans:
    """One entry of an answer as places in the text; ``NOWHERE`` for what it does not have.

    ``certainty`` is in percent; ``besides`` are words of the entry that are none of the three.
    """

    title: Span
    why: Span = NOWHERE
    question: Span = NOWHERE
    certainty: int = 100
    besides: tuple[Span, ...] = ()
    reasons: tuple[str, ...] = ()


def trimmed(text: str, span: Span) -> Span:
    """Return a place without the white space and marks of emphasis at its edges; ``NOWHERE`` if nothing is left."""
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return (start, end) if start < end else NOWHERE


def words_at(text: str, span: Span) -> str:
    """Return the words at a place."""
    return text[span[0] : span[1]]


def lines_of(text: str, span: Span) -> list[Span]:
    """Return the places of the lines in a place, line ends included."""
    out, at = [], span[0]
    while at < span[1]:
        end = text.find("\n", at, span[1])
        end = span[1] if end < 0 else end + 1
        out.append((at, end))
        at = end
    return out


_SENTENCE = re.compile(r"[.?!…][)\"”’']*(\s+)(?=[A-Z0-9\"“‘(£])")
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|No|Nos|Mr|Mrs|Ms|Dr|St|vs|approx|cf|Ltd|Inc|Co|p|pp)\.$")


def sentences(text: str, span: Span) -> list[Span]:
    """Return the places of the sentences in a place, white space after each included."""
    out, start = [], span[0]
    for found in _SENTENCE.finditer(text, span[0], span[1]):
        if not ABBREVIATION.search(text[max(start, found.start() - 8) : found.start() + 1]):
            out.append((start, found.end(1)))
            start = found.end(1)
    if start < span[1]:
        out.append((start, span[1]))
    return out
