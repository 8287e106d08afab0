"""Quality, side by side on judged collections: nDCG@10 and recall@100, any-word queries, the same text for all.

``python tests/bench/quality.py COLLECTION.json.gz… [--engines a,b] [--json]``

A collection has ``docs`` (id → title, text), ``queries`` (id → text) and ``qrels`` (id → doc id → gain).
``kb-words`` ranks by words alone for any words, ``kb`` by nearness too; ``kb-page`` is what a page shows (all words
first, then some).
``opensearch`` is ``kb`` on a node, where one was built (``bash .ci/opensearch``); ``opensearch-page`` (slow: a hundred
documents with their best hits a query) is ``kb-page`` there, and only measured where it is named.
``meaning`` orders all passages by vectors, ``both`` re-ranks the best of ``kb``: left out unless the model is there
(``kb semantic fetch``); vectors are kept in KB_HOME, so only the first run takes minutes.
nDCG uses the judged gains as they stand and a logarithm to base 2 (Järvelin and Kekäläinen 2002).
"""

import argparse
import json
import math
import random
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data import opened
from engines.face import Engine, Question, Row
from engines.meaning import Both, MeaningAlone
from engines.opensearch_engine import OnOpenSearch, OnOpenSearchWhole, bench_node
from engines.ours import Ours, OursWhole, OursWords
from engines.sqlite_fts5 import SqliteFts5
from engines.stock_whoosh import StockWhoosh
from engines.tantivy_engine import Tantivy
from rich.console import Console
from rich.table import Table

WORDS = (StockWhoosh, SqliteFts5, Tantivy, OursWords, Ours, OursWhole)
ON_NODE = (OnOpenSearch, OnOpenSearchWhole)
SEMANTIC = (MeaningAlone, Both)
ENGINES: dict[str, type[Engine]] = {engine.name: engine for engine in (*WORDS, *ON_NODE, *SEMANTIC)}


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], at: int = 10) -> float:
    """Return normalised discounted cumulative gain of the first ``at`` results; 0 where nothing is relevant."""
    ideal = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(sorted(gains.values(), reverse=True)[:at]))
    got = sum(gains.get(id, 0) / math.log2(rank + 2) for rank, id in enumerate(ranked[:at]))
    return got / ideal if ideal else 0.0


def recall(ranked: Sequence[str], gains: Mapping[str, float], at: int = 100) -> float:
    """Return the share of relevant documents among the first ``at`` results."""
    relevant = {id for id, gain in gains.items() if gain > 0}
    return len(relevant.intersection(ranked[:at])) / len(relevant) if relevant else 0.0


def better_by_chance(one: Sequence[float], other: Sequence[float], rounds: int = 2000) -> float:
    """Return the p-value of a paired randomisation test (Fisher): how often a gap as wide comes by chance."""
    gap = abs(statistics.fmean(one) - statistics.fmean(other))
    pairs = list(zip(one, other, strict=True))
    rng = random.Random(1)
    wide = 0
    for _ in range(rounds):
        total = sum((a - b) if rng.random() < 0.5 else (b - a) for a, b in pairs)
        wide += abs(total / len(pairs)) >= gap - 1e-12
    return wide / rounds


def measure(path: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return each engine's scores on one collection, with those of every query for paired comparison."""
    with opened(path) as file:
        collection = json.load(file)
    rows = [Row(id, doc.get("title", ""), doc.get("text", "")) for id, doc in collection["docs"].items()]
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        engine = ENGINES[name]()
        with tempfile.TemporaryDirectory() as folder:
            engine.build(rows, Path(folder))
            engine.open(Path(folder))
            scores = _scores(engine, collection)
        found[name] = {
            "ndcg@10": statistics.fmean(s[0] for s in scores),
            "recall@100": statistics.fmean(s[1] for s in scores),
            "per_query": [s[0] for s in scores],
        }
    return found


def _scores(engine: Engine, collection: Mapping[str, Any]) -> list[tuple[float, float]]:
    scores = []
    for id, text in collection["queries"].items():
        gains = collection["qrels"].get(id, {})
        ranked = list(engine.ask(Question(tuple(text.split()), size=100, literal=True)).ids)
        scores.append((ndcg(ranked, gains), recall(ranked, gains)))
    return scores


def main() -> None:
    """Measure the collections named and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+", metavar="COLLECTION.json.gz")
    there = (*WORDS, *((OnOpenSearch,) if OnOpenSearch.there() else ()), *(SEMANTIC if MeaningAlone.there() else ()))
    usual = [engine.name for engine in there]
    parser.add_argument("--engines", default=",".join(usual))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    names = options.engines.split(",")
    with bench_node(names):
        results = {path.name.split(".")[0]: measure(path, names) for path in options.collections}
    for engines in results.values():
        for name, scores in engines.items():
            if "kb" in engines and name != "kb":
                scores["p"] = better_by_chance(engines["kb"]["per_query"], scores["per_query"])
    if options.json:
        print(json.dumps(results, indent=2))
        return
    table = Table("collection", "measure", *names, title="quality (p: paired randomisation against kb)")
    for collection, engines in results.items():
        for measured in ("ndcg@10", "recall@100"):
            cells = [
                f"{s[measured]:.4f}" + (f" p={s['p']:.2f}" if "p" in s and "ndcg" in measured else "")
                for s in engines.values()
            ]
            table.add_row(collection, measured, *cells)
    for measured in ("ndcg@10", "recall@100"):
        mean = [statistics.fmean(engines[name][measured] for engines in results.values()) for name in names]
        table.add_row("mean", measured, *(f"{value:.4f}" for value in mean))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
