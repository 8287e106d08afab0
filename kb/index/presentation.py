"""What both engines show of what they found, and how much of it: documents with their hits, facets, limits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.domain.index_document import IndexDocument
from kb.domain.query.facets import FacetSpec
from kb.domain.query.results import FacetValue, Group, Hit
from kb.domain.query.search_query import MISSING
from kb.index.documents import HEAD
from kb.index.highlighting import Highlighter

HITS_SHOWN = 3
"""Hits shown under one document; a search scoped to one document shows ``HITS_OF_ONE``."""

HITS_OF_ONE = 200

SEVERAL = 3
"""Documents that say a phrase at least: what fewer say is not common."""

LONGEST = 200
"""Characters typed at most; whoever types more has the words already."""

_ROUNDING = 1e-3
"""What the parts of a score may miss of it by rounding; more is what meaning added or took."""


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


def as_similar(group: Group) -> Group:
    """Return a document whose hits say something like what was asked: they have none of its words."""
    return replace(group, hits=tuple(replace(hit, similar=True, missing=(), why=()) for hit in group.hits))


def with_kind(
    parts: Sequence[tuple[str, float]], score: float, kind: str, times: float
) -> tuple[tuple[str, float], ...]:
    """Return the parts of a passage's score, what nearness in meaning added or took, and what its kind multiplied."""
    near = score / times - sum(own for _, own in parts)
    meaning = (("nearness in meaning", near),) if abs(near) > _ROUNDING else ()
    return (*parts, *meaning, (f"times, as a {kind}", times))


def facet_values(
    spec: FacetSpec, counts: Mapping[str, int], missing: int, chosen: tuple[str, ...]
) -> tuple[FacetValue, ...]:
    """Return the values counted and the chosen ones, most documents first or by name, and last those without one."""
    known = {**dict.fromkeys((name for name in chosen if name != MISSING), 0), **counts}
    order = sorted(known, key=lambda name: name if spec.by_value else (-known[name], name))
    values = [FacetValue(name, spec.words(name), known[name], name in chosen) for name in order]
    if missing or MISSING in chosen:
        values.append(FacetValue(MISSING, spec.missing, missing, MISSING in chosen))
    return tuple(values)
