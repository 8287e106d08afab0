"""HTML mail → plain text that keeps what carries meaning: lines, lists with their numbers, tables, quotations.

Event by event, so that no nesting can exhaust the stack, and nothing raises; libxml2 finds the events in time that
grows as the mail does. Words are not changed; white space is folded as a browser folds it. Tables of data become lines
with tabs between the cells, quotations lines that begin with ``> ``, list entries lines that begin with the number that
is shown, or with ``- ``. Words that are struck out or hidden are left out of the text, and told.
"""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from kb.parsing.completeness import differences
from kb.parsing.list_numbers import list_mark, whole_number
from kb.parsing.mail.html_flow import Flow, MailTable
from kb.parsing.mail.html_unseen import StyleSheet
from kb.parsing.mail.html_words import words_between_tags
from kb.parsing.scripts import lowered, raised
from kb.parsing.text_bytes import tidy

_SILENT = frozenset({"style", "script", "title", "template"})
_BLOCK = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_PARAGRAPH = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"})
_QUOTING = re.compile(r"\b(yahoo_quoted|y_msg_container)\b")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_MOST_NESTED = 20
"""Tables within tables, and lists within lists, beyond this depth are taken for text."""


@dataclass(frozen=True)
class Unseen:
    """Words that are left out, and why; ``before`` is how many lines with words stand before their line."""

    words: str
    look: str
    before: int


@dataclass(frozen=True)
class HtmlText:
    """The text of an HTML mail, what is left out of it, and why a person has to look at it besides."""

    text: str
    unseen: tuple[Unseen, ...] = ()
    doubts: tuple[str, ...] = ()


def read_html(html: str) -> HtmlText:
    """Read an HTML mail; never raises."""
    if not html.strip():
        return HtmlText("")
    writer = _Writer()
    try:
        if "reversed" in html.lower():
            counter = _ListCounter()
            _parse(html, counter)
            writer.lengths = counter.lengths
        _parse(html, writer)
    except (etree.LxmlError, ValueError) as error:
        return HtmlText(words_between_tags(html), doubts=(f"its HTML cannot be read ({type(error).__name__})",))
    text = tidy(writer.finish())
    unseen = tuple(one for one in writer.unseen if one.words.strip())
    read = " ".join([text, *(one.words for one in unseen)])
    doubts = tuple(differences(read, [words_between_tags(html)], added=writer.marks, in_order=False))
    return HtmlText(text, unseen, doubts)


def _parse(html: str, target: Any) -> None:
    parser = etree.HTMLParser(target=target, huge_tree=True, no_network=True, encoding="utf-8")
    parser.feed(b"<html><body>")
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()


