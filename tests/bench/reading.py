#!/usr/bin/env python3
"""How well PDFs are read: numbered paragraphs, pages, entries, words, tables, seconds and megabytes.

    python tests/bench/reading.py FOLDER [EXPECTED.json] [--only WORD] [--peers] [--json] [--faults]

``EXPECTED.json`` names, by file, every numbered paragraph with its label, its printed page and its first letters.
A paragraph is *right* where a passage of that label begins with those letters; *wrong* is a label on other words, or
one that the document does not have; *missed* has no label at all. *Recall* is the share of the runs of four words of
a plain extraction that the Markdown has, *precision* the other way round. Each document is read in a process of its
own, for its memory. ``--peers`` reads the same files with other libraries, as far as they are installed.
"""

import argparse
import importlib.util
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import pypdfium2

from kb.domain.block import Block, BlockKind
from kb.text.inline import plain
from scraper.extract import Unreadable
from scraper.pdf import read_pdf

ENTRIES = frozenset({BlockKind.CONCLUSION, BlockKind.RECOMMENDATION})
PEERS = ("pdfplumber", "pymupdf4llm", "docling")
RUN = 4
_COUNTED = (
    "document pages paragraphs right wrong missed on-page labelled in-doubt entries linked tables recall precision"
)
HEAD = (*_COUNTED.split(), "s a page", "MB")
SUMS = ("expected", "right", "wrong", "missed", "on_page")


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
    """Read a PDF with the library's own plain text: no order, no heads taken out."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        text = [page.get_textpage().get_text_range() for page in document]
    joined = re.sub(r"[-\u00ad\u0002]\r?\n(?=[a-z])", "", "\n".join(text)).replace("\ufffe", "")
    return joined, len(text)


def read_ours(path: Path, expected: Sequence[dict[str, str]]) -> Score:
    """Read one document with our own reader and score it."""
    score = Score(path.name)
    content = path.read_bytes()
    started = time.perf_counter()
    try:
        read = read_pdf(content)
    except Unreadable as error:
        score.error = str(error)
    score.seconds = time.perf_counter() - started
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    score.megabytes = max(used) / 1024
    if score.error:
        score.missed = score.expected = len(expected)
        return score
    simple, score.pages = simple_words(path)
    ours, theirs = runs(markdown_words(read.blocks)), runs(simple)
    score.recall, score.precision = share(theirs, ours), share(ours, theirs)
    score.tables = sum(block.kind is BlockKind.TABLE for block in read.blocks)
    entries = [block for block in read.blocks if block.kind in ENTRIES]
    score.entries, score.linked = len(entries), sum("(#para-" in block.text for block in entries)
    score.in_doubt = len(getattr(read, "in_doubt", ()))
    count_paragraphs(score, read.blocks, expected)
    return score


def read_peer(path: Path, peer: str) -> Score:
    """Read one document with another library: words, tables, time and memory only."""
    score = Score(f"{path.name} · {peer}")
    started = time.perf_counter()
    try:
        text, score.tables = _PEERS[peer](path)
    except Exception as error:  # whatever another library raises on a file is part of the answer
        score.error = f"{type(error).__name__}: {error}"[:80]
        return score
    score.seconds = time.perf_counter() - started
    score.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    simple, score.pages = simple_words(path)
    ours, theirs = runs(text), runs(simple)
    score.recall, score.precision = share(theirs, ours), share(ours, theirs)
    return score


def _pdfplumber(path: Path) -> tuple[str, int]:
    import pdfplumber  # noqa: PLC0415 - a peer, asked for only where it is measured

    with pdfplumber.open(path) as document:
        pages = [(page.extract_text() or "", len(page.find_tables())) for page in document.pages]
    return "\n".join(text for text, _ in pages), sum(tables for _, tables in pages)


def _pymupdf4llm(path: Path) -> tuple[str, int]:
    import pymupdf4llm  # noqa: PLC0415 - a peer, asked for only where it is measured

    text = pymupdf4llm.to_markdown(str(path), show_progress=False)
    return text, len(re.findall(r"^\|(?:-+\|)+$", text, re.MULTILINE))


def _docling(path: Path) -> tuple[str, int]:
    from docling.document_converter import DocumentConverter  # noqa: PLC0415 - a peer, asked for only where it is measured

    document = DocumentConverter().convert(path).document
    return document.export_to_markdown(), len(document.tables)


_PEERS = {"pdfplumber": _pdfplumber, "pymupdf4llm": _pymupdf4llm, "docling": _docling}


def measure(path: Path, expected: Sequence[dict[str, str]], peer: str = "") -> Score:
    """Score one document in a process of its own."""
    command = [sys.executable, __file__, "--one", str(path), "--peer", peer]
    done = subprocess.run(command, input=json.dumps(list(expected)), capture_output=True, text=True, check=False)
    if done.returncode:
        return Score(path.name, error=done.stderr.strip().splitlines()[-1][:90] if done.stderr else "ended by a signal")
    return Score(**json.loads(done.stdout))


def table(scores: Sequence[Score]) -> str:
    """Return the scores as a Markdown table with a line of sums."""
    lines = [f"| {' | '.join(HEAD)} |", "|" + " --- |" * len(HEAD)]
    lines += [_row(score) for score in scores]
    known = [score for score in scores if score.expected]
    sums = {name: sum(getattr(score, name) for score in known) for name in SUMS}
    if known:
        right, on_page = sums["right"] / sums["expected"], sums["on_page"] / max(sums["right"], 1)
        lines.append(
            f"| **{len(known)} counted** | | {sums['expected']} | {sums['right']} ({right:.1%}) | {sums['wrong']} "
            f"| {sums['missed']} | {sums['on_page']} ({on_page:.1%}) |" + " |" * 9
        )
    return "\n".join(lines)


def _row(score: Score) -> str:
    if score.error:
        return f"| {score.name} | refused: {score.error} |" + " |" * 14
    counts = [getattr(score, name) if score.expected else "" for name in SUMS]
    rest = [score.labelled, score.in_doubt, score.entries, score.linked, score.tables]
    sizes = [f"{score.recall:.1%}", f"{score.precision:.1%}"]
    sizes += [f"{score.seconds / max(score.pages, 1):.3f}", f"{score.megabytes:.0f}"]
    return f"| {' | '.join(str(value) for value in [score.name, score.pages, *counts, *rest, *sizes])} |"


def documents(folder: Path, expected: dict[str, Any]) -> list[tuple[Path, list[dict[str, str]]]]:
    """Return the PDFs of a folder, and those that are expected elsewhere, with their paragraphs."""
    paths = {path.resolve() for path in folder.glob("*.pdf")} | {(folder / name).resolve() for name in expected}
    by_path = {(folder / name).resolve(): known["paragraphs"] for name, known in expected.items()}
    return [(path, by_path.get(path, [])) for path in sorted(paths) if path.exists()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("expected", type=Path, nargs="?")
    parser.add_argument("--only", default="", help="only documents with this word in their name")
    parser.add_argument("--peers", action="store_true", help="other libraries beside it, where they are installed")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--faults", action="store_true", help="name each fault")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        known = json.load(sys.stdin)
        print(json.dumps(asdict(read_peer(asked.one, asked.peer) if asked.peer else read_ours(asked.one, known))))
        return
    if not asked.folder:
        parser.error("which folder?")
    expected = json.loads(asked.expected.read_text()) if asked.expected else {}
    chosen = [one for one in documents(asked.folder, expected) if asked.only in one[0].name]
    scores = [measure(path, known) for path, known in chosen]
    if asked.peers:
        there = [peer for peer in PEERS if importlib.util.find_spec(peer)]
        print(f"not installed: {', '.join(sorted(set(PEERS) - set(there))) or 'none'}", file=sys.stderr)
        scores += [measure(path, [], peer) for peer in there for path, _ in chosen]
    print(json.dumps([asdict(score) for score in scores], indent=1) if asked.as_json else table(scores))
    if asked.faults:
        print("\n".join(f"{score.name}: {fault}" for score in scores for fault in score.faults))


if __name__ == "__main__":
    main()
