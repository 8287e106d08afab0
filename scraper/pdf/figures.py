"""Charts and diagrams: their captions and sources are text, the labels inside them are not.

A figure is known by its caption, by what is drawn below it, and by the short pieces of text that stand there up to its
source or the next text that runs on; where there is none below, by what stands above the caption. What is inside is
left out and said so; nothing is left out without a drawing.
"""

import re
from collections.abc import Mapping, Sequence

from scraper.pdf.lines import Line
from scraper.pdf.raw import GlyphShape, RawPage
from scraper.pdf.tables import PdfTable

_CAPTION = re.compile(r"(?:Figure|Fig\.?|Chart|Graph|Diagram|Map|Exhibit)s?\s+[A-Z]?\d", re.IGNORECASE)
_END = re.compile(r"(?:Sources?|Notes?|N\.?B\.?|Base)\s*(?:\d+\s*)?[:.]|(?:Notes?|Sources?)$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.?!;][”’\"')\]]*$")
_MOST_OF_LABEL = 60  # letters of a label
_LEAST_DRAWN = 3  # rectangles and lines of a chart
_MOST_OF_CAPTION = 3  # lines
_CLOSE = 1.5  # ems: lines of one caption
_LONG = 0.55  # of the column: a line that is longer runs on as text does


def inside_figures(
    lines: Sequence[Line], pages: Sequence[RawPage], tables: Mapping[int, PdfTable] | None = None
) -> set[int]:
    """Return the places of the lines that are labels inside a chart or a diagram; ``tables`` are left as they are."""
    shapes = {page.index: page.shapes for page in pages}
    tabled = {at for table in (tables or {}).values() for at in range(table.start, table.end)}
    found: set[int] = set()
    for at, line in enumerate(lines):
        if not line.cells and _CAPTION.match(line.text):
            below = _after_caption(lines, at)
            for inner in (range(below, _end(lines, below, at)), range(_beginning(lines, at), at)):
                free = inner and not any(i in tabled or i in found for i in inner)
                if free and _is_drawn(lines[inner[0]], lines[inner[-1]], shapes[line.page]):
                    found.update(inner)
                    break
    return found


def _after_caption(lines: Sequence[Line], at: int) -> int:
    """Return the place after the words of a caption: it goes on in the same type, close below."""
    end = at + 1
    while (
        end < min(len(lines), at + _MOST_OF_CAPTION)
        and (lines[end].page, lines[end].flow) == (lines[at].page, lines[at].flow)
        and (lines[end].size, lines[end].bold) == (lines[at].size, lines[at].bold)
        and 0 < lines[end - 1].y - lines[end].y < _CLOSE * lines[at].size
        and any(char.isalpha() for char in lines[end].text)
    ):
        end += 1
    return end


def _end(lines: Sequence[Line], start: int, caption: int) -> int:
    """Return where the labels below a caption end: at the source, at text that runs on, at the next caption."""
    end = start
    while end < len(lines) and _may_be_inside(lines[end], lines[caption]):
        end += 1
    return end


def _beginning(lines: Sequence[Line], caption: int) -> int:
    """Return where the labels above a caption begin: after text that runs on, a source, or another caption."""
    begin = caption
    while begin and _may_be_inside(lines[begin - 1], lines[caption]):
        begin -= 1
    return begin


def _may_be_inside(line: Line, caption: Line) -> bool:
    beside = (line.page, line.flow) == (caption.page, caption.flow)
    return beside and not (line.cells or _END.match(line.text) or _CAPTION.match(line.text)) and _is_label(line)


def _is_label(line: Line) -> bool:
    """Say whether a line is made of labels: short pieces, or figures in the main."""
    text = line.text
    figures = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() for char in text)
    if figures >= letters:
        return True
    pieces = _pieces(line)
    if max(pieces) > _LONG * (line.right - line.left) or (len(text) > _MOST_OF_LABEL and len(pieces) < 3):
        return False
    return not (_SENTENCE.search(text) and len(text) > _MOST_OF_LABEL / 2)


def _pieces(line: Line) -> list[float]:
    """Return the widths of what stands apart in a line: a change of type or a raised mark parts no words."""
    widths: list[float] = []
    begin = end = line.spans[0].x0
    for span in line.spans:
        if span.x0 - end > line.size:
            widths.append(end - begin)
            begin = span.x0
        end = max(end, span.x1)
    return [*widths, end - begin]


def _is_drawn(first: Line, last: Line, shapes: Sequence[GlyphShape]) -> bool:
    """Say whether enough is drawn between the first label and the last for a chart."""
    top, bottom = first.y + 3 * first.size, last.y - 2 * last.size
    drawn = [shape for shape in shapes if not shape.is_dot and shape.y0 < top and shape.y1 > bottom]
    return len(drawn) >= _LEAST_DRAWN
