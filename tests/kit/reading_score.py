"""How well a document was read: its numbered paragraphs against those counted by hand, its words against plain text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from kb.documents.markdown.inline import plain
from kb.domain.source.block import Block, BlockKind

RUN = 4  # words


@dataclass
class Score:
    """What reading one document came to; ``error`` is set where it was refused."""

    name: str
    pages: int = 0
    expected: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    on_page: int = 0
    labelled: int = 0
    in_doubt: int = 0
    entries: int = 0
    linked: int = 0
    tables: int = 0
    recall: float = 0.0
    precision: float = 0.0
    seconds: float = 0.0
    megabytes: float = 0.0
    error: str = ""
    faults: list[str] = field(default_factory=list)


def letters(text: str) -> str:
    """Return the letters of a text alone, which is what beginnings are compared by."""
    return re.sub(r"[\W\d_]+", "", re.sub(r"\[\^[^\]]+\]|<!--.*?-->", "", text)).casefold()


def paragraphs(blocks: Sequence[Block]) -> list[tuple[str, str, str]]:
    """Return the label, the printed page and the beginning of each numbered paragraph."""
    found, page = [], ""
    for block in blocks:
        if block.kind is BlockKind.PAGE:
            page = block.number
        if block.kind is BlockKind.PARAGRAPH and block.number:
            found.append((block.number, page, letters(plain(block.text))))
        for mark in re.findall(r"<!-- page (\w+) -->", block.text):
            page = mark
    return found


def count_paragraphs(score: Score, blocks: Sequence[Block], expected: Sequence[dict[str, str]]) -> None:
    """Compare the numbered paragraphs with those that the document has."""
    read = paragraphs(blocks)
    score.labelled = len(read)
    if not expected:
        return
    score.expected = len(expected)
    wanted = {one["label"]: one for one in expected}
    right: set[str] = set()
    for label, page, begins in read:
        known = wanted.get(label)
        if known and label not in right and begins.startswith(known["begins"][:14]):
            right.add(label)
            score.on_page += page == known["page"]
            if page != known["page"]:
                score.faults.append(f"page of {label}: {page or 'none'}, is {known['page']}")
        else:
            score.wrong += 1
            score.faults.append(f"wrong: {label} on “{begins[:40]}” (page {page})")
    score.right, score.missed = len(right), len(expected) - len(right)
    score.faults += [f"missed: {label} (page {one['page']})" for label, one in wanted.items() if label not in right]


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words, however they are printed."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return Counter(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def share(of: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> float:
    """Return how much of the runs of one text another has."""
    return sum((of & found).values()) / max(sum(of.values()), 1)


def markdown_words(blocks: Iterable[Block]) -> str:
    """Return what a reader sees: words, numbers and cells, no marks."""
    out = []
    for block in blocks:
        if block.kind is BlockKind.PAGE:
            continue
        cells = " ".join(cell for row in block.rows for cell in row)
        out.append(f"{block.number} {plain(re.sub(r'<!--.*?-->', '', block.text))} {plain(cells)}")
    return " ".join(out)


def simple_words(path: Path) -> tuple[str, int]:
    """Read a PDF with the library's own plain text: no order, no heads taken out, but only what lies on the page."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        text = [page.get_textpage().get_text_bounded(*page.get_bbox()) for page in document]
    joined = re.sub(r"[-\u00ad\u0002]\r?\n(?=[a-z])", "", "\n".join(text)).replace("\ufffe", "")
    return joined, len(text)
