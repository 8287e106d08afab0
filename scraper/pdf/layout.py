"""Pages to one sequence of lines in reading order, without running heads, with the printed page labels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from scraper.pdf.columns import columns
from scraper.pdf.frames import Frames, Grid, drawn_bullets, find_frames, inside
from scraper.pdf.labels import page_labels
from scraper.pdf.lines import Line, main_size, rows
from scraper.pdf.raw import GlyphSpan, RawDocument
from scraper.pdf.running_heads import edge_rows, furniture, without_tabs

_TABLE = "\ue003"  # in the place of a table: a private character, which nobody prints
_SOME = 0.03  # of the lines of one side of the sheet
_ENOUGH = 12  # lines that show where the margins of left or right pages are


@dataclass(frozen=True)
class Layout:
    """A document as lines.

    ``labels`` are by page index, ``body`` is the size of its body type, ``leading`` the usual distance of lines
    within a paragraph, in ems. ``dropped`` are the heads and feet, as words.
    """

    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    body: float
    leading: float
    dropped: tuple[str, ...] = ()


def lay_out(raw: RawDocument) -> Layout:
    """Read a document as lines."""
    upright = without_tabs(raw.pages)
    by_page = {index: rows(spans) for index, spans in upright.items()}
    edges = [edge for page in raw.pages for edge in edge_rows(page, by_page[page.index])]
    labels = page_labels(raw.pages, edges)
    dropped = furniture(edges, len(raw.pages), labels, main_size(span for page in raw.pages for span in page.spans))
    lines: list[Line] = []
    boxes = flow = 0
    for page in raw.pages:
        kept = [span for row in by_page[page.index] if (page.index, row) not in dropped for span in row]
        kept += drawn_bullets(page, kept)
        frames = find_frames(page, kept)
        groups = columns(_with_tables(kept, frames.grids), page.width)
        for group in groups:
            found = [_line(page.index, row, flow, frames, boxes) for row in group]
            lines += _in_column(found) if len(groups) > 1 else found
            flow += 1
        boxes += len(frames.boxes)
    body = _body_size(lines)
    heads = tuple(edge.words for edge in edges if (edge.page, edge.row) in dropped)
    tabs = tuple(span.text for page in raw.pages for span in set(page.spans) - set(upright[page.index]))
    return Layout(labels, tuple(_with_margins(lines, body)), body, _leading(lines, body), heads + tabs)


def _with_tables(spans: Sequence[GlyphSpan], grids: Sequence[Grid]) -> list[GlyphSpan]:
    """Return the text of a page with one span in the place of each table."""
    if not grids:
        return list(spans)
    outside = [span for span in spans if not any(inside(span, grid.shape) for grid in grids)]
    return outside + [
        GlyphSpan(f"{_TABLE}{at}", grid.shape.x0, grid.shape.x1, grid.shape.y1 - 1, 1.0)
        for at, grid in enumerate(grids)
    ]


def _line(page: int, row: tuple[GlyphSpan, ...], flow: int, frames: Frames, boxes: int) -> Line:
    """Make a line of a row, in its box; ``boxes`` is how many there were on the pages before."""
    mark = next((span.text for span in row if span.text.startswith(_TABLE)), "")
    if mark:
        grid = frames.grids[int(mark[1:])]
        return Line(page, row, flow=flow, cells=grid.cells)
    most = max(row, key=lambda span: span.x1 - span.x0)  # a number may stand in the margin beside its box
    held = [at for at, box in enumerate(frames.boxes, boxes + 1) if inside(most, box)]
    return Line(page, row, flow=flow, box=min(held, default=0, key=lambda at: frames.boxes[at - boxes - 1].height))


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += 0 if line.cells else len(line.text)
    return max(sizes.most_common(1)[0][0], 1.0) if sizes else 10.0


def _leading(lines: Sequence[Line], body: float) -> float:
    """Return the most common distance of two lines, as a share of the size of the body type."""
    steps = Counter(
        round((above.y - line.y) / body, 1)
        for above, line in pairwise(lines)
        if above.flow == line.flow and above.size == line.size == body and 0.9 < (above.y - line.y) / body < 2.6
    )
    return steps.most_common(1)[0][0] if steps else 1.3


def _in_column(lines: list[Line]) -> list[Line]:
    """Give the lines of a column its edges: where most of them begin, and where the longest end."""
    left = _usual([line.x0 for line in lines])
    right = max(line.x1 for line in lines)
    return [replace(line, left=left, right=right) for line in lines]


def _usual(starts: Sequence[float]) -> float:
    """Return the leftmost place where a fair share of lines begins."""
    counts = Counter(round(start) for start in starts)
    common = [place for place, count in counts.items() if count >= max(2, 0.12 * len(starts))]
    at = min(common, default=round(min(starts)))
    return median([start for start in starts if round(start) == at])


def _shared(left: float, parity: int, margins: Mapping[int, tuple[float, float]], lines: Sequence[Line]) -> float:
    """Return the left edge of one side of the sheet: that of the other where numbers hang out to it here as well."""
    other = margins.get(1 - parity, (left, 0.0))[0]
    here = [line.x0 for line in lines if line.page % 2 == parity]
    hanging = sum(abs(x - other) < 2 for x in here)
    return other if other < left - 3 and hanging >= _SOME * len(here) > 0 else left


def _with_margins(lines: Sequence[Line], body: float) -> list[Line]:
    """Give lines outside columns the margins of their side of the sheet: left and right pages may differ."""
    margins: dict[int, tuple[float, float]] = {}
    whole = [line for line in lines if line.right == 0 and line.size == body and not line.cells] or list(lines)
    for parity in (0, 1):
        text = [line for line in whole if line.page % 2 == parity]
        if len(text) < _ENOUGH:
            text = whole
        if text:
            ends = sorted(line.x1 for line in text)
            stray = len(ends) // 50  # a long line or two that runs into the margin
            margins[parity] = (_usual([line.x0 for line in text]), ends[-1 - stray])
    margins = {parity: (_shared(left, parity, margins, whole), right) for parity, (left, right) in margins.items()}
    return [
        line if line.right else replace(line, left=margins[line.page % 2][0], right=margins[line.page % 2][1])
        for line in lines
    ]
