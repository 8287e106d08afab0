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
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from kb.domain.source.block import BlockKind
from reading_score import Score, count_paragraphs, markdown_words, runs, share, simple_words
from scraper.extract import Unreadable
from scraper.pdf import read_pdf

ENTRIES = frozenset({BlockKind.CONCLUSION, BlockKind.RECOMMENDATION})
PEERS = ("pdfplumber", "pymupdf4llm", "docling")
_COUNTED = (
    "document pages paragraphs right wrong missed on-page labelled in-doubt entries linked tables recall precision"
)
HEAD = (*_COUNTED.split(), "s a page", "MB")
SUMS = ("expected", "right", "wrong", "missed", "on_page")


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
    score.in_doubt = sum(int(line.split()[0]) for line in read.doubts if "in doubt" in line)
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
    told = next(line for line in reversed(done.stdout.splitlines()) if line.startswith("{"))  # or advice
    return Score(**json.loads(told))


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
