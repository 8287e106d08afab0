"""Blocks put together to parts: headings, page marks, and passages with the blocks they are made of.

Passages for the index and the page of a reader both start from here, so that what is found is what is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.documents.markdown.inline import plain
from kb.documents.markdown.tokens import PAGE_MARK
from kb.domain.source.block import Block, BlockKind


@dataclass
class MarkdownPart:
    """One part while reading: its first block says what it is, further ones (items, quotes) belong to it.

    ``page`` is the printed page on which it starts, ``heading`` the headings above it, outermost first.
    """

    first: Block
    page: str = ""
    heading: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_passage(self) -> bool:
        """Say whether the part can be cited: all but headings and page marks can."""
        return self.first.kind not in (BlockKind.HEADING, BlockKind.PAGE)


_MARK = re.compile(rf"(?<!\\){PAGE_MARK}")  # a pattern, not tokens: this runs over every block of every document
_JOINS = frozenset({BlockKind.ITEM, BlockKind.QUOTE})
_CARRIES = _JOINS | {BlockKind.PARAGRAPH, BlockKind.CONCLUSION, BlockKind.RECOMMENDATION}


def parts_of(blocks: Iterable[Block]) -> list[MarkdownPart]:
    """Group blocks: items and quotes join the paragraph before them, across page marks and footnotes."""
    grouping = _Grouping()
    for block in blocks:
        grouping.add(block)
    return grouping.out


class _Grouping:
    """The parts so far, the headings above, the page we are on, and the paragraph that items would join."""

    def __init__(self) -> None:
        self.out: list[MarkdownPart] = []
        self.above: list[tuple[int, str]] = []
        self.page = ""
        self.carrier: MarkdownPart | None = None

    def add(self, block: Block) -> None:
        if block.kind is BlockKind.PAGE:
            self.page = block.number
            self.out.append(MarkdownPart(block, block.number))
        elif block.kind is BlockKind.HEADING:
            self._heading(block)
        elif block.kind in _JOINS and self.carrier:
            self._join(self.carrier, block)
        else:
            part = self._part(block, [block])
            if block.kind is not BlockKind.FOOTNOTE:
                self.carrier = part if block.kind in _CARRIES else None
        self._turn_pages(block)

    def _part(self, block: Block, blocks: list[Block]) -> MarkdownPart:
        part = MarkdownPart(block, self.page, tuple(text for _, text in self.above), blocks)
        self.out.append(part)
        return part

    def _heading(self, block: Block) -> None:
        while self.above and self.above[-1][0] >= block.level:
            self.above.pop()
        self._part(block, [])
        self.above.append((block.level, plain(block.text)))
        self.carrier = None

    def _join(self, carrier: MarkdownPart, block: Block) -> None:
        """Join an item; page marks just before it go inside the passage, where the page turns."""
        turned: list[Block] = []
        while self.out[-1].first.kind is BlockKind.PAGE:
            turned.insert(0, self.out.pop().first)
        carrier.blocks += [*turned, block]

    def _turn_pages(self, block: Block) -> None:
        if "<!-- page" not in block.text:
            return
        marks = list(_MARK.finditer(block.text))
        if not marks:
            return
        if marks[0].start() == 0 and self.out[-1].blocks == [block]:  # it starts on the new page
            self.out[-1].page = marks[0][1]
        self.page = marks[-1][1]
