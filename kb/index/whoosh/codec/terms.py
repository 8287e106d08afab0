"""Terms and postings as Whoosh writes and reads them: one after the other, over the arrays of a segment."""

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.formats import Existence, Frequency, Positions
from whoosh.reading import TermInfo, TermNotFound

from kb.index.whoosh.codec.array_file import Array, ArrayFile, write_arrays
from kb.index.whoosh.codec.matcher import ArrayMatcher
from kb.index.whoosh.codec.per_document import LENGTH_OF_BYTE, PerDocumentWriter, length_bytes
from kb.index.whoosh.codec.postings import Dictionary, FieldPostings, concatenate, offsets, put_postings

FORMATS = (Existence, Frequency, Positions)
"""The formats that arrays can keep: no weights but frequencies, and nothing of a word but where it stands."""


class FieldWriter(base.FieldWriter):  # type: ignore[misc]  # whoosh has no types
    """Takes postings in order and writes the file of the segment."""

    def __init__(self, path: Path, rows: PerDocumentWriter) -> None:
        self._path, self._per_document = path, rows
        self._found: dict[str, FieldPostings] = {}
        self._schema: Any = {}
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Take all postings of the segment; every indexed field gets its place in the file, with terms or without."""
        self._schema = schema
        super().add_postings(schema, lengths, items)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field; raise ``ValueError`` for a format that arrays cannot keep."""
        if type(fieldobj.format) not in FORMATS:
            raise ValueError(f"{fieldname}: {type(fieldobj.format).__name__} is no format of this codec")
        self._name = fieldname
        keeps_positions = isinstance(fieldobj.format, Positions)
        self._decode = fieldobj.format.decode_positions if keeps_positions else None
        self._terms: list[bytes] = []
        self._counts: list[int] = []
        self._rows: list[int] = []
        self._tf: list[int] = []
        self._positions: list[int] = []

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._terms.append(text)
        self._before = len(self._rows)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Take one posting; raise ``ValueError`` for a weight that is no frequency."""
        if weight != int(weight):
            raise ValueError(f"{self._name}: a weight of {weight} is no frequency")
        self._rows.append(docnum)
        self._tf.append(int(weight))
        if self._decode is not None:
            positions = self._decode(vbytes)
            if len(positions) != weight:
                raise ValueError(f"{self._name}: a weight of {weight} for {len(positions)} words")
            self._positions += positions

    def finish_term(self) -> None:
        """End a term."""
        self._counts.append(len(self._rows) - self._before)

    def finish_field(self) -> None:
        """End a field."""
        self._found[self._name] = FieldPostings(
            tuple(self._terms),
            offsets(np.array(self._counts, np.int64)),
            np.array(self._rows, np.int32),
            np.array(self._tf, np.int64),
            np.array(self._positions, np.int64) if self._decode is not None else None,
            self._per_document.lengths(self._name),
        )

    def close(self) -> None:
        """Write the file."""
        if self.is_closed:
            return
        self.is_closed = True
        rows = self._per_document.rows
        arrays: dict[str, Array] = {}
        inverted = self._per_document.inverted
        for name in sorted(self._found.keys() | {name for name, field in self._schema.items() if field.indexed}):
            if name not in self._found and name not in inverted:
                self.start_field(name, self._schema[name])
                self.finish_field()
            parts = [found[name] for found in (self._found, inverted) if name in found]
            every = np.arange(rows, dtype=np.int32)
            whole = parts[0] if len(parts) == 1 else concatenate(parts, [every] * len(parts), rows)
            stems = getattr(self._schema[name], "stems", None)
            put_postings(arrays, name, whole, stems(whole.terms) if stems is not None else ())
        self._per_document.put_stored(arrays)
        write_arrays(self._path, arrays)


class TermsReader(base.TermsReader):  # type: ignore[misc]  # whoosh has no types
    """Reads terms and postings."""

    def __init__(self, file: ArrayFile) -> None:
        names = [name.partition("/")[2] for name in file.names() if name.startswith("starts/")]
        self._fields = {name: words for name in sorted(names) if len((words := Dictionary(file, name)).terms)}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term)[1] >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> "FieldCursor":
        """Return a cursor over the terms of a field."""
        return FieldCursor(self, self._fields.get(fieldname), fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Give every field and term in order."""
        for name, words in self._fields.items():
            yield from ((name, term) for term in words.terms.all())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Give field and term from one on."""
        for name, words in self._fields.items():
            first = bisect_left(words.terms, prefix) if name == fieldname else 0
            if name >= fieldname:
                yield from ((name, words.terms[at]) for at in range(first, len(words.terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give every field and term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give field and term with its statistics from one on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term; raise ``TermNotFound`` where it does not occur."""
        words, at = self._found(fieldname, text)
        rows, tf = words.postings(at, at + 1)
        lengths = LENGTH_OF_BYTE[length_bytes(words.lengths[rows])]
        return TermInfo(
            weight=float(tf.sum()),
            df=len(rows),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(tf.max()),
            minid=int(rows[0]),
            maxid=int(rows[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Count how often a term stands, nought where it does not occur."""
        words, at = self._find(fieldname, text)
        return float(words.postings(at, at + 1)[1].sum()) if words is not None and at >= 0 else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Count the rows that have a term, nought where it does not occur."""
        words, at = self._find(fieldname, text)
        return int(words.starts[at + 1] - words.starts[at]) if words is not None and at >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """Return a matcher over the postings of a term; raise ``TermNotFound`` where it does not occur."""
        words, at = self._found(fieldname, text)
        rows, tf = words.postings(at, at + 1)
        positions = words.positions(at, at + 1) if words.places is not None else None
        lengths = LENGTH_OF_BYTE[length_bytes(words.lengths[rows])]
        return ArrayMatcher((fieldname, text), rows, tf, positions, lengths, format_, scorer)

    def _find(self, fieldname: str, text: bytes) -> tuple[Dictionary | None, int]:
        words = self._fields.get(fieldname)
        return words, -1 if words is None else words.find(text)

    def _found(self, fieldname: str, text: bytes) -> tuple[Dictionary, int]:
        words, at = self._find(fieldname, text)
        if words is None or at < 0:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return words, at


class FieldCursor(base.FieldCursor):  # type: ignore[misc]  # whoosh has no types
    """Stands at one term of a field after the other: what fuzzy queries and the spell checker walk with."""

    def __init__(self, reader: TermsReader, words: Dictionary | None, fieldname: str, fieldobj: Any) -> None:
        self._reader, self._words, self._name, self._field = reader, words, fieldname, fieldobj
        self._at = 0

    def first(self) -> Any:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term that is no less."""
        if self._words is not None:
            wanted = string if isinstance(string, bytes) else self._field.to_bytes(string)
            self._at = bisect_left(self._words.terms, wanted)
        return self.text()

    def next(self) -> Any:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> Any:
        """Return the term, ``None`` after the last."""
        if self._words is None or not self.is_valid():
            return None
        return self._field.from_bytes(self._words.terms[self._at])

    def term(self) -> Any:
        """Return the term, ``None`` after the last."""
        return self.text()

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term."""
        return (
            self._reader.term_info(self._name, self._words.terms[self._at]) if self._words and self.is_valid() else None
        )

    def is_valid(self) -> bool:
        """Say whether it stands at a term."""
        return self._words is not None and self._at < len(self._words.terms)
