"""Merging segments while others write: long work beside, a short one under the writer's lock.

A merge takes a set of segments, which never change, and writes the one that they become in ``index/merging/``, under
the merger's lock only. Then it takes the writer's for as long as a small change takes: what was deleted from its
segments meanwhile is deleted from the new one too, which then stands in their place in the next generation. A merger
that dies leaves nothing but a folder that the next one empties; what was due is still due.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from kb.domain.audience import Audience
from kb.index.whoosh.codec.array_file import Array, write_arrays
from kb.index.whoosh.codec.codec import ARRAYS
from kb.index.whoosh.codec.postings import Dictionary, concatenate, put_postings
from kb.index.whoosh.schema import FIELDS, schema
from kb.index.whoosh.segment import Segment, SegmentFiles
from kb.index.whoosh.segment_documents import DOCUMENTS
from kb.index.whoosh.writing.commit import new_segment, segments
from kb.index.whoosh.writing.generations import Generations, Manifest
from kb.index.whoosh.writing.integrity import Noted, note
from kb.index.whoosh.writing.merge_documents import merge_documents
from kb.index.whoosh.writing.shard import ENDINGS, MergedSegment, Shard


def merge_once(generations: Generations, *, timeout: float) -> bool:
    """Do the merge that is due; say whether one was done: none may be due, or a rebuild may have made it void.

    Raises ``IndexBusy`` where another process merges, or the writer's lock is not free within ``timeout`` seconds,
    and ``Damaged`` where a segment is not what was written.
    """
    with generations.merging(timeout) as folder:
        due = generations.opened(partial(_due, generations))
        if due is None:
            return False
        audience, sources = due
        generations.checkpoint("merge begun")
        merged = written(sources, folder)
        noted = {
            f"{audience.value}/{file.name}": note(file)
            for file in (folder / merged.segment.make_filename(ending) for ending in ENDINGS)
        }
        generations.checkpoint("merge written")
        with generations.writing(timeout):
            return _put_in_place(generations, audience, merged, noted)


def _due(generations: Generations, path: Path, manifest: Manifest) -> tuple[Audience, list[Segment]] | None:
    """Open the segments that are due, and say of which shard; they stay readable when their generation goes."""
    for audience in Audience:
        folder = path / audience.value
        names = Shard(folder).untidy()
        if names:
            chosen = [s for s in segments(folder) if s.segment_id() in names]
            files = [f"{audience.value}/{s.make_filename(ending)}" for s in chosen for ending in ENDINGS]
            generations.verify(path, {name: manifest.files[name] for name in files})
            return audience, [Segment(s, SegmentFiles(folder, s)) for s in chosen]
    return None


def written(sources: Sequence[Segment], folder: Path) -> MergedSegment:
    """Write the segment that the sources become: their arrays, one after the other, without what is deleted."""
    docs, rows = 0, sum(len(segment.kept_documents) for segment in sources)
    new_rows: list[Array] = []
    for segment in sources:
        new = np.full(segment.documents + segment.rows, -1, np.int32)
        end_docs, end_rows = docs + len(segment.kept_documents), rows + len(segment.kept_rows)
        new[segment.kept_documents] = np.arange(docs, end_docs)
        new[segment.documents + segment.kept_rows] = np.arange(rows, end_rows)
        new_rows.append(new)
        docs, rows = end_docs, end_rows
    arrays: dict[str, Array] = {}
    fields = schema()
    for name in FIELDS:
        parts = [Dictionary(segment.files.postings, name).whole() for segment in sources]
        whole = concatenate(parts, new_rows, rows)
        put_postings(arrays, name, whole, fields[name].stems(whole.terms))
    new_one = new_segment(rows)
    write_arrays(folder / new_one.make_filename(ARRAYS), arrays)
    merge_documents(folder / new_one.make_filename(DOCUMENTS), sources)
    pairs = zip(sources, new_rows, strict=True)
    return MergedSegment(folder, new_one, {segment.id: (segment.deleted, new) for segment, new in pairs})


def _put_in_place(generations: Generations, audience: Audience, merged: MergedSegment, noted: dict[str, Noted]) -> bool:
    current = generations.current()
    if current is None:
        return False
    path, manifest = current
    building = generations.begin(path)
    if not Shard(building / audience.value).install(merged):
        return False
    generations.checkpoint("merge installed")
    generations.publish(building, manifest.at, {**manifest.files, **noted}, manifest.content)
    return True
