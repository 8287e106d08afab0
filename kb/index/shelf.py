"""Writing a shelf: the documents of one audience, in a few segments.

A segment is three files: Whoosh's own (``.seg``), the arrays derived from it (``.arrays``) and the facts (``.facts``).
Segments never change; a document's rows are marked deleted in Whoosh's table of contents, and small segments are
merged beside (``kb.index.merge``) and put in place here.
"""

import contextlib
import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.domain.index_document import Document, Shelved
from kb.index.arrays import Array, save
from kb.index.derive import arrays_of
from kb.index.facts import Facts, save_facts
from kb.index.invert import FieldInverter, FieldPostings
from kb.index.merge_policy import MOST_ROWS, Size, due
from kb.index.schema import FIELDS
from kb.index.soundness import link
from kb.index.whoosh_write import commit, create, segments

ENDINGS = (".seg", ".arrays", ".facts")


@dataclass(frozen=True)
class Merged:
    """A segment that was written in a folder of its own from others that stay as they are.

    ``sources`` has for each of those the rows that were deleted in it then, and the new row of each row.
    """

    folder: Path
    segment: Any
    sources: Mapping[str, tuple[frozenset[int], Array]]


class Shelf:
    """One shelf of a generation that is being built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.exists():
            folder.mkdir()
            create(folder)

    def change(self, removed: frozenset[str], added: Sequence[Shelved]) -> None:
        """Take documents off by key (``type/id``) and put documents on."""
        if not removed and not added:
            return
        deleted: dict[str, list[int]] = {}
        dropped: set[str] = set()
        for segment in segments(self.folder) if removed else ():
            rows = self._rows_of(segment, removed)
            deleted[segment.segment_id()] = rows
            if segment.deleted_count() + len(rows) >= segment.doc_count_all():
                dropped.add(segment.segment_id())
        self._commit(deleted, frozenset(dropped), added)

    def untidy(self) -> tuple[str, ...]:
        """Return the names of the segments to be merged next."""
        return due([_size(segment) for segment in segments(self.folder)])

    def install(self, merged: Merged) -> bool:
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
        commit(self.folder, deleted={}, dropped=frozenset(merged.sources), installed=merged.segment)
        return True

    def counts(self) -> dict[str, int]:
        """Count what is on the shelf."""
        documents = rows = found = 0
        for segment in segments(self.folder):
            found += 1
            heads = self._facts(segment).documents
            rows += segment.doc_count_all() - segment.deleted_count()
            documents += heads - sum(row < heads for row in segment.deleted_docs())
        return {"documents": documents, "passages": rows - documents, "segments": found}

    def digests(self) -> dict[tuple[str, str], str]:
        """Return the digest of every document on the shelf, by its type and key."""
        found: dict[tuple[str, str], str] = {}
        for segment in segments(self.folder):
            facts, gone = self._facts(segment), set(segment.deleted_docs())
            for at, (name, digest) in enumerate(zip(facts.keys, facts.digests(), strict=True)):
                if at not in gone:
                    doc_type, _, key = name.partition("/")
                    found[doc_type, key] = digest
        return found

    def _facts(self, segment: Any) -> Facts:
        return Facts(self.folder / segment.make_filename(".facts"))

    def _rows_of(self, segment: Any, keys: frozenset[str]) -> list[int]:
        facts, gone = self._facts(segment), set(segment.deleted_docs())
        found: list[int] = []
        for at in (facts.find(key) for key in keys):
            if at >= 0 and at not in gone:
                first, end = (int(facts.first[n]) + facts.documents for n in (at, at + 1))
                found += [at, *range(first, end)]
        return found

    def _commit(self, deleted: dict[str, list[int]], dropped: frozenset[str], added: Sequence[Shelved]) -> None:
        first: Sequence[Sequence[Shelved]] = list(_batches(added)) or [()]
        for batch in first:
            with uncollected():
                inverted = invert(batch)
                name = commit(self.folder, deleted=deleted, dropped=dropped, inverted=inverted or None)
            deleted, dropped = {}, frozenset()
            if name:
                segment = next(s for s in segments(self.folder) if s.segment_id() == name)
                save_facts(self.folder / segment.make_filename(".facts"), batch)
                # What was written is what would be read back (the contract tests see to that), so it is not.
                save(self.folder / segment.make_filename(".arrays"), arrays_of(inverted, len(batch)))


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles of garbage meanwhile: lists of numbers make none, and are gone through again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def invert(batch: Sequence[Shelved]) -> dict[str, FieldPostings]:
    """Invert documents, head rows and passages alike; nothing gives nothing."""
    if not batch:
        return {}
    inverters = {name: FieldInverter() for name in FIELDS}
    body, heading, ref, title = (inverters[name].add for name in FIELDS)
    for item in batch:
        _head(item.document, body, heading, ref, title)
    for item in batch:
        for passage in item.passages:
            body(passage.text)
            heading(" ".join(passage.heading))
            ref("")
            title("")
    return {name: inverter.finish() for name, inverter in inverters.items()}


def _head(document: Document, body: Any, heading: Any, ref: Any, title: Any) -> None:
    body("")
    heading("")
    ref(document.reference)
    title(document.title)


def _size(segment: Any) -> Size:
    rows = segment.doc_count_all()
    return Size(segment.segment_id(), rows, rows - segment.deleted_count())


def _batches(added: Sequence[Shelved]) -> Iterator[Sequence[Shelved]]:
    start = rows = 0
    for at, item in enumerate(added):
        rows += 1 + len(item.passages)
        if rows >= MOST_ROWS:
            yield added[start : at + 1]
            start, rows = at + 1, 0
    if start < len(added):
        yield added[start:]
