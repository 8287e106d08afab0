"""Tables of a web page: real ones to rows of cells, and which tables only lay the page out."""

import re
from collections.abc import Callable

from bs4 import Tag

from kb.domain.source.block import Block, BlockKind
from scraper.html.inline import markdown, words
from scraper.html.notes import HtmlNotes
from scraper.html.soup import attribute

_BLOCKS_OF_A_PAGE = ("h1", "h2", "h3", "h4", "table", "blockquote", "article", "section")
_MOST_COLUMNS = 60
_MOST_ROWS = 1000


def lays_out(table: Tag) -> bool:
    """Say whether a table is there for the look of the page: what it holds is then read as a page."""
    if attribute(table, "role") in {"presentation", "none"} or table.find(_BLOCKS_OF_A_PAGE) is not None:
        return True
    if table.find("th") is not None or table.find("caption") is not None:
        return False
    return max((len(row) for row in _rows(table)), default=0) < 2


def is_note_row(row: Tag) -> bool:
    """Say whether a row of a laid-out table is one short cell of words, as in the notes under a table of figures.

    Such notes are numbered, and their numbers are no paragraph numbers.
    """
    cells = row.find_all(("td", "th"), recursive=False)
    return len(cells) == 1 and cells[0].find(("p", "div", "br", "ul", "ol", *_BLOCKS_OF_A_PAGE)) is None


def table_blocks(table: Tag, notes: HtmlNotes) -> tuple[Block, ...]:
    """Read a table: its caption as a paragraph, then its rows; a spanning cell leaves the others empty."""
    out: list[Block] = []
    caption = table.find("caption")
    if caption is not None and (text := markdown(words([caption], notes))):
        out.append(Block(BlockKind.PARAGRAPH, text))
    if rows := rows_of(table, lambda cell: markdown(words([cell], notes))):
        out.append(Block(BlockKind.TABLE, rows=rows))
    return tuple(out)


def rows_of(table: Tag, read: Callable[[Tag], str]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, equally wide, each cell in the column where a browser shows it.

    The words of a cell that spans columns or rows stand once, in its first row and column; what it covers is empty.
    Rows without any words are left out.
    """
    hanging: dict[int, int] = {}  # column to the number of further rows that a cell above covers
    rows: list[list[str]] = []
    for row in _rows(table):
        covered, hanging = hanging, {column: left - 1 for column, left in hanging.items() if left > 1}
        out: list[str] = []
        for cell in row:
            while len(out) in covered:
                out.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                hanging |= dict.fromkeys(range(len(out), len(out) + width), height - 1)
            out += [read(cell), *[""] * (width - 1)]
        rows.append(out[:_MOST_COLUMNS])
    rows = [row for row in rows if any(row)]
    most = max((len(row) for row in rows), default=0)
    return tuple((*row, *[""] * (most - len(row))) for row in rows)


def _rows(table: Tag) -> list[list[Tag]]:
    rows = (row.find_all(("td", "th"), recursive=False) for row in table.find_all("tr"))
    return [list(row) for row in rows]


def _span(cell: Tag, name: str) -> int:
    """Return how many columns or rows a cell spans; a height of 0 means all that follow."""
    digits = re.fullmatch(r"\s*([0-9]{1,4})\s*", attribute(cell, name))
    if not digits:
        return 1
    whole = int(digits[1])
    return _MOST_ROWS if whole == 0 and name == "rowspan" else min(max(whole, 1), _MOST_ROWS)
