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
from kb.index.whoosh.codec.array_file import Array, Damaged, write_arrays
from kb.index.whoosh.codec.codec import ARRAYS
from kb.index.whoosh.codec.postings import Dictionary, concatenate, put_postings
from kb.index.whoosh.schema import FIELDS, schema
from kb.index.whoosh.segment import Segment, SegmentFiles
from kb.index.whoosh.segment_documents import DOCUMENTS
from kb.index.whoosh.writing.commit import new_segment, segments
from kb.index.whoosh.writing.generations import FinishedGeneration, Generations, Manifest
from kb.index.whoosh.writing.integrity import Noted, note
from kb.index.whoosh.writing.merge_documents import KeptDocuments, merge_documents
from kb.index.whoosh.writing.shard import ENDINGS, MergedSegment, Shard
from kb.index.whoosh.writing.sync import counted

_TIMES = 5
"""So often a merger begins again because the generation that it was opening has been replaced by two others."""


@dataclass(frozen=True)
class MergeReport:
    """What a merge did: how many segments of which shard became one, and how long that took.

    For ``locked_seconds`` of its ``seconds`` nobody else could write.
    """

    shard: str
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
    generations.verify(path, manifest)
    for audience in Audience:
        names = Shard(path / audience.value).untidy()
        if not names:
            continue
        chosen = [s for s in segments(path / audience.value) if s.segment_id() in names]
        files = {f"{audience.value}/{s.make_filename(ending)}" for s in chosen for ending in ENDINGS}
        of_merge = replace(manifest, files={name: manifest.files[name] for name in files})
        generations.verify(path, of_merge, thorough=True)
        folder = path / audience.value
        return Sources(audience, chosen, [Segment(s, SegmentFiles(folder, s)) for s in chosen])
    return None


def written(sources: Sources, folder: Path) -> MergedSegment:
    """Write the segment that the sources become: their arrays, one after the other, without what is deleted."""
    kept = [_kept(segment) for segment in sources.segments]
    heads = sum(len(part.docs) for part in kept)
    total = heads + sum(len(part.rows) for part in kept)
    new_rows: list[Array] = []
    docs, rows = 0, heads
    for segment, part in zip(sources.segments, kept, strict=True):
        new = np.full(segment.documents + segment.rows, -1, np.int32)
        new[part.docs] = np.arange(docs, docs + len(part.docs))
        new[segment.documents + part.rows] = np.arange(rows, rows + len(part.rows))
        new_rows.append(new)
        docs, rows = docs + len(part.docs), rows + len(part.rows)
    arrays: dict[str, Array] = {}
    fields = schema()
    for name in FIELDS:
        parts = [Dictionary(segment.files.postings, name).whole() for segment in sources.segments]
        whole = concatenate(parts, new_rows, total)
        put_postings(arrays, name, whole, fields[name].stems(whole.terms))
    new_one = new_segment(total)
    write_arrays(folder / new_one.make_filename(ARRAYS), arrays)
    merge_documents(folder / new_one.make_filename(DOCUMENTS), kept)
    pairs = zip(sources.whoosh_segments, new_rows, strict=True)
    return MergedSegment(
        folder, new_one, {own.segment_id(): (frozenset(own.deleted_docs()), new) for own, new in pairs}
    )


def _kept(segment: Segment) -> KeptDocuments:
    live, live_documents = segment.live, segment.live_documents
    docs = np.arange(segment.documents) if live_documents is None else np.flatnonzero(live_documents)
    return KeptDocuments(segment.facts, docs, np.arange(segment.rows) if live is None else np.flatnonzero(live))


def _put_in_place(generations: Generations, audience: Audience, merged: MergedSegment, noted: dict[str, Noted]) -> bool:
    current = generations.current()
    if current is None:
        return False
    path, manifest = current
    building = generations.begin(path)
    if not Shard(building / audience.value).install(merged):
        return False
    generations.checkpoint("merge installed")
    known = {**manifest.files, **noted}
    generations.publish(building, FinishedGeneration(manifest.at, counted(building), known, manifest.content))
    return True
