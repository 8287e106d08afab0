"""Printed paragraph numbers: where they stand in the words of a paragraph, and what is only a figure.

"12. The force", "10.The College" (glued by the page) and "1.1 The programme" are numbered paragraphs;
"5.8 billion pounds", "10 July 2015" and "5 forces" begin with figures.
"""

import re

from bs4 import Tag
from bs4.element import NavigableString

from scraper.html.soup import classes

_DOTTED = r"[0-9]{1,3}(?:\.[0-9]{1,3}){1,4}"
_STOPPED = re.compile(rf"\s*({_DOTTED}|[0-9]{{1,3}})\.(?!\d)\s*(?=\S)")
_BARE_DOTTED = re.compile(rf"\s*({_DOTTED})(?:\s+(?=[\"'“‘(\[]?[A-Z])|(?=[A-Z][a-z]))")
_ALONE = re.compile(rf"\s*(?:({_DOTTED})\.?|([0-9]{{1,3}})\.)\s*")
_ANY_ALONE = re.compile(rf"\s*({_DOTTED}|[0-9]{{1,3}})\.?\s*")
_GLUED_HEADING = re.compile(r"^([0-9]{1,2}(?:\.[0-9]{1,2})*)\.?(?=[A-Z][a-z])")
_NUMBER_CLASSES = re.compile(r"(?:^|[-_])(?:number|num|para|paragraph|paranum|paranumber)(?:$|[-_])")
_INLINE = {"span", "strong", "b", "a", "em", "i", "font", "label"}


def split_number(text: str, first: Tag | None = None) -> tuple[str, str]:
    """Split the words of a paragraph into its printed number (without the full stop) and the rest.

    ``first`` is the element that the paragraph opens with, if any: a number that stands in an element of
    its own is one, even where the words alone would not tell.
    """
    if first is not None:
        own = first.get_text()
        alone = (_ANY_ALONE if _is_number_element(first) else _ALONE).fullmatch(own)
        head = text.lstrip()
        if alone and head.startswith(own.strip()) and head[len(own.strip()) :].strip():
            return _first_group(alone), head[len(own.strip()) :].lstrip()
    match = _STOPPED.match(text) or _BARE_DOTTED.match(text)
    if match is None:
        return "", text
    return match[1], text[match.end() :]


def lone_number(text: str) -> str:
    """Return the number that is all there is in a paragraph ("10." or "1.1"), or an empty string."""
    alone = _ALONE.fullmatch(text)
    return _first_group(alone) if alone else ""


def spaced_heading(text: str) -> str:
    """Part the number of a heading from the word it is glued to: "3Consistency" is "3 Consistency"."""
    return _GLUED_HEADING.sub(lambda match: f"{match[0]} ", text.lstrip(), count=1)


def opening_element(element: Tag) -> Tag | None:
    """Return the inline element that the words of an element begin with, if any."""
    for child in element.children:
        if isinstance(child, Tag):
            return child if child.name in _INLINE else None
        if isinstance(child, NavigableString) and child.strip():
            return None
    return None


def _is_number_element(element: Tag) -> bool:
    return any(_NUMBER_CLASSES.search(name) for name in classes(element))


def _first_group(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
