"""A view: the segments of every shard that an audience may see, as one with one set of statistics.

Frequencies and average lengths come from visible, living rows only: nothing of a closed shard can be told from a
score, and an index that was edited for a year scores as one built today. Threads share views: nothing in one changes.

There are two spaces of row numbers: passages (fields ``body`` and ``heading``) and documents (``title``, ``ref``).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.domain.index_document import UNNAMED, IndexDocument
from kb.domain.query.facets import EVIDENCE
from kb.domain.source.passage import Passage
from kb.index.documents import COLUMNS, HEAD
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.codec.per_document import LENGTH_OF_BYTE
from kb.index.whoosh.codec.postings import Dictionary, joined
from kb.index.whoosh.schema import FIELDS, OF_DOCUMENTS
from kb.index.whoosh.scoring.cache import ArrayCache
from kb.index.whoosh.scoring.facet_columns import FacetColumn, facet_column
from kb.index.whoosh.scoring.postings import Postings, read_between, read_stem, read_term, read_terms
from kb.index.whoosh.segment import AFTER, Segment

CACHE_BYTES = 48 << 20

SHOWN_BYTES = 4 << 20
"""For documents as they are shown: some thousands."""

_OF_DOCUMENT = 800
"""Bytes of a document but for its title, about."""

_FEW = 1000
"""So many keys are sorted for one search; for more, all are sorted once (0.1 s for 100,000 documents)."""


@dataclass(frozen=True)
class FieldStats:
    """What the scores of one field need: rows that have it, and their average length."""

    rows: int
    average: float


class View:
    """Everything an audience may see of one generation."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.base_row = np.concatenate([[0], np.cumsum([s.rows for s in segments])]).astype(np.int64)
        self.base_doc = np.concatenate([[0], np.cumsum([s.documents for s in segments])]).astype(np.int64)
        self._first_rows, self._first_docs = self.base_row[:-1].tolist(), self.base_doc[:-1].tolist()
        self.rows = int(self.base_row[-1])
        self.documents = int(self.base_doc[-1])
        self.lengths = {name: joined([s.lengths[name] for s in segments], np.uint8) for name in FIELDS}
        docs = [s.facts.doc_of_row + np.int32(b) for s, b in zip(segments, self.base_doc, strict=False)]
        self.doc_of_row = joined(docs, np.int32)
        firsts = [s.facts.first[:-1] + b for s, b in zip(segments, self.base_row, strict=False)]
        self.first_row = np.append(joined(firsts, np.int64), self.rows)
        self.day = joined([s.facts.day for s in segments], np.int32)
        self.live = joined([_all(s.rows) if s.live is None else s.live for s in segments], bool)
        of_docs = [_all(s.documents) if s.live_documents is None else s.live_documents for s in segments]
        self.live_docs = joined(of_docs, bool)
        self.any_deleted = not bool(self.live_docs.all())
        self.live_documents = int(self.live_docs.sum())
        self.stats = {name: self._stats(name) for name in FIELDS}
        self.cache = ArrayCache(CACHE_BYTES)
        self._shown = ArrayCache(SHOWN_BYTES)

    def size(self, field: str) -> int:
        """Return how many rows the space of a field has."""
        return self.documents if field in OF_DOCUMENTS else self.rows

    @cached_property
    def keys(self) -> list[str]:
        """Return the key (``type/id``) of every document."""
        return [key for segment in self.segments for key in segment.facts.keys]

    @cached_property
    def digests(self) -> dict[tuple[str, str], str]:
        """Return the digest of every living document, by its type and id."""
        told = (digest for segment in self.segments for digest in segment.facts.digests())
        alive = zip(self.keys, told, self.live_docs.tolist(), strict=True)
        pairs = ((key.partition("/"), digest) for key, digest, live in alive if live)
        return {(doc_type, id): digest for (doc_type, _, id), digest in pairs}

    def key(self, doc: int) -> str:
        """Return the key of one document."""
        segment, base = self._segment(self._first_docs, doc)
        return segment.facts.key(doc - base)

    def documents_with_id(self, id: str) -> list[int]:
        """Return the living documents of any type with this id."""
        found = []
        for segment, base in zip(self.segments, self.base_doc.tolist(), strict=False):
            found += [base + at for at in segment.facts.with_id(id)]
        return [doc for doc in found if self.live_docs[doc]]

    def ranks(self, docs: Array) -> Array:
        """Return the places of some documents in the order of keys: what breaks ties, however the index came to be."""
        if len(docs) > _FEW or "_doc_rank" in self.__dict__:
            rank: Array = self._doc_rank[docs]
            return rank
        keys = [self.key(doc) for doc in docs.tolist()]
        place = {key: at for at, key in enumerate(sorted(set(keys)))}
        return np.array([place[key] for key in keys], np.int32)

    @cached_property
    def _doc_rank(self) -> Array:
        order = sorted(range(self.documents), key=self.keys.__getitem__)
        rank = np.empty(self.documents, np.int32)
        rank[order] = np.arange(self.documents, dtype=np.int32)
        return rank

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], Array]:
        """Return the names of the kinds of passages, and each passage's number among them."""
        names = sorted({HEAD, *(kind for s in self.segments for kind in s.facts.kinds)})
        number = {name: at for at, name in enumerate(names)}
        local = [np.array([number[kind] for kind in s.facts.kinds], np.uint8) for s in self.segments]
        codes = [own[s.facts.kind_of_row] for own, s in zip(local, self.segments, strict=True)]
        return tuple(names), joined(codes, np.uint8)

    @cached_property
    def facets(self) -> dict[str, FacetColumn]:
        """Return the columns that facets and filters read."""
        return {facet: facet_column(facet, [s.facts for s in self.segments]) for facet in COLUMNS}

    @cached_property
    def unnamed(self) -> Array | None:
        """Return which documents have no name of their own to be found by; ``None`` where all have one."""
        kinds = self.facets["kind"]
        chosen = np.array([name in UNNAMED for name in kinds.names], bool)
        return kinds.having(chosen) if chosen.any() else None

    @cached_property
    def evidence(self) -> Array:
        """Return which documents hold evidence: results begin with them."""
        parts = self.facets["part"]
        return parts.having(np.array([name == EVIDENCE for name in parts.names], bool))

    def passage(self, at: int) -> str:
        """Return the id of a passage, without reading the rest of it."""
        segment, base = self._segment(self._first_rows, at)
        return segment.facts.passage(at - base)

    def row(self, at: int) -> Passage:
        """Return a passage as shown."""
        segment, base = self._segment(self._first_rows, at)
        return segment.facts.row(at - base)

    def document(self, at: int) -> IndexDocument:
        """Return a document; those shown last are kept, for the same few come again and again."""

        def read() -> IndexDocument:
            segment, base = self._segment(self._first_docs, at)
            return segment.facts.document(at - base)

        kept: IndexDocument = self._shown.get(at, read, lambda own: _OF_DOCUMENT + 4 * len(own.title))
        return kept

    def bases(self, field: str) -> list[tuple[Segment, int]]:
        """Return each segment with the number of its first row in the space of a field."""
        return self._bases[field in OF_DOCUMENTS]

    @cached_property
    def _bases(self) -> tuple[list[tuple[Segment, int]], list[tuple[Segment, int]]]:
        of_rows, of_docs = (list(zip(self.segments, own, strict=True)) for own in (self._first_rows, self._first_docs))
        return of_rows, of_docs

    def dictionaries(self, field: str) -> list[Dictionary]:
        """Return the term dictionaries of all segments."""
        return [segment.words[field] for segment in self.segments]

    def postings(self, field: str, term: str, *, stem: bool = False) -> Postings:
        """Return the living postings of a term, or of a stem. Not kept: what is made of them is."""
        return (read_stem if stem else read_term)(self.bases(field), field, _bytes(term))

    def prefix(self, field: str, prefix: str) -> Postings:
        """Return the postings of all terms that begin so, as if they were one term."""
        low = _bytes(prefix)
        return read_between(self.bases(field), field, low, low + AFTER)

    def terms(self, field: str, terms: Sequence[bytes]) -> Postings:
        """Return the postings of any of these terms, as if they were one."""
        return read_terms(self.bases(field), field, terms)

    def _stats(self, name: str) -> FieldStats:
        lengths = self.lengths[name]
        if self.any_deleted:
            lengths = lengths[self.live_docs if name in OF_DOCUMENTS else self.live]
        counts = np.bincount(lengths, minlength=256)
        rows = int(counts[1:].sum())
        return FieldStats(rows, int((counts * LENGTH_OF_BYTE).sum()) / rows if rows else 1.0)

    def _segment(self, firsts: list[int], at: int) -> tuple[Segment, int]:
        number = bisect_right(firsts, at) - 1
        return self.segments[number], firsts[number]


def _all(rows: int) -> Array:
    return np.ones(rows, bool)


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
