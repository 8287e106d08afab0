"""Synchronising: the difference between what is wanted and what is indexed becomes the next generation."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb.domain.audience import Audience
from kb.domain.errors import ContentChanged
from kb.index.documents import DocKey, SyncJob
from kb.index.reports import SyncReport
from kb.index.whoosh.codec.array_file import Damaged
from kb.index.whoosh.writing.generations import Generations, Manifest
from kb.index.whoosh.writing.shard import Shard, ShardChange


@dataclass(frozen=True)
class KnownDocument:
    """What an index holds: each document's digest and shard; ``content`` says since which generation."""

    content: int
    digests: dict[DocKey, str]
    shards: dict[DocKey, Audience]


@dataclass(frozen=True)
class _Difference:
    changed: list[DocKey]
    added: list[DocKey]
    removed: list[DocKey]

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)


def synchronise(
    generations: Generations, job: SyncJob, *, anew: bool, timeout: float, known: KnownDocument | None = None
) -> tuple[SyncReport, KnownDocument]:
    """Bring the index to what is wanted; with ``anew`` from nothing.

    ``known`` is what the last sync of this process left; it is used where the index still has that content, and
    what is left now is returned. A process that has synced nothing yet reads every byte of the index first.
    """
    start = time.monotonic()
    with generations.writing(timeout):
        base, why = _base(generations, anew=anew, thorough=known is None)
        now = _known(base, known)
        difference = _difference(job.wanted, now)
        if base and not difference:
            return _report(base, difference, start), now
        building = generations.begin(base[0] if base else None)
        held = _change(building, job, now, difference)
        generations.checkpoint("shards written")
        made = generations.publish(building, job.clock().isoformat(), base[1].files if base else {})
        report = _report(made, difference, start, rebuilt=base is None, why=why)
        return report, replace(held, content=made[1].content)


def _base(generations: Generations, *, anew: bool, thorough: bool) -> tuple[tuple[Path, Manifest] | None, str]:
    """Return the generation to build on, or why there is none."""
    if anew:
        return None, "asked for"
    try:
        current = generations.current(thorough=thorough)
    except Damaged as error:
        return None, str(error)
    return current, "" if current else "there was none"


def _known(base: tuple[Path, Manifest] | None, known: KnownDocument | None) -> KnownDocument:
    if base is None:
        return KnownDocument(0, {}, {})
    path, manifest = base
    if known is not None and known.content == manifest.content:
        return known
    digests: dict[DocKey, str] = {}
    shards: dict[DocKey, Audience] = {}
    for audience in Audience:
        own = Shard(path / audience.value).digests()
        digests.update(own)
        shards.update(dict.fromkeys(own, audience))
    return KnownDocument(manifest.content, digests, shards)


def _difference(wanted: Mapping[DocKey, str], known: KnownDocument) -> _Difference:
    """Return what changed, what is new, and what is gone."""
    digests = known.digests
    other = [key for key, digest in wanted.items() if digests.get(key) != digest]
    changed = [key for key in other if key in digests]
    added = [key for key in other if key not in digests]
    removed = []
    if len(wanted) - len(added) != len(digests):
        removed = [key for key in digests if key not in wanted]
    return _Difference(changed, added, removed)


def _change(building: Path, job: SyncJob, known: KnownDocument, difference: _Difference) -> KnownDocument:
    """Load what is new, sort it on the shards, take off what is old; return what the shards hold then.

    No more documents are held at once than go into one segment. One whose file changes while it is loaded stays as it
    was, so that the next sync finds it different.
    """
    shards, digests = dict(known.shards), {key: known.digests[key] for key in known.digests if key in job.wanted}
    for_shards = {audience: ShardChange(Shard(building / audience.value)) for audience in Audience}
    for key in difference.removed:
        for_shards[shards.pop(key)].remove("/".join(key))
    loads = sorted([*difference.changed, *difference.added])
    for at, key in enumerate(loads):
        job.progress(at + 1, len(loads))
        try:
            item = job.load(key)
        except ContentChanged:
            continue
        if key in shards:
            for_shards[shards[key]].remove("/".join(key))
        shards[key], digests[key] = item.document.audience, job.wanted[key]
        for_shards[shards[key]].add(item)
    for change in for_shards.values():
        change.finish()
    return KnownDocument(known.content, digests, shards)


def _report(
    made: tuple[Path, Manifest], difference: _Difference, start: float, *, rebuilt: bool = False, why: str = ""
) -> SyncReport:
    path, manifest = made
    documents, passages = (sum(c[n] for c in manifest.shards.values()) for n in ("documents", "passages"))
    return SyncReport(
        manifest.generation,
        len(difference.added),
        len(difference.changed),
        len(difference.removed),
        documents,
        passages,
        time.monotonic() - start,
        rebuilt=rebuilt,
        why=why,
        untidy=any(Shard(path / audience.value).untidy() for audience in Audience),
    )
