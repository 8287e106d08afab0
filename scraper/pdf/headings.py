"""Headings: by the outline where the file has one, by the type otherwise.

Bookmarks only count when their words stand on the page that they lead to, which drops what programs leave
behind ("_GoBack", "ConcsStartHere") without a list of such names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scraper.pdf import marks
from scraper.pdf.lines import Line
from scraper.pdf.raw import Bookmark
from scraper.pdf.tables import PdfTable

_LARGER = 1.12
_MOST_LINES, _MOST_LETTERS = 4, 220
_MOST_OF_SENTENCE = 90  # letters: a longer one with a full stop is a paragraph
_CAPTION = re.compile(r"(?:Table|Figure|Chart|Box|Map|Exhibit|Source)s?\b\s*(?:\d|:)")
_BULLET = re.compile(r"[•▪◦●○■□➤➢✓]")
_CAPITALS = 6  # letters: fewer may be an abbreviation
Style = tuple[float, bool, bool, bool]


@dataclass(frozen=True)
class Heading:
    """A heading: the places of its first line and of the line after it, and its level from 2."""

    start: int
    end: int
    level: int


def find_headings(
    lines: Sequence[Line],
    body: float,
    bookmarks: Sequence[Bookmark],
    tables: Mapping[int, PdfTable],
    numbered: Collection[int] = frozenset(),
) -> list[Heading]:
    """Return the headings in order, outside the tables (given by the place of their first line).

    A line of the document's own count (``numbered``) is a paragraph, however bold it is.
    """
    entries: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for mark in bookmarks:
        entries[mark.page].append((bare(mark.title), mark.level))
    found: list[tuple[int, int, Style, int | None]] = []
    at = 0
    while at < len(lines):
        if at in tables:
            at = tables[at].end
            continue
        end = _run(lines, at, numbered)
        words_as_set = " ".join(line.text for line in lines[at:end])
        words = bare(words_as_set)
        level = next((level for title, level in entries[lines[at].page] if title and title == words), None)
        if len(words_as_set) > _MOST_OF_SENTENCE and words_as_set.endswith("."):
            level = None  # some programs put every paragraph into the outline
        if at not in numbered and words and (_is_typed(lines, at, end, body) or level is not None):
            found.append((at, end, style(lines[at]), level))
            at = end
        elif _is_said(words_as_set):
            at = end
        else:
            at += 1
    levels = _levels(found)
    return [
        Heading(start, end, levels[kind] if level is None else min(level + 2, 6)) for start, end, kind, level in found
    ]


def bare(text: str) -> str:
    """Return the letters and figures alone, to compare words however they are spaced."""
    return re.sub(r"[\W_]+", "", marks.plain(text)).casefold()


def style(line: Line) -> Style:
    """Return what tells one kind of heading from another: size, bold, italic, most of it in capitals."""
    letters = [char for char in line.text if char.isalpha()]
    in_capitals = len(letters) >= _CAPITALS and sum(map(str.isupper, letters)) > 0.6 * len(letters)
    return (round(line.size * 2) / 2, line.bold, line.italic, in_capitals)


def _run(lines: Sequence[Line], at: int, numbered: Collection[int]) -> int:
    """Return the end of the lines that go together with the one at ``at`` by type and distance."""
    end = at + 1
    while (
        end < len(lines)
        and end not in numbered
        and lines[end].flow == lines[at].flow
        and abs(lines[end].size - lines[at].size) < 0.3
        and lines[end].bold == lines[at].bold
        and lines[end - 1].y - lines[end].y < 1.45 * lines[at].size
    ):
        end += 1
    return end


def _is_typed(lines: Sequence[Line], at: int, end: int, body: float) -> bool:
    first, words = lines[at], " ".join(line.text for line in lines[at:end])
    if end - at > _MOST_LINES or len(words) > _MOST_LETTERS or not re.search(r"[^\W\d_]{2}", words):
        return False
    if _is_said(words) or _BULLET.match(words):
        return False
    if first.size >= _LARGER * body:
        return not (words.endswith(".") and len(words) > 90)
    if not first.bold or first.size < 0.7 * body or words.endswith((".", ",", ";")) or marks.notes(words):
        return False
    return _stands_free(lines, at, end)


def _is_said(words: str) -> bool:
    """Say whether lines are a caption, or words quoted in large type beside the text."""
    return bool(words) and (bool(_CAPTION.match(words)) or words[0] in '“‘"')


def _stands_free(lines: Sequence[Line], at: int, end: int) -> bool:
    """Say whether lines in bold stand for themselves and are not the bold beginning or middle of a text."""
    first, last = lines[at], lines[end - 1]
    below = lines[end] if end < len(lines) and lines[end].flow == last.flow else None
    above = lines[at - 1] if at and lines[at - 1].flow == first.flow else None
    runs_on = below is not None and last.y - below.y < 1.45 * max(last.size, below.size)
    if runs_on and last.is_full:
        return False
    return above is None or above.y - first.y > 1.3 * first.size or not above.is_full


def _levels(found: Iterable[tuple[int, int, Style, int | None]]) -> dict[Style, int]:
    """Rank the styles: larger, then bolder, then in capitals; where the outline names some, they fix their level."""
    known: dict[Style, Counter[int]] = defaultdict(Counter)
    for _, _, kind, level in found:
        known[kind]
        if level is not None:
            known[kind][level + 2] += 1
    levels: dict[Style, int] = {}
    above = 1
    for kind in sorted(known, key=lambda kind: (-kind[0], not kind[1], not kind[3], kind[2])):
        told = known[kind].most_common(1)
        above = told[0][0] if told else min(above + 1, 6)
        levels[kind] = min(above, 6)
    return levels
