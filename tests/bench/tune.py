"""Choose the parameters of ranking by leaving out one judged collection after another; say what they are worth there.

``python tests/bench/tune.py COLLECTION.json.gz… [--engines whoosh,fts5,tantivy] [--json]``

Chosen for any of the words: k1, b, the weight of the word as written (``exact``), what a title lends its passages
(``title``), the weight of words near each other (``near``) and what a joined word adds to its parts (``joined``). Each
choice is the best point of the grid for the mean of the collections' nDCG@10, so that one with more queries does not
speak louder; each collection in turn has no say, and what is chosen without it is then run on it, as shipped code.

A score is linear in all but k1 and b, so six runs a pair of these give the whole grid, for the best 200 passages of
each query. That leaves out what little two weights do together; so every figure that is printed comes from a run.
"""

import argparse
import itertools
import json
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from data import opened
from engines.face import Row
from engines.ours import Ours
from quality import measure, ndcg, recall
from rich.console import Console
from rich.table import Table

from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery
from kb.index.query.tuning import Tuning
from kb.index.query.acronyms import Lexicon
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.proximity import add_proximity
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.ranking import Tiers, rank
from kb.index.query.reading import typed_in_capitals, words_of
from kb.index.whoosh.search import search
from kb.index.reports import RetrievalOptions
from kb.index.whoosh.retrieval import retrieve
from kb.index.whoosh.scoring.view import View

K1 = (0.9, 1.2, 1.4, 1.7, 2.2)
B = (0.5, 0.6, 0.7)
EXACT = (0.0, 0.1, 0.15, 0.2, 0.3)
TITLE = (0.2, 0.35, 0.5, 0.65, 0.8)
NEAR = (0.0, 0.1, 0.15, 0.2, 0.3)
JOINED = (0.1, 0.2, 0.5, 1.0)

LOOKED_AT = 200
"""Passages of a query that are ordered anew at each point: the best at a point in the middle of the grid."""


@dataclass(frozen=True)
class Point:
    """A point of the grid."""

    k1: float
    b: float
    exact: float = 0.15
    title: float = 0.35
    near: float = 0.15
    joined: float = 0.5

    @property
    def weights(self) -> tuple[float, ...]:
        return (1.0, self.exact, self.title, self.near, self.joined)

    @classmethod
    def shipped(cls) -> "Point":
        own = Tuning()
        return cls(own.k1, own.b["body"], own.exact, own.title_of_passage, own.near, own.joined)

    @property
    def tuning(self) -> Tuning:
        b = MappingProxyType({"body": self.b, "heading": self.b, "title": self.b, "ref": 0.0})
        own = {"exact": self.exact, "title_of_passage": self.title, "near": self.near, "joined": self.joined}
        return replace(Tuning(), k1=self.k1, b=b, **own)


@dataclass(frozen=True)
class Judged:
    """A collection, indexed, with texts and judged gains by query."""

    name: str
    path: Path
    view: View
    queries: tuple[tuple[str, dict[str, float]], ...]

    @classmethod
    def of(cls, path: Path, folder: Path) -> "Judged":
        with opened(path) as file:
            raw = json.load(file)
        engine = Ours()
        engine.build([Row(id, doc.get("title", ""), doc.get("text", "")) for id, doc in raw["docs"].items()], folder)
        queries = tuple((" ".join(text.split()), raw["qrels"].get(id, {})) for id, text in raw["queries"].items())
        return cls(path.name.split(".")[0], path, engine._index.view(Audience.PUBLIC), queries)

    def any(self, text: str, tuning: Tuning) -> list[str]:
        """Return the best passages with any of the words."""
        return [
            passage for _, passage in retrieve(self.view, text, RetrievalOptions(literal=True, size=100), tuning).ids
        ]

    def page(self, text: str, tuning: Tuning) -> list[str]:
        """Return the passages of a page in their order."""
        found = search(self.view, SearchQuery(text, size=100), Lexicon.of(()), tuning)
        return [hit.passage for group in found.groups for hit in group.hits]

    def mean(self, ranked: Any, tuning: Tuning) -> tuple[float, float]:
        """Return mean nDCG@10 and recall@100 of one way to rank."""
        scores = [
            (ndcg(found, gains), recall(found, gains))
            for text, gains in self.queries
            for found in [ranked(text, tuning)]
        ]
        return statistics.fmean(s[0] for s in scores), statistics.fmean(s[1] for s in scores)


