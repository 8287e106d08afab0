"""Inline HTML to words, with links and footnote references kept as marks until they are written.

Marks are private-use characters, so that everything else can be told apart (numbers, white space, dates) on plain
words, and be escaped once. Below: ``soup``, ``notes``; above: ``blocks``.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from kb.documents.markdown.inline import escape
from scraper.html.notes import HtmlNotes, is_back_link
from scraper.html.soup import attribute

REF_ON, REF_OFF = "\ue000", "\ue001"
LINK_ON, LINK_TO, LINK_OFF = "\ue002", "\ue003", "\ue004"
"""Around a link: its target stands between the first two, its words between the last two."""
BREAK = "\u2028"
"""A line break in words; :func:`markdown` makes a space of it."""

_PRIVATE = str.maketrans("", "", f"{REF_ON}{REF_OFF}{LINK_ON}{LINK_TO}{LINK_OFF}{BREAK}\u00ad\u200b\u2060\ufeff")
_GAP = re.compile(rf"[^\S{BREAK}]{{50,}}")
_MARK = re.compile(rf"\s*{REF_ON}([^{REF_OFF}]*){REF_OFF}")
_LINK = re.compile(
    rf"{LINK_ON}([^{LINK_ON}{LINK_TO}{LINK_OFF}]*){LINK_TO}(\s*)([^{LINK_ON}{LINK_TO}{LINK_OFF}]*?)(\s*){LINK_OFF}"
)
_TORN_LINK = re.compile(rf"{LINK_ON}[^{LINK_TO}]*{LINK_TO}|[{LINK_TO}{LINK_OFF}]")
_OPENING_LINK = re.compile(rf"\s*{LINK_ON}[^{LINK_TO}]*{LINK_TO}([^{LINK_OFF}]*){LINK_OFF}")
_FIGURES = re.compile(r"\[?\s*([0-9]{1,3})\s*\]?")
_SAFE_NUMBER = re.compile(r"[0-9A-Za-z*.\-]{1,12}")
_APART = frozenset(
    {"p", "div", "li", "ul", "ol", "dd", "dt", "td", "th", "tr", "h2", "h3", "h4", "h5", "h6", "blockquote"}
)


def words(nodes: Iterable[PageElement], notes: HtmlNotes) -> str:
    """Return the words of nodes in order, as one string with marks for references and breaks.

    Gaps that many empty elements leave are closed here, for patterns are slow on long ones.
    """
    out: list[str] = []
    for node in nodes:
        _collect(node, notes, out)
    return _GAP.sub(" ", "".join(out))


def markdown(marked: str) -> str:
    """Write marked words as inline Markdown: escaped, on one line, with links and footnote references."""
    escaped = _LINK.sub(_written_link, escape(marked.replace(BREAK, " ")))
    return _MARK.sub(lambda match: f"[^{match[1]}]", _TORN_LINK.sub("", escaped)).strip()


def plain(marked: str) -> str:
    """Return marked words without their marks, white space folded."""
    return " ".join(_MARK.sub("", _TORN_LINK.sub("", marked)).replace(BREAK, " ").split())


def without_opening_link(marked: str) -> str:
    """Return marked words with the words of a link that they open with as plain ones."""
    return _OPENING_LINK.sub(r"\1", marked, count=1)


def _written_link(match: re.Match[str]) -> str:
    target, before, words, after = match.groups()
    if not words:
        return before or after
    # The target was escaped with everything else; what is left to escape in it are references to characters.
    written = target.replace("\\", "").replace("&", "&amp;")
    return f"{before}[{words}]({written}){after}"


def target_of(link: Tag) -> str:
    """Return where a link leads, fit to stand in Markdown; empty where that is not on the web."""
    href = attribute(link, "href").strip()
    if not href.startswith(("http://", "https://")):
        return ""
    return quote(href, safe="/%:?#@!$+,;=~&-._")


def _collect(node: PageElement, notes: HtmlNotes, out: list[str]) -> None:
    if isinstance(node, NavigableString):
        if not isinstance(node, PreformattedString):  # comments and the like are nobody's words
            out.append(node.translate(_PRIVATE))
    elif isinstance(node, Tag):
        if node.name == "br":
            out.append(BREAK)
        elif node.name == "a":
            _link(node, notes, out)
        elif node.name == "sup":
            _superscript(node, notes, out)
        elif node.name not in {"img", "hr"}:
            edge = " " if node.name in _APART else ""
            _between(edge, node, edge, notes, out)


def _between(on: str, node: Tag, off: str, notes: HtmlNotes, out: list[str]) -> None:
    out.append(on)
    for child in node.children:
        _collect(child, notes, out)
    out.append(off)


def _link(node: Tag, notes: HtmlNotes, out: list[str]) -> None:
    """Read a link: nothing of one from a note back to the text, a mark of a reference, else its words and target."""
    if is_back_link(node):
        return
    if number := notes.of_reference(node):
        out.append(_reference(number))
    elif target := target_of(node):
        _between(f"{LINK_ON}{target}{LINK_TO}", node, LINK_OFF, notes, out)
    else:
        _between("", node, "", notes, out)


def _reference(number: str) -> str:
    return f"{REF_ON}{number}{REF_OFF}" if _SAFE_NUMBER.fullmatch(number) else ""


def _superscript(node: Tag, notes: HtmlNotes, out: list[str]) -> None:
    """Read a raised word: a footnote reference, or letters such as the "th" of "4th" (exponents are written before)."""
    inner: list[str] = []
    for child in node.children:
        _collect(child, notes, inner)
    text = "".join(inner)
    figures = _FIGURES.fullmatch(text.strip())
    if figures is None:
        out.append(text.strip("[] ") if REF_ON in text else text)
    elif figures[1] in notes.numbers:
        out.append(_reference(figures[1]))
    # else: the mark of a note that is not on this page; glued to the word it would be read as a number
