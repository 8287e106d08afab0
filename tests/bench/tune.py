"""Choose parameters of ranking by cross-validation on judged collections; say what they are worth held out.

``python tests/bench/tune.py COLLECTION.json.gz… [--folds 5] [--seed 1] [--engines whoosh,fts5,tantivy] [--json]``

Two stages, each chosen on training queries alone. ``any``: k1, b, the weight of the word as written (``exact``) and
what a title lends its passages (``title``), for any words, without nearness. ``page``: with those, the weight of
nearness (``near``) and how much of the query a passage needs that has not all words (``cover``, times the shipped
thresholds), for the order of a page; any words are then judged with that ``near`` too.

A training score is the mean of the collections' means, so that a collection with more queries does not speak louder.
Folds are drawn by query with a seed; then each collection in turn is left out whole.

Each collection is indexed once. A score is linear in ``exact`` and ``title``, so three runs a pair of (k1, b) give
the whole grid; this is checked against a run of its own at the shipped parameters.
"""

import argparse
import itertools
import json
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from data import opened
from engines.face import Row
from engines.ours import Ours
from quality import measure, ndcg
from rich.console import Console
from rich.table import Table

from kb.domain.audience import Audience
from kb.domain.query.search_query import SearchQuery, Sort
from kb.index.whoosh.scoring.bm25f import Tuning
from kb.index.whoosh.scoring import ranking
from kb.index.query.acronyms import Lexicon
from kb.index.whoosh.results.grouping import best_passages, order
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.ranking import Tiers, rank
from kb.index.whoosh.search import answer
from kb.index.whoosh.retrieval import Wanted, top, words_of
from kb.index.whoosh.scoring.view import View

K1 = (1.2, 1.6, 2.0, 2.5, 3.2)
B = (0.4, 0.5, 0.6, 0.7, 0.8)
EXACT = (0.0, 0.15, 0.3, 0.5, 0.8)
TITLE = (0.0, 0.3, 0.6, 0.9)
NEAR = (0.0, 0.1, 0.2, 0.3, 0.45)
COVER = (0.0, 0.5, 1.0)

LINEAR = 1e-3
"""How far the sum of parts may be from a run of its own: rounding of 32-bit numbers."""


@dataclass(frozen=True)
class Words:
    """A point of the first grid."""

    k1: float
    b: float
    exact: float
    title: float

    def tuning(self, near: float = 0.0) -> Tuning:
        of_field = MappingProxyType({"body": self.b, "heading": self.b, "title": self.b, "ref": 0.0})
        return replace(Tuning(), k1=self.k1, b=of_field, exact=self.exact, title_of_passage=self.title, near=near)


@dataclass(frozen=True)
class Page:
    """A point of the second grid, on top of one of the first."""

    words: Words
    near: float
    cover: float


@dataclass(frozen=True)
class Judged:
    """A collection, indexed: texts and judged gains by query, ids by row."""

    name: str
    path: Path
    view: View
    ids: tuple[str, ...]
    queries: tuple[tuple[str, dict[str, float]], ...]

    @classmethod
    def of(cls, path: Path, folder: Path) -> "Judged":
        with opened(path) as file:
            raw = json.load(file)
        engine = Ours()
        engine.build([Row(id, doc.get("title", ""), doc.get("text", "")) for id, doc in raw["docs"].items()], folder)
        view = engine._index.view(Audience.PUBLIC)
        ids = tuple(view.row(at).passage for at in range(view.rows))
        queries = tuple((" ".join(text.split()), raw["qrels"].get(id, {})) for id, text in raw["queries"].items())
        return cls(path.name.split(".")[0], path, view, ids, queries)

    def scores(self, text: str, words: Words) -> Any:
        """Return the score of every row for any of the words."""
        tuning = words.tuning()
        planned = plan(Matcher(self.view, tuning), words_of(text), Lexicon.of(()))
        ranked = rank(self.view, planned, tuning, Tiers.ANY)
        dense = np.zeros(self.view.rows)
        dense[ranked.rows] = ranked.scores
        return dense

    def any(self, text: str, point: Page) -> list[str]:
        """Return the passages with any of the words in their order, nearness included."""
        found = top(self.view, text, Wanted(literal=True), point.words.tuning(point.near))
        return [passage for _, passage in found.ids]

    def page(self, text: str, point: Page) -> list[str]:
        """Return the passages of a page in their order."""
        found = answer(self.view, SearchQuery(text), Lexicon.of(()), point.words.tuning(point.near))
        chosen = order(self.view, found.groups, Sort.BEST, 0, 10)
        rows = (at for number in chosen for at in best_passages(found.passages, found.groups, number, 3))
        return [self.ids[int(found.passages.rows[at])] for at in itertools.islice(rows, 10)]