class _ListCounter:
    """Counts the entries of each ordered list: a reversed one begins with as many."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._open: list[int | None] = []

    def start(self, tag: str, attributes: Any) -> None:
        if tag == "ol":
            self._open.append(len(self.lengths))
            self.lengths.append(0)
        elif tag == "ul":
            self._open.append(None)
        elif tag == "li" and self._open and self._open[-1] is not None:
            self.lengths[self._open[-1]] += 1

    def end(self, tag: str) -> None:
        if tag in ("ol", "ul") and self._open:
            self._open.pop()

    def data(self, words: str) -> None: ...

    def close(self) -> None: ...


@dataclass
class _List:
    """An open list: the number of its next entry, the step to the one after, and how they are printed."""

    number: int | None = None
    step: int = 1
    style: str = ""


class _Writer:
    """Takes the events of a parser, and writes lines."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.marks: list[str] = []
        self.unseen: list[Unseen] = []
        self._flows = [Flow()]
        self._tables: list[MailTable] = []
        self._lists: list[_List] = []
        self._looks: list[str] = []
        self._sheet = StyleSheet()
        self._css: list[str] = []
        self._in_css = False
        self._silent = 0
        self._exact = 0
        self._margin = False
        self._quoting: list[tuple[str, bool]] = []
        self._scripts: list[str] = []
        self._ordered = 0

    @property
    def _flow(self) -> Flow:
        return self._flows[-1]

    def start(self, tag: str, attributes: Any) -> None:
        has = {name.lower(): value or "" for name, value in attributes.items()}
        self._looks.append((self._looks[-1] if self._looks else "") or self._sheet.look_of(tag, has))
        self._in_css = tag == "style"
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._flow.end(force=True)
        elif tag in ("sup", "sub"):
            self._scripts.append(tag)
        elif tag in _BLOCK:
            self._open(tag, has)
        if tag in ("div", "blockquote"):
            quotes = tag == "blockquote" or _QUOTING.search(has.get("class", "")) is not None
            if quotes:
                self._flow.end()
                self._flow.depth += 1
            self._quoting.append((tag, quotes))

    def _open(self, tag: str, has: dict[str, str]) -> None:
        if tag in _PARAGRAPH:
            self._margin = not has.get("class", "").startswith("Mso")  # Outlook's paragraphs have none
        if tag in _PARAGRAPH and self._margin:
            self._flow.gap()
        else:
            self._flow.end()
        if tag == "pre":
            self._exact += 1
        elif tag in ("ol", "ul"):
            self._lists.append(self._list(tag, has))
        elif tag == "li":
            self._item(has)
        elif tag == "table":
            if self._tables:
                self._tables[-1].nested = True
            self._tables.append(MailTable())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and len(self._flows) <= _MOST_NESTED:
            self._flows.append(Flow())

    def _list(self, tag: str, has: dict[str, str]) -> _List:
        if tag == "ul":
            return _List()
        length = self.lengths[self._ordered] if self._ordered < len(self.lengths) else 0
        self._ordered += 1
        backwards = "reversed" in has
        start = whole_number(has.get("start", ""))
        styled = _LIST_STYLE.search(has.get("style", ""))
        first = start if start is not None else length if backwards else 1
        return _List(first, -1 if backwards else 1, styled[1] if styled else has.get("type", ""))

    def _item(self, has: dict[str, str]) -> None:
        indent = "  " * min(max(len(self._lists) - 1, 0), _MOST_NESTED)
        within = self._lists[-1] if self._lists else _List()
        if within.number is None:
            self._flow.line = f"{indent}- "
            return
        own = whole_number(has.get("value", ""))
        number = own if own is not None else within.number
        mark = list_mark(number, has.get("type", "") or within.style)
        self.marks.append(mark)
        self._flow.line = f"{indent}{mark}"
        within.number = number + within.step

    def end(self, tag: str) -> None:
        if self._looks:
            self._looks.pop()
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
            if tag == "style":
                self._sheet.add("".join(self._css))
                self._css, self._in_css = [], False
            return
        if tag in ("sup", "sub") and self._scripts:
            self._scripts.pop()
        if tag in _BLOCK:
            self._close(tag)
        if tag in ("div", "blockquote"):
            self._close_quoting(tag)

    def _close(self, tag: str) -> None:
        if tag in _PARAGRAPH and (self._margin or not self._flow.line.strip()):
            self._flow.gap()
        if tag == "pre":
            self._exact = max(self._exact - 1, 0)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
            if not self._lists:
                self._flow.gap()
        elif tag in ("td", "th") and self._tables and len(self._flows) > 1:
            self._close_cell()
        elif tag == "table" and self._tables:
            self._close_table()
        self._flow.end()

    def _close_quoting(self, tag: str) -> None:
        while self._quoting:
            opened, quotes = self._quoting.pop()
            if quotes:
                self._flow.depth = max(self._flow.depth - 1, 0)
            if opened == tag:
                break

    def _close_cell(self) -> None:
        text = self._flows.pop().text()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(text)

    def _close_table(self) -> None:
        table = self._tables.pop()
        self._flow.end()
        for row in table.rows:
            if table.is_data:
                self._flow.line = "\t".join(" ".join(cell.split()) for cell in row)
                self._flow.end(force=True)
            else:
                for cell in row:
                    self._flow.words(cell, exact=True)
                    self._flow.end()
        self._flow.blank = True

    def data(self, words: str) -> None:
        if self._in_css:
            self._css.append(words)
        if self._silent:
            return
        look = self._looks[-1] if self._looks else ""
        if look:
            self._leave_out(words, look)
            return
        if self._scripts:
            words = raised(words) if self._scripts[-1] == "sup" else lowered(words)
        self._flow.words(words, exact=bool(self._exact))

    def _leave_out(self, words: str, look: str) -> None:
        before = self._flows[0].written
        last = self.unseen[-1] if self.unseen else None
        if last is not None and (last.look, last.before) == (look, before):
            self.unseen[-1] = Unseen(last.words + words, look, before)
        else:
            self.unseen.append(Unseen(words, look, before))

    def close(self) -> None: ...

    def finish(self) -> str:
        """Close whatever was left open, and return the text."""
        while len(self._flows) > 1:
            if self._tables:
                self._close_cell()
            else:
                left = self._flows.pop().text()
                self._flow.words(left, exact=True)
        while self._tables:
            self._close_table()
        return self._flow.text()
