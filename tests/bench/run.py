"""Speed, side by side in one run: stock Whoosh, SQLite FTS5, tantivy and this engine.

``python tests/bench/run.py [--passages F.jsonl.gz --queries F.json --size N] [--engines a,b] [--json]``

A size above what the file has is filled up with copies that have every fifth word from another passage (``data.py``):
more passages, but hardly more different words; the table says how many.
``kb`` looks at the best again for words near each other, which no other engine here does; ``kb-words`` does not.
``opensearch`` asks a node on this machine over loopback, with two threads of its own and a heap of 1 GB; its build is
in seconds by the clock, others' in those of the processor.
Each engine runs in processes of its own, one after the other, on one thread. ``filters`` and ``facets`` count
passages in the other engines and sources in ours, which is more work. Times are milliseconds; a ratio is the
other engine's time over ours (above 1: ours is faster). Nothing here is a test: machines are noisy.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import measure
from data import questions
from engines.opensearch_engine import OnOpenSearch, bench_node
from rich.console import Console
from rich.table import Table

ENGINES = {
    "whoosh": ("engines.stock_whoosh", "StockWhoosh"),
    "fts5": ("engines.sqlite_fts5", "SqliteFts5"),
    "tantivy": ("engines.tantivy_engine", "Tantivy"),
    "kb": ("engines.ours", "Ours"),
    "kb-words": ("engines.ours", "OursWords"),
    "kb-page": ("engines.ours", "OursWhole"),
    "opensearch": ("engines.opensearch_engine", "OnOpenSearch"),
    "opensearch-page": ("engines.opensearch_engine", "OnOpenSearchWhole"),
}
ON_NODE = ("opensearch", "opensearch-page")
COLLECTIONS = Path(__file__).resolve().parents[2].parent / "shared" / "collections"


def main() -> None:
    """Run the whole bench, or (with ``--child``) one step of one engine."""
    options = _options()
    if options.child:
        print(json.dumps(_child(options)))
        return
    if not options.passages.exists() or not options.queries.exists():
        sys.exit(f"no collection at {options.passages}; name one with --passages and --queries")
    with bench_node(options.engines.split(",")):
        results = {str(size): _size(options, size) for size in options.size or [10_000, 100_000]}
    if options.json:
        print(json.dumps({"machine": _machine(), "sizes": results}, indent=2))
    else:
        _print(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=Path, default=COLLECTIONS / "passages-100k.jsonl.gz")
    parser.add_argument("--queries", type=Path, default=COLLECTIONS / "passages-queries.json")
    parser.add_argument("--size", type=int, action="append", help="passages; may be given again (10,000 and 100,000)")
    usual = [name for name in ENGINES if name not in ON_NODE or OnOpenSearch.there()]
    parser.add_argument("--engines", default=",".join(usual))
    parser.add_argument("--budget", type=float, default=8.0, help="seconds at most for a kind of question and engine")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", choices=["build", "ask", "update"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _child(options: argparse.Namespace) -> dict[str, Any]:
    module, name = ENGINES[options.engines]
    engine = getattr(importlib.import_module(module), name)()
    if options.child == "build":
        return measure.build(engine, options.passages, options.size[0], options.folder)
    if options.child == "ask":
        return measure.ask(engine, questions(options.queries), options.folder, options.budget)
    return measure.update(engine, options.passages, options.size[0], options.folder)


def _size(options: argparse.Namespace, size: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in options.engines.split(","):
            place = Path(folder) / ENGINES[name][0]
            same = (other for other in found if ENGINES[other][0] == ENGINES[name][0])
            built = found[next(same)]["build"] if place.exists() else None
            found[name] = {"build": built or _run(options, name, size, place, "build")}
            for step in ("ask", "update"):
                found[name][step] = _run(options, name, size, place, step)
    return found


def _run(options: argparse.Namespace, name: str, size: int, folder: Path, step: str) -> dict[str, Any]:
    Console(stderr=True).print(f"{size:,} passages: {name}, {step}", style="dim")
    command = [sys.executable, __file__, "--child", step, "--engines", name, "--size", str(size)]
    command += ["--folder", str(folder), "--passages", str(options.passages), "--queries", str(options.queries)]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, "--budget", str(options.budget)], capture_output=True, text=True, check=False, env=one_thread
    )
    if done.returncode:
        sys.exit(f"{name}, {step}:\n{done.stderr}")
    return json.loads(done.stdout)


def _print(results: dict[str, Any]) -> None:
    out = Console(width=160)
    out.print(_machine())
    for size, engines in results.items():
        copies = max(found["build"]["copies"] for found in engines.values())
        what = f"{int(size):,} passages" + (f" ({copies:,} of them changed copies)" if copies else "")
        for quantile in ("p50", "p95"):
            out.print(_table(f"{what}, warm, {quantile} in ms (ratio to kb)", engines, quantile))
        out.print(_facts(f"{what}: build, first question, update, memory", engines))


def _table(title: str, engines: dict[str, Any], quantile: str) -> Table:
    table = Table("question", *engines, title=title)
    ours = engines.get("kb") or next(iter(engines.values()))
    for kind, mine in ours["ask"]["kinds"].items():
        cells = [found["ask"]["kinds"][kind] for found in engines.values()]
        table.add_row(kind, *(f"{c[quantile]:.2f} ({c[quantile] / mine[quantile]:.1f}×)" for c in cells))
    return table


def _facts(title: str, engines: dict[str, Any]) -> Table:
    table = Table("", *engines, title=title)
    stock = engines.get("whoosh")
    if stock:
        slow = stock["build"]["per_second"]
        table.add_row("build, ratio to whoosh", *(f"{e['build']['per_second'] / slow:.1f}×" for e in engines.values()))
    for words, step, name in (
        ("build, passages/s", "build", "per_second"),
        ("index, MB", "build", "megabytes"),
        ("open and first question, ms", "ask", "first_ms"),
        ("memory after all questions, MB", "ask", "memory_mb"),
        ("whole process, MB", "ask", "process_mb"),
        ("edit to found, median ms", "update", "median_ms"),
        ("edit to found, slowest ms", "update", "slowest_ms"),
    ):
        table.add_row(words, *(f"{found[step][name]:,.0f}" for found in engines.values()))
    return table


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
    return f"{model}, {os.cpu_count()} cores, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    main()
