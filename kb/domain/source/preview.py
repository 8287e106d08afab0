"""A preview: what was read in a document before it becomes anybody's text, as plain values that travel as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class DocumentPreview:
    """What a document says of itself, what filing it would come to, and what speaks against it.

    ``paragraphs`` counts numbered ones, ``first`` are the first words of the text. ``reference`` is as printed.
    ``number``, ``session``, ``house`` and ``series`` are its parts. ``outcome`` and ``detail`` judge it as filing
    would; ``writes`` says that its text would be taken as it is, ``may_be_forced`` that it would be, all the same.
    ``contradictions`` are printed facts that are not those of the source, ``fills`` facts of the source that are empty
    and would be filled (name and value), ``elsewhere`` ids of other sources whose text was read from the same bytes.
    ``unreadable`` says why nothing could be read.
    """

    address: str = ""
    media_type: str = ""
    sha256: str = ""
    size: int = 0
    title: str = ""
    publishers: tuple[str, ...] = ()
    published: str = ""
    reference: str = ""
    number: str = ""
    session: str = ""
    house: str = ""
    series: str = ""
    kind: str = ""
    licence: str = ""
    paragraphs: int = 0
    words: int = 0
    completeness: str = ""
    doubts: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    outcome: str = ""
    detail: str = ""
    writes: bool = False
    may_be_forced: bool = False
    contradictions: tuple[str, ...] = ()
    fills: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[str, ...] = ()
    unreadable: str = ""


def preview_from(values: Mapping[str, Any]) -> DocumentPreview:
    """Return the preview that plain values describe; names of no field are passed over."""
    known = {field.name for field in fields(DocumentPreview)}
    return DocumentPreview(**{name: _frozen(value) for name, value in values.items() if name in known})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, (list, tuple)) else value
