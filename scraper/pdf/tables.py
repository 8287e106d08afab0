"""Tables: those with ruling lines as they were found, and rows of cells that stand in the same columns.

Without ruling lines, a table is only taken as one where its columns are plain to see, empty strips from its first
line to its last;
everything else is left as text in reading order, which mangles less than a wrong table. Lists with numbers or
bullets hanging out are no tables.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from scraper.pdf.lines import Line
from scraper.pdf.raw import GlyphSpan
from scraper.pdf.words import PdfWords

_GAP, _HEAD_GAP = 1.1, 0.8  # ems between two cells; in heads, which stand close
_STRIP = 5.0  # points between two columns
_LEAST_ROWS = 3
_MOST_OF_HEAD, _ABOVE = 4, 3.4  # lines; ems from the last of them to the table
_MOST_LINES = 150
_MOST_ROWS_OF_PROSE, _LINE = 6, 36  # letters of a line that is no cell
_LABEL = re.compile(r"[•▪–—-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})(?:\.\d{1,3})*[.)]?|\[\d+\]")

_CAPTION = re.compile(r"Table\s+[A-Z]?\d", re.IGNORECASE)
_AFTER = re.compile(r"(?:Sources?|Notes?)\b|(?:Table|Figure)\s+[A-Z]?\d", re.IGNORECASE)
_RUNS_ON = 0.6  # of the column: a piece that is longer is text

Cells = list[tuple[GlyphSpan, ...]]


@dataclass(frozen=True)
class PdfTable:
    """A table: the places of its first line and of the line after it, and the words of its cells.

    ``is_read`` says that its columns were told apart; if not, each row is a line as it stands on the page.
    """

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...]
    is_read: bool = True


def find_tables(lines: Sequence[Line], words: PdfWords, numbered: Collection[int] = frozenset()) -> list[PdfTable]:
    """Return the tables in order; no row of one is a line of the document's own count (given by their places)."""
    found: list[PdfTable] = []
    at = 0
    while at < len(lines):
        if lines[at].cells:
            rows = tuple(tuple(words.join(cell) for cell in row) for row in lines[at].cells)
            first = _head_above(lines, at, len(rows[0]), found[-1].end if found else 0)
            head = (_head_row(lines[first:at], words),) if first < at else ()
            found.append(PdfTable(first, at + 1, (*head, *rows)))
            at += 1
            continue
        end = min(_region(lines, at), next((i for i in range(at, len(lines)) if i in numbered), len(lines)))
        table = _table(lines, at, end, words) if end - at >= _LEAST_ROWS else None
        if table is None and at and _CAPTION.match(lines[at - 1].text):
            table = _as_lines(lines, at, numbered)
            end = table.end if table else end
        if table:
            found.append(table)
        at = end if table else at + 1
    return found


def _as_lines(lines: Sequence[Line], at: int, numbered: Collection[int]) -> PdfTable | None:
    """Return what stands below the caption of a table as its lines, where its columns cannot be told apart."""
    end, several = at, 0
    while end < min(len(lines), at + _MOST_LINES) and (lines[end].page, lines[end].flow) == (
        lines[at].page,
        lines[at].flow,
    ):
        line = lines[end]
        cells = _cells(line)
        runs_on = len(cells) < 2 and line.x1 - line.x0 > _RUNS_ON * (line.right - line.left)
        if line.cells or end in numbered or _AFTER.match(line.text) or runs_on:
            break
        several += len(cells) > 1
        end += 1
    if several < _LEAST_ROWS or 2 * several < end - at:
        return None
    return PdfTable(at, end, tuple((line.text,) for line in lines[at:end]), is_read=False)


def _head_above(lines: Sequence[Line], at: int, columns: int, free: int) -> int:
    """Return the first line of the heads that stand above the ruling lines of a table, or its own place.

    A head has as many cells as the table has columns; its words may run over several lines.
    """
    first = at
    while first > max(free, at - _MOST_OF_HEAD) and _is_of_head(lines[first - 1], lines[first], first == at):
        first -= 1
    heads = [at for at in range(first, at) if len(_cells(lines[at], _HEAD_GAP)) == columns]
    return heads[0] if columns > 1 and heads else at


def _is_of_head(line: Line, below: Line, last: bool) -> bool:
    """Say whether a line may be one of the head of a table: in bold, close above the table or its other lines."""
    if line.cells or not line.bold or (line.page, line.flow) != (below.page, below.flow):
        return False
    return 0 < line.y - below.y < (_ABOVE if last else 1.6) * line.size


