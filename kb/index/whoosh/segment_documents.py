"""Facts of a segment: its documents and passages as they are shown, and the codes that filters and facets count.

Passages of a document stand together. In Whoosh's files, the rows of passages come after one *head row* for each
document, which carries the words of title and reference, so that a document is found by its name.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from pathlib import Path

import numpy as np

from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.source.passage import Passage, PassageKind
from kb.index.documents import COLUMNS, day_number, document_from_json, document_to_json, facet_values
from kb.index.whoosh.codec.array_file import Array, ArrayFile, Strings, put_strings, write_arrays
from kb.index.whoosh.codec.postings import offsets

DOCUMENTS = ".documents"
"""The ending of the file of a segment that holds its facts."""

_decoded = json.JSONDecoder().decode
"""What ``json.loads`` does once it has found out that it was given a text, and in which encoding."""


def write_documents(path: Path, shelved: Sequence[IndexItem]) -> None:
    """Write the facts of a segment."""
    arrays: dict[str, Array] = {}
    rows = [passage for item in shelved for passage in item.passages]
    kinds = sorted({row.kind.value for row in rows})
    number = {kind: at for at, kind in enumerate(kinds)}
    counts = np.array([len(item.passages) for item in shelved], np.int64)
    put_strings(arrays, "row.data", [_row_bytes(row) for row in rows], stored=True)
    put_strings(arrays, "kinds", [kind.encode() for kind in kinds])
    arrays["row.kind"] = np.array([number[row.kind.value] for row in rows], np.uint8)
    arrays["row.doc"] = np.repeat(np.arange(len(shelved), dtype=np.int32), counts)
    arrays["doc.first"] = offsets(counts)
    arrays["doc.day"] = np.array([day_number(item.document.published) for item in shelved], np.int32)
    put_strings(arrays, "doc.key", [_key(item.document) for item in shelved])
    put_strings(arrays, "doc.digest", [item.digest.encode("utf-8", "surrogatepass") for item in shelved])
    put_strings(arrays, "doc.data", [_document_bytes(item.document) for item in shelved], stored=True)
    values = [facet_values(item.document) for item in shelved]
    for facet in COLUMNS:
        of_docs = [value[facet] for value in values]
        names = sorted({name for names in of_docs for name in names})
        code = {name: at for at, name in enumerate(names)}
        put_strings(arrays, f"{facet}.names", [name.encode("utf-8", "surrogatepass") for name in names])
        arrays[f"{facet}.codes"] = np.array([code[n] for names in of_docs for n in dict.fromkeys(names)], np.int32)
        lengths = [len(dict.fromkeys(names)) for names in of_docs]
        arrays[f"{facet}.starts"] = offsets(np.array(lengths, np.int64))
    write_arrays(path, arrays)


class SegmentDocuments:
    """The facts of one segment, mapped."""

    def __init__(self, file: ArrayFile) -> None:
        self.file = file
        self.doc_of_row = file["row.doc"]
        self.kind_of_row = file["row.kind"]
        self.first = file["doc.first"]
        self.day = file["doc.day"]
        self.kinds = [kind.decode() for kind in file.strings("kinds").all()]
        self._keys = file.strings("doc.key")
        self._rows = file.stored_strings("row.data")
        self._documents = file.stored_strings("doc.data")

    @cached_property
    def keys(self) -> list[str]:
        """Return the key (``type/id``) of every document."""
        return _texts(self._keys)

    @cached_property
    def facets(self) -> dict[str, tuple[list[str], Array, Array]]:
        """Return, for each facet, its values, the codes of all documents, and where each document's begin."""
        file = self.file
        return {
            facet: (_texts(file.strings(f"{facet}.names")), file[f"{facet}.codes"], file[f"{facet}.starts"])
            for facet in COLUMNS
        }

    def key(self, at: int) -> str:
        """Return the key of one document."""
        return self._keys[at].decode("utf-8", "surrogatepass")

    def digests(self) -> list[str]:
        """Return the digest of every document."""
        return _texts(self.file.strings("doc.digest"))

    def with_id(self, id: str) -> list[int]:
        """Return the numbers of documents of any type with this id."""
        return self._keys.ending(f"/{id}".encode("utf-8", "surrogatepass"))

    def find(self, key: str) -> int:
        """Return the number of a document, -1 where it is not here."""
        return self._keys.index(key.encode("utf-8", "surrogatepass"))

    @property
    def rows(self) -> int:
        """Count the passages."""
        return len(self.doc_of_row)

    @property
    def documents(self) -> int:
        """Count the documents."""
        return len(self._keys)

    def passage(self, at: int) -> str:
        """Return the id of one passage, without reading the rest of it."""
        return str(scanstring(self._rows[at].decode(), 2)[0])  # after the bracket and the quotation mark

    def row(self, at: int) -> Passage:
        """Return one passage as it is shown."""
        id, kind, label, page, heading, text = _decoded(self._rows[at].decode())
        return Passage(id, PassageKind(kind), text, label, page, tuple(heading))

    def document(self, at: int) -> IndexDocument:
        """Return one document."""
        return document_from_json(self.key(at), json.loads(self._documents[at]))


def _row_bytes(row: Passage) -> bytes:
    return json.dumps([row.id, row.kind.value, row.label, row.page, row.heading, row.text]).encode()


def _key(document: IndexDocument) -> bytes:
    return f"{document.doc_type}/{document.key}".encode("utf-8", "surrogatepass")


def _document_bytes(document: IndexDocument) -> bytes:
    return json.dumps(document_to_json(document), separators=(",", ":")).encode()


def _texts(strings: Strings) -> list[str]:
    return [text.decode("utf-8", "surrogatepass") for text in strings.all()]
