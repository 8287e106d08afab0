"""Documents as an index keeps them, to be shown again: as lists, since the names of fields would be most of it."""

from typing import Any

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.index_document import IndexDocument


def day_number(date: PartialDate | None) -> int:
    """Return a date as a number that sorts; 0 where there is none."""
    return date.year * 10000 + (date.month or 0) * 100 + (date.day or 0) if date else 0


def document_to_json(document: IndexDocument) -> list[Any]:
    """Return what is kept of a document."""
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
