"""Recommendations that a page prints as headings or as words at the head of a paragraph, made blocks of their kind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb.documents.markdown.inline import plain
from kb.domain.source.block import Block, BlockKind

_ALONE = re.compile(r"recommendation\s+([0-9]{1,3}[a-z]?)\s*[:.]?", re.IGNORECASE)
_LEAD = re.compile(r"recommendation\s+([0-9]{1,3}[a-z]?)\s*[:.–—-]\s*(?=\S)", re.IGNORECASE)


def with_recommendations(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Mark recommendations: "Recommendation 3" over a paragraph, or "Recommendation 3: …" at its head."""
    return tuple(_marked(blocks))


def _marked(blocks: Iterable[Block]) -> Iterator[Block]:
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and block.kind is BlockKind.PARAGRAPH and not block.number:
            number = _ALONE.fullmatch(plain(waiting.text))
            yield Block(BlockKind.RECOMMENDATION, block.text, number[1] if number else "")
            waiting = None
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        lead = _LEAD.match(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH} and _ALONE.fullmatch(plain(block.text)):
            waiting = block
        elif lead:
            yield replace(block, kind=BlockKind.RECOMMENDATION, text=block.text[lead.end() :], number=lead[1])
        else:
            yield block
    if waiting is not None:
        yield waiting
