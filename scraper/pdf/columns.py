"""Reading order: columns one after the other, and what runs across them where it stands.

A gutter is an empty strip with prose on both sides. Narrow cells beside each other are a table or a list with
hanging numbers, and stay rows.
"""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from scraper.pdf.lines import rows, segments
from scraper.pdf.raw import GlyphSpan

_LEAST_LINES = 4
_LEAST_WIDTH = 0.17  # of the page: narrower is a column of a table
_LEAST_GUTTER = 7.0  # points
_MOST_ACROSS = 0.1  # of the pieces
_MOST_PIECES = 1_500  # a page with more is a map or a form, and not set in columns


class LineSegment(NamedTuple):
    """A piece of a row without a wide gap in it."""

    spans: tuple[GlyphSpan, ...]
    x0: float
    x1: float
    y: float


def columns(spans: Sequence[GlyphSpan], width: float) -> list[list[tuple[GlyphSpan, ...]]]:
    """Return the rows of a page, column after column in reading order."""
    pieces = [
        LineSegment(part, part[0].x0, max(span.x1 for span in part), row[0].y)
        for row in rows(spans)
        for part in segments(row)
    ]
    return [rows([span for piece in group for span in piece.spans]) for group in _ordered(pieces, width, 3)]


def _ordered(pieces: list[LineSegment], width: float, depth: int) -> list[list[LineSegment]]:
    gutter = _gutter(pieces, width) if depth else None
    if gutter is None:
        return [pieces] if pieces else []
    out: list[list[LineSegment]] = []
    for band, across in _bands(pieces, gutter):
        if across:
            out.append(band)
            continue
        out += _ordered([piece for piece in band if piece.x1 <= gutter], width, depth - 1)
        out += _ordered([piece for piece in band if piece.x0 >= gutter], width, depth - 1)
    return out


def _bands(pieces: list[LineSegment], gutter: float) -> list[tuple[list[LineSegment], bool]]:
    """Cut the page from top to bottom into what runs across the gutter and what stands beside it."""
    bands: list[tuple[list[LineSegment], bool]] = []
    for piece in sorted(pieces, key=lambda p: (-p.y, p.x0)):
        across = piece.x0 < gutter < piece.x1
        if not bands or bands[-1][1] != across:
            bands.append(([], across))
        bands[-1][0].append(piece)
    return bands


def _gutter(pieces: Sequence[LineSegment], width: float) -> float | None:
    """Find the middle of the widest empty strip that has prose on both sides of it."""
    if not 2 * _LEAST_LINES <= len(pieces) <= _MOST_PIECES:
        return None
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    narrow = sorted((p.x0, p.x1) for p in pieces if p.x1 - p.x0 < 0.58 * (right - left))
    for crossing in (0, max(1, int(_MOST_ACROSS * len(narrow)))):
        strips = sorted(((end - start, (start + end) / 2) for start, end in _strips(narrow, crossing)), reverse=True)
        for strip, middle in strips:
            if strip >= _LEAST_GUTTER and _is_gutter(pieces, middle, width):
                return middle
    return None


def _strips(pieces: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Return the strips of a page that at most so many pieces lie across: a short heading may."""
    turns = sorted([(x0, 1) for x0, _ in pieces] + [(x1, -1) for _, x1 in pieces])
    strips: list[tuple[float, float]] = []
    across, start = 0, None
    for x, change in turns:
        before, across = across, across + change
        if before > most >= across:
            start = x
        elif across > most >= before and start is not None:
            strips.append((start, x))
            start = None
    return strips


def _is_gutter(pieces: Sequence[LineSegment], middle: float, width: float) -> bool:
    before = [p for p in pieces if p.x1 <= middle]
    after = [p for p in pieces if p.x0 >= middle]
    if min(len(before), len(after)) < _LEAST_LINES or len(before) + len(after) < 0.5 * len(pieces):
        return False
    if any(median(p.x1 - p.x0 for p in side) < _LEAST_WIDTH * width for side in (before, after)):
        return False
    overlap = min(max(p.y for p in before), max(p.y for p in after)) - max(
        min(p.y for p in before), min(p.y for p in after)
    )
    shorter = min(max(p.y for p in side) - min(p.y for p in side) for side in (before, after))
    return overlap >= 0.5 * shorter
