"""Raised figures that are exponents and no footnote references: written as the characters that Unicode has for them."""

import re
from collections import Counter
from collections.abc import Collection

from bs4 import Tag
from bs4.element import NavigableString

_FIGURES = re.compile(r"\s*([-−–+]?[0-9]{1,3})\s*")
_BASE = re.compile(
    r"(?:(?<![\w.,])(?:10|e)|\b(?:m|km|cm|mm|ft|mi|kg|s)|[)\]]"
    r"|(?<![\w’'.,])[b-hj-zB-HJ-Z])$"  # a variable: "a" and "I" are words
)
_NAMED = re.compile(
    r"\b(?:paragraphs?|paras?|sections?|pages?|chapters?|article|table|figure|annex|question|no)\.? 10$", re.IGNORECASE
)
_UNIT = re.compile(r"\b(?:m|km|cm|mm|ft|mi)$")
_RAISED = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
_SIGNS = {"TM": "™", "R": "®", "SM": "℠"}


def write_powers(root: Tag, notes: Collection[str]) -> None:
    """Write raised figures behind a base or a unit, and raised signs, as characters: 10⁶, 50 m², Acme™.

    ``notes`` are the numbers of the footnotes at hand. A figure that is one of them is an exponent only behind a unit
    of measure or where its note is referred to elsewhere; else it is the reference.
    """
    raised = [sup for sup in root.find_all("sup") if sup.find("a") is None]
    marks = Counter(_words(sup) for sup in root.find_all("sup"))
    for sup in raised:
        words, before = _words(sup), _before(sup)
        if words in _SIGNS:
            sup.replace_with(_SIGNS[words])
            continue
        is_power = _FIGURES.fullmatch(words) and _BASE.search(before) and not _NAMED.search(before)
        if is_power and (words not in notes or _UNIT.search(before) or marks[words] > 1):
            sup.replace_with(words.translate(_RAISED))


def _words(sup: Tag) -> str:
    return sup.get_text().strip().strip("[]")


def _before(sup: Tag) -> str:
    """Return the end of the words just before an element, within its paragraph."""
    out = ""
    for node in sup.previous_siblings:
        out = (
            str(node) if isinstance(node, NavigableString) else node.get_text() if isinstance(node, Tag) else ""
        ) + out
        if len(out) > 40:
            break
    return out[-40:]
