"""Marks inside text while it is still plain words: footnote marks and the turn of a page.

They are private characters, which are dropped from what a PDF says, so nobody else can have written them. Only
at the end, when the words are escaped, do they become Markdown.
"""

import re
from collections.abc import Collection

from kb.documents.markdown.inline import escape

_NOTE, _PAGE, _END = "\ue000", "\ue001", "\ue002"
NOTE = re.compile(f"{_NOTE}([^{_END}]*){_END}")
"""A footnote mark; its group is the number."""
PAGE = re.compile(f" ?{_PAGE}([^{_END}]*){_END} ?")
_RAISED = str.maketrans("0123456789+-–−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def note(number: str) -> str:
    """Return the mark of footnote ``number``."""
    return f"{_NOTE}{number}{_END}"


def exponent(figures: str) -> str:
    """Return figures as raised characters."""
    return figures.translate(_RAISED)


def page(label: str) -> str:
    """Return the mark of the page ``label`` beginning inside a block."""
    return f" {_PAGE}{label}{_END} "


def plain(text: str) -> str:
    """Return the words alone."""
    return " ".join(NOTE.sub("", PAGE.sub(" ", text)).split())


def bare(text: str) -> str:
    """Return the words with the numbers of the footnotes that they refer to."""
    return NOTE.sub(r" \1 ", PAGE.sub(" ", text))


def notes(text: str) -> list[str]:
    """Return the numbers of the footnotes that a text refers to, in order."""
    return NOTE.findall(text)


def to_markdown(text: str, known: Collection[str]) -> str:
    """Escape the words and write the marks as Markdown.

    A raised figure that is no known footnote is what it looks like: the exponent of km².
    """

    def noted(match: re.Match[str]) -> str:
        return f"[^{match[1]}]" if match[1] in known else exponent(match[1])

    escaped = NOTE.sub(noted, escape(text))
    return PAGE.sub(lambda match: f" <!-- page {match[1]} --> ", escaped).strip()
