"""Hammer the whole search with 2,000 nasty texts: none may raise, and none may take long; prints the slowest.

Run: ``python tests/tools/hammer_search.py [--passages 20000] [--limit 5]``; ends with 1 where a search raised or took
longer than ``--limit`` seconds of processor time. Searches are asked plainly, as typed so far, explained, and with
filters, by turns; an index of invented passages in which the nasty pieces occur too, so that searches find something.
"""

import argparse
import datetime as dt
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.passage import Passage, PassageKind
from kb.index.whoosh.engine import WhooshEngine

from hammer_query import PIECES, nasty

TURNS = (
    {},
    {"as_prefix": True},
    {"explain": True, "size": 50},
    {"filters": Filters(chosen=(("publisher", ("NAO",)),), year_from=2012, year_to=2016)},
)


def library(rng: random.Random, passages: int) -> dict[tuple[str, str], IndexItem]:
    """Return documents of 20 passages each, of common and rare words and the nasty pieces."""
    words = [
        *(f"word{n}" for n in range(4000)),
        *(piece for piece in PIECES if piece.strip()),
        *"the of and".split(),
    ]
    weights = [1 / (1 + n % 4000) for n in range(len(words))]
    made = {}
    for n in range(passages // 20):
        texts = (" ".join(rng.choices(words, weights, k=60)) for _ in range(20))
        own = tuple(Passage(f"para-{at}", PassageKind.PARAGRAPH, text, f"para {at}") for at, text in enumerate(texts))
        date = PartialDate(2008 + n % 15)
        about = IndexDocument(
            "source", f"d{n}", Audience.PUBLIC, f"Police word{n}", publishers=("NAO",), published=date
        )
        made[("source", f"d{n}")] = IndexItem(about, own, str(n))
    return made


def main() -> None:
    """Run the hammer."""
    options = argparse.ArgumentParser()
    options.add_argument("--passages", type=int, default=20_000)
    options.add_argument("--limit", type=float, default=5.0)
    chosen = options.parse_args()
    rng = random.Random(1)  # noqa: S311 - texts, not secrets
    texts = nasty()
    took: list[tuple[float, str]] = []
    raised = 0
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshEngine(Path(folder) / "index", clock=lambda: dt.datetime.now(dt.UTC))
        items = library(rng, chosen.passages)
        index.sync({key: item.digest for key, item in items.items()}, items.__getitem__)
        index.search(SearchQuery("police"), Audience.PUBLIC)
        for n, text in enumerate(texts):
            started = time.process_time()
            try:
                index.search(SearchQuery(text, **TURNS[n % len(TURNS)]), Audience.PUBLIC)
            except Exception:  # any at all is what is looked for
                raised += 1
                print(f"raised for {text[:80]!r}", file=sys.stderr)
                traceback.print_exc(limit=-2)
            took.append((time.process_time() - started, text))
    took.sort(key=lambda pair: pair[0])
    slowest, text = took[-1]
    print(f"{len(texts)} nasty searches of {chosen.passages} passages: {raised} raised")
    print(
        f"median {took[len(took) // 2][0] * 1000:.1f} ms, p99 {took[len(took) * 99 // 100][0] * 1000:.1f} ms, "
        f"slowest {slowest * 1000:.0f} ms for {len(text)} characters: {text[:60]!r}"
    )
    raise SystemExit(1 if raised or slowest > chosen.limit else 0)


if __name__ == "__main__":
    main()
