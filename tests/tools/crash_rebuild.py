"""Kill a process that rebuilds the index, or merges its segments, at random moments, and look at what is left.

    python tests/tools/crash_rebuild.py [--times 20] [--documents 400] [--merges]

Each round: a child rebuilds or syncs without end, or (with ``--merges``) syncs in pieces and merges these; it is killed
with SIGKILL after a random while; then the index must answer exactly as before or after, and the next sync must heal
it. Prints one line a round, with the last step that the child had come to; exit code 1 on any fault.
"""

import argparse
import datetime as dt
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import Passage, PassageKind
from kb.index.whoosh.engine import WhooshEngine


def corpus(documents: int, edition: int) -> dict:
    items = {}
    for n in range(documents):
        texts = [f"Edition{edition} of passage {m} in report {n} about radios and case files." for m in range(20)]
        passages = tuple(Passage(f"para-{m}", PassageKind.PARAGRAPH, text) for m, text in enumerate(texts))
        document = IndexDocument("source", f"r{n}", list(Audience)[n % 3], f"Report {n}")
        items["source", f"r{n}"] = IndexItem(document, passages, f"{edition}-{n}")
    return items


def index_in(folder: Path) -> WhooshEngine:
    note = folder.with_name("step").write_text
    return WhooshEngine(folder, clock=lambda: dt.datetime.now(dt.UTC), checkpoint=note)


def work(folder: Path, documents: int) -> None:
    index = index_in(folder)
    edition = 1
    while True:
        edition += 1
        items = corpus(documents, edition)
        act = index.rebuild if edition % 2 else index.sync
        act({key: item.digest for key, item in items.items()}, items.__getitem__)


def work_merging(folder: Path, documents: int) -> None:
    """Sync a tenth of the documents at a time, so that merges are due on every shelf, and do them."""
    index = index_in(folder)
    items, edition = corpus(documents, 1), 1
    while True:
        edition += 1
        fresh = corpus(documents, edition)
        for part in range(10):
            items |= {key: item for n, (key, item) in enumerate(fresh.items()) if n % 10 == part}
            index.sync({key: item.digest for key, item in items.items()}, items.__getitem__)
        while index.merge():
            pass


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--merges", action="store_true")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    if options.work:
        (work_merging if options.merges else work)(options.work, options.documents)
    dice, faults = random.Random(options.seed), 0  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        items = corpus(options.documents, 1)
        index_in(folder).sync({key: item.digest for key, item in items.items()}, items.__getitem__)
        for number in range(options.times):
            command = [sys.executable, __file__, "--work", str(folder), "--documents", str(options.documents)]
            command += ["--merges"] if options.merges else []
            child = subprocess.Popen(command)
            wait = 0.3 + dice.random() * 4
            time.sleep(wait)
            while options.merges and not folder.with_name("step").read_text().startswith("merge"):
                time.sleep(dice.random() / 100)
            child.send_signal(signal.SIGKILL)
            child.wait()
            step, index = folder.with_name("step").read_text(), index_in(folder)
            found = index.search(SearchQuery("radios case files"), Audience.STAFF)
            whole = found.passages == found.all_words == options.documents * 20
            healthy = index.status(thorough=True).healthy
            index.sync({key: item.digest for key, item in items.items()}, items.__getitem__)
            healed = index.search(SearchQuery("edition1"), Audience.STAFF).passages == options.documents * 20
            left = [entry.name for entry in folder.iterdir() if entry.name.startswith("building")]
            good = whole and healthy and healed and not left
            faults += not good
            print(
                f"{number + 1:3} killed after {wait:.2f} s, after {step!r}: "
                f"answers {whole}, healthy {healthy}, healed {healed}"
            )
    print(f"{faults} faults in {options.times}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
