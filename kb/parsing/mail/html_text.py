"""HTML mail → plain text that keeps what carries meaning: lines, lists with their numbers, tables, quotations.

Event by event, so that no nesting can exhaust the stack, and nothing raises. Words are not changed; white
space is folded as a browser folds it. Tables of data become lines with tabs between the cells, quotations
lines that begin with ``> ``, list entries lines that begin with ``1. `` or ``- ``.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_SILENT = frozenset({"style", "script", "title", "template"})
_BLOCK = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_PARAGRAPH = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_QUOTING = re.compile(r"\b(yahoo_quoted|y_msg_container)\b")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")


def html_text(html: str) -> str:
    """Return the text of an HTML mail; never raises, and never gives nothing for something."""
    writer = _Writer()
    try:
        writer.feed(html)
        writer.close()
        text = writer.finish()
    except (AssertionError, ValueError, RecursionError):  # the parser's own, for markup beyond its rules
        text = ""
    return text or _SPACE.sub(" ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def has_data_table(text: str) -> bool:
    """Say whether a text from :func:`html_text` has a table of data in it."""
    return re.search(r"^[^\t\n]*\t[^\n]*\n[^\t\n]*\t", text, re.MULTILINE) is not None


@dataclass
class _Flow:
    """Lines being written; ``depth`` is how many quotations stand around them."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    blank: bool = False
    depth: int = 0
    blank_depth: int = 0

    def words(self, text: str, *, exact: bool = False) -> None:
        if exact:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.line += first
            for other in others:
                self.end(force=True)
                self.line = other
            return
        folded = _SPACE.sub(" ", text)
        self.line += folded.lstrip(" ") if not self.line or self.line.endswith(" ") else folded

    def end(self, *, force: bool = False) -> None:
        """End the line that is being written; an empty one only by ``force`` (a line break)."""
        if self.line.strip() or force:
            if self.blank and self.lines:
                self._put("", min(self.depth, self.blank_depth))
            self.blank = False
            self._put(self.line.rstrip(" \r\n\f\v\xa0"), self.depth)  # the tabs of empty cells stay
        self.line = ""

    def gap(self) -> None:
        """Ask for a blank line before whatever comes next."""
        self.end()
        self.blank = bool(self.lines) and self.lines[-1].strip("> ") != ""
        self.blank_depth = self.depth

    def _put(self, line: str, depth: int) -> None:
        self.lines.append(("> " * depth + line).rstrip() if depth else line)

    def text(self) -> str:
        self.end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    nested: bool = False

    @property
    def is_data(self) -> bool:
        widths = {len(row) for row in self.rows if row}
        filled = sum(1 for row in self.rows for cell in row if cell.strip())
        return not self.nested and len(self.rows) > 1 and len(widths) == 1 and widths.pop() > 1 and filled > 2


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flows = [_Flow()]
        self.tables: list[_Table] = []
        self.lists: list[int | None] = []
        self.silent = 0
        self.exact = 0
        self.margin = False
        self.quoting: list[tuple[str, bool]] = []

    @property
    def flow(self) -> _Flow:
        return self.flows[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.flow.end(force=True)
        elif tag in _BLOCK:
            self._open(tag, has)
        if tag in ("div", "blockquote"):
            quotes = tag == "blockquote" or _QUOTING.search(has.get("class", "")) is not None
            if quotes:
                self.flow.end()
                self.flow.depth += 1
            self.quoting.append((tag, quotes))

    def _open(self, tag: str, has: dict[str, str]) -> None:
        if tag in _PARAGRAPH:
            self.margin = not has.get("class", "").startswith("Mso")  # Outlook's paragraphs have none
        if tag in _PARAGRAPH and self.margin:
            self.flow.gap()
        else:
            self.flow.end()
        if tag == "pre":
            self.exact += 1
        elif tag in ("ol", "ul"):
            start = has.get("start", "1")
            first = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
            self.lists.append(first if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "table":
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            self.flows.append(_Flow(depth=0))

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        indent = "  " * max(len(self.lists) - 1, 0)
        self.flow.line = f"{indent}- " if number is None else f"{indent}{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
            return
        if tag in _PARAGRAPH and (self.margin or not self.flow.line.strip()):
            self.flow.gap()
        if tag == "pre":
            self.exact = max(self.exact - 1, 0)
        elif tag in ("ol", "ul") and self.lists:
            self.lists.pop()
            if not self.lists:
                self.flow.gap()
        elif tag in ("td", "th") and self.tables and len(self.flows) > 1:
            self._close_cell()
        elif tag == "table" and self.tables:
            self._close_table()
        if tag in _BLOCK:
            self.flow.end()
        if tag in ("div", "blockquote"):
            self._close_quoting(tag)

    def _close_quoting(self, tag: str) -> None:
        while self.quoting:
            opened, quotes = self.quoting.pop()
            if quotes:
                self.flow.depth = max(self.flow.depth - 1, 0)
            if opened == tag:
                break

    def _close_cell(self) -> None:
        text = self.flows.pop().text()
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(text)

    def _close_table(self) -> None:
        table = self.tables.pop()
        self.flow.end()
        for row in table.rows:
            if table.is_data:
                self.flow.line = "\t".join(" ".join(cell.split()) for cell in row)
                self.flow.end(force=True)
            else:
                for cell in row:
                    self.flow.words(cell, exact=True)
                    self.flow.end()
        self.flow.blank = True

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.flow.words(data, exact=bool(self.exact))

    def finish(self) -> str:
        """Close whatever was left open, and return the text."""
        while len(self.flows) > 1:
            if self.tables:
                self._close_cell()
            else:
                left = self.flows.pop().text()
                self.flow.words(left, exact=True)
        while self.tables:
            self._close_table()
        return self.flow.text()
