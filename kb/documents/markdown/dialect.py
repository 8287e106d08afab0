"""The Markdown form of a document's text: blocks to Markdown and back.

One line per block, a blank line between blocks. Reading never fails: what is no other block is a paragraph, and
lines that people wrapped by hand are put together again.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from kb.documents.markdown.tokens import FOOTNOTE_NUMBER, PAGE_MARK
from kb.domain.source.block import Block, BlockKind

NUMBER = (
    r"(?:[0-9]{1,5}[A-Za-z]?(?:[.\-][0-9]{1,4}[A-Za-z]?){0,5}"  # 12, 4.12, 12A, 2.3.1
    r"|[A-Za-z](?:\.?[0-9]{1,4}){0,3}"  # A, b, A.1, A12
    r"|[ivxl]{2,7})"  # iv
)
"""The printed numbers that paragraphs, conclusions and recommendations may have, as a regular expression."""

_NUMBER = re.compile(NUMBER)
_MARKED = re.compile(rf"\*\*(?:(Conclusion|Recommendation)(?: ({NUMBER}))?|({NUMBER}))\.\*\*(?:\s+(.*))?", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_PAGE = re.compile(PAGE_MARK)
_FOOTNOTE = re.compile(rf"\[\^({FOOTNOTE_NUMBER})\]:(?:\s+(.*))?")
_ITEM = re.compile(r"( *)(?:[-*+](?:\s+(.*))?|(\d{1,9})([.)])\s+(.*))")
_QUOTE = re.compile(r"> ?(.*)")
_CELL = re.compile(r"(?:[^|\\]|\\.|\\$)*", re.DOTALL)
_RULE_CELL = re.compile(r":?-{3,}:?")
_KINDS = {"Conclusion": BlockKind.CONCLUSION, "Recommendation": BlockKind.RECOMMENDATION}
_GOES_ON = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.CONCLUSION, BlockKind.RECOMMENDATION, BlockKind.ITEM, BlockKind.FOOTNOTE}
)
MOST_DEPTH = 6
"""Items deeper than this are read and written at this depth."""


def write(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown; blocks with nothing in them are left out."""
    written = [text for block in blocks if (text := _write_block(block))]
    return "\n\n".join(written) + "\n" if written else ""


def read(body: str) -> tuple[Block, ...]:
    """Read any Markdown as blocks: ``read(write(blocks)) == blocks`` for blocks in canonical form."""
    return tuple(_blocks(re.split(r"\r\n|\n|\r", body)))


def _write_block(block: Block) -> str:
    text = " ".join(block.text.split())
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * min(max(block.level, 2), 6)} {text}" if text else ""
        case BlockKind.PAGE:
            return f"<!-- page {block.number} -->" if _PAGE.fullmatch(f"<!-- page {block.number} -->") else ""
        case BlockKind.ITEM:
            return f"{'  ' * (min(max(block.level, 1), MOST_DEPTH) - 1)}- {text}" if text else ""
        case BlockKind.QUOTE:
            return f"> {text}" if text else ""
        case BlockKind.FOOTNOTE:
            return f"[^{block.number}]: {text}".rstrip() if block.number else text
        case BlockKind.TABLE:
            return _write_table(block.rows)
        case _:
            return _write_paragraph(block, text)


def _write_paragraph(block: Block, text: str) -> str:
    number = block.number if _NUMBER.fullmatch(block.number) else ""
    if block.number and not number:  # a number that cannot be marked is kept as a word
        text = f"{block.number} {text}".rstrip()
    if block.kind is BlockKind.PARAGRAPH and not number:
        return _guarded(text)
    name = "" if block.kind is BlockKind.PARAGRAPH else block.kind.value.capitalize()
    mark = " ".join(part for part in (name, number) if part)
    return f"**{mark}.** {text}".rstrip()


def _guarded(text: str) -> str:
    """Keep a paragraph a paragraph: escape a beginning that would be read as another block."""
    if not text:
        return ""
    first = next(iter(_blocks([text])), None)
    if first == Block(BlockKind.PARAGRAPH, text):
        return text
    digits = re.match(r"\d*", text)
    at = digits.end() if digits else 0
    return f"{text[:at]}\\{text[at:]}"


