"""Measure one engine in a process of its own: build, first question, warm questions, update, memory."""

import gc
import resource
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from data import COPY, rows
from engines.face import Engine, Question
from engines.opensearch_engine import OnOpenSearch

UPDATED = "zzxyupdatedword"


def build(engine: Engine, passages: Path, size: int, folder: Path) -> dict[str, Any]:
    """Build from the file, read before; returns seconds of processor time, passages per second and megabytes."""
    loaded = list(rows(passages, size))
    folder.mkdir(parents=True)
    # Of one core, and of no other process; other engines may use threads, which count. By the clock on a node.
    clock = time.perf_counter if isinstance(engine, OnOpenSearch) else time.process_time
    started = clock()
    engine.build(loaded, folder)
    seconds = clock() - started
    size_on_disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if isinstance(engine, OnOpenSearch):
        size_on_disk = engine.bytes()
    copies = sum(COPY in row.id for row in loaded)
    return {
        "seconds": seconds,
        "per_second": len(loaded) / seconds,
        "megabytes": size_on_disk / 1e6,
        "copies": copies,
    }


def ask(engine: Engine, asked: Mapping[str, Sequence[Question]], folder: Path, budget: float) -> dict[str, Any]:
    """Open and ask: the first question cold, then each kind warm, for at most ``budget`` seconds a kind."""
    before = _resident()
    started = time.perf_counter()
    engine.open(folder)
    engine.ask(asked["any t3"][0])
    first = time.perf_counter() - started
    kinds = {kind: _warm(engine, some, budget) for kind, some in asked.items()}
    return {"first_ms": first * 1000, "memory_mb": _resident() - before, "process_mb": _resident(), "kinds": kinds}


def update(engine: Engine, passages: Path, size: int, folder: Path, times: int = 5) -> dict[str, Any]:
    """Change single passages; returns the milliseconds until each change is found."""
    loaded = list(rows(passages, size))
    engine.open(folder)
    engine.prepare(loaded)
    engine.ask(Question(("warm",)))
    took = []
    for number, row in enumerate(loaded[:times]):
        word = f"{UPDATED}{'abcdefgh'[number]}"
        started = time.perf_counter()
        engine.update(replace(row, text=f"{row.text} {word}"))
        found = engine.ask(Question((word,)))
        took.append((time.perf_counter() - started) * 1000)
        if list(found.ids) != [row.id]:
            raise RuntimeError(f"{engine.name}: the changed passage {row.id} was not found: {found.ids}")
    return {"median_ms": statistics.median(took), "slowest_ms": max(took)}


def _warm(engine: Engine, asked: Sequence[Question], budget: float) -> dict[str, Any]:
    took: list[float] = []
    deadline = time.perf_counter() + budget
    gc.collect()
    for turn in range(4):
        for question in asked:
            started = time.perf_counter()
            engine.ask(question)
            ended = time.perf_counter()
            if turn or ended > deadline:  # the first turn warms, unless there is time for one turn only
                took.append((ended - started) * 1000)
            if ended > deadline and len(took) >= 3:
                break
    took.sort()
    return {"n": len(took), "p50": statistics.median(took), "p95": took[min(len(took) - 1, int(len(took) * 0.95))]}


def _resident() -> float:
    """Return the memory of this process that is in use now, in megabytes (its peak where /proc is missing)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
