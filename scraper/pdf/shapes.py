"""What is drawn on a page besides letters, as far as it orders text: ruling lines and boxes.

Only straight lines, rectangles and dots of the page itself count; curves, pictures and what forms hold are decoration.
"""

import ctypes
import math
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from scraper.pdf.raw import GlyphShape

if TYPE_CHECKING:
    from collections.abc import Iterator

_raw = pdfium.raw
_MOST_LOOKED_AT = 20_000  # objects on a page: more is a map or a drawing
_MOST_KEPT = 2_000
_MOST_SEGMENTS = 6  # a rectangle has five
_LEAST = 4.0  # points that a line is long
_WHOLE_PAGE = 0.9


def page_shapes(page: pdfium.PdfPage, turn: int, box: tuple[float, float, float, float]) -> tuple[GlyphShape, ...]:
    """Return the lines and boxes of a page, turned upright as its text is."""
    left, bottom, right, top = box
    shapes: dict[GlyphShape, None] = {}
    for x0, y0, x1, y1 in _paths(page):
        if (x1 - x0) > _WHOLE_PAGE * (right - left) and (y1 - y0) > _WHOLE_PAGE * (top - bottom):
            continue  # the paper
        ax, ay = turned(max(x0, left), max(y0, bottom), turn, box)
        bx, by = turned(min(x1, right), min(y1, top), turn, box)
        shape = GlyphShape(*(round(side, 1) for side in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
        if max(shape.width, shape.height) >= _LEAST or shape.is_dot:
            shapes[shape] = None
        if len(shapes) >= _MOST_KEPT:
            break
    return tuple(shapes)


def turned(x: float, y: float, turn: int, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return a point of the file as a point of the page turned upright, from its lower left corner."""
    left, bottom, right, top = box
    match turn:
        case 1:
            return y - bottom, right - x
        case 2:
            return right - x, top - y
        case 3:
            return top - y, x - left
        case _:
            return x - left, y - bottom


def unturned(x: float, y: float, turn: int, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return a point of the turned page as a point of the file: the other way round."""
    left, bottom, right, top = box
    match turn:
        case 1:
            return right - y, x + bottom
        case 2:
            return right - x, top - y
        case 3:
            return y + left, top - x
        case _:
            return x + left, y + bottom


def _paths(page: pdfium.PdfPage) -> "Iterator[tuple[float, float, float, float]]":
    """Yield the bounds of the simple paths that are painted."""
    sides = tuple(ctypes.c_float() for _ in range(4))
    left, bottom, right, top = sides
    for at in range(min(_raw.FPDFPage_CountObjects(page.raw), _MOST_LOOKED_AT)):
        made = _raw.FPDFPage_GetObject(page.raw, at)
        if not made or _raw.FPDFPageObj_GetType(made) != _raw.FPDF_PAGEOBJ_PATH:
            continue
        if not _raw.FPDFPageObj_GetBounds(made, left, bottom, right, top):
            continue
        values = (left.value, bottom.value, right.value, top.value)
        if not 2 <= _raw.FPDFPath_CountSegments(made) <= _MOST_SEGMENTS and not GlyphShape(*values).is_dot:
            continue
        if all(map(math.isfinite, values)) and values[2] >= values[0] and values[3] >= values[1]:
            yield values
