"""Ruling lines to tables and boxes: what the lines and rectangles of a page enclose.

A table is a mesh of lines with text in its meshes. A box encloses text that belongs together: a recommendation, a
case study. Underlines, axes and decoration enclose nothing and are neither.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scraper.pdf.edges import NEAR, THIN, Edge, bounds, connected_lines, distinct_places, is_thin, lines_of, sides_of
from scraper.pdf.lines import Line, rows
from scraper.pdf.raw import GlyphShape, GlyphSpan, RawPage

_LEAST_BREAKS = 2  # lines across that are broken at one place
_PADDING = 16.0
_MOST_LINES, _MOST_RECTANGLES, _MOST_PAIRS = 1_500, 400, 40_000
_LEAST_BOX = 18.0  # points that a box is high
_LEAST_WIDTH = 0.3  # of the page that a box is wide
_LEAST_FILLED = 0.35  # of the meshes of a table hold text
_FIGURES = re.compile(r"[£$€(+–-]*\d[\d,.\s]*(?:%|p|m|bn|k)?\)?|[–-]|n/?a", re.IGNORECASE)
_LABEL = re.compile(r"\d{1,3}(?:\.\d{1,3})*[A-Z]?\.?")

Cells = tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table by its lines: where it is, and the lines of text in each cell of each row."""

    shape: GlyphShape
    cells: Cells


@dataclass
class Frames:
    """The tables and boxes of a page."""

    grids: list[Grid] = field(default_factory=list)
    boxes: list[GlyphShape] = field(default_factory=list)


def find_frames(page: RawPage, spans: Sequence[GlyphSpan]) -> Frames:
    """Return what is enclosed by lines on a page; ``spans`` is its text without heads and feet."""
    found = Frames()
    ruled = [shape for shape in page.shapes if is_thin(shape)]
    rectangles = [shape for shape in page.shapes if not is_thin(shape) and not shape.is_dot]
    if len(ruled) > _MOST_LINES or len(rectangles) > _MOST_RECTANGLES:
        return found  # a map or a drawing
    filled = [shape for shape in rectangles if not any(_pads(shape, other) for other in rectangles)]
    across, down = lines_of(ruled)
    walls = (across, down), sides_of(filled)
    _add(found, page, spans, across, down + _column_breaks(ruled, spans), walls)
    taken = [*(grid.shape for grid in found.grids), *found.boxes]
    free = [shape for shape in filled if not any(_within(shape, other, NEAR) for other in taken)]
    _add(found, page, spans, *sides_of(free), walls)
    return found


def _column_breaks(ruled: Sequence[GlyphShape], spans: Sequence[GlyphSpan]) -> list[Edge]:
    """Return lines down where none are drawn: at the places where line after line across is broken in two.

    A browser draws the line below each cell by itself. The first and the last row of a page may have no line of
    their own: they go as far as text stands in the columns.
    """
    places: dict[int, list[float]] = {}
    lines = sorted({(round(shape.y0), shape.x0, shape.x1) for shape in ruled if shape.height <= THIN})
    for (y, _, end), (other_y, start, _) in pairwise(lines):
        if y == other_y and abs(start - end) <= 1:
            places.setdefault(round(start), []).append(float(y))
    drawn = [shape.x0 for shape in ruled if shape.height > THIN]
    breaks = {
        x: heights
        for x, heights in places.items()
        if len(set(heights)) >= _LEAST_BREAKS and all(abs(x - other) > NEAR for other in drawn)
    }
    if not breaks:
        return []
    top, bottom = max(max(heights) for heights in breaks.values()), min(min(heights) for heights in breaks.values())
    left, right = min(line[1] for line in lines if line[0] >= bottom), max(line[2] for line in lines)
    beside = rows(span for span in spans if left - 1 <= span.x0 <= right)
    above = _open_end([row for row in reversed(beside) if row[0].y > top], top, [*breaks])
    below = _open_end([row for row in beside if row[0].y < bottom], bottom, [*breaks])
    return [(float(x), below - NEAR if below < bottom else bottom, above + NEAR) for x in breaks]


