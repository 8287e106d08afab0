"""Which passage has which vector: texts to keys to places in the file of vectors, worked out once per document."""

import threading
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np

from kb.index.documents import text_of
from kb.index.semantic.vectors import KEY_BYTES, Vectors, key_of
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.view import View

_UNKNOWN = -2
"""The place of a passage that nobody asked for yet."""


class RowPlaces:
    """Finds the vectors of passages; safe to share between threads."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._known: WeakKeyDictionary[View, tuple[tuple[int, int], Array]] = WeakKeyDictionary()
        self._keys: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def some(self, view: View, rows: Array) -> Array:
        """Return the records of some passages, -1 where there is none."""
        places = self._places(view)
        new = rows[places[rows] == _UNKNOWN]
        if len(new):
            docs = view.doc_of_row[new].tolist()
            titles = {doc: view.document(doc).title for doc in set(docs)}
            texts = (text_of(titles[doc], view.row(row).text) for doc, row in zip(docs, new.tolist(), strict=True))
            places[new] = self._vectors.places([key_of(text) for text in texts])
        found: Array = places[rows]
        return found

    def all(self, view: View) -> Array:
        """Return the records of all passages; after a change only changed documents are read again."""
        places = self._places(view)
        if (places == _UNKNOWN).any():
            with self._lock:
                keys = b"".join(self._keys_of(view))
                places[:] = self._vectors.places([keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)])
        return places

    def _places(self, view: View) -> Array:
        """Return the places known so far: they fill as passages are asked for, and start anew with more vectors."""
        stamp = self._vectors.stamp()
        known, places = self._known.get(view, (None, None))
        if places is None or known != stamp:
            places = np.full(view.rows, _UNKNOWN, np.int32)
            self._known[view] = (stamp, places)
        return places

    def _keys_of(self, view: View) -> Iterator[bytes]:
        fresh: dict[str, bytes] = {}
        doc = 0
        for segment in view.segments:
            for digest in segment.facts.digests():
                found = self._keys.get(digest)
                if found is None:
                    found = b"".join(key_of(text) for text in texts_of(view, doc))
                fresh[digest] = found
                doc += 1
                yield found
        self._keys = {**self._keys, **fresh} if len(self._keys) < 2 * len(fresh) else fresh


def texts_of(view: View, doc: int) -> Iterator[str]:
    """Yield the texts of a document's passages."""
    title = view.document(doc).title
    for row in range(int(view.first_row[doc]), int(view.first_row[doc + 1])):
        yield text_of(title, view.row(row).text)
