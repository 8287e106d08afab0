"""Writing a shelf: the documents of one audience, in a few segments.

A segment is three files: Whoosh's own (``.seg``), the arrays derived from it (``.arrays``) and the facts (``.facts``).
Segments never change; a document's rows are marked deleted in Whoosh's table of contents, and small segments are
merged by writing their documents again.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.domain.entry import Document, Shelved
from kb.index.arrays import save
from kb.index.derive import arrays_of
from kb.index.facts import Facts, save_facts
from kb.index.invert import FieldInverter, FieldPostings
from kb.index.schema import FIELDS
from kb.index.whoosh_write import commit, create, segments

MOST_ROWS = 150_000
"""Rows of one segment at most, so that building needs bounded memory."""

_TIER_BASE, _TIER_FACTOR, _TIER_WIDTH = 256, 8, 4
"""Segments of like size stand in one tier; when a tier has more than its width, they become one."""


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

    def untidy(self) -> list[Any]:
        """Return the segments that ought to be merged: many of like size, and those that are mostly deleted."""
        tiers: dict[int, list[Any]] = {}
        chosen: list[Any] = []
        for segment in segments(self.folder):
            live = segment.doc_count_all() - segment.deleted_count()
            if live * 2 < segment.doc_count_all():
                chosen.append(segment)
            else:
                tiers.setdefault(_tier(live), []).append(segment)
        for alike in tiers.values():
            if len(alike) > _TIER_WIDTH:
                chosen += alike
        return chosen

    def tidy(self) -> None:
        """Merge what is untidy, by writing its documents again."""
        chosen = self.untidy()
        if chosen:
            documents = [item for segment in chosen for item in self._documents(segment)]
            self._commit({}, frozenset(s.segment_id() for s in chosen), documents)

    def counts(self) -> dict[str, int]:
        """Count what is on the shelf."""
        documents = rows = found = 0
        for segment in segments(self.folder):
            found += 1
            heads = self._facts(segment).documents
            rows += segment.doc_count_all() - segment.deleted_count()
            documents += heads - sum(row < heads for row in segment.deleted_docs())
        return {"documents": documents, "passages": rows - documents, "segments": found}

    def digests(self) -> dict[str, str]:
        """Return the digest of every document on the shelf, by key."""
        found: dict[str, str] = {}
        for segment in segments(self.folder):
            facts, gone = self._facts(segment), set(segment.deleted_docs())
            own = zip(facts.keys, facts.digests(), strict=True)
            found.update(pair for at, pair in enumerate(own) if at not in gone)
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

    def _documents(self, segment: Any) -> Iterator[Shelved]:
        facts, gone = self._facts(segment), set(segment.deleted_docs())
        return (facts.shelved(at) for at in range(facts.documents) if at not in gone)

    def _commit(self, deleted: dict[str, list[int]], dropped: frozenset[str], added: Sequence[Shelved]) -> None:
        first: Sequence[Sequence[Shelved]] = list(_batches(added)) or [()]
        for batch in first:
            inverted = invert(batch)
            name = commit(self.folder, deleted=deleted, dropped=dropped, inverted=inverted or None)
            deleted, dropped = {}, frozenset()
            if name:
                segment = next(s for s in segments(self.folder) if s.segment_id() == name)
                save_facts(self.folder / segment.make_filename(".facts"), batch)
                # What was written is what would be read back (the contract tests see to that), so it is not.
                save(self.folder / segment.make_filename(".arrays"), arrays_of(inverted, len(batch)))


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


def _tier(rows: int) -> int:
    tier = 0
    while rows > _TIER_BASE:
        rows //= _TIER_FACTOR
        tier += 1
    return tier


def _batches(added: Sequence[Shelved]) -> Iterator[Sequence[Shelved]]:
    start = rows = 0
    for at, item in enumerate(added):
        rows += 1 + len(item.passages)
        if rows >= MOST_ROWS:
            yield added[start : at + 1]
            start, rows = at + 1, 0
    if start < len(added):
        yield added[start:]