def words_table(judged: Judged) -> dict[Words, list[float]]:
    """Return nDCG@10 of every query at every point of the first grid."""
    table: dict[Words, list[float]] = {Words(*point): [] for point in itertools.product(K1, B, EXACT, TITLE)}
    for text, gains in judged.queries:
        for k1, b in itertools.product(K1, B):
            base, exact, title = (judged.scores(text, Words(k1, b, *own)) for own in ((0, 0), (1, 0), (0, 1)))
            for e, t in itertools.product(EXACT, TITLE):
                whole = base + e * (exact - base) + t * (title - base)
                table[Words(k1, b, e, t)].append(ndcg(_best(judged, whole), gains))
    shipped = Tuning()
    point = Words(shipped.k1, shipped.b["body"], shipped.exact, shipped.title_of_passage)
    for text, _ in judged.queries[:20]:
        base, exact, title = (judged.scores(text, Words(point.k1, point.b, *own)) for own in ((0, 0), (1, 0), (0, 1)))
        whole = base + point.exact * (exact - base) + point.title * (title - base)
        if not np.allclose(whole, judged.scores(text, point), atol=LINEAR):
            raise SystemExit(f"scores are not linear in exact and title any more: {text!r}")
    return table


def _best(judged: Judged, scores: Any) -> list[str]:
    chosen = np.argpartition(-scores, 60)[:60] if len(scores) > 60 else np.arange(len(scores))
    chosen = np.sort(chosen)
    chosen = chosen[np.argsort(-scores[chosen], kind="stable")][:10]
    return [judged.ids[at] for at in chosen.tolist() if scores[at] > 0]


@contextmanager
def covering(times: float) -> Iterator[None]:
    """Multiply the shipped thresholds of coverage for a while."""
    shipped = ranking.COVER
    ranking.COVER = (*((most, share * times) for most, share in shipped), (1 << 30, 0.1 * times))
    try:
        yield
    finally:
        ranking.COVER = shipped


def choose(points: Sequence[Any], train: Callable[[Any], float]) -> Any:
    """Return the point that is best in training; of like ones the first, so that the choice is the same every time."""
    return max(points, key=train)


class Tuner:
    """Both tables, the second filled only for the points of the first that some training chose."""

    def __init__(self, collections: Sequence[Judged]) -> None:
        self.collections = collections
        self.words = {judged.name: words_table(judged) for judged in collections}
        self._pages: dict[tuple[str, Page], list[float]] = {}
        self._any: dict[tuple[str, Page], list[float]] = {}

    def page(self, judged: Judged, point: Page) -> list[float]:
        key = (judged.name, point)
        if key not in self._pages:
            with covering(point.cover):
                self._pages[key] = [ndcg(judged.page(text, point), gains) for text, gains in judged.queries]
        return self._pages[key]

    def any(self, judged: Judged, point: Page) -> list[float]:
        key = (judged.name, replace(point, cover=1.0))
        if key not in self._any:
            self._any[key] = [ndcg(judged.any(text, point), gains) for text, gains in judged.queries]
        return self._any[key]

    def chosen(self, train: dict[str, list[int]]) -> Page:
        """Choose on some queries of some collections."""
        own = [judged for judged in self.collections if train.get(judged.name)]

        def of_words(point: Words) -> float:
            return statistics.fmean(_mean(self.words[j.name][point], train[j.name]) for j in own)

        def of_page(point: Page) -> float:
            return statistics.fmean(_mean(self.page(j, point), train[j.name]) for j in own)

        words = choose(list(self.words[own[0].name]), of_words)
        return choose([Page(words, near, cover) for near in NEAR for cover in COVER], of_page)


def _mean(scores: Sequence[float], of: Sequence[int]) -> float:
    return statistics.fmean(scores[at] for at in of)


