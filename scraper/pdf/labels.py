"""The number that is printed on each page, which is what people cite.

The number at the head or foot of the page wins over the label in the file when it counts on from page to page:
files often carry no labels, or wrong ones.
"""

from collections import Counter
from collections.abc import Sequence

from scraper.pdf.furniture import EdgeRow
from scraper.pdf.raw import RawPage

_NUMERALS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def page_labels(pages: Sequence[RawPage], edges: Sequence[EdgeRow]) -> tuple[str, ...]:
    """Return the label of each page; empty where nothing is printed and nothing can be counted."""
    arabic, roman = _sightings(edges)
    counted = _counted(len(pages), arabic)
    numerals = _counted(len(pages), roman)
    labels = []
    for page in pages:
        number, numeral = counted.get(page.index), numerals.get(page.index)
        if number is not None and not (numeral is not None and numeral in roman.get(page.index, ())):
            labels.append(str(number))
        elif numeral is not None:
            labels.append(to_roman(numeral))
        else:
            labels.append(_from_file(page, bool(counted), pages))
    return tuple(labels)


def _sightings(edges: Sequence[EdgeRow]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    arabic: dict[int, set[int]] = {}
    roman: dict[int, set[int]] = {}
    for edge in edges:
        for word in edge.numbers():
            if word.isdigit():
                arabic.setdefault(edge.page, set()).add(int(word))
            elif value := from_roman(word):
                roman.setdefault(edge.page, set()).add(value)
    return arabic, roman


def _counted(pages: int, seen: dict[int, set[int]]) -> dict[int, int]:
    """Return page numbers that count on: those seen, and those of pages between them that show none."""
    votes = Counter(number - index for index, numbers in seen.items() for number in numbers)
    if not votes:
        return {}
    offset, count = votes.most_common(1)[0]
    if count < 2 or count < 0.5 * len(seen):
        return {}
    shown = [index for index, numbers in seen.items() if index + offset in numbers]
    return {index: index + offset for index in range(min(shown), pages) if index <= max(shown)}


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