def _head_row(lines: Sequence[Line], words: PdfWords) -> tuple[str, ...]:
    """Return the lines of a head as one row: what stands below a cell goes on with its words."""
    starts = [cell[0].x0 for cell in _cells(lines[0], _HEAD_GAP)]
    columns: list[list[str]] = [[] for _ in starts]
    for line in lines:
        for cell in _cells(line, _HEAD_GAP):
            column = max((i for i, start in enumerate(starts) if start <= cell[0].x0 + _STRIP), default=0)
            columns[column].append(Line(line.page, cell).text)
    return tuple(words.join(column) for column in columns)


def _cells(line: Line, gap: float = _GAP) -> Cells:
    cells: list[list[GlyphSpan]] = []
    for span in line.spans:
        if cells and span.x0 - max(one.x1 for one in cells[-1]) < gap * line.size:
            cells[-1].append(span)
        else:
            cells.append([span])
    return [tuple(cell) for cell in cells]


def _region(lines: Sequence[Line], at: int) -> int:
    """Return the end of the lines from ``at`` that may be one table: the first has cells, none fills the strips."""
    if lines[at].cells or len(_cells(lines[at])) < 2:
        return at
    taken: list[tuple[float, float]] = []
    end = at
    while end < min(len(lines), at + _MOST_LINES) and lines[end].flow == lines[at].flow:
        line = lines[end]
        if line.cells or line.box != lines[at].box:
            break
        if end > at and not 0 < lines[end - 1].y - line.y < 3.2 * max(line.size, lines[end - 1].size):
            break
        columns = _merged([*taken, *((cell[0].x0, max(s.x1 for s in cell)) for cell in _cells(line))])
        if len(columns) < 2 or (taken and len(columns) < len(taken)):
            break
        taken, end = columns, end + 1
    return end


def _merged(parts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the strips of the page that cells cover."""
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted(parts):
        if merged and x0 - merged[-1][1] < _STRIP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _table(lines: Sequence[Line], start: int, end: int, words: PdfWords) -> PdfTable | None:
    cells = [_cells(line) for line in lines[start:end]]
    while cells and len(cells[-1]) < 2 and cells[-1][0][0].x0 - cells[0][0][0].x0 < 3:
        cells.pop()  # what follows at the left edge is text again
    columns = _merged([(cell[0].x0, max(s.x1 for s in cell)) for row in cells for cell in row])
    several = [row for row in cells if len(row) > 1]
    if len(several) < _LEAST_ROWS or len(columns) < 2:
        return None
    first = [" ".join(span.text for span in row[0]).strip() for row in several]
    if len(columns) == 2 and sum(bool(_LABEL.fullmatch(label)) for label in first) > 0.5 * len(first):
        return None
    if len(columns) == 2 and _is_prose(several):
        return None
    alone = [row for row in cells if len(row) == 1]
    if 2 * len(several) < len(cells) and any(row[0][0].x0 < columns[1][0] for row in alone):
        return None
    end = start + len(cells)
    rows = [
        [_in_column(line, row, column) for column in columns] for line, row in zip(lines[start:end], cells, strict=True)
    ]
    return PdfTable(start, end, tuple(_joined(rows, _breaks(lines[start:end], rows), words)))


def _is_prose(rows: Sequence[Cells]) -> bool:
    """Say whether two columns hold lines of running text on both sides."""
    lengths = [[len(" ".join(span.text for span in cell)) for cell in row[:2]] for row in rows]
    return len(rows) > _MOST_ROWS_OF_PROSE and all(median(row[side] for row in lengths) > _LINE for side in (0, 1))


def _in_column(line: Line, row: Cells, column: tuple[float, float]) -> str:
    spans = tuple(span for cell in row for span in cell if column[0] - 1 <= span.x0 <= column[1])
    return Line(line.page, spans).text if spans else ""


def _breaks(lines: Sequence[Line], rows: Sequence[Sequence[str]]) -> list[bool]:
    """Say for each line whether a row begins with it: by the space above, or by its first cell."""
    gaps = [above.y - line.y for above, line in pairwise(lines)]
    narrow = min(gaps)
    spaced = narrow < 1.35 * lines[0].size and max(gaps) > 1.2 * narrow
    return [True] + [gap > 1.2 * narrow if spaced else bool(row[0]) for gap, row in zip(gaps, rows[1:], strict=True)]


def _joined(rows: Sequence[Sequence[str]], breaks: Sequence[bool], words: PdfWords) -> list[tuple[str, ...]]:
    joined: list[list[str]] = []
    for row, opens in zip(rows, breaks, strict=True):
        if opens or not joined:
            joined.append(list(row))
        else:
            joined[-1] = [words.add(above, below) for above, below in zip(joined[-1], row, strict=True)]
    return [tuple(row) for row in joined]
