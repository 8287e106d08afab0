"""Entries: what is put on the shelves of the index. One passage, with the facts of its document beside it."""

from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.passage import Passage

PRIORITY, CALL, ANSWER = "priority", "call for input", "member's answer"
ENTRY, QUESTION = "annotation", "inspection question"
STRATEGY, GUIDANCE = "strategy for all", "guidance to forces"
OWN_KINDS = (PRIORITY, CALL, ANSWER, ENTRY, QUESTION, STRATEGY, GUIDANCE)
"""Kinds of documents that are no sources."""
UNNAMED = frozenset({ENTRY, QUESTION})
"""Kinds of documents whose title is only made up of what they are about (“Entry on …”): nobody looks for them by it,
and found by it alone they would crowd out the document that really has that name."""


@dataclass(frozen=True)
class IndexDocument:
    """The facts of a document that every one of its passages carries into the index.

    ``key`` is the id shown to readers; ``doc_type`` is as on :class:`kb.domain.query.results.Group`; together they
    are unique. ``priorities`` are ids of priorities that cite it, with the passages they cite in
    ``cited`` (pairs of passage id and priority id), and ``stances`` what they cite it as. ``authors`` wrote it, as far
    as its readers may know; ``tags`` are words that somebody put on it.
    """

    doc_type: str
    key: str
    audience: Audience
    title: str
    publishers: tuple[str, ...] = ()
    published: PartialDate | None = None
    source_kind: str = ""
    reference: str = ""
    topics: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    cited: tuple[tuple[str, str], ...] = ()
    illustrative: bool = False
    stances: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexItem:
    """One document with its passages, as handed to the index; ``digest`` changes when any of it does.

    The digest is the queue: ``sync`` re-indexes a document whose digest differs from the manifest's.
    """

    document: IndexDocument
    passages: tuple[Passage, ...]
    digest: str
