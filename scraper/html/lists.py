"""Marks of ordered lists: what a browser prints before each item, from start, value, direction and type."""

import re

from bs4 import Tag

from scraper.html.soup import attribute

_WHOLE = re.compile(r"\s*(-?[0-9]{1,4})\s*")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
_NAMES = {"lower-latin": "lower-alpha", "upper-latin": "upper-alpha"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def marks_of(listing: Tag) -> dict[int, str]:
    """Return the printed mark of each item of a list by the identity of its element: ``3.``, ``b.``, ``iv.``.

    Items of an unordered list, and of one whose style prints no marks, have an empty one.
    """
    items = listing.find_all("li", recursive=False)
    if listing.name != "ol":
        return {id(item): "" for item in items}
    step = -1 if "reversed" in listing.attrs else 1
    number = _whole(attribute(listing, "start"), len(items) if step < 0 else 1)
    marks = {}
    for item in items:
        number = _whole(attribute(item, "value"), number)
        marks[id(item)] = _written(number, _style(item) or _style(listing) or "decimal")
        number += step
    return marks


def _whole(value: str, otherwise: int) -> int:
    digits = _WHOLE.fullmatch(value)
    return int(digits[1]) if digits else otherwise


def _style(element: Tag) -> str:
    """Return how an element says that marks are written: its style before its type, as browsers have it."""
    styled = _STYLE.search(attribute(element, "style"))
    if styled:
        name = styled[1].lower()
        return _NAMES.get(name, name)
    return _TYPES.get(attribute(element, "type"), "")


def _written(number: int, style: str) -> str:
    if style == "none":
        return ""
    kind, _, script = style.partition("-")
    if script == "alpha" and number > 0:
        word = _letters(number)
    elif script == "roman" and 0 < number < 4000:
        word = _roman(number)
    else:
        word, kind = str(number), ""
    return f"{word.upper() if kind == 'upper' else word}."


def _letters(number: int) -> str:
    out = ""
    while number > 0:
        number, place = divmod(number - 1, len(_LETTERS))
        out = _LETTERS[place] + out
    return out


def _roman(number: int) -> str:
    out = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        out += numeral * count
    return out
