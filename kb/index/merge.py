"""Merging segments while others write: long work beside, a short one under the writer's lock.

A merge takes a set of segments, which never change, and writes the one that they become in ``index/merging/``, under
the merger's lock only. Then it takes the writer's for as long as a small change takes: what was deleted from its
segments meanwhile is deleted from the new one too, which then stands in their place in the next generation. A merger
that dies leaves nothing but a folder that the next one empties; what was due is still due.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from kb.domain.audience import Audience
from kb.index.arrays import Array, Damaged, save
from kb.index.derive import arrays_of
from kb.index.generations import Finished, Generations, Manifest
from kb.index.merge_facts import Kept, merge_facts
from kb.index.merge_postings import merged_postings, part_of
from kb.index.segment import Segment
from kb.index.shelf import ENDINGS, Merged, Shelf
from kb.index.soundness import Noted, note
from kb.index.sync import counted
from kb.index.whoosh_write import commit, create, segments

_TIMES = 5
"""So often a merger begins again because the generation that it was opening has been replaced by two others."""


@dataclass(frozen=True)
class MergeReport:
    """What a merge did: how many segments of which shelf became one, and how long that took.

    For ``locked_seconds`` of its ``seconds`` nobody else could write.
    """

    shelf: str
    segments: int
    seconds: float
    locked_seconds: float


@dataclass(frozen=True)
class Sources:
    """The segments of a merge, as Whoosh names them and opened."""

    audience: Audience
    whoosh_segments: list[Any]
    segments: list[Segment]


def merge_once(generations: Generations, *, timeout: float) -> MergeReport | None:
    """Do the merge that is due, ``None`` where none is, or a rebuild has made it void.

    Raises ``IndexBusy`` where another process merges, or the writer's lock is not free within ``timeout`` seconds,
    and ``Damaged`` where a segment is not what was written.
    """
    start = time.monotonic()
    with generations.merging(timeout) as folder:
        sources = _opened(generations)
        if sources is None:
            return None
        generations.checkpoint("merge begun")
        merged = written(sources, folder)
        noted = {
            f"{sources.audience.value}/{file.name}": note(file)
            for file in (folder / merged.segment.make_filename(ending) for ending in ENDINGS)
        }
        generations.checkpoint("merge written")
        with generations.writing(timeout):
            locked = time.monotonic()
            done = _put_in_place(generations, sources.audience, merged, noted)
        end = time.monotonic()
        return MergeReport(sources.audience.value, len(merged.sources), end - start, end - locked) if done else None


def _opened(generations: Generations) -> Sources | None:
    """Open the segments that are due; they stay readable when their generation goes."""
    for attempt in range(_TIMES):
        stamp = generations.stamp()
        try:
            current = generations.current()
            return None if current is None else _due(generations, *current)
        except Damaged:
            if attempt == _TIMES - 1 or generations.stamp() == stamp:
                raise
    raise AssertionError  # the loop returns or raises


def _due(generations: Generations, path: Path, manifest: Manifest) -> Sources | None:
    for audience in Audience:
        names = Shelf(path / audience.value).untidy()
        if not names:
            continue
        chosen = [s for s in segments(path / audience.value) if s.segment_id() in names]
        files = {f"{audience.value}/{s.make_filename(ending)}" for s in chosen for ending in ENDINGS}
        of_merge = replace(manifest, files={name: manifest.files[name] for name in files})
        damaged = generations.verify(path, of_merge, thorough=True)
        if damaged:
            raise Damaged(", ".join(sorted(damaged)))
        folder = path / audience.value
        return Sources(audience, chosen, [Segment(folder, segment) for segment in chosen])
    return None


def written(sources: Sources, folder: Path) -> Merged:
    """Write the segment that the sources become."""
    create(folder)
    pairs = list(zip(sources.whoosh_segments, sources.segments, strict=True))
    parts = [part_of(segment) for segment in sources.segments]
    inverted = merged_postings(parts)
    documents = sum(len(part.docs) for part in parts)
    name = commit(folder, deleted={}, inverted=inverted)
    (new,) = (segment for segment in segments(folder) if segment.segment_id() == name)
    kept = [Kept(segment.facts, part.docs, part.rows) for segment, part in zip(sources.segments, parts, strict=True)]
    merge_facts(folder / new.make_filename(".facts"), kept)
    save(folder / new.make_filename(".arrays"), arrays_of(inverted, documents))
    came_from: dict[str, tuple[frozenset[int], Array]] = {}
    docs, rows = 0, documents
    for (whoosh_segment, segment), part in zip(pairs, parts, strict=True):
        new_row = np.full(segment.documents + segment.rows, -1, np.int64)
        new_row[part.docs] = np.arange(docs, docs + len(part.docs))
        new_row[segment.documents + part.rows] = np.arange(rows, rows + len(part.rows))
        came_from[whoosh_segment.segment_id()] = (frozenset(whoosh_segment.deleted_docs()), new_row)
        docs, rows = docs + len(part.docs), rows + len(part.rows)
    return Merged(folder, new, came_from)


def _put_in_place(generations: Generations, audience: Audience, merged: Merged, noted: dict[str, Noted]) -> bool:
    current = generations.current()
    if current is None:
        return False
    path, manifest = current
    building = generations.begin(path)
    if not Shelf(building / audience.value).install(merged):
        return False
    generations.checkpoint("merge installed")
    known = {**manifest.files, **noted}
    generations.publish(building, Finished(manifest.at, counted(building), known, manifest.content))
    return True
