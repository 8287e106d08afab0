"""Writing a shard: the documents of one audience, in a few segments.

A segment is two files: that of our codec (``.arrays``) and the facts of its documents (``.documents``).
Segments never change; a document's rows are marked deleted in Whoosh's table of contents, and small segments are
merged beside (``kb.index.whoosh.writing.merging``) and put in place here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.domain.audience import Audience
from kb.domain.index_document import IndexItem
from kb.index.whoosh.codec.array_file import Array, ArrayFile
from kb.index.whoosh.codec.codec import ARRAYS
from kb.index.whoosh.segment_documents import DOCUMENTS, SegmentDocuments, write_documents
from kb.index.whoosh.writing.commit import commit, create, segments
from kb.index.whoosh.writing.integrity import link
from kb.index.whoosh.writing.merge_policy import Size, due
from kb.storage.garbage import uncollected

ENDINGS = (ARRAYS, DOCUMENTS)
ROWS_AT_ONCE = 60_000
"""Rows that are held and written as one segment: bounds the memory of a build; about 4 kB a row on the way."""


@dataclass(frozen=True)
class MergedSegment:
    """A segment that was written in a folder of its own from others that stay as they are.

    ``sources`` has for each of those the rows that were deleted in it then, and the new row of each row.
    """

    folder: Path
    segment: Any
    sources: Mapping[str, tuple[frozenset[int], Array]]


class Shard:
    """One shard of a generation that is being built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.exists():
            folder.mkdir()
            create(folder)

    def commit(self, added: Sequence[IndexItem], removed: frozenset[str], among: frozenset[str]) -> None:
        """Write a segment of some documents, and take off others by key, out of the segments of these names only."""
        deleted: dict[str, list[int]] = {}
        dropped: set[str] = set()
        for segment in segments(self.folder) if removed else ():
            if segment.segment_id() not in among:
                continue
            rows = self._rows_of(segment, removed)
            deleted[segment.segment_id()] = rows
            if segment.deleted_count() + len(rows) >= segment.doc_count_all():
                dropped.add(segment.segment_id())
        with uncollected():
            name = commit(self.folder, deleted=deleted, dropped=frozenset(dropped), added=rows_of(added))
            if name:
                write_documents(self.folder / f"{name}{DOCUMENTS}", added)

    def untidy(self) -> tuple[str, ...]:
        """Return the names of the segments to be merged next."""
        return due([_size(segment) for segment in segments(self.folder)])

    def install(self, merged: MergedSegment) -> bool:
        """Put a segment in the place of those that it was made of, without what was deleted from them meanwhile.

        A segment that is not here any more has lost its last rows: to a change, or all at once to a rebuild. Says
        whether anything was left to put in place.
        """
        found = {segment.segment_id(): segment for segment in segments(self.folder)}
        for name, (before, new_row) in merged.sources.items():
            now = found.get(name)
            rows = range(len(new_row)) if now is None else now.deleted_docs()
            for row in set(rows) - before:
                merged.segment.delete_document(int(new_row[row]))
        if merged.segment.deleted_count() == merged.segment.doc_count_all():
            return False
        for ending in ENDINGS:
            file = merged.segment.make_filename(ending)
            link(merged.folder / file, self.folder / file)
        commit(self.folder, dropped=frozenset(merged.sources), installed=merged.segment)
        return True

    def counts(self) -> dict[str, int]:
        """Count what is on the shard."""
        documents = rows = found = 0
        for segment in segments(self.folder):
            found += 1
            heads = self._facts(segment).documents
            rows += segment.doc_count_all() - segment.deleted_count()
            documents += heads - sum(row < heads for row in segment.deleted_docs())
        return {"documents": documents, "passages": rows - documents, "segments": found}

    def digests(self) -> dict[tuple[str, str], str]:
        """Return the digest of every document on the shard, by its type and key."""
        found: dict[tuple[str, str], str] = {}
        for segment in segments(self.folder):
            facts, gone = self._facts(segment), set(segment.deleted_docs())
            for at, (name, digest) in enumerate(zip(facts.keys, facts.digests(), strict=True)):
                if at not in gone:
                    doc_type, _, key = name.partition("/")
                    found[doc_type, key] = digest
        return found

    def _facts(self, segment: Any) -> SegmentDocuments:
        return SegmentDocuments(ArrayFile(self.folder / segment.make_filename(DOCUMENTS)))

    def _rows_of(self, segment: Any, keys: frozenset[str]) -> list[int]:
        facts, gone = self._facts(segment), set(segment.deleted_docs())
        found: list[int] = []
        for at in (facts.find(key) for key in keys):
            if at >= 0 and at not in gone:
                first, end = (int(facts.first[n]) + facts.documents for n in (at, at + 1))
                found += [at, *range(first, end)]
        return found


def counted(generation: Path) -> dict[str, dict[str, int]]:
    """Count what is on each shard of a generation."""
    return {audience.value: Shard(generation / audience.value).counts() for audience in Audience}


class ShardChange:
    """A change of one shard: documents are written as soon as they fill a segment, so that few are held at once."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._before = frozenset(segment.segment_id() for segment in segments(shard.folder))
        self._removed: set[str] = set()
        self._batch: list[IndexItem] = []
        self._rows = 0

    def remove(self, key: str) -> None:
        """Take off a document that was there when the change began."""
        self._removed.add(key)

    def add(self, item: IndexItem) -> None:
        """Put a document on."""
        self._batch.append(item)
        self._rows += 1 + len(item.passages)
        if self._rows >= ROWS_AT_ONCE:
            self._shard.commit(self._batch, frozenset(), frozenset())
            self._batch, self._rows = [], 0

    def finish(self) -> None:
        """Write what is left, and take off what goes."""
        if self._batch or self._removed:
            self._shard.commit(self._batch, frozenset(self._removed), self._before)


def rows_of(batch: Sequence[IndexItem]) -> Iterator[dict[str, str]]:
    """Give the rows of some documents as Whoosh takes them: the heads of all first, then their passages."""
    for item in batch:
        yield {"title": item.document.title, "ref": item.document.reference}
    for item in batch:
        for passage in item.passages:
            yield {"body": passage.text, "heading": " ".join(passage.heading)}


def _size(segment: Any) -> Size:
    rows = segment.doc_count_all()
    return Size(segment.segment_id(), rows, rows - segment.deleted_count())
