"""A document as its reader's page shows it: headings, page turns and passages in order, notes, contents.

It starts from the same parts as the passages of the index, so every hit has its anchor here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.documents.markdown.html import InlineHtml, clean
from kb.documents.markdown.inline import plain
from kb.documents.markdown.parts import MarkdownPart
from kb.documents.markdown.tokens import Tok, tokens
from kb.documents.passages import passage_parts
from kb.domain.ids import slug
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.passage import Passage, PassageKind


@dataclass(frozen=True)
class HeadingRow:
    """A heading of the document: its anchor on the page, its level and its words.

    ``level`` counts from 2 how deep the heading stands below others, whatever levels the document skips, because
    a page whose headings jump is hard to walk with a screen reader.
    """

    anchor: str
    level: int
    text: str


@dataclass(frozen=True)
class PageRow:
    """A printed page begins here; ``anchor`` is empty where an earlier mark has it."""

    anchor: str
    label: str


@dataclass(frozen=True)
class PassageRow:
    """A passage with its safe HTML; ``number`` is the printed number to hang in the margin, if any.

    For footnotes ``back`` is the id of the first passage that refers to it.
    """

    passage: Passage
    number: str
    html: str
    back: str = ""


@dataclass(frozen=True)
class Contents:
    """An entry of the contents list, with those below it."""

    anchor: str
    text: str
    below: tuple["Contents", ...] = ()


Row = HeadingRow | PageRow | PassageRow


@dataclass(frozen=True)
class ReadingView:
    """A document to read."""

    rows: tuple[Row, ...]
    notes: tuple[PassageRow, ...]
    contents: tuple[Contents, ...]


def reading_of(body: str) -> ReadingView:
    """Prepare a Markdown body for its reader's page; any text whatever gives one."""
    parts = passage_parts(body)
    inline = InlineHtml([passage.id for _, passage in parts if passage])
    back = _first_references(parts)
    rows: list[Row] = []
    notes: list[PassageRow] = []
    headings = _Headings()
    for part, passage in parts:
        if passage is None:
            rows.append(headings.row(part.first) if part.first.text else _page_row(part.first, inline))
            continue
        markup = clean("".join(_blocks_html(part.blocks, inline)))
        row = PassageRow(passage, part.first.number, markup, back.get(passage.id, ""))
        (notes if passage.kind is PassageKind.FOOTNOTE else rows).append(row)
    return ReadingView(tuple(rows), tuple(notes), contents_of(row for row in rows if isinstance(row, HeadingRow)))


def contents_of(headings: Iterable[HeadingRow]) -> tuple[Contents, ...]:
    """Nest headings by level, however unevenly the document steps down."""
    rows = list(headings)
    out: list[Contents] = []
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and rows[end].level > rows[at].level:
            end += 1
        out.append(Contents(rows[at].anchor, rows[at].text, contents_of(rows[at + 1 : end])))
        at = end
    return tuple(out)


class _Headings:
    """The headings so far: their anchors, and the levels of those that stand above the next one."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}
        self.above: list[int] = []

    def row(self, block: Block) -> HeadingRow:
        while self.above and self.above[-1] >= block.level:
            self.above.pop()
        self.above.append(block.level)
        text = plain(block.text)
        anchor = f"h-{slug(text)}"
        self.seen[anchor] = self.seen.get(anchor, 0) + 1
        number = self.seen[anchor]
        return HeadingRow(anchor if number == 1 else f"{anchor}~{number}", len(self.above) + 1, text)


def _page_row(block: Block, inline: InlineHtml) -> PageRow:
    return PageRow(inline.page_anchor(block.number), block.number)


def _first_references(parts: Iterable[tuple[MarkdownPart, Passage | None]]) -> dict[str, str]:
    """Return for each footnote's id the passage that refers to it first."""
    found: dict[str, str] = {}
    for part, passage in parts:
        for block in part.blocks:
            if passage and "[^" in block.text:
                for kind, number in tokens(block.text):
                    if kind is Tok.REF:
                        found.setdefault(f"fn-{number.replace('*', 'x')}", passage.id)
    return found


def _blocks_html(blocks: Iterable[Block], inline: InlineHtml) -> Iterable[str]:
    """Yield the HTML of a passage's blocks; items become lists, deeper ones lists in lists."""
    depth = 0
    for block in blocks:
        if block.kind is BlockKind.PAGE:  # stays where the page turns, inside a list too
            yield f"<li>{inline.page(block.number)}</li>" if depth else f"<p>{inline.page(block.number)}</p>"
            continue
        level = block.level if block.kind is BlockKind.ITEM else 0
        while depth > level:
            yield "</li></ul>"
            depth -= 1
        if level:
            yield "</li>" if depth == level else ""
            while depth < level:
                yield "<ul>" if depth == level - 1 else "<ul><li>"
                depth += 1
            yield f"<li>{inline(block.text)}"
        else:
            yield _block_html(block, inline)
    yield "</li></ul>" * depth


def _block_html(block: Block, inline: InlineHtml) -> str:
    if block.kind is BlockKind.QUOTE:
        return f"<blockquote><p>{inline(block.text)}</p></blockquote>"
    if block.kind is BlockKind.TABLE:
        return _table_html(block.rows, inline)
    return f"<p>{inline(block.text)}</p>" if block.text else ""


def _table_html(rows: tuple[tuple[str, ...], ...], inline: InlineHtml) -> str:
    head, *body = rows or ((),)
    top = "".join(f"<th>{inline(cell)}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
