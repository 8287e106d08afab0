"""What a segment keeps by row: the length of each field, as exactly as counted, and stored fields.

A field that has an ``inverter`` hands its text over here, to be inverted a whole segment at a time; every other field
comes to the field writer posting by posting.
"""

import json
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.util.numeric import byte_to_length

from kb.index.whoosh.codec.array_file import Array, ArrayFile, put_strings
from kb.index.whoosh.codec.postings import FieldPostings

LENGTH_OF_BYTE = np.array([byte_to_length(n) for n in range(256)], np.int32)
"""The length that each of Whoosh's length bytes stands for: scores see lengths that coarse, as over its own codec."""

_BYTE_OF_LENGTH = LENGTH_OF_BYTE.searchsorted(np.arange(0x10000)).astype(np.uint8)


def length_bytes(lengths: Array) -> Array:
    """Return the byte that Whoosh keeps for each length."""
    coarse: Array = _BYTE_OF_LENGTH[np.minimum(lengths, 0xFFFF)]
    return coarse


class PerDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]  # whoosh has no types
    """Collects the rows of a segment; ``rows``, ``inverted`` and ``lengths`` are whole when it is closed."""

    def __init__(self) -> None:
        self.rows = 0
        self.is_closed = False
        self.inverted: dict[str, FieldPostings] = {}
        self._inverters: dict[str, Any] = {}
        self._lengths: dict[str, dict[int, int]] = {}
        self._stored: dict[int, dict[str, Any]] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a row; they come one after the other."""
        if docnum != self.rows:
            raise ValueError(f"row {docnum} comes after {self.rows - 1}")
        self.rows += 1

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Take what is stored of a field in this row, or its text to be inverted, and its length."""
        row = self.rows - 1
        if value is not None and hasattr(fieldobj, "inverter"):
            inverter = self._inverters.get(fieldname)
            if inverter is None:
                inverter = self._inverters[fieldname] = fieldobj.inverter()
            inverter.add(row, value)
        elif value is not None:
            self._stored.setdefault(row, {})[fieldname] = value
        if length:
            self._lengths.setdefault(fieldname, {})[row] = length

    def cancel_doc(self) -> None:
        """Leave a row as it is: some forks of Whoosh call this where a field could not be read."""

    def lengths(self, fieldname: str) -> Array:
        """Return the length of a field in every row that came posting by posting."""
        found = np.zeros(self.rows, np.int64)
        own = self._lengths.get(fieldname, {})
        found[list(own)] = list(own.values())
        return found

    def put_stored(self, arrays: dict[str, Array]) -> None:
        """Put stored fields among the arrays of the segment."""
        if self._stored:
            stored = [
                json.dumps(self._stored[row]).encode() if row in self._stored else b"" for row in range(self.rows)
            ]
            put_strings(arrays, "stored", stored, stored=True)

    def close(self) -> None:
        """Invert what waits for it."""
        self.is_closed = True
        for name, inverter in self._inverters.items():
            self.inverted[name] = inverter.finish(self.rows)
        self._inverters.clear()


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # whoosh has no types
    """Reads what is kept by row."""

    def __init__(self, file: ArrayFile, segment: Any) -> None:
        self._file, self._segment = file, segment
        self._stored = file.stored_strings("stored") if "stored" in file else None
        self._bytes: dict[str, Array] = {}

    def doc_count(self) -> int:
        """Count the rows that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Count the rows."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Say whether any row is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a row is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """Return the deleted rows."""
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a field in a row, as coarse as Whoosh keeps it."""
        return int(LENGTH_OF_BYTE[self._coarse(fieldname)[docnum]]) or default

    def field_length(self, fieldname: str) -> int:
        """Return the sum of all lengths, which is exact."""
        return int(self._exact(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """Return the shortest length."""
        return int(LENGTH_OF_BYTE[self._coarse(fieldname).min(initial=255)])

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length."""
        return int(LENGTH_OF_BYTE[self._coarse(fieldname).max(initial=0)])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the stored fields of a row."""
        data = self._stored[docnum] if self._stored is not None else b""
        return json.loads(data) if data else {}

    def _exact(self, fieldname: str) -> Array:
        name = f"lengths/{fieldname}"
        return self._file[name] if name in self._file else np.zeros(self.doc_count_all(), np.uint16)

    def _coarse(self, fieldname: str) -> Array:
        known = self._bytes.get(fieldname)
        if known is None:
            known = self._bytes[fieldname] = length_bytes(self._exact(fieldname))
        return known
