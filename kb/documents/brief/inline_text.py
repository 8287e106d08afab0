"""Markdown that people wrote, and words of sources, as runs and blocks of a brief."""

import re
from collections.abc import Iterator

from kb.documents.markdown.dialect import read
from kb.documents.markdown.html import is_safe_target
from kb.documents.markdown.inline import plain
from kb.documents.markdown.tokens import Tok, tokens
from kb.domain.brief import Block, BriefTable, Bullets, Paragraph, Runs, Style, TextRun, paragraph
from kb.domain.source.block import Block as Read
from kb.domain.source.block import BlockKind
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and with it no Word file."""


def fit(text: str) -> str:
    """Return words on one line, without characters that some format cannot hold."""
    return " ".join(_UNFIT.sub(" ", text).split())


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Read Markdown as blocks; headings in it become strong paragraphs, since the brief has its own."""
    blocks: list[Block] = []
    items: list[Runs] = []
    for block in read(markdown):
        if block.kind is BlockKind.ITEM:
            items.append(inline(block.text))
            continue
        if items:
            blocks.append(Bullets(tuple(items)))
            items = []
        blocks.extend(_block(block))
    if items:
        blocks.append(Bullets(tuple(items)))
    return tuple(blocks)


def _block(block: Read) -> Iterator[Block]:
    if block.kind is BlockKind.TABLE:
        rows = tuple(tuple(inline(cell) for cell in row) for row in block.rows)
        head = tuple("".join(run.text for run in cell) for cell in rows[0])
        yield BriefTable("", "", head, rows[1:])
    elif block.kind is BlockKind.HEADING:
        yield Paragraph(tuple(TextRun(run.text, strong=True, address=run.address) for run in inline(block.text)))
    elif block.kind is not BlockKind.PAGE:
        name = "" if block.kind is BlockKind.PARAGRAPH else block.kind.value.capitalize()
        number = " ".join(part for part in (name if block.kind is not BlockKind.QUOTE else "", block.number) if part)
        runs = (*((TextRun(f"{number}. ", strong=True),) if number else ()), *inline(block.text))
        if runs:
            yield Paragraph(runs)


def inline(markdown: str) -> Runs:
    """Read one line of inline Markdown as runs; raw HTML is words, and links go only where they may."""
    runs: list[TextRun] = []
    strong = emphasis = 0
    addresses: list[str] = []
    for kind, text in tokens(markdown):
        if kind is Tok.TEXT or kind is Tok.CODE:
            address = next((one for one in reversed(addresses) if one), "")
            runs.append(TextRun(_UNFIT.sub(" ", text), strong > 0, emphasis > 0, address))
        elif kind is Tok.LINK_ON:
            addresses.append(text if is_safe_target(text) and not text.startswith("#") else "")
        elif kind is Tok.LINK_OFF:
            addresses.pop()
        else:
            strong += {Tok.STRONG_ON: 1, Tok.STRONG_OFF: -1}.get(kind, 0)
            emphasis += {Tok.EM_ON: 1, Tok.EM_OFF: -1}.get(kind, 0)
    return joined(runs)


def joined(runs: list[TextRun]) -> Runs:
    """Put runs of one hand together, and fold their white space."""
    made: list[TextRun] = []
    for run in runs:
        words = re.sub(r"\s+", " ", run.text)
        last = made[-1] if made else None
        if last is not None and (last.strong, last.emphasis, last.address) == (run.strong, run.emphasis, run.address):
            made[-1] = TextRun(last.text + words, run.strong, run.emphasis, run.address)
        elif words:
            made.append(TextRun(words, run.strong, run.emphasis, run.address))
    return tuple(made)


def paragraphs(text: str, style: Style = Style.TEXT) -> tuple[Paragraph, ...]:
    """Return plain words as paragraphs, one for each line that has any."""
    return tuple(paragraph(fit(line), style) for line in text.splitlines() if fit(line))


def quotation(text: str, most: int) -> tuple[str, bool]:
    """Return words of a source as many as may be quoted, and whether they were cut: at a word, with an ellipsis."""
    held = fit(text).split(" ")
    return (" ".join(held), False) if len(held) <= most else (" ".join([*held[:most], "…"]), True)


def whole(citation: Citation, source: Source, most: int | None = None) -> str:
    """Return words of ours as they can be read alone: the finding that they stand in, of ``most`` words at most.

    Words of a longer one or of a summary are led in where they begin within a sentence, with ellipses where cut.
    """
    words = fit(citation.exact)
    for finding in source.findings if citation.label != "summary" else ():
        text = fit(plain(finding.text))
        if words in text and (most is None or len(text.split(" ")) <= most):
            return text
    lead_in = f"… {fit(citation.prefix)} " if citation.prefix.strip() and words[:1].islower() else ""
    goes_on = " …" if citation.suffix.strip() and words[-1:].isalnum() else ""
    return f"{lead_in}{words}{goes_on}"
