"""Lines to pieces: which lines make one paragraph, item, quotation or heading, over columns and pages too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from scraper.pdf import marks
from scraper.pdf.layout import Layout
from scraper.pdf.lines import Line
from scraper.pdf.tables import PdfTable
from scraper.pdf.words import PdfWords

_SAME_SIZE, _NEARLY_SAME = 0.06, 0.13  # of the size of type: links are often set a little smaller
_ENOUGH, _NEARLY_ALL = 8, 0.85  # lines; share of them
_BULLET = re.compile(r"([•▪◦●○■□➤➢✓]|[–—-](?=\s))\s*(?=\S)")
_LETTERED = re.compile(r"(?:\(?[a-z]{1,2}\)|\(?[ivx]{1,4}\)|\(\d{1,2}\)|\d{1,2}\))\s+(?=\S)")
_LISTED = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{1,4})\.\s+(?=\S)")
_KICKER = re.compile(r"(?:conclusion|recommendation)s?:?", re.IGNORECASE)  # over the text of a box, by its number
_ENDED = re.compile(r"[.?!:;][”’\"')\]]*$")


class PieceRole(Enum):
    """What a piece is, as far as its look tells."""

    HEADING = auto()
    TEXT = auto()
    NUMBERED = auto()
    ENTRY = auto()
    ITEM = auto()
    QUOTE = auto()
    TABLE = auto()


@dataclass
class PagePiece:
    """A piece while lines are added to it.

    ``text`` are its words with marks, ``page`` and ``last_page`` the indexes of the pages where it begins and
    ends, ``at`` the place of its first line, ``level`` that of a heading or the depth of an item.
    """

    role: PieceRole
    at: int
    text: str
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def page(self) -> int:
        """The index of the page where it begins."""
        return self.lines[0].page

    @property
    def last_page(self) -> int:
        """The index of the page where it ends."""
        return self.lines[-1].page

    @property
    def hang(self) -> float:
        """The indent of its text after the first line, where a number or bullet may hang out."""
        return self.lines[-1].indent if len(self.lines) > 1 else after_label(self.lines[0])


def after_label(line: Line) -> float:
    """Return the indent of the words after a tab, or of the line where it has none."""
    if len(line.spans) > 1 and len(line.spans[0].text.strip()) <= 6:
        return line.spans[1].x0 - line.left
    return line.indent


def _labelled(line: Line) -> bool:
    """Say whether a short label stands before a tab at the edge: two such lines are two entries of a list."""
    first = line.spans[0].text.strip()
    return len(line.spans) > 1 and len(first) <= 6 and line.spans[1].x0 - line.spans[0].x1 > line.size


def _ended(text: str) -> bool:
    """Say whether a text ends as a sentence does."""
    return bool(_ENDED.search(marks.plain(text[-200:])))


@dataclass(frozen=True)
class Openings:
    """Places where something is known to begin, with the words left of the first line once its label is off.

    ``inside`` are the lines that belong to an entry, so that what begins there is a part of it.
    """

    headings: Mapping[int, tuple[int, int]]
    tables: Mapping[int, PdfTable]
    numbered: Mapping[int, str]
    entries: Mapping[int, str]
    inside: frozenset[int] = frozenset()


def _ends_early(line: Line) -> bool:
    return line.x1 < line.right - 0.3 * (line.right - line.left)


def _is_spaced(lines: Sequence[Line], gap: float) -> bool:
    """Say whether a document leaves space between its paragraphs: below nearly all lines that end early."""
    below = [
        above.y - line.y > gap * line.size
        for above, line in pairwise(lines)
        if above.flow == line.flow and above.size == line.size and _ends_early(above) and _ended(above.text)
    ]
    return len(below) >= _ENOUGH and sum(below) >= _NEARLY_ALL * len(below)


def _would_fit(line: Line, below: Line) -> bool:
    """Say whether the first word of the next line had room on a line, so that it was broken on purpose."""
    first = below.spans[0]
    word, _, rest = first.text.strip().partition(" ")
    width = (first.x1 - first.x0) * len(word) / max(len(first.text.strip()), 1)
    return line.x1 + width + 0.3 * line.size < line.right or (not rest and width < line.size)


class Grouping:
    """Reads lines one after the other and groups them."""

    def __init__(self, layout: Layout, words: PdfWords) -> None:
        self.layout, self.words = layout, words
        self.pieces: list[PagePiece] = []
        self.gap = max(1.22 * layout.leading, layout.leading + 0.25)
        self.spaced = _is_spaced(layout.lines, self.gap)

    def group(self, lines: Sequence[Line], openings: Openings) -> list[PagePiece]:
        """Return the pieces of a document in order."""
        at = 0
        while at < len(lines):
            line = lines[at]
            if at in openings.headings:
                end, level = openings.headings[at]
                text = self.words.join([one.text for one in lines[at:end]])
                self.pieces.append(PagePiece(PieceRole.HEADING, at, text, list(lines[at:end]), level))
                at = end
                continue
            if table := openings.tables.get(at):
                self.pieces.append(PagePiece(PieceRole.TABLE, at, "", list(lines[at : table.end]), rows=table.rows))
                at = table.end
                continue
            if at in openings.entries:
                self._open(PieceRole.ENTRY, at, openings.entries[at], line)
            elif at in openings.numbered:
                self._open(PieceRole.NUMBERED, at, openings.numbered[at], line)
            elif item := self._item(lines, at):
                self._open(PieceRole.ITEM, at, item[0], line, item[1])
            elif self.pieces and self._goes_on(self.pieces[-1], line) and not self._parts(openings.inside, at, line):
                self._add(self.pieces[-1], line)
            else:
                self._open(PieceRole.QUOTE if at in openings.inside else PieceRole.TEXT, at, line.text, line)
            at += 1
        return self.pieces

    def _parts(self, inside: frozenset[int], at: int, line: Line) -> bool:
        """Say whether an entry ends before a line, or its title in bold does."""
        before = self.pieces[-1]
        if before.role is PieceRole.ENTRY and not before.text:
            return False
        ended = at - 1 in inside and at not in inside and before.role in (PieceRole.ENTRY, PieceRole.QUOTE)
        return ended or (at in inside and before.role is PieceRole.ENTRY and before.lines[-1].bold != line.bold)

    def _open(self, role: PieceRole, at: int, text: str, line: Line, level: int = 0) -> None:
        self.pieces.append(PagePiece(role, at, text, [line], level))

    def _add(self, piece: PagePiece, line: Line) -> None:
        between = " "
        if line.page != piece.last_page and (label := self.layout.labels[line.page]):
            between = marks.page(label)
        piece.text = self.words.add(piece.text, line.text, between)
        piece.lines.append(line)

    def _goes_on(self, piece: PagePiece, line: Line) -> bool:
        last = piece.lines[-1]
        if piece.role in (PieceRole.HEADING, PieceRole.TABLE):
            return False
        if piece.role in (PieceRole.ENTRY, PieceRole.NUMBERED) and (not piece.text or _KICKER.fullmatch(piece.text)):
            return True
        if not self._is_of_size(piece, line) or (_labelled(line) and _labelled(piece.lines[0])):
            return False
        if line.page == last.page and line.box != last.box:
            return False
        if line.flow != last.flow:
            return self._runs_over(piece, line)
        if last.y - line.y > self.gap * line.size or last.y <= line.y:
            return False
        return not self._is_indented_anew(piece, line)

    def _is_of_size(self, piece: PagePiece, line: Line) -> bool:
        """Say whether a line is set as large as the piece, or only somewhat smaller in the middle of a sentence."""
        size = piece.lines[-1].size
        differs = abs(line.size - size)
        return differs <= _SAME_SIZE * size or (differs <= _NEARLY_SAME * size and not _ended(piece.text))

    def _runs_over(self, piece: PagePiece, line: Line) -> bool:
        """Say whether a piece goes on at the head of the next column or page."""
        places = (piece.hang, piece.lines[0].indent) if len(piece.lines) == 1 else (piece.hang,)
        apart = all(abs(line.indent - place) > 4 for place in places)
        if apart and line.page != piece.last_page:  # the edges of a page are guessed; its paper is not
            apart = all(abs(line.x0 - piece.lines[-1].left - place) > 4 for place in places)
        if apart or line.page - piece.last_page > 2:
            return False
        if not _ended(piece.text):
            return True
        last = piece.lines[-1]
        if piece.role is PieceRole.TEXT:  # nothing but its place tells that a paragraph without a number goes on
            return last.x1 > last.right - last.size or line.text[:1].islower()
        return last.is_full or line.text[:1].islower()

    def _is_indented_anew(self, piece: PagePiece, line: Line) -> bool:
        """Say whether a line opens a paragraph by its indent, where the document leaves no space between them."""
        last = piece.lines[-1]
        ended = _ended(last.text)
        if ended and _ends_early(last) and not (self.spaced and abs(line.x0 - last.x0) < 1) and _would_fit(last, line):
            return True  # a sentence that ends far from the edge ends its paragraph
        if len(piece.lines) == 1:  # after a first line, text may hang or be flush
            return ended and not last.is_full and line.indent > last.indent + 4
        if line.indent > last.indent + 0.8 * line.size:
            return ended or line.indent > last.indent + 2.5 * line.size
        return ended and not last.is_full and line.indent < last.indent - 0.8 * line.size

    def _item(self, lines: Sequence[Line], at: int) -> tuple[str, int] | None:
        """Return the words and the depth of a list item that begins here."""
        line = lines[at]
        bullet = _BULLET.match(line.text)
        if bullet is None and not _LETTERED.match(line.text) and not _LISTED.match(line.text):
            return None
        before = self.pieces[-1] if self.pieces else None
        sure = bullet is not None and bullet[1] not in "–—-"
        if not sure and before and not self._may_begin(before, line):
            return None
        depth = 1
        if before and before.role is PieceRole.ITEM:
            step = line.indent - before.lines[0].indent
            depth = before.level + 1 if step > 6 else before.level
            if step < -6:
                outer = [
                    p
                    for p in self.pieces[-60:]
                    if p.role is PieceRole.ITEM and abs(p.lines[0].indent - line.indent) < 6
                ]
                depth = outer[-1].level if outer else 1
        text = line.text[bullet.end() :] if bullet else line.text
        return text, min(depth, 6)

    def _may_begin(self, before: PagePiece, line: Line) -> bool:
        last = before.lines[-1]
        if last.flow != line.flow:
            return _ended(before.text) or before.role is PieceRole.ITEM
        spaced = last.y - line.y > self.gap * line.size
        return spaced or _ended(last.text) or (before.role is PieceRole.ITEM and not last.is_full)
