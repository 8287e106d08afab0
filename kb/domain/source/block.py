"""Blocks: the parts a document's text is made of, before it is Markdown and after.

Readers of web pages and PDFs make blocks, ``kb.documents.markdown.dialect`` writes them as Markdown and reads them
back, and passages are derived from them; so the same text gives the same passages whatever it came from.
"""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CONCLUSION = "conclusion"
    RECOMMENDATION = "recommendation"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    PAGE = "page"
    FOOTNOTE = "footnote"


@dataclass(frozen=True)
class Block:
    """One block of a document's text.

    ``text`` is inline Markdown on one line (made from plain words by ``kb.documents.markdown.inline.escape``); it may
    hold footnote references ``[^10]``, links to passages ``[Paragraph 9](#para-9)`` and, where a page ends inside the
    block, ``<!-- page 24 -->``. ``number`` is the printed number without its full stop (``12``, ``4.12``, ``3``): of
    a paragraph (empty where none is printed), conclusion, recommendation or footnote; for a page it is the printed
    page label. ``level`` is 2 to 6 for headings, and the depth from 1 for list items. ``rows`` are the cells of a
    table, each inline Markdown, the first row its head.
    """

    kind: BlockKind
    text: str = ""
    number: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
