"""HTML elements to blocks: the step that every HTML reader shares.

It reads what is there and leaves nothing out but pictures and what is hidden; which part of a page
is the document is for its callers to say (``publishers``, ``govuk``, ``hmicfrs``). Below it: ``inline``,
``numbers``, ``notes``, ``lists``, ``tables``.
"""

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from kb.documents.markdown.inline import plain as unescaped
from kb.domain.source.block import Block, BlockKind
from scraper.html.inline import BREAK, REF_OFF, REF_ON, markdown, plain, without_opening_link, words
from scraper.html.inline_notes import set_inline_notes_apart
from scraper.html.lists import marks_of
from scraper.html.notes import HtmlNotes, notes_of
from scraper.html.numbers import lone_number, opening_element, spaced_heading, split_number
from scraper.html.powers import write_powers
from scraper.html.soup import classes, tree
from scraper.html.tables import is_note_row, lays_out, table_blocks

_HEADINGS = {f"h{n}": max(n, 2) for n in range(1, 7)}
_HOLDERS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"}
    | {"hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_NUMBERED_LISTS = frozenset({"legislative-list"})
_PARAGRAPHS = re.compile(rf"(?:\s*{BREAK}\s*){{2,}}|\n(?=[0-9]{{1,3}}\.[0-9]{{1,3}}\t[A-Z])")
"""Where one element holds several paragraphs: at empty lines, and before a number set off by a tab."""


def blocks_of_html(html: str) -> tuple[Block, ...]:
    """Read a piece of HTML as blocks."""
    return blocks_of(tree(html))


def plain_words(html: str) -> str:
    """Return the words of a piece of HTML on one line."""
    return " ".join(unescaped(block.text) for block in blocks_of_html(html))


def blocks_of(element: Tag) -> tuple[Block, ...]:
    """Read an element and everything in it as blocks, in reading order."""
    set_inline_notes_apart(element)
    notes = notes_of(element)
    write_powers(element, notes.numbers)
    return tuple(_joined(_BlockReader(notes).children(element)))


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Put a number that stands in a paragraph of its own before the paragraph that it numbers."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            if block.kind is BlockKind.PARAGRAPH and not block.number:
                yield Block(BlockKind.PARAGRAPH, block.text, lone_number(waiting.text.replace("\\", "")))
                waiting = None
                continue
            yield waiting
            waiting = None
        if block.kind is BlockKind.PARAGRAPH and not block.number and lone_number(block.text.replace("\\", "")):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


class _BlockReader:
    """One reading of one element; it holds the footnotes that references are told by."""

    def __init__(self, notes: HtmlNotes) -> None:
        self.notes = notes

    def children(self, element: Tag) -> Iterator[Block]:
        """Read what an element holds: runs of inline nodes are paragraphs, everything else reads itself."""
        run: list[PageElement] = []
        for child in element.children:
            if isinstance(child, Tag) and _is_block(child):
                yield from self.run(run)
                run = []
                yield from self.block(child)
            elif isinstance(child, Tag | NavigableString):
                run.append(child)
        yield from self.run(run)

    def run(self, nodes: list[PageElement], first: Tag | None = None) -> Iterator[Block]:
        """Read a run of inline nodes: a paragraph, or several where two line breaks part them."""
        if not nodes:
            return
        if first is None:
            first = _first_tag(nodes)
        for text in _PARAGRAPHS.split(words(nodes, self.notes)):
            if plain(text):
                number, rest = _numbered(text.lstrip().lstrip(BREAK), first)
                yield Block(BlockKind.PARAGRAPH, markdown(rest), number)
            first = None

    def block(self, element: Tag) -> Iterator[Block]:
        """Read an element that stands on its own lines."""
        name = element.name
        if id(element) in self.notes.elements:
            yield from self.note(element)
        elif name in _HEADINGS:
            if text := markdown(_spaced(words([element], self.notes))):
                yield Block(BlockKind.HEADING, text, level=_HEADINGS[name])
        elif name in {"ul", "ol", "menu"}:
            yield from self.items(element, 1)
        elif name == "dl":
            yield from self.definitions(element)
        elif name == "table" and not lays_out(element):
            yield from table_blocks(element, self.notes)
        else:
            yield from self.holder(element)

    def holder(self, element: Tag) -> Iterator[Block]:
        """Read an element that is no block itself but holds some, or is a paragraph."""
        name = element.name
        if name == "blockquote":
            yield from (_as_quote(block) for block in self.children(element))
        elif name == "tr" and is_note_row(element):
            if text := markdown(words([element], self.notes)):
                yield Block(BlockKind.PARAGRAPH, text)
        elif name in {"p", "address", "figcaption"} and element.find(_is_block) is None:
            yield from self.run(list(element.children), opening_element(element))
        else:
            yield from self.children(element)

    def note(self, element: Tag) -> Iterator[Block]:
        """Read a footnote as one block, whatever it is made of."""
        number = self.notes.elements[id(element)]
        text = words([element], self.notes).lstrip()
        printed = re.escape(number.partition("-")[0])
        own = re.compile(rf"{REF_ON}{re.escape(number)}{REF_OFF}\s*|\[{printed}\]\s*|\(?{printed}\)?[.:]?\s+")
        for candidate in (text, without_opening_link(text)):
            if repeated := own.match(candidate):  # the note repeats its number in words
                text = candidate[repeated.end() :]
                break
        if text := markdown(text):
            yield Block(BlockKind.FOOTNOTE, text, number)

    def items(self, listing: Tag, level: int) -> Iterator[Block]:
        """Read a list; an item of an ordered list keeps its printed number as a word."""
        marks = marks_of(listing)
        for item in listing.find_all("li", recursive=False):
            if id(item) in self.notes.elements:
                yield from self.note(item)
            elif _NUMBERED_LISTS.intersection(classes(listing)):
                yield from self.numbered(item)
            elif item.find(("h1", "h2", "h3", "h4", "table")) is None:
                yield from self.item(item, marks[id(item)], level)
            else:  # a list that lays out cards: what it holds is read as a page
                yield from self.children(item)
        for stray in listing.find_all(("ul", "ol"), recursive=False):
            yield from self.items(stray, level + 1)

    def numbered(self, item: Tag) -> Iterator[Block]:
        """Read an item of a list that prints its own numbers: a numbered paragraph where it has one."""
        number, rest = _numbered(words([item], self.notes).lstrip(), opening_element(item))
        if number and item.find(("ul", "ol")) is None:
            yield Block(BlockKind.PARAGRAPH, markdown(rest), number)
        else:
            yield from self.item(item, "", 1)

    def item(self, item: Tag, mark: str, level: int) -> Iterator[Block]:
        """Read one item: its own words as one block, the lists in it one level deeper."""
        run: list[PageElement] = []
        for node in _flat(item):
            if isinstance(node, Tag) and node.name in {"ul", "ol"}:
                yield from self.item_words(run, mark, level)
                run, mark = [], mark if not run else ""
                yield from self.items(node, min(level + 1, 6))
            else:
                run.append(node)
        yield from self.item_words(run, mark, level)

    def item_words(self, run: list[PageElement], mark: str, level: int) -> Iterator[Block]:
        text = words(run, self.notes)
        if plain(text):
            yield Block(BlockKind.ITEM, markdown(f"{mark} {text}" if mark else text), level=level)

    def definitions(self, listing: Tag) -> Iterator[Block]:
        """Read a definition list: one item for each definition, with its term before it."""
        if listing.find(("h1", "h2", "h3", "table")) is not None:
            yield from self.children(listing)
            return
        term = ""
        for part in listing.find_all(("dt", "dd")):
            text = words([part], self.notes)
            if part.name == "dt":
                if term:
                    yield Block(BlockKind.ITEM, markdown(term), level=1)
                term = plain(text).rstrip(":")
            elif plain(text):
                yield Block(BlockKind.ITEM, markdown(f"{term}: {text}" if term else text), level=1)
                term = ""
        if term:
            yield Block(BlockKind.ITEM, markdown(term), level=1)


def _numbered(text: str, first: Tag | None) -> tuple[str, str]:
    """Split the number off the words of a paragraph; one that is a link, to the paragraph itself say, is a number."""
    for candidate in (text, without_opening_link(text)):
        number, rest = split_number(candidate, first)
        if number:
            return number, rest
    return "", text


def _spaced(text: str) -> str:
    bare = without_opening_link(text)
    spaced = spaced_heading(bare)
    return text if spaced == bare.lstrip() else spaced


def _is_block(element: Tag) -> bool:
    """Say whether an element stands on its own line: a holder by name, or an inline element with one inside."""
    if element.name in _HOLDERS:
        return True
    return element.name not in {"br", "img"} and element.find(_HOLDERS) is not None


def _first_tag(nodes: list[PageElement]) -> Tag | None:
    for node in nodes:
        if isinstance(node, Tag):
            return node
        if isinstance(node, NavigableString) and node.strip():
            return None
    return None


def _flat(element: Tag) -> Iterator[PageElement]:
    """Walk the nodes of an item, opening paragraphs and boxes so that lists in them are seen."""
    for child in element.children:
        if isinstance(child, Tag) and child.name in _HOLDERS and child.name not in {"ul", "ol"}:
            yield NavigableString(" ")
            yield from _flat(child)
            yield NavigableString(" ")
        else:
            yield child


def _as_quote(block: Block) -> Block:
    if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
        mark = f"{block.number}. " if block.number else ""
        return Block(BlockKind.QUOTE, f"{mark}{block.text}")
    return block
