"""Readers in processes and one writer, for some minutes: no errors, every edit found in time, segments bounded.

    python tests/index/concurrency.py [--seconds 600] [--readers 4] [--documents 5000]

Prints searches done, their p50 and p99, edits done, the slowest edit to be found, and the most segments seen; leaves
with 1 when a search failed or was wrong.
"""

import argparse
import datetime as dt
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.entry import Document, Shelved
from kb.domain.passage import Passage, PassageKind
from kb.domain.query import SearchQuery
from kb.index import SearchIndex

PASSAGES = 20


def index_in(folder: Path) -> SearchIndex:
    return SearchIndex(folder, clock=lambda: dt.datetime.now(dt.UTC))


def report(number: int, edition: int) -> Shelved:
    texts = [
        f"Edition{edition}of{number} passage {m} about radios and case files of force {m % 7}" for m in range(PASSAGES)
    ]
    passages = tuple(Passage(f"para-{m}", PassageKind.PARAGRAPH, text) for m, text in enumerate(texts))
    return Shelved(
        Document("source", f"r{number}", Audience.PUBLIC, f"Report {number}"), passages, f"{number}-{edition}"
    )


def read(
    folder: Path, documents: int, end: float, results: "multiprocessing.Queue[tuple[list[float], list[str]]]"
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
    results.put((took, faults[:5]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--documents", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name), index_in(Path(name))
        items = {("source", f"r{n}"): report(n, 0) for n in range(options.documents)}
        digests = {key: item.digest for key, item in items.items()}
        index.sync(digests, items.__getitem__)
        end, results = time.time() + options.seconds, multiprocessing.Queue()
        given = (folder, options.documents, end, results)
        readers = [multiprocessing.Process(target=read, args=given) for _ in range(options.readers)]
        for reader in readers:
            reader.start()
        slowest, edits, segments, lost = 0.0, 0, 0, 0
        while time.time() < end:
            number = edits * 31 % options.documents
            key, edits = ("source", f"r{number}"), edits + 1
            items[key] = report(number, edits)
            digests[key] = items[key].digest
            start = time.perf_counter()
            index.sync(digests, items.__getitem__)
            found = index.search(SearchQuery(f"edition{edits}of{number}"), Audience.PUBLIC)
            slowest = max(slowest, time.perf_counter() - start)
            lost += found.passages != PASSAGES
            segments = max(segments, index.status().segments)
        answers = [results.get() for _ in readers]
        for reader in readers:
            reader.join()
    took = sorted(second for own, _ in answers for second in own)
    faults = [fault for _, own in answers for fault in own]
    p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
    print(f"{len(took)} searches, p50 {p50:.1f} ms, p99 {p99:.1f} ms, faults {faults or 0}")  # noqa: T201
    print(f"{edits} edits, {lost} lost, slowest found after {slowest * 1000:.0f} ms, most segments {segments}")  # noqa: T201
    return 1 if faults or lost else 0


if __name__ == "__main__":
    sys.exit(main())
