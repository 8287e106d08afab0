"""Tables of a web page: real ones to rows of cells, and which tables only lay the page out."""

import re

from bs4 import Tag

from kb.domain.source.block import Block, BlockKind
from scraper.html.inline import markdown, words
from scraper.html.notes import Notes
from scraper.html.soup import attribute

_BLOCKS_OF_A_PAGE = ("h1", "h2", "h3", "h4", "table", "blockquote", "article", "section")
_MOST_COLUMNS = 60


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


def table_blocks(table: Tag, notes: Notes) -> tuple[Block, ...]:
    """Read a table: its caption as a paragraph, then its rows; a spanning cell is followed by empty ones."""
    out: list[Block] = []
    caption = table.find("caption")
    if caption is not None and (text := markdown(words([caption], notes))):
        out.append(Block(BlockKind.PARAGRAPH, text))
    rows = [_cells(row, notes) for row in _rows(table)]
    rows = [row for row in rows if any(row)]
    if rows:
        width = max(len(row) for row in rows)
        out.append(Block(BlockKind.TABLE, rows=tuple(row + ("",) * (width - len(row)) for row in rows)))
    return tuple(out)


def _rows(table: Tag) -> list[list[Tag]]:
    rows = (row.find_all(("td", "th"), recursive=False) for row in table.find_all("tr"))
    return [list(row) for row in rows if row]


def _cells(row: list[Tag], notes: Notes) -> tuple[str, ...]:
    out: list[str] = []
    for cell in row:
        out.append(markdown(words([cell], notes)))
        out.extend([""] * (_span(cell) - 1))
    return tuple(out[:_MOST_COLUMNS])


def _span(cell: Tag) -> int:
    digits = re.fullmatch(r"\s*([0-9]{1,2})\s*", attribute(cell, "colspan"))
    return max(int(digits[1]), 1) if digits else 1
