"""What is indexed: documents with their passages, by key and digest, the values that facets count, and what is kept.

A document goes into the index again when its digest is another; :class:`kb.domain.index_document.IndexItem` has both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.facets import FACET_NAMES, FACETS

DocKey = tuple[str, str]
"""A document's type and key."""

Load = Callable[[DocKey], IndexItem]
Progress = Callable[[int, int], None]

HEAD = "document"
"""The kind of a hit that is a document as a whole, found by its name."""

COLUMNS = (*FACET_NAMES, "author", "tag")
"""What documents are found and counted by; the last two are fields of the search, and no facets."""


@dataclass(frozen=True)
class SyncJob:
    """What is wanted, how to load it, and whom to tell."""

    wanted: Mapping[DocKey, str]
    load: Load
    clock: Callable[[], datetime]
    progress: Progress


def facet_values(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    """Return the values that a document has for each facet; none at all counts as missing."""
    columns = {facet.name: facet.column(document) for facet in FACETS}
    return columns | {"author": document.authors, "tag": document.tags}


def day_number(date: PartialDate | None) -> int:
    """Return a date as a number that sorts; 0 where there is none."""
    return date.year * 10000 + (date.month or 0) * 100 + (date.day or 0) if date else 0


def document_to_json(document: IndexDocument) -> list[Any]:
    """Return what an index keeps of a document, to show it: a list, since the names of fields would be most of it."""
    return [
        document.audience.value,
        document.title,
        document.publishers,
        str(document.published) if document.published else "",
        document.source_kind,
        document.reference,
        document.topics,
        document.priorities,
        document.cited,
        int(document.illustrative),
        document.stances,
        document.authors,
        document.tags,
    ]


def document_from_json(name: str, data: list[Any]) -> IndexDocument:
    """Read a document back; its ``name`` (``type/key``) stands elsewhere."""
    doc_type, _, key = name.partition("/")
    audience, title, publishers, published, source_kind, reference, topics, priorities, cited, *more = data
    illustrative, stances, authors, tags = more
    return IndexDocument(
        doc_type,
        key,
        Audience(audience),
        title,
        publishers=tuple(publishers),
        published=PartialDate.parse(published) if published else None,
        source_kind=source_kind,
        reference=reference,
        topics=tuple(topics),
        priorities=tuple(priorities),
        cited=tuple((passage, priority) for passage, priority in cited),
        illustrative=bool(illustrative),
        stances=tuple(stances),
        authors=tuple(authors),
        tags=tuple(tags),
    )


def text_of(title: str, text: str) -> str:
    """Return the text whose meaning counts: a passage says little without what it is from."""
    return f"{title}. {text}" if title and text else title or text
