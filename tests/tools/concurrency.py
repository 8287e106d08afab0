"""Readers in processes and one writer, for some minutes: no errors, every edit found in time, segments bounded.

    python tests/tools/concurrency.py [--seconds 600] [--readers 4] [--documents 5000] [--limit 300] [--pause 0]

Segments are merged in the background as in a served site. Prints searches done, their p50 and p99, edits done, how soon
they were found, and the most segments seen beside the bound; leaves with 1 when a search failed or was wrong, an edit
was lost or found later than ``--limit`` milliseconds, or there were too many segments. ``--pause`` is what a reader
waits between searches, in seconds: readers that do not wait take all processors, and then the limit says little.
"""

import argparse
import datetime as dt
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import Passage, PassageKind
from kb.index.whoosh.engine import WhooshEngine
from kb.index.whoosh.engine import MOST_SEGMENTS

PASSAGES = 20


def index_in(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder, clock=lambda: dt.datetime.now(dt.UTC))


def report(number: int, edition: int) -> IndexItem:
    texts = [
        f"Edition{edition}of{number} passage {m} about radios and case files of force {m % 7}" for m in range(PASSAGES)
    ]
    passages = tuple(Passage(f"para-{m}", PassageKind.PARAGRAPH, text) for m, text in enumerate(texts))
    return IndexItem(
        IndexDocument("source", f"r{number}", Audience.PUBLIC, f"Report {number}"), passages, f"{number}-{edition}"
    )


def read(
    folder: Path,
    documents: int,
    pause: float,
    end: float,
    results: "multiprocessing.Queue[tuple[list[float], list[str]]]",
) -> None:
    """Search until the end; every search must find all documents, whatever edition they are in."""
    index, took, faults = index_in(folder), [], []
    queries = ["radios case files", '"case files of force"', "radio* force", "passage 3 radios", "edition*"]
    while time.time() < end:
        text = queries[len(took) % len(queries)]
        start = time.perf_counter()
        try:
            found = index.search(SearchQuery(text), Audience.PUBLIC)
            if found.sources != documents:
                faults.append(f"{text}: {found.sources} documents instead of {documents}")
        except Exception as error:
            faults.append(f"{text}: {error!r}")
        took.append(time.perf_counter() - start)
        time.sleep(pause)
    results.put((took, faults[:5]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--limit", type=float, default=300)
    parser.add_argument("--pause", type=float, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name), index_in(Path(name))
        items = {("source", f"r{n}"): report(n, 0) for n in range(options.documents)}
        digests = {key: item.digest for key, item in items.items()}
        index.sync(digests, items.__getitem__)
        end, results = time.time() + options.seconds, multiprocessing.Queue()
        given = (folder, options.documents, options.pause, end, results)
        readers = [multiprocessing.Process(target=read, args=given) for _ in range(options.readers)]
        for reader in readers:
            reader.start()
        found_after: list[float] = []
        edits, segments, lost = 0, 0, 0
        while time.time() < end:
            number = edits * 31 % options.documents
            key, edits = ("source", f"r{number}"), edits + 1
            items[key] = report(number, edits)
            digests[key] = items[key].digest
            start = time.perf_counter()
            synced = index.sync(digests, items.__getitem__)
            found = index.search(SearchQuery(f"edition{edits}of{number}"), Audience.PUBLIC)
            found_after.append((time.perf_counter() - start) * 1000)
            if synced.untidy:
                index.tidy_in_background()
            lost += found.passages != PASSAGES
            segments = max(segments, index.status().segments)
        answers = [results.get() for _ in readers]
        for reader in readers:
            reader.join()
        index.stop()
    took = sorted(second for own, _ in answers for second in own)
    faults = [fault for _, own in answers for fault in own]
    late = sum(after > options.limit for after in found_after)
    print(f"{len(took)} searches, {_spread([second * 1000 for second in took])}, faults {faults or 0}")
    print(f"{edits} edits, {lost} lost, found after {_spread(sorted(found_after))}, {late} late")
    print(f"most segments {segments}, bound {MOST_SEGMENTS}")
    return 1 if faults or lost or late or segments > MOST_SEGMENTS else 0


def _spread(sorted_ms: list[float]) -> str:
    p50, p99 = (sorted_ms[int(len(sorted_ms) * share)] for share in (0.5, 0.99))
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {sorted_ms[-1]:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
