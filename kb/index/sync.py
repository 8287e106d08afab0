"""Synchronising: the difference between what is wanted and what is indexed becomes the next generation."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.entry import Shelved
from kb.index.arrays import Damaged
from kb.index.generations import Generations, Manifest
from kb.index.shelf import Shelf

DocKey = tuple[str, str]
"""A document's type and key."""

Load = Callable[[DocKey], Shelved]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SyncReport:
    """What a sync did; ``rebuilt`` says that it began from nothing, ``why`` for what reason."""

    generation: int
    added: int
    changed: int
    removed: int
    documents: int
    passages: int
    seconds: float
    rebuilt: bool = False
    why: str = ""

    @property
    def did_anything(self) -> bool:
        """Say whether the index is another than before."""
        return bool(self.added or self.changed or self.removed or self.rebuilt)


@dataclass(frozen=True)
class Job:
    """One sync: what is wanted, how to load it, whom to tell."""

    wanted: Mapping[DocKey, str]
    load: Load
    clock: Callable[[], datetime]
    progress: Progress


def synchronise(generations: Generations, job: Job, *, anew: bool, timeout: float) -> SyncReport:
    """Bring the index to what is wanted; with ``anew`` from nothing."""
    start = time.monotonic()
    with generations.writing(timeout):
        base, known, why = _base(generations, anew=anew)
        changed = [key for key, digest in job.wanted.items() if key in known and known[key][0] != digest]
        added = [key for key in job.wanted if key not in known]
        removed = [key for key in known if key not in job.wanted]
        if base and not (changed or added or removed):
            return _report(base[1], (0, 0, 0), start)
        building = generations.begin(base[0] if base else None)
        _change(building, job, known, changed + added, removed)
        generations.checkpoint("shelves written")
        manifest = _publish(generations, building, job, known, base[1] if base else None)
        manifest = _tidy(generations, job, known, manifest)
        counts = (len(added), len(changed), len(removed))
        return _report(manifest, counts, start, rebuilt=base is None, why=why)


def read_documents(path: Path) -> dict[DocKey, tuple[str, str]]:
    """Return digest and shelf of every indexed document."""
    data = json.loads((path / "documents.json").read_bytes())
    return {(doc_type, key): (digest, shelf) for doc_type, key, digest, shelf in data}


def _base(
    generations: Generations, *, anew: bool
) -> tuple[tuple[Path, Manifest] | None, dict[DocKey, tuple[str, str]], str]:
    if anew:
        return None, {}, "asked for"
    try:
        current = generations.current()
        if current is None:
            return None, {}, "there was none"
        if damaged := generations.verify(*current):
            return None, {}, f"damaged: {', '.join(sorted(damaged))}"
        return current, read_documents(current[0]), ""
    except (Damaged, OSError, ValueError) as error:
        return None, {}, str(error)


def _change(
    building: Path, job: Job, known: dict[DocKey, tuple[str, str]], loads: list[DocKey], removed: list[DocKey]
) -> None:
    """Load what is new, sort it on the shelves, take off what is old; ``known`` follows."""
    off: dict[str, set[str]] = {audience.value: set() for audience in Audience}
    on: dict[str, list[Shelved]] = {audience.value: [] for audience in Audience}
    for key in removed:
        off[known.pop(key)[1]].add("/".join(key))
    for at, key in enumerate(sorted(loads)):
        item = job.load(key)
        if key in known:
            off[known[key][1]].add("/".join(key))
        shelf = item.document.audience.value
        on[shelf].append(item)
        known[key] = (item.digest, shelf)
        job.progress(at + 1, len(loads))
    for audience in Audience:
        Shelf(building / audience.value).change(frozenset(off[audience.value]), on[audience.value])


def _publish(
    generations: Generations,
    building: Path,
    job: Job,
    known: dict[DocKey, tuple[str, str]],
    base: Manifest | None,
) -> Manifest:
    shelves = {audience.value: Shelf(building / audience.value).counts() for audience in Audience}
    documents = json.dumps([[*key, *value] for key, value in sorted(known.items())]).encode()
    return generations.publish(building, job.clock().isoformat(), shelves, documents, base)


def _tidy(generations: Generations, job: Job, known: dict[DocKey, tuple[str, str]], manifest: Manifest) -> Manifest:
    """Merge small segments in a generation of its own: the change itself is found already."""
    current = generations.current()
    if current is None or max(counts["segments"] for counts in manifest.shelves.values()) <= 1:
        return manifest
    if not any(Shelf(current[0] / audience.value).untidy() for audience in Audience):
        return manifest
    building = generations.begin(current[0])
    for audience in Audience:
        Shelf(building / audience.value).tidy()
    return _publish(generations, building, job, known, manifest)


def _report(
    manifest: Manifest, counts: tuple[int, int, int], start: float, *, rebuilt: bool = False, why: str = ""
) -> SyncReport:
    documents, passages = (sum(c[n] for c in manifest.shelves.values()) for n in ("documents", "passages"))
    return SyncReport(
        manifest.generation, *counts, documents, passages, time.monotonic() - start, rebuilt=rebuilt, why=why
    )
