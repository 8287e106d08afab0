"""The cost of the coverage page: 40 priorities by 60 sources, computed, rendered, and all searches run.

``python tests/bench/coverage.py [--priorities 40] [--sources 60] [--passages 40] [--rounds 15] [--json]``

A made-up site of that size is written to a passing folder and indexed; the searches of all priorities are run, and
then the page is asked for in this process, as staff. Processor time is told, since a busy machine distorts the clock.
The page is to take less than 200 ms, and 300,000 bytes. Nothing here is a test: machines are noisy.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))

from people import BASE, mould_of, site_from

from kb.domain.dates import PartialDate
from kb.domain.source.passage import Citation
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.source import Source, SourceKind
from kb.services.coverage.coverage import CoverageFilter
from kb.domain.account.viewer import at_the_terminal

WORDS = [f"{a}{b}" for a in ("ra", "co", "fi", "de", "lo", "mi", "sy", "tu") for b in ("dio", "urt", "le", "sk", "ck")]
QUERIES = 5


def main() -> None:
    """Make the site, ask, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as passing:
        site = site_from(
            Path(passing) / "mould", mould_of(Path(passing) / "mould", _things(options)), Path(passing) / "s"
        )
        kb, staff = site.kb, site.person("staff")
        ids = kb.search_recording.searchable(at_the_terminal())
        found = {
            "all searches run and recorded": _milliseconds(lambda: kb.search_recording.run(ids, at_the_terminal()), 1)
        }
        found["matrix worked out"] = _milliseconds(
            lambda: kb.coverage.view(CoverageFilter(), at_the_terminal()), options.rounds
        )
        for path in (
            "/coverage",
            "/coverage?by=sources",
            "/coverage?by=sources&at-once=120",
            "/coverage?by=sources&at-once=120&show=gaps",
            "/coverage.csv",
            "/coverage/p-0/s-0",
        ):
            found[path] = _milliseconds(lambda path=path: _ask(staff.client, path), options.rounds)
        largest = max(
            len(staff.client.get(path, base_url=BASE).data) for path in found if path.startswith("/coverage?")
        )
    if options.json:
        print(json.dumps({name: dict(zip(("median", "worst"), times, strict=True)) for name, times in found.items()}))
        return
    table = Table("processor time, ms", "median", "worst")
    for name, (median, worst) in found.items():
        table.add_row(name, f"{median:.1f}", f"{worst:.1f}")
    Console().print(table)
    print(f"{options.priorities} priorities, {options.sources} sources; largest page {largest:,} bytes")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--priorities", type=int, default=40)
    parser.add_argument("--sources", type=int, default=60)
    parser.add_argument("--passages", type=int, default=40, help="in each source")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _things(options: argparse.Namespace) -> list[Source | Priority]:
    chance = random.Random(1)

    def some(number: int) -> str:
        return " ".join(chance.choices(WORDS, k=number))

    sources = [
        Source(
            f"s-{number}",
            f"Report {number} on {some(3)}",
            (f"Publisher {number % 12}",),
            SourceKind.AUDIT,
            PartialDate(2000 + number % 25),
            licence="OGL-UK-3.0",
            body="\n\n".join(f"**{n}.** {some(40)}." for n in range(1, options.passages + 1)) + "\n",
        )
        for number in range(options.sources)
    ]
    priorities = [
        Priority(
            f"p-{number}",
            f"Priority {number}: {some(3)}",
            some(15),
            evidence=tuple(
                Evidence(Citation(f"s-{at}", label="para 3"), Stance.SUPPORTS)
                for at in chance.sample(range(options.sources), min(4, options.sources))
            ),
            queries=tuple(some(3 + at) for at in range(QUERIES)),
        )
        for number in range(options.priorities)
    ]
    return [*sources, *priorities]


def _ask(client, path: str) -> None:
    answer = client.get(path, base_url=BASE)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")


def _milliseconds(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    times = []
    for _ in range(rounds + (rounds > 1)):
        begin = time.process_time()
        act()
        times.append(1000 * (time.process_time() - begin))
    warm = times[1:] if rounds > 1 else times  # the first one fills caches
    return statistics.median(warm), max(warm)


if __name__ == "__main__":
    main()
