"""What is indexed: documents with their passages, by key and digest, and the values that facets count.

A document goes into the index again when its digest is another; :class:`kb.domain.index_document.IndexItem` has both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

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
