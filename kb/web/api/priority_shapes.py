"""The shapes of priorities. Keys are a promise: added to, never renamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.documents.citations.citations import citation_text
from kb.documents.paraphrase import is_paraphrase
from kb.services.library.browse import EvidenceView, PriorityView
from kb.web.api.site import ApiAddress, Cursor, Site, WebAddress


@dataclass(frozen=True)
class PriorityShape:
    """A priority in a list."""

    id: str
    title: str
    statement: str
    status: str
    call: Annotated[str, "id of the call that it came up in; empty for none"]
    topics: tuple[str, ...]
    raised_by: Annotated[int, "choices of answers grouped under it"]
    evidence: Annotated[int, "pieces of evidence"]
    bodies: Annotated[int, "independent bodies behind the evidence that supports it"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class PrioritiesShape:
    """A part of the list of priorities, those with most answers behind them first; ``total`` counts all."""

    total: int
    priorities: tuple[PriorityShape, ...]
    next: Cursor


@dataclass(frozen=True)
class PriorityEvidenceShape:
    """A piece of evidence for or against a priority."""

    stance: str
    strength: Annotated[str, "direct, indirect or anecdotal; empty where nobody has said"]
    why: str
    words: Annotated[str, "the words cited"]
    in_our_words: Annotated[bool, "the words are of this knowledge base and not the source's own"]
    source: Annotated[str, "id of the source; empty where it is not here"]
    passage: Annotated[str, "id of the passage; empty where the words are not found in the source as it stands"]
    citation: str
    reviewed: Annotated[bool, "a second person has reviewed it"]
    suspect: Annotated[bool, "the words cited are not in the source any more, and nobody has decided what that means"]


@dataclass(frozen=True)
class PriorityDetailShape(PriorityShape):
    """A priority whole."""

    situation: str
    problem: str
    queries: Annotated[tuple[str, ...], "the searches that belong to it"]
    pieces: tuple[PriorityEvidenceShape, ...]


def priorities_shape(site: Site, views: Sequence[PriorityView], total: int, next: str | None) -> PrioritiesShape:
    """Return a part of the list of priorities."""
    return PrioritiesShape(total, tuple(PriorityShape(**_facts(site, view)) for view in views), next)


def priority_detail_shape(site: Site, view: PriorityView) -> PriorityDetailShape:
    """Return a priority whole."""
    return PriorityDetailShape(
        **_facts(site, view),
        situation=view.priority.situation,
        problem=view.priority.problem,
        queries=view.priority.queries,
        pieces=tuple(_piece(site, one) for one in view.evidence),
    )


def _facts(site: Site, view: PriorityView) -> dict[str, Any]:
    one = view.priority
    return {
        "id": one.id,
        "title": one.title,
        "statement": one.statement,
        "status": one.status.value,
        "call": one.call,
        "topics": one.topics,
        "raised_by": len(view.raised),
        "evidence": len(view.evidence),
        "bodies": view.bodies,
        "web_url": site.web(f"/priorities/{one.id}"),
        "api_url": site.priority(one.id),
    }


def _piece(site: Site, view: EvidenceView) -> PriorityEvidenceShape:
    cited = view.cited
    source = cited.source
    return PriorityEvidenceShape(
        stance=cited.stance.value,
        strength=cited.strength.value if cited.strength else "",
        why=cited.why,
        words=cited.citation.exact,
        in_our_words=source is not None and is_paraphrase(cited.citation, source),
        source=source.id if source else "",
        passage=cited.passage,
        citation=citation_text(source, view.passage, site.base_url) if source else "",
        reviewed=cited.is_reviewed,
        suspect=cited.is_suspect,
    )
