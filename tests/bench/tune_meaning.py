"""Choose what meaning weighs beside words, and for how many of the best, by leaving out one collection after another.

``python tests/bench/tune_meaning.py COLLECTION.json.gz…`` (the model: ``kb semantic fetch``; vectors are kept in
KB_HOME, so only the first run takes long)

The best ``depth`` passages for any of the words are ordered anew by ``fused``, as shipped code does it. Each choice is
the best point for the mean of the others' nDCG@10, and is printed with what it is worth on the one left out.
"""

import argparse
import itertools
import json
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from data import opened
from engines.face import Row
from engines.meaning import MeaningAlone
from quality import ndcg
from rich.console import Console
from rich.table import Table

from kb.domain.audience import Audience
from kb.index.reports import RetrievalOptions
from kb.index.semantic.query_meaning import BEST, WEIGHT, fused

WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)
DEPTHS = (100, 300, 500, 1000)

Point = tuple[float, int]


def table_of(path: Path, folder: Path) -> dict[Point, float]:
    """Return the mean nDCG@10 of one collection at every point."""
    with opened(path) as file:
        raw = json.load(file)
    engine = MeaningAlone()
    engine.build([Row(id, doc.get("title", ""), doc.get("text", "")) for id, doc in raw["docs"].items()], folder)
    engine.open(folder)
    row_of = {engine._view.passage(row): row for row in range(engine._view.rows)}
    scores: dict[Point, list[float]] = {point: [] for point in itertools.product(WEIGHTS, DEPTHS)}
    for id, text in raw["queries"].items():
        gains: Mapping[str, float] = raw["qrels"].get(id, {})
        wanted = RetrievalOptions(size=max(DEPTHS), literal=True)
        found = engine._index.retrieve(" ".join(text.split()), Audience.PUBLIC, wanted)
        ids, words = [passage for _, passage in found.ids], np.array(found.scores, np.float64)
        near = engine._vectors[[row_of[passage] for passage in ids]] @ engine._model.encode([text])[0]
        for (weight, depth), own in scores.items():
            best = fused(words[:depth], near[:depth], np.ones(len(words[:depth]), bool), weight)
            order = np.argsort(-best, kind="stable")[:10]
            own.append(ndcg([ids[at] for at in order.tolist()], gains))
    return {point: statistics.fmean(own) for point, own in scores.items()}


def main() -> None:
    """Print what is chosen without each collection, and every collection at what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+", metavar="COLLECTION.json.gz")
    paths = parser.parse_args().collections
    with tempfile.TemporaryDirectory() as folder:
        tables = {path.name.split(".")[0]: table_of(path, Path(folder) / str(at)) for at, path in enumerate(paths)}
    shown = Table("", "weight", "depth", *tables, "mean", title="nDCG@10, words and meaning")
    for out, held in tables.items():
        own = [table for name, table in tables.items() if name != out]
        weight, depth = max(held, key=lambda point: statistics.fmean(table[point] for table in own))
        cells = [f"{held[weight, depth]:.4f}" if name == out else "" for name in tables]
        shown.add_row(f"chosen without {out}", f"{weight:g}", f"{depth}", *cells, "")
    for weight, depth in dict.fromkeys(((WEIGHT, BEST), *itertools.product(WEIGHTS, DEPTHS))):
        label = "shipped" if (weight, depth) == (WEIGHT, BEST) else ""
        cells = [table[weight, depth] for table in tables.values()]
        mean = statistics.fmean(cells)
        shown.add_row(label, f"{weight:g}", f"{depth}", *(f"{cell:.4f}" for cell in cells), f"{mean:.4f}")
    Console(width=120).print(shown)


if __name__ == "__main__":
    main()