def _open_end(beyond: Sequence[Sequence[GlyphSpan]], edge: float, breaks: Sequence[float]) -> float:
    """Return how far rows without a line stand in the columns of a table, from its last line on."""
    end = last = edge
    for row in beyond:
        if abs(row[0].y - last) > 3 * row[0].size or any(
            span.x0 < x - 1 and span.x1 > x + 1 for span in row for x in breaks
        ):
            break
        last = row[0].y
        if len({sum(span.x0 >= x - 1 for x in breaks) for span in row}) > 1:
            end = last + row[0].size if last > edge else last - row[0].size / 2
    return end


def _add(
    found: Frames,
    page: RawPage,
    spans: Sequence[GlyphSpan],
    across: list[Edge],
    down: list[Edge],
    walls: Sequence[tuple[list[Edge], list[Edge]]],
) -> None:
    """Add the tables and boxes of a set of lines; ``walls`` are all the lines that may part two cells."""
    if not across or not down or len(across) * len(down) > _MOST_PAIRS:
        return
    between = [edge for part, _ in walls for edge in part], down + [edge for _, part in walls for edge in part]
    for part_across, part_down in connected_lines(across, down):
        xs, ys = bounds(part_down, part_across), bounds(part_across, part_down)[::-1]
        if len(xs) < 2 or len(ys) < 2:
            continue
        grid = _grid(page, spans, xs, ys, *between)
        if grid:
            found.grids.append(grid)
        elif xs[-1] - xs[0] > _LEAST_WIDTH * page.width:
            found.boxes += _boxes(xs, ys, part_across)


def _within(shape: GlyphShape, other: GlyphShape, near: float) -> bool:
    return (
        other.x0 - near <= shape.x0
        and shape.x1 <= other.x1 + near
        and other.y0 - near <= shape.y0
        and shape.y1 <= other.y1 + near
    )


def _pads(shape: GlyphShape, other: GlyphShape) -> bool:
    """Say whether a rectangle is the ground of the words in a cell that is a rectangle of its own."""
    return other != shape and _within(shape, other, 0.5) and other.width - shape.width < _PADDING


def drawn_bullets(page: RawPage, spans: Sequence[GlyphSpan]) -> list[GlyphSpan]:
    """Return the dots that are drawn before the first words of a row, as bullets."""
    found: list[GlyphSpan] = []
    dots = [shape for shape in page.shapes if shape.is_dot]
    firsts = [row[0] for row in rows(spans)] if dots else []
    for dot in dots:
        middle = (dot.y0 + dot.y1) / 2
        for first in firsts:
            beside = 1 < first.x0 - dot.x1 < 2.5 * first.size and dot.width < 0.6 * first.size
            if beside and abs(middle - first.y - 0.28 * first.size) < 0.25 * first.size:
                found.append(GlyphSpan("•", dot.x0, dot.x1, first.y, first.size))
                break
    return found


def inside(span: GlyphSpan, shape: GlyphShape) -> bool:
    """Say whether a span stands within a frame."""
    middle = (span.x0 + span.x1) / 2
    return shape.x0 - 1 <= middle <= shape.x1 + 1 and shape.y0 - 1 <= span.y + span.size / 4 <= shape.y1 + 1


def _boxes(xs: Sequence[float], ys: Sequence[float], across: Sequence[Edge]) -> list[GlyphShape]:
    """Return the boxes of a mesh of one column, one below the other; the band at the side of one is part of it."""
    sides = [y for y in ys if any(abs(y - at) <= NEAR and x1 - x0 > 0.8 * (xs[-1] - xs[0]) for at, x0, x1 in across)]
    return [GlyphShape(xs[0], low, xs[-1], high) for high, low in pairwise(sides) if high - low >= _LEAST_BOX]


