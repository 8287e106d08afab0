"""Footnotes: what stands in smaller type at the foot of a column and begins with the number of a mark.

Numbers decide, not only type: the first note of a page must be one that the page's text refers to, or the next
after the last, so that a table's source line in small type stays text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from scraper.pdf import marks
from scraper.pdf.lines import Line

_SMALLER = 0.93
_HEADED, _LAST = ("footnotes", "notes"), ("back to top", "print this page")
_LISTED = re.compile(r"(\d{1,3})\.\s+(.+)", re.DOTALL)
_NUMBERED = re.compile(rf"(?:{marks.NOTE.pattern}|(\d{{1,3}})(?![\d,]))[.)]?\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class PdfNote:
    """A footnote: its printed number, the index of its page, and its lines as words."""

    number: str
    page: int
    lines: tuple[str, ...]


def take_notes(lines: Sequence[Line], body: float) -> tuple[list[Line], list[PdfNote]]:
    """Part footnotes from text; both come back in order."""
    text: list[Line] = []
    notes: list[PdfNote] = []
    for page, group in groupby(lines, key=lambda line: line.page):
        on_page = list(group)
        called = {number for line in on_page for number in marks.notes(line.text)}
        for _, column in groupby(on_page, key=lambda line: line.flow):
            above, below = _foot(list(column), body, called, notes)
            text += above
            _add(notes, page, below, called)
    return text, notes


def take_endnotes(lines: list[Line]) -> tuple[list[Line], list[PdfNote]]:
    """Part the list of footnotes that stands at the end below its heading, as printed web pages have it."""
    start = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].text.lower() in _HEADED), len(lines))
    called = {number for line in lines[:start] for number in marks.notes(line.text)}
    notes: list[PdfNote] = []
    for line in lines[start + 1 :]:
        match = _LISTED.match(line.text)
        if match and int(match[1]) == len(notes) + 1 and match[1] in called:
            notes.append(PdfNote(match[1], line.page, (match[2].rstrip(" ↩"),)))
        elif line.text.lower() in _LAST:
            break
        elif notes:
            last = notes[-1]
            notes[-1] = PdfNote(last.number, last.page, (*last.lines, line.text.rstrip(" ↩")))
        else:
            break
    return (lines[:start], notes) if notes else (lines, [])


def _foot(column: list[Line], body: float, called: set[str], notes: Sequence[PdfNote]) -> tuple[list[Line], list[Line]]:
    """Cut a column above its notes."""
    start = len(column)
    while start and not column[start - 1].cells and column[start - 1].size <= _SMALLER * body:
        start -= 1
    expected = called | _next(notes)
    for at in range(start, len(column)):
        number = _number(column[at])
        if number in expected and (number in called or at == start):
            # a note that goes on from the page before stands above the first number, in the same type
            goes_on = bool(notes) and at > start and all(_alike(line, column[at]) for line in column[start:at])
            cut = start if goes_on and notes[-1].page == column[at].page - 1 else at
            return column[:cut], column[cut:]
    return column, []


def _alike(line: Line, first: Line) -> bool:
    return line.size == first.size and not line.bold


def _next(notes: Sequence[PdfNote]) -> set[str]:
    return {str(int(notes[-1].number) + 1)} if notes and notes[-1].number.isdigit() else {"1"}


def _number(line: Line) -> str:
    match = _NUMBERED.match(line.text)
    return (match[1] or match[2] or "") if match else ""


def _add(notes: list[PdfNote], page: int, lines: Iterable[Line], called: set[str]) -> None:
    """Read the lines at the foot: a number opens a note when it is the next, or one that the page calls."""
    here: set[str] = set()
    for line in lines:
        match = _NUMBERED.match(line.text)
        number = _number(line)
        opens = bool(number) and number not in here and (number in _next(notes) or number in called)
        if match and opens and line.indent < 12 + line.size:
            here.add(number)
            notes.append(PdfNote(number, page, (match[3],) if match[3] else ()))
        elif notes:
            last = notes[-1]
            notes[-1] = PdfNote(last.number, last.page, (*last.lines, line.text))
