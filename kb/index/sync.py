"""Synchronising: the difference between what is wanted and what is indexed becomes the next generation."""

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


@dataclass(frozen=True)
class Known:
    """What a generation holds: each document's digest and shelf, by key as one text (``type/id``)."""

    generation: int
    digests: dict[str, str]
    shelves: dict[str, str]


def synchronise(
    generations: Generations, job: Job, *, anew: bool, timeout: float, known: Known | None = None
) -> tuple[SyncReport, Known]:
    """Bring the index to what is wanted; with ``anew`` from nothing.

    ``known`` is what the last sync of this process left; it is used where it is of the current generation, and
    what is left now is returned.
    """
    start = time.monotonic()
    with generations.writing(timeout):
        base, why = _base(generations, anew=anew)
        now = _known(base, known)
        changed, added, removed = _difference(job.wanted, now)
        if base and not (changed or added or removed):
            return _report(base[1], (0, 0, 0), start), now
        building = generations.begin(base[0] if base else None)
        _change(building, job, now, changed + added, removed)
        generations.checkpoint("shelves written")
        manifest = _publish(generations, building, job, base[1] if base else None)
        manifest = _tidy(generations, job, manifest)
        counts = (len(added), len(changed), len(removed))
        report = _report(manifest, counts, start, rebuilt=base is None, why=why)
        return report, Known(manifest.generation, now.digests, now.shelves)


def _base(generations: Generations, *, anew: bool) -> tuple[tuple[Path, Manifest] | None, str]:
    """Return the generation to build on, or why there is none."""
    if anew:
        return None, "asked for"
    try:
        current = generations.current()
        if current is None:
            return None, "there was none"
        if damaged := generations.verify(*current):
            return None, f"damaged: {', '.join(sorted(damaged))}"
    except Damaged as error:
        return None, str(error)
    return current, ""


def _known(base: tuple[Path, Manifest] | None, known: Known | None) -> Known:
    if base is None:
        return Known(0, {}, {})
    path, manifest = base
    if known is not None and known.generation == manifest.generation:
        return Known(known.generation, dict(known.digests), dict(known.shelves))
    digests: dict[str, str] = {}
    shelves: dict[str, str] = {}
    for audience in Audience:
        own = Shelf(path / audience.value).digests()
        digests.update(own)
        shelves.update(dict.fromkeys(own, audience.value))
    return Known(manifest.generation, digests, shelves)


def _difference(wanted: Mapping[DocKey, str], known: Known) -> tuple[list[DocKey], list[DocKey], list[str]]:
    """Return what changed, what is new, and what is gone."""
    changed: list[DocKey] = []
    added: list[DocKey] = []
    digests = known.digests
    for key, digest in wanted.items():
        old = digests.get(f"{key[0]}/{key[1]}")
        if old != digest:
            (added if old is None else changed).append(key)
    removed: list[str] = []
    if len(wanted) - len(added) != len(digests):
        names = {f"{doc_type}/{key}" for doc_type, key in wanted}
        removed = [name for name in digests if name not in names]
    return changed, added, removed


def _change(building: Path, job: Job, known: Known, loads: list[DocKey], removed: list[str]) -> None:
    """Load what is new, sort it on the shelves, take off what is old; ``known`` follows."""
    off: dict[str, set[str]] = {audience.value: set() for audience in Audience}
    on: dict[str, list[Shelved]] = {audience.value: [] for audience in Audience}
    for name in removed:
        off[known.shelves.pop(name)].add(name)
        del known.digests[name]
    for at, key in enumerate(sorted(loads)):
        item, name = job.load(key), "/".join(key)
        if name in known.shelves:
            off[known.shelves[name]].add(name)
        on[item.document.audience.value].append(item)
        known.shelves[name], known.digests[name] = item.document.audience.value, item.digest
        job.progress(at + 1, len(loads))
    for audience in Audience:
        Shelf(building / audience.value).change(frozenset(off[audience.value]), on[audience.value])


def _publish(generations: Generations, building: Path, job: Job, base: Manifest | None) -> Manifest:
    shelves = {audience.value: Shelf(building / audience.value).counts() for audience in Audience}
    return generations.publish(building, job.clock().isoformat(), shelves, base)


def _tidy(generations: Generations, job: Job, manifest: Manifest) -> Manifest:
    """Merge small segments in a generation of its own: the change itself is found already."""
    current = generations.current()
    if current is None or max(counts["segments"] for counts in manifest.shelves.values()) <= 1:
        return manifest
    if not any(Shelf(current[0] / audience.value).untidy() for audience in Audience):
        return manifest
    building = generations.begin(current[0])
    for audience in Audience:
        Shelf(building / audience.value).tidy()
    return _publish(generations, building, job, manifest)


def _report(
    manifest: Manifest, counts: tuple[int, int, int], start: float, *, rebuilt: bool = False, why: str = ""
) -> SyncReport:
    documents, passages = (sum(c[n] for c in manifest.shelves.values()) for n in ("documents", "passages"))
    return SyncReport(
        manifest.generation, *counts, documents, passages, time.monotonic() - start, rebuilt=rebuilt, why=why
    )
