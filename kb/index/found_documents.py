"""Found documents, as both engines show them: a document with its hits, and the hit that is the document itself."""

from kb.domain.index_document import IndexDocument
from kb.domain.query.results import Group, Hit
from kb.index.documents import HEAD
from kb.index.highlighting import Highlighter


def group_of(document: IndexDocument, hits: tuple[Hit, ...], total: int) -> Group:
    """Return a document with its hits."""
    return Group(
        source=document.key,
        doc_type=document.doc_type,
        title=document.title,
        publishers=document.publishers,
        published=document.published,
        source_kind=document.source_kind,
        hits=hits,
        total=total,
        illustrative=document.illustrative,
    )


def head_of(
    document: IndexDocument, highlighter: Highlighter, score: float, why: tuple[tuple[str, float], ...] = ()
) -> Hit:
    """Return the hit that is the document itself, found by its name; it has no passage."""
    return Hit(
        source=document.key,
        passage="",
        kind=HEAD,
        label="",
        page="",
        heading=(),
        text=document.title,
        snippet=highlighter.snippet(document.title),
        score=score,
        why=why,
    )
