"""Words that a line is drawn through: somebody struck them, and they are no words of the text.

A line strikes words where it runs through the middle of their small letters, from where they begin to where they end.
Lines of tables and forms run on past the words, underlines stand below them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scraper.pdf.raw import GlyphShape

_THIN = 2.0  # points
_LEAST, _MOST = 0.14, 0.42  # ems above the baseline
_EDGE = 0.6  # ems between the end of a line and of its words
_COVERED = 0.5  # of the line is ink
_MOST_LINES = 400  # on a page: more is a table, a map or a form
_LARGEST = 40  # points


class PlacedGlyph(NamedTuple):
    """A character with its place: the edges of its ink, its baseline, the size of its type."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


def struck_out(glyphs: Sequence[PlacedGlyph], shapes: Iterable[GlyphShape]) -> set[int]:
    """Return the places of the characters that lines are drawn through."""
    thin = [shape for shape in shapes if shape.height <= _THIN < shape.width]
    if not thin or len(thin) > _MOST_LINES:
        return set()
    rows: dict[int, list[int]] = {}
    for at, glyph in enumerate(glyphs):
        rows.setdefault(round(glyph.y), []).append(at)
    found: set[int] = set()
    for line in thin:
        y = (line.y0 + line.y1) / 2
        for baseline in range(round(y - _MOST * _LARGEST), round(y) + 1):
            found.update(_through(line, y, [(at, glyphs[at]) for at in rows.get(baseline, ())]))
    return found


def _through(line: GlyphShape, y: float, row: Sequence[tuple[int, PlacedGlyph]]) -> list[int]:
    """Return the characters of a row that a line runs through, where it begins and ends with them."""
    on = [
        (at, glyph)
        for at, glyph in row
        if line.x0 <= (glyph.x0 + glyph.x1) / 2 <= line.x1 and _LEAST < (y - glyph.y) / max(glyph.size, 1) < _MOST
    ]
    inked = [glyph for _, glyph in on if glyph.text.strip()]
    if len(inked) < 2 or not any(glyph.text.isalnum() for glyph in inked):
        return []
    edge = _EDGE * inked[0].size
    begins, ends = min(glyph.x0 for glyph in inked), max(glyph.x1 for glyph in inked)
    ink = sum(glyph.x1 - glyph.x0 for glyph in inked)
    fits = abs(begins - line.x0) <= edge and abs(line.x1 - ends) <= edge and ink >= _COVERED * line.width
    return [at for at, _ in on] if fits else []
