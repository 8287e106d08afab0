"""The number that is printed on each page, which is what people cite.

The number at the head or foot of the page wins over the label in the file when it counts on from page to page:
files often carry no labels, or wrong ones.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from scraper.pdf.raw import RawPage
from scraper.pdf.running_heads import EdgeRow

_NUMERALS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_NEAR, _STRETCH = 4, 3  # pages around one, and how many of them must count with it
_TOLD = 2  # pages next to a count that their neighbours tell
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def page_labels(pages: Sequence[RawPage], edges: Sequence[EdgeRow]) -> tuple[str, ...]:
    """Return the label of each page; empty where nothing is printed and nothing can be counted."""
    arabic, roman = _sightings(edges)
    alone = _sightings([edge for edge in edges if not _rest(edge)])
    counted = _counted(arabic, alone[0])
    numerals = _counted(roman, alone[1])
    beside = _beside(len(pages), counted, numerals)
    labels = []
    for page in pages:
        number, numeral = counted.get(page.index), numerals.get(page.index)
        if number is not None and not (numeral is not None and numeral in roman.get(page.index, ())):
            labels.append(str(number))
        elif numeral is not None:
            labels.append(to_roman(numeral))
        else:
            printed = _from_file(page, bool(counted), pages)
            labels.append(printed or str(beside.get(page.index, "")))
    return tuple(labels)


def _sightings(edges: Sequence[EdgeRow]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the numbers at the edges of each page that may be its own, arabic and roman.

    At the foot, a number with words beside it counts only where the words come again on another page: otherwise it
    is the number of a footnote.
    """
    rests = Counter(rest for edge in edges for rest in {_rest(edge)})
    arabic: dict[int, set[int]] = {}
    roman: dict[int, set[int]] = {}
    for edge in edges:
        rest = _rest(edge)
        if rest and not edge.at_head and rests[rest] < 2:
            continue
        for word in edge.numbers():
            if word.isdigit():
                arabic.setdefault(edge.page, set()).add(int(word))
            elif value := from_roman(word):
                roman.setdefault(edge.page, set()).add(value)
    return arabic, roman


def _rest(edge: EdgeRow) -> str:
    """Return the words beside the number of a row; empty where it has none but "page"."""
    words = re.sub(r"\b(?:page|of|\d+|[ivxlc]{1,7})\b|[\W_]+", " ", edge.words.lower())
    return " ".join(words.split())


def _counted(seen: dict[int, set[int]], alone: dict[int, set[int]]) -> dict[int, int]:
    """Return page numbers that count on: those seen, and those of pages between them that show none.

    A number with nothing beside it (in ``alone``) counts twice: chapters that begin on each page count on as well.
    Where the count of a document shifts (an unnumbered plate, a part bound in), each stretch keeps its own.
    """
    votes = Counter(number - index for found in (seen, alone) for index, numbers in found.items() for number in numbers)
    if not votes:
        return {}
    offset = votes.most_common(1)[0][0]
    count = sum(index + offset in numbers for index, numbers in seen.items())
    if count < 2 or count < 0.5 * len(seen):
        return {}
    found: dict[int, int] = {}
    for index, numbers in seen.items():
        near = Counter(other - at for at in range(index - _NEAR, index + _NEAR + 1) for other in seen.get(at, ()))
        own = [number for number in numbers if near[number - index] >= _STRETCH]
        if index + offset in numbers:
            found[index] = index + offset
        elif own:
            found[index] = max(own, key=lambda number: near[number - index])
    shown = sorted(found)
    for before, after in pairwise(shown):
        shift = found[before] - before
        if shift == found[after] - after:
            found |= {index: index + shift for index in range(before + 1, after)}
    return found


def _beside(pages: int, *counts: dict[int, int]) -> dict[int, int]:
    """Return numbers for the pages before and after a count that its neighbours tell: a chapter's first page."""
    counted = counts[0]
    taken = {index for count in counts for index in count}
    found: dict[int, int] = {}
    for step, ends in ((-1, set(counted)), (1, set(counted))):
        for end in ends:
            for away in range(1, _TOLD + 1):
                index, number = end + step * away, counted[end] + step * away
                if index in taken or not 0 <= index < pages or number < 1:
                    break
                found.setdefault(index, number)
    return found


def _from_file(page: RawPage, counted: bool, pages: Sequence[RawPage]) -> str:
    """Fall back on the label in the file, and on the place in it where no number is printed anywhere."""
    if page.label and (not counted or not page.label.isdigit()):
        return page.label
    if counted or any(other.label for other in pages):
        return ""
    return str(page.index + 1)


def from_roman(word: str) -> int:
    """Read a small roman numeral; 0 where it is none."""
    values = [_ROMAN.get(char, 0) for char in word.lower()]
    if not values or 0 in values:
        return 0
    total = sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
    return total if to_roman(total) == word.lower() else 0


def to_roman(number: int) -> str:
    """Write a number as a small roman numeral."""
    out = ""
    for value, numeral in _NUMERALS:
        count, number = divmod(number, value)
        out += numeral * count
    return out