def grid_scores(judged: Judged, k1: float, b: float, weights: Any) -> Any:
    """Return the mean nDCG@10 at every point with this k1 and b."""
    middle = Point(k1, b)
    runs = {
        "exact": replace(middle, exact=1.0).tuning,
        "title": replace(middle, title=1.35).tuning,
        "joined": replace(middle, joined=1.5).tuning,
    }
    total = np.zeros(len(weights))
    own = middle.tuning
    for text, gains in judged.queries:
        words, near = _scores(judged.view, text, own)
        rows = np.sort(np.argsort(-words, kind="stable")[:LOOKED_AT])
        more = {name: _scores(judged.view, text, tuning)[0][rows] - words[rows] for name, tuning in runs.items()}
        exact, title, joined = more["exact"] / (1 - 0.15), more["title"], more["joined"]
        base = words[rows] - middle.exact * exact - middle.title * title - middle.joined * joined
        scores = weights @ np.stack([base, exact, title, near[rows] / middle.near, joined])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        gain = np.array([gains.get(judged.view.passage(int(row)), 0.0) for row in rows])
        cut = 1 / np.log2(np.arange(2, 12))
        ideal = float((np.sort(np.array(list(gains.values())))[::-1][:10] * cut[: min(10, len(gains))]).sum())
        total += (gain[best] * cut[: best.shape[1]]).sum(axis=1) / ideal if ideal else 0
    return total / len(judged.queries)


def _scores(view: View, text: str, tuning: Tuning) -> tuple[Any, Any]:
    """Return what every row scores by its words, and what by their nearness."""
    matcher = Matcher(view, tuning, plain=typed_in_capitals(text))
    planned = plan(matcher, words_of(text), Lexicon.of(()))
    ranked = rank(view, planned, tuning, Tiers.ANY)
    _, nearer = add_proximity(view, planned, ranked, tuning, told=False)
    words, near = np.zeros(view.rows), np.zeros(view.rows)
    words[ranked.rows], near[ranked.rows] = ranked.scores, nearer.scores - ranked.scores
    return words, near


def choose(collections: Sequence[Judged]) -> dict[str, Point]:
    """Return the best point without each collection, and that with all."""
    others = list(itertools.product(EXACT, TITLE, NEAR, JOINED))
    weights = np.array([(1.0, *own) for own in others])
    points = [Point(k1, b, *own) for k1, b in itertools.product(K1, B) for own in others]
    table = {
        judged.name: np.concatenate([grid_scores(judged, k1, b, weights) for k1, b in itertools.product(K1, B)])
        for judged in collections
    }
    chosen = {}
    for out in (*table, ""):
        mean = np.mean([scores for name, scores in table.items() if name != out], axis=0)
        chosen[out] = points[int(mean.argmax())]
    return chosen


def main() -> None:
    """Tune over the collections named and print what was chosen and what it is worth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+", metavar="COLLECTION.json.gz")
    parser.add_argument("--engines", default="whoosh,fts5,tantivy", help="others to print beside; empty for none")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engines = [name for name in options.engines.split(",") if name]
    with tempfile.TemporaryDirectory() as folder:
        judged = [Judged.of(path, Path(folder) / str(at)) for at, path in enumerate(options.collections)]
        found = run(judged, choose(judged), engines)
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        show(found, [own.name for own in judged])


def run(collections: Sequence[Judged], chosen: dict[str, Point], engines: Sequence[str]) -> dict[str, Any]:
    """Run what was chosen on what had no say, and what is shipped on all, beside the others."""
    rows: dict[str, dict[str, Any]] = {}
    held: dict[str, Any] = {}
    for judged in collections:
        point = chosen[judged.name]
        held[judged.name] = judged.mean(judged.any, point.tuning)
        rows[f"chosen without {judged.name}"] = {"point": asdict(point)}
    rows["held out, any words"] = {"scores": held}
    for label, point in (("best on all", chosen[""]), ("shipped", Point.shipped())):
        scores = {judged.name: judged.mean(judged.any, point.tuning) for judged in collections}
        rows[f"{label}, any words"] = {"point": asdict(point), "scores": scores}
    rows["shipped, a page"] = {"scores": {own.name: own.mean(own.page, Tuning()) for own in collections}}
    peers = {own.name: measure(own.path, engines) for own in collections} if engines else {}
    for name in engines:
        scores = {
            own.name: tuple(peers[own.name][name][key] for key in ("ndcg@10", "recall@100")) for own in collections
        }
        rows[name] = {"scores": scores}
    return rows


def show(found: dict[str, Any], names: Sequence[str]) -> None:
    """Print the table: nDCG@10 and, behind it, recall@100."""
    columns = ("k1", "b", "exact", "title", "near", "joined")
    table = Table("", *columns, *names, "mean", title="nDCG@10 / recall@100")
    for label, row in found.items():
        point, scores = row.get("point"), row.get("scores")
        cells = [f"{point[column]:g}" if point else "" for column in columns]
        cells += [f"{scores[name][0]:.4f} / {scores[name][1]:.3f}" if scores else "" for name in names]
        mean = f"{statistics.fmean(scores[name][0] for name in names):.4f}" if scores else ""
        table.add_row(label, *cells, mean)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