def main() -> None:
    """Tune over the collections named and print what was chosen and what it is worth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+", metavar="COLLECTION.json.gz")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default="whoosh,fts5,tantivy", help="others to print beside; empty for none")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        judged = [Judged.of(path, _made(Path(folder) / str(at))) for at, path in enumerate(options.collections)]
        found = run(Tuner(judged), options.folds, options.seed)
    names = [name for name in options.engines.split(",") if name]
    for own in judged:
        others = measure(own.path, names) if names else {}
        found["held_out"][own.name].update({name: scores["ndcg@10"] for name, scores in others.items()})
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def run(tuner: Tuner, folds: int, seed: int) -> dict[str, Any]:
    """Cross-validate both ways; return choices and held-out means."""
    rng = random.Random(seed)
    fold_of = {j.name: [n % folds for n in range(len(j.queries))] for j in tuner.collections}
    for own in fold_of.values():
        rng.shuffle(own)
    everything = {name: list(range(len(own))) for name, own in fold_of.items()}
    choices: list[dict[str, Any]] = []
    held: dict[str, dict[str, list[float]]] = {j.name: {"any": [], "page": []} for j in tuner.collections}
    for fold in range(folds):
        train = {name: [at for at, own in enumerate(of) if own != fold] for name, of in fold_of.items()}
        point = tuner.chosen(train)
        test = {}
        for j in tuner.collections:
            out = [at for at, own in enumerate(fold_of[j.name]) if own == fold]
            held[j.name]["any"] += [tuner.any(j, point)[at] for at in out]
            held[j.name]["page"] += [tuner.page(j, point)[at] for at in out]
            test[j.name] = _mean(tuner.page(j, point), out)
        choices.append({"left_out": f"fold {fold + 1}", **_flat(point), "test": test})
    result = {
        name: {f"kb {k} ({folds}-fold)": statistics.fmean(v) for k, v in own.items()} for name, own in held.items()
    }
    for j in tuner.collections if len(tuner.collections) > 1 else ():
        point = tuner.chosen({name: of for name, of in everything.items() if name != j.name})
        result[j.name]["kb any (left out)"] = statistics.fmean(tuner.any(j, point))
        result[j.name]["kb page (left out)"] = statistics.fmean(tuner.page(j, point))
        choices.append({"left_out": j.name, **_flat(point), "test": {j.name: result[j.name]["kb page (left out)"]}})
    shipped = Tuning()
    now = Page(Words(shipped.k1, shipped.b["body"], shipped.exact, shipped.title_of_passage), shipped.near, 1.0)
    for label, point in (("all queries", tuner.chosen(everything)), ("shipped", now)):
        test = {j.name: statistics.fmean(tuner.page(j, point)) for j in tuner.collections}
        choices.append({"left_out": f"none: {label}", **_flat(point), "test": test})
        for j in tuner.collections:
            result[j.name][f"kb any ({label})"] = statistics.fmean(tuner.any(j, point))
            result[j.name][f"kb page ({label})"] = test[j.name]
    return {"choices": choices, "held_out": result, "seed": seed}


def _flat(point: Page) -> dict[str, float]:
    return {**asdict(point.words), "near": point.near, "cover": point.cover}


def show(found: dict[str, Any]) -> None:
    """Print both tables."""
    console = Console(width=150)
    names = list(found["held_out"])
    columns = ("k1", "b", "exact", "title", "near", "cover")
    table = Table(
        "left out",
        *columns,
        *names,
        title=f"chosen without what is left out; nDCG@10 of the page on it (seed {found['seed']})",
    )
    for choice in found["choices"]:
        cells = (f"{choice['test'][name]:.4f}" if name in choice["test"] else "" for name in names)
        table.add_row(choice["left_out"], *(f"{choice[c]:g}" for c in columns), *cells)
    console.print(table)
    table = Table(
        "nDCG@10", *names, "mean", title="held-out figures beside other engines and what is no held-out figure"
    )
    for label in found["held_out"][names[0]]:
        own = [found["held_out"][name][label] for name in names]
        table.add_row(label, *(f"{value:.4f}" for value in own), f"{statistics.fmean(own):.4f}")
    console.print(table)


if __name__ == "__main__":
    main()