def _write_table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [_row((*row, *[""] * (width - len(row)))) for row in rows]
    return "\n".join((lines[0], _row(("---",) * width), *lines[1:]))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Read line by line; ``opened`` is the block that the next line may go on with."""
    opened: Block | None = None
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        if line.lstrip().startswith("|"):
            if opened:
                yield opened
            end = next((i for i in range(at, len(lines)) if not lines[i].lstrip().startswith("|")), len(lines))
            yield Block(BlockKind.TABLE, rows=_read_table(lines[at:end]))
            opened, at = None, end
            continue
        at += 1
        block = _read_line(line)
        if opened and block and _continues(opened, block):
            text = " ".join(part for part in (opened.text, block.text) if part)
            opened = Block(opened.kind, text, opened.number, opened.level)
            continue
        if opened:
            yield opened
        opened = block
    if opened:
        yield opened


def _continues(opened: Block, block: Block) -> bool:
    """Say whether a line is only the next line of the block before it."""
    if block.kind is BlockKind.QUOTE:
        return opened.kind is BlockKind.QUOTE
    return block.kind is BlockKind.PARAGRAPH and not block.number and opened.kind in _GOES_ON


def _read_line(line: str) -> Block | None:
    text = line.strip()
    if not text:
        return None
    if text[0] == "*" and (marked := _MARKED.fullmatch(text)):
        kind = _KINDS.get(marked[1] or "", BlockKind.PARAGRAPH)
        return Block(kind, (marked[4] or "").strip(), marked[2] or marked[3] or "")
    if text[0] == "#" and (heading := _HEADING.fullmatch(text)) and heading[2]:
        return Block(BlockKind.HEADING, heading[2], level=max(2, len(heading[1])))
    if text[0] == "<" and (page := _PAGE.fullmatch(text)):
        return Block(BlockKind.PAGE, number=page[1])
    if text[0] == "[" and (note := _FOOTNOTE.fullmatch(text)):
        return Block(BlockKind.FOOTNOTE, (note[2] or "").strip(), note[1])
    if text[0] == ">" and (quote := _QUOTE.fullmatch(text)):
        return Block(BlockKind.QUOTE, quote[1].strip()) if quote[1].strip() else None
    if text[0] in "-*+0123456789" and (item := _ITEM.fullmatch(line.rstrip())):
        words = item[2] if item[3] is None else f"{item[3]}\\{item[4]} {item[5]}"
        return Block(BlockKind.ITEM, words.strip(), level=_depth(item[1])) if (words or "").strip() else None
    return Block(BlockKind.PARAGRAPH, text)


def _depth(indent: str) -> int:
    return min(len(indent) // 2 + 1, MOST_DEPTH)


def _read_table(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    rows = [_cells(line) for line in lines]
    if len(rows) > 1 and all(_RULE_CELL.fullmatch(cell) for cell in rows[1]):
        del rows[1]
    return tuple(rows)


def _cells(line: str) -> tuple[str, ...]:
    """Split a table row at the bars that are not escaped."""
    line = line.strip().removeprefix("|")
    cells, at = [], 0
    while at <= len(line):
        match = _CELL.match(line, at)
        end = match.end() if match else at
        cells.append(line[at:end].strip())
        at = end + 1
    if len(cells) > 1 and not cells[-1]:  # the bar that closes the row opens no cell
        cells.pop()
    return tuple(cells)


_ONE = r"\d{1,4}[A-Za-z]?(?:\.\d{1,4}[A-Za-z]?)?"
_REFERRED = re.compile(
    r"\((?P<word>(?:(?:conclusion|recommendation)s?, )?(?:paragraph|para)s?\.?) "
    rf"(?P<list>{_ONE}(?:(?:, and |, | and | to | ?[-–—] ?){_ONE})*)\)",
    re.IGNORECASE,
)


def link_paragraphs(text: str, known: Collection[str]) -> str:
    """Turn "(Paragraph 9)", "(Paragraphs 9 and 12)" and "(Paragraphs 9–12)" into links to known paragraphs.

    So too "(Conclusion, Paragraph 6)". ``text`` is inline Markdown and comes back as such; numbers that are not in
    ``known`` stay words.
    """
    known = frozenset(known)

    def linked(match: re.Match[str]) -> str:
        word, numbers = match["word"], match["list"]
        if re.fullmatch(_ONE, numbers):
            return f"([{word} {numbers}](#para-{numbers}))" if numbers in known else match[0]
        links = re.sub(_ONE, lambda one: f"[{one[0]}](#para-{one[0]})" if one[0] in known else one[0], numbers)
        return f"({word} {links})"

    return _REFERRED.sub(linked, text)
