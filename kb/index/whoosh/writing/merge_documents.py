"""Merging facts: documents and passages of several segments become those of one, as bytes, none of them read.

What comes out is, byte for byte, what ``write_documents`` writes for the living documents (a property test).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.index.documents import COLUMNS
from kb.index.whoosh.codec.array_file import Array, StoredStrings, Strings, put_strings, write_arrays
from kb.index.whoosh.codec.postings import joined, offsets, ranges
from kb.index.whoosh.segment import Segment


def merge_documents(path: Path, parts: Sequence[Segment]) -> None:
    """Write the facts of the segment that these become."""
    arrays: dict[str, Array] = {}
    counts = joined([np.diff(part.facts.first)[part.kept_documents] for part in parts], np.int64)
    rows = [(part.facts.file.stored_strings("row.data"), part.kept_rows) for part in parts]
    put_strings(arrays, "row.data", _chosen(rows), stored=True)
    names, codes = _recoded(
        [(part.facts.file.strings("kinds").all(), part.facts.kind_of_row[part.kept_rows]) for part in parts]
    )
    put_strings(arrays, "kinds", names)
    arrays["row.kind"] = codes.astype(np.uint8)
    arrays["row.doc"] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    arrays["doc.first"] = offsets(counts)
    arrays["doc.day"] = joined([part.facts.day[part.kept_documents] for part in parts], np.int32)
    for name in ("doc.key", "doc.digest"):
        put_strings(arrays, name, _chosen([(part.facts.file.strings(name), part.kept_documents) for part in parts]))
    documents = [(part.facts.file.stored_strings("doc.data"), part.kept_documents) for part in parts]
    put_strings(arrays, "doc.data", _chosen(documents), stored=True)
    for facet in COLUMNS:
        _facet(arrays, facet, parts)
    write_arrays(path, arrays)


def _facet(arrays: dict[str, Array], facet: str, parts: Sequence[Segment]) -> None:
    own, lengths = [], []
    for part in parts:
        file = part.facts.file
        starts, codes = file[f"{facet}.starts"], file[f"{facet}.codes"]
        counts = np.diff(starts)[part.kept_documents]
        own.append((file.strings(f"{facet}.names").all(), codes[ranges(starts[part.kept_documents], counts)]))
        lengths.append(counts)
    names, found = _recoded(own)
    put_strings(arrays, f"{facet}.names", names)
    arrays[f"{facet}.codes"] = found
    arrays[f"{facet}.starts"] = offsets(joined(lengths, np.int64))


def _recoded(parts: Sequence[tuple[list[bytes], Array]]) -> tuple[list[bytes], Array]:
    """Return the names that are used, sorted as text is, and all codes as numbers of these."""
    used = {names[code] for names, codes in parts for code in np.unique(codes).tolist()}
    sorted_names = sorted(used, key=lambda name: name.decode("utf-8", "surrogatepass"))
    number = {name: at for at, name in enumerate(sorted_names)}
    tables = [np.array([number.get(name, 0) for name in names], np.int32) for names, _ in parts]
    found = [table[codes] for table, (_, codes) in zip(tables, parts, strict=True) if len(codes)]
    return sorted_names, joined(found, np.int32)


def _chosen(parts: Sequence[tuple[Strings | StoredStrings, Array]]) -> list[bytes]:
    """Return the strings of these numbers, all of them read at once where all are wanted."""
    found: list[bytes] = []
    for strings, chosen in parts:
        found += strings.all() if len(chosen) == len(strings) else map(strings.__getitem__, chosen.tolist())
    return found
