"""Pages of Parliament to lines: headings, texts, items, quotations and tables, not numbered yet.

Lines keep what the next step decides by: how much of a line is linked, which item opens a list. Type is not kept.
Unlike ``scraper.html.blocks`` it reads headings that are only styled as such (the pages of 2015 to 2020 come out of a
typesetting program) and quotations set as lists without items (the pages before).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from scraper.html.inline import BREAK, REF_OFF, REF_ON
from scraper.html.lists import marks_of
from scraper.html.soup import attribute, classes
from scraper.html.tables import lays_out, rows_of


class LineShape(StrEnum):
    """What a line looks like on its page."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True)
class ReportLine:
    """One line of a page.

    ``text`` is words with marks for footnote references. ``level`` is of a heading (1 to 6) or the depth of an item;
    ``linked`` is the share (0 to 1) of its characters that are links; ``opens`` marks the first item of a list and
    ``begins`` the first line of an item, which may have several; ``prose`` says that the items of the list are long
    enough to be the report's paragraphs, which converted documents set as an ordered list.
    """

    shape: LineShape
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    linked: float = 0.0
    opens: bool = False
    begins: bool = False
    prose: bool = False


_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header "
    "hgroup legend li main menu p pre section summary tbody td tfoot th thead tr caption html".split()
)
_HEADING_CLASS = re.compile(r"(?:.*[-_])?(?:h|head|heading|header)[-_]?([1-6])(?:[-_].*)?")
_CHAPTER_CLASS = re.compile(r"(?:.*[-_])?(?:chapter|section)[-_]?(?:title|head|heading)(?:[-_].*)?")
_QUOTE_CLASS = re.compile(r"(?:.*[-_])?(?:block)?(?:quote|quotation|extract)(?:[-_].*)?")
_PARAGRAPHS = re.compile(rf"(?:\s*{BREAK}\s*){{2,}}")
_BETWEEN_MARKS = re.compile(rf"{REF_OFF}\s*[,;]?\s*{REF_ON}")
_BRACKETS = re.compile(rf"\[\s*((?:{REF_ON}[^{REF_OFF}]*{REF_OFF})+)\s*\]")
_AFTER_MARK = re.compile(rf"{REF_OFF}(?=[\w“‘£(])")
_OWN_MARK = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-z]{1,4})[.)]|[•–—*-]\s)")
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_DEEPEST = 150
_PROSE = 150
"""Characters that the items of a list have on average where they are paragraphs."""


def lines_of(main: Tag) -> tuple[ReportLine, ...]:
    """Read an element as lines, in reading order."""
    walk = _Walk()
    walk.children(main, 0)
    walk.flush()
    return tuple(walk.lines)


class _Walk:
    """One walk through one element; inline words gather until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[ReportLine] = []
        self._run: list[tuple[str, bool]] = []
        self._links = self._quote = self._item = 0
        self._mark = ""
        self._opens = self._begins = self._prose = False

    def children(self, element: Tag, depth: int) -> None:
        for child in list(element.children):
            self._node(child, depth + 1)

    def flush(self, shape: LineShape | None = None, level: int = 0) -> None:
        """End the line that has gathered."""
        run, self._run = self._run, []
        text = "".join(words for words, _ in run)
        if not text.replace(BREAK, " ").strip():
            return
        size = sum(len(words.strip()) for words, _ in run) or 1
        linked = sum(len(words.strip()) for words, link in run if link) / size
        if shape is None:
            shape = LineShape.QUOTE if self._quote else LineShape.ITEM if self._item else LineShape.TEXT
            level = self._item if shape is LineShape.ITEM else 0
        for part in [text] if shape is LineShape.HEADING else _PARAGRAPHS.split(text):
            marked = _BRACKETS.sub(r"\1", _BETWEEN_MARKS.sub(f"{REF_OFF}{REF_ON}", part.replace(BREAK, " ")))
            words = " ".join(_AFTER_MARK.sub(f"{REF_OFF} ", marked).split())
            if not words:
                continue
            if shape is LineShape.ITEM and self._mark and not _OWN_MARK.match(words):
                words = f"{self._mark} {words}"
            self.lines.append(ReportLine(shape, words, level, (), linked, self._opens, self._begins, self._prose))
            self._mark, self._opens, self._begins = "", False, False

    def _node(self, node: PageElement, depth: int) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):  # comments and the like are nobody's words
                self._run.append((node.translate(_UNSEEN), self._links > 0))
        elif isinstance(node, Tag):
            self._element(node, depth)

    def _element(self, element: Tag, depth: int) -> None:
        name, level = element.name, _heading_level(element)
        if depth > _DEEPEST:
            self._run.append((element.get_text(" ").translate(_UNSEEN), False))
        elif name == "br":
            self._run.append((BREAK, False))
        elif name == "hr":
            self.flush()
        elif level:
            self.flush()
            self._inline(element, depth)
            self.flush(LineShape.HEADING, level)
        elif name in {"ul", "ol", "menu"}:
            self.flush()
            self._list(element, depth)
        elif name == "table":
            self.flush()
            self._table(element, depth)
        elif name == "blockquote" or (name in _BLOCKS and any(_QUOTE_CLASS.fullmatch(c) for c in classes(element))):
            self._quoted(element, depth)
        elif name in _BLOCKS:
            self.flush()
            self.children(element, depth)
            self.flush()
        else:
            self._inline(element, depth)

    def _inline(self, element: Tag, depth: int) -> None:
        link = element.name == "a" and bool(attribute(element, "href"))
        self._links += link
        self.children(element, depth)
        self._links -= link

    def _quoted(self, element: Tag, depth: int) -> None:
        self.flush()
        self._quote += 1
        self.children(element, depth)
        self.flush()
        self._quote -= 1

    def _list(self, listing: Tag, depth: int) -> None:
        entries = listing.find_all("li", recursive=False)
        if not entries:  # the pages before 2015 indent a quotation by a list without items
            self._quoted(listing, depth)
            return
        self._item += 1
        first = True
        marks = marks_of(listing)
        self._prose = sum(len(entry.get_text()) for entry in entries) > _PROSE * len(entries)
        for child in list(listing.children):
            if isinstance(child, Tag) and child.name == "li":
                self._mark, self._opens, self._begins = marks[id(child)], first, True
                first = False
                self._inline(child, depth + 1)
                self.flush()
                self._mark, self._opens, self._begins = "", False, False
            else:
                self._node(child, depth + 1)
        self.flush()
        self._item -= 1

    def _table(self, table: Tag, depth: int) -> None:
        if lays_out(table) or any(len(cell.find_all("p")) > 3 for cell in table.find_all("td")):
            self.children(table, depth)
            self.flush()
            return
        caption = table.find("caption")
        if isinstance(caption, Tag):
            self.children(caption, depth)
            self.flush(LineShape.TEXT)
        if rows := rows_of(table, lambda cell: " ".join(line.text for line in lines_of(cell))):
            self.lines.append(ReportLine(LineShape.TABLE, rows=rows))


def _heading_level(element: Tag) -> int:
    """Return 1 to 6 for a heading, by its name or, of a paragraph, by its style; 0 for anything else."""
    if re.fullmatch("h[1-6]", element.name):
        return int(element.name[1])
    if element.name != "p":
        return 0
    for name in classes(element):
        if match := _HEADING_CLASS.fullmatch(name):
            return int(match[1])
        if _CHAPTER_CLASS.fullmatch(name):
            return 1
    return 0
