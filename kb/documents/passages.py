"""Markdown to passages: the citable units of a document, derived and never stored.

Linear in the length of the text, because every page view and the index go through here.
"""

import hashlib

from kb.documents.markdown.dialect import read
from kb.documents.markdown.inline import words_and_targets
from kb.documents.markdown.parts import MarkdownPart, parts_of
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.passage import Passage, PassageKind

_NAMES = {
    BlockKind.PARAGRAPH: (PassageKind.PARAGRAPH, "para", "para"),
    BlockKind.CONCLUSION: (PassageKind.CONCLUSION, "con", "conclusion"),
    BlockKind.RECOMMENDATION: (PassageKind.RECOMMENDATION, "rec", "recommendation"),
    BlockKind.FOOTNOTE: (PassageKind.FOOTNOTE, "fn", "footnote"),
    BlockKind.TABLE: (PassageKind.TABLE, "table", ""),
}


def passages_of(body: str) -> tuple[Passage, ...]:
    """Derive the passages of a Markdown body, in order; their ids are unique within it."""
    return tuple(passage for _, passage in passage_parts(body) if passage)


def passage_parts(body: str) -> list[tuple[MarkdownPart, Passage | None]]:
    """Return every part of a body with its passage (none for headings and page marks)."""
    seen: dict[str, int] = {}
    return [(part, _passage(part, seen) if part.is_passage else None) for part in parts_of(read(body))]


def _passage(part: MarkdownPart, seen: dict[str, int]) -> Passage:
    first = part.first
    read_blocks = [_words_and_targets(block) for block in part.blocks]
    text = "\n".join(words for words, _ in read_blocks if words)
    kind, stem, name = _NAMES.get(first.kind, (PassageKind.TEXT, "text", ""))
    if kind is PassageKind.PARAGRAPH and not first.number:
        kind, stem, name = PassageKind.TEXT, "text", ""
    number = first.number.replace("*", "x")  # a footnote may be marked with a star, an anchor better not
    own = f"{stem}-{number or hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
    seen[own] = seen.get(own, 0) + 1
    return Passage(
        id=own if seen[own] == 1 else f"{own}~{seen[own]}",
        kind=kind,
        text=text,
        label=f"{name} {first.number}".strip(),
        page=part.page,
        heading=part.heading,
        links=tuple(dict.fromkeys(link for _, links in read_blocks for link in links)),
    )


def _words_and_targets(block: Block) -> tuple[str, tuple[str, ...]]:
    if block.kind is not BlockKind.TABLE:
        return words_and_targets(block.text)
    rows = [[words_and_targets(cell) for cell in row] for row in block.rows]
    text = "\n".join(" | ".join(words for words, _ in row) for row in rows)
    return text, tuple(link for row in rows for _, links in row for link in links)
