"""The passages and questions of the speed bench, read from files of the form in the collections folder."""

import gzip
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from engines.face import Question, Row

COPY = "~"
"""Stands in the ids of changed copies, which make a file as large as is asked for."""


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a text file, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield file
    else:
        with path.open(encoding="utf-8") as file:
            yield file


def rows(path: Path, size: int) -> Iterator[Row]:
    """Yield ``size`` passages of a JSON-lines file, gzipped or not: where it has fewer, changed copies follow."""
    own: list[Row] = []
    with opened(path) as lines:
        for line in itertools.islice(lines, size):
            raw = json.loads(line)
            own.append(Row(raw["id"], raw["title"], raw["text"], raw["org"], raw["kind"], raw["year"]))
    yield from own
    for turn in range(1, -(-size // max(1, len(own)))):
        for at, row in enumerate(own[: size - turn * len(own)]):
            yield _copy(row, own[at - turn], turn)


def _copy(row: Row, other: Row, turn: int) -> Row:
    """Return a copy with every fifth word from another passage: as long, with no word that is nowhere else."""
    words, more = row.text.split(), other.text.split()
    for at in range(turn % 5, min(len(words), len(more)), 5):
        words[at] = more[at]
    return replace(row, id=f"{row.id}{COPY}{turn}", text=" ".join(words))


def questions(path: Path) -> dict[str, list[Question]]:
    """Return the questions by what they measure; words side by side are one question."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    kinds: dict[str, list[Question]] = {}
    for name in ("t1", "t2", "t3", "t4", "nl"):
        kinds[f"any {name}"] = [Question(tuple(text.split())) for text in raw[name]]
    for name in ("t2", "t3", "t4"):
        kinds[f"all {name}"] = [Question(tuple(text.split()), "all") for text in raw[name]]
    kinds["phrase"] = [Question(tuple(text.split()), "phrase") for text in raw["phrase"]]
    kinds["prefix"] = [Question((text,), "prefix") for text in raw["prefix"]]
    narrowed = [Question((a, b, c), kind=kind, year=year) for a, b, c, kind, year in raw["bool"]]
    kinds["filters"] = narrowed
    kinds["facets"] = [Question(tuple(text.split()), facets=True) for text in raw["t3"]]
    kinds["filters+facets"] = [Question(q.words, kind=q.kind, year=q.year, facets=True) for q in narrowed]
    kinds["snippets"] = [Question(tuple(text.split()), snippets=True) for text in raw["t3"]]
    return kinds
