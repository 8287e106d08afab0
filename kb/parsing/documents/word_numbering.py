"""The numbers and bullets of a Word document's lists: they are not in its text, Word works them out as it shows it."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

_MOST_STYLES = 20
Place = tuple[str, int]
"""A list's number and the level in it."""


class Numbering:
    """Says of each paragraph, asked in order, what number or bullet stands before it."""

    def __init__(self, document: Any) -> None:
        """``document`` is an open document; the library has no public face for its lists."""
        self._formats = dict(_formats(document))
        self._counts: dict[Place, int] = {}

    def mark_of(self, paragraph: Any) -> str:
        """Return the number or bullet that stands before a paragraph, with a space, or nothing."""
        place = _place(paragraph)
        form = self._formats.get(place, "none") if place else "none"
        if place is None or form == "none":
            return ""
        indent = "  " * place[1]
        if form == "bullet":
            return f"{indent}- "
        self._counts[place] = self._counts.get(place, 0) + 1
        for deeper in [key for key in self._counts if key[0] == place[0] and key[1] > place[1]]:
            del self._counts[deeper]
        return f"{indent}{self._counts[place]}. "


def _formats(document: Any) -> Iterator[tuple[Place, str]]:
    """Yield how each level of each list is numbered."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):  # a document without lists may have no numbering at all
        return
    kinds = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
    for number in root.findall(qn("w:num")):
        of = number.find(qn("w:abstractNumId"))
        kind = kinds.get(of.get(qn("w:val"))) if of is not None else None
        for level in kind.findall(qn("w:lvl")) if kind is not None else ():
            form = level.find(qn("w:numFmt"))
            words = form.get(qn("w:val")) if form is not None else "decimal"
            yield (str(number.get(qn("w:numId"))), int(level.get(qn("w:ilvl"), "0"))), str(words)


def _place(paragraph: Any) -> Place | None:
    """Return the list and the level that a paragraph is in, by itself or by its style."""
    element, style = paragraph._p, paragraph.style
    for _ in range(_MOST_STYLES):
        listed = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = listed.find(qn("w:numId")) if listed is not None else None
        if number is not None:
            level = listed.find(qn("w:ilvl"))
            of = str(number.get(qn("w:val")))
            return (of, int(level.get(qn("w:val"), "0")) if level is not None else 0) if of != "0" else None
        if style is None:
            return None
        element, style = style.element, style.base_style
    return None