def _grid(
    page: RawPage,
    spans: Sequence[GlyphSpan],
    xs: Sequence[float],
    ys: Sequence[float],
    across: Sequence[Edge],
    down: Sequence[Edge],
) -> Grid | None:
    """Return a mesh as a table; ``None`` where it is none: too few meshes, or hardly text in them."""
    if len(xs) < 3 or len(ys) < 3:
        return None
    shape = GlyphShape(xs[0], ys[-1], xs[-1], ys[0])
    cells: dict[tuple[int, int], list[GlyphSpan]] = {}
    for span in spans:
        if inside(span, shape):
            place = _owner(_mesh(span, xs, ys), xs, ys, across, down)
            cells.setdefault(place, []).append(span)
    if not cells:
        return None
    written = {place: _lines(page, held) for place, held in cells.items()}
    for span in sorted(page.sideways, key=lambda span: span.x0):
        if inside(span, shape):
            place = _owner(_mesh(span, xs, ys), xs, ys, across, down)
            written.setdefault(place, []).append(Line(page.index, (span,)))
    several = [row for row in range(len(ys) - 1) if sum(place[0] == row for place in written) > 1]
    meshes = {
        _owner((row, column), xs, ys, across, down) for row in range(len(ys) - 1) for column in range(len(xs) - 1)
    }
    if len(several) < 2 or len(written) < _LEAST_FILLED * len(meshes) or _is_hanging(written):
        return None
    bands: list[tuple[tuple[str, ...], ...]] = []
    for row in range(len(ys) - 1):
        band = [written.get((row, column), []) for column in range(len(xs) - 1)]
        if any(band):
            bands += _split(band)
    kept = [column for column in range(len(xs) - 1) if any(band[column] for band in bands)]
    return Grid(shape, tuple(tuple(band[column] for column in kept) for band in bands))


def _mesh(span: GlyphSpan, xs: Sequence[float], ys: Sequence[float]) -> tuple[int, int]:
    middle, height = span.x0 + min(span.x1 - span.x0, span.size) / 2, span.y + span.size / 4
    row = sum(1 for y in ys[1:-1] if height < y)
    return row, sum(1 for x in xs[1:-1] if middle > x)


def _owner(
    mesh: tuple[int, int], xs: Sequence[float], ys: Sequence[float], across: Sequence[Edge], down: Sequence[Edge]
) -> tuple[int, int]:
    """Return the upper left mesh of the cell that a mesh belongs to, where a cell runs over several."""
    row, column = mesh
    middle = (ys[row] + ys[row + 1]) / 2
    while column and not any(abs(x - xs[column]) <= NEAR and low <= middle <= high for x, low, high in down):
        column -= 1
    middle = (xs[column] + xs[column + 1]) / 2
    while row and not any(abs(y - ys[row]) <= NEAR and low <= middle <= high for y, low, high in across):
        row -= 1
    return row, column


def _lines(page: RawPage, spans: Sequence[GlyphSpan]) -> list[Line]:
    return [Line(page.index, row) for row in rows(spans)]


def _is_hanging(written: dict[tuple[int, int], list[Line]]) -> bool:
    """Say whether a table of two columns is a list with its numbers hanging out."""
    first = [" ".join(line.text for line in held) for (_, column), held in written.items() if column == 0]
    if len({column for _, column in written}) > 2 or not first:
        return False
    return sum(bool(_LABEL.fullmatch(label)) for label in first) > 0.7 * len(first)


def _split(band: Sequence[list[Line]]) -> list[tuple[tuple[str, ...], ...]]:
    """Return a band of meshes as rows: one, or one for each line where no line is drawn between rows of figures."""
    figures = any(len(held) > 1 and all(_FIGURES.fullmatch(line.text) for line in held) for held in band)
    if not figures:
        return [tuple(tuple(line.text for line in held) for held in band)]
    heights = distinct_places(-line.y for held in band for line in held)
    return [
        tuple(tuple(line.text for line in held if abs(-line.y - height) <= NEAR) for held in band) for height in heights
    ]
