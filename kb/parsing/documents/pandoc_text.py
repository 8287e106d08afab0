"""Pandoc's document tree → lines of text: lists with their numbers, tables with tabs, notes under their paragraph."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.parsing.list_numbers import list_mark
from kb.parsing.scripts import lowered, raised

Node = dict[str, Any]
_INDENT = "  "
_META = ("title", "subtitle", "author", "date", "abstract")
_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


@dataclass(frozen=True)
class TextLine:
    """A line of a document: the mark that a list puts before it, and its words."""

    words: str
    mark: str = ""


def lines_of(tree: bytes, *, titled: bool = False) -> list[TextLine]:
    """Return the lines of a document, given as pandoc's JSON.

    ``titled`` ones begin with what pandoc takes out of the text for a title or an author.
    """
    document = json.loads(tree)
    head = [line for name in _META if titled for line in _meta(document["meta"].get(name))]
    return [*head, *_blocks(document["blocks"])]


def text_of(lines: Sequence[TextLine]) -> str:
    """Return lines as one text, with the marks of their lists."""
    return "\n".join(f"{line.mark}{line.words}" for line in lines).strip("\n")


def _meta(value: Node | None) -> Iterator[TextLine]:
    if value is None:
        return
    kind, content = value["t"], value["c"]
    if kind == "MetaInlines":
        yield TextLine(_words(content))
    elif kind == "MetaBlocks":
        yield from _blocks(content)
    elif kind == "MetaList":
        for one in content:
            yield from _meta(one)


def _blocks(blocks: Sequence[Node]) -> Iterator[TextLine]:
    for block in blocks:
        yield from _block(block["t"], block.get("c"))


def _block(kind: str, content: Any) -> Iterator[TextLine]:
    if kind in ("Para", "Plain"):
        yield from _paragraph(content)
    elif kind in _WITHIN:
        yield from _blocks(_WITHIN[kind](content))
    elif kind == "OrderedList":
        yield from _items(content[1], content[0])
    elif kind == "BulletList":
        yield from _items(content)
    elif kind == "LineBlock":
        for line in content:
            yield from _paragraph(line)
    elif kind in ("CodeBlock", "RawBlock"):
        yield from (TextLine(line) for line in content[1].split("\n"))
    elif kind == "Header":
        yield TextLine("")
        yield from _paragraph(content[2])
    elif kind == "Table":
        yield from (TextLine(""), *_table(content), TextLine(""))


_WITHIN: dict[str, Callable[[Any], list[Node]]] = {
    "BlockQuote": lambda content: content,
    "Div": lambda content: content[1],
    "Figure": lambda content: [*content[2], *content[1][1]],
    "DefinitionList": lambda content: [
        block for term, its in content for block in ({"t": "Plain", "c": term}, *(one for some in its for one in some))
    ],
}
"""The blocks within a block."""


def _paragraph(inlines: Sequence[Node]) -> Iterator[TextLine]:
    notes: list[TextLine] = []
    yield from (TextLine(line.strip()) for line in _words(inlines, notes).split("\n"))
    yield from notes


def _items(items: Sequence[Sequence[Node]], numbers: Sequence[Any] | None = None) -> Iterator[TextLine]:
    for place, item in enumerate(items):
        mark = list_mark(numbers[0] + place, numbers[1]["t"]) if numbers else "- "
        lines = list(_blocks(item)) or [TextLine("")]
        first, *others = lines
        yield TextLine(first.words, mark + first.mark.lstrip())
        yield from (TextLine(line.words, f"{_INDENT}{line.mark}" if line.mark else "") for line in others)


def _table(content: Sequence[Any]) -> Iterator[TextLine]:
    """Yield the rows; a merged cell has its words once, in its first place."""
    _, caption, _, head, bodies, foot = content
    yield from _blocks(caption[1])
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    taken: dict[tuple[int, int], str] = {}
    for at, (_, cells) in enumerate(rows):
        column = 0
        for _, _, high, wide, blocks in cells:
            while (at, column) in taken:
                column += 1
            for down in range(high):
                for across in range(wide):
                    taken[at + down, column + across] = ""
            lines = (f"{line.mark}{line.words}" for line in _blocks(blocks))
            taken[at, column] = " ".join(" ".join(lines).split())
    wide = 1 + max((column for _, column in taken), default=0)
    for at in range(len(rows)):
        words = [taken.get((at, place), "") for place in range(wide)]
        if any(words):
            yield TextLine("\t".join(words))


def _words(inlines: Sequence[Node], notes: list[TextLine] | None = None) -> str:
    """Return the words of inlines, without what is struck out; notes are put into ``notes``."""
    return "".join(_inline(inline["t"], inline.get("c"), notes) for inline in inlines)


def _inline(kind: str, content: Any, notes: list[TextLine] | None) -> str:
    if kind in _SPACES:
        return _SPACES[kind]
    if kind == "Str":
        return str(content)
    if kind in ("Emph", "Strong", "Underline", "SmallCaps"):
        return _words(content, notes)
    if kind in ("Superscript", "Subscript"):
        return (raised if kind == "Superscript" else lowered)(_words(content, notes))
    if kind in ("Quoted", "Cite", "Span", "Link"):
        return _words(content[1], notes)
    if kind in ("Code", "Math", "RawInline"):
        return str(content[1])
    if kind == "Note" and notes is not None:
        notes += _blocks(content)
    return ""
