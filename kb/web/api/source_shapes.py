"""The shapes of sources and passages. Keys are a promise: added to, never renamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from kb.documents.citations.citations import citation_text
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.services.library.browse import SourceView
from kb.services.library.evidence import Cited
from kb.services.library.source_list import SourceRow
from kb.services.search.json_shapes import PassageShape, passage_shape
from kb.services.search.similar import SimilarPassage
from kb.web.addresses import source_address
from kb.web.api.site import ApiAddress, Cursor, Site, WebAddress


@dataclass(frozen=True)
class SourceShape:
    """A source in a list."""

    id: str
    title: str
    short_title: str
    publishers: tuple[str, ...]
    kind: str
    published: Annotated[str, "as precisely as it is known: 2016, 2016-04, 2016-04-13; empty where it is not"]
    reference: Annotated[str, "the printed reference in words"]
    topics: tuple[str, ...]
    licence: str
    full_text: Annotated[bool, "the licence lets its text be shown in full"]
    state: Annotated[str, "read, blocked to scripts, gone …"]
    cited_by: Annotated[int, "priorities that cite it"]
    summary: Annotated[str, "in our own words, as Markdown"]
    address: Annotated[str, "where the publisher has it"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class SourcesShape:
    """A part of the list of sources, newest first; ``total`` counts all that were asked for."""

    total: int
    sources: tuple[SourceShape, ...]
    next: Cursor


@dataclass(frozen=True)
class CaptureShape:
    """The bytes that a source's text was read from."""

    sha256: str
    at: Annotated[str, "when they were fetched or filed, in UTC"]
    media_type: str
    archived: Annotated[str, "a copy in a public web archive"]


@dataclass(frozen=True)
class EvidenceShape:
    """A priority that cites this source."""

    priority: str
    title: str
    stance: str
    passage: Annotated[str, "id of the passage cited; empty where its words are not found in the source as it stands"]
    annotation: Annotated[str, "id of the annotation that says so; empty where the priority's own file does"]
    strength: Annotated[str, "direct, indirect or anecdotal; empty where nobody has said"]
    reviewed: Annotated[bool, "a second person has reviewed it"]
    suspect: Annotated[bool, "the words cited are not in the source any more, and nobody has decided what that means"]


@dataclass(frozen=True)
class SourceDetailShape(SourceShape):
    """A source whole: its passages in order, what rests on it, and what it stands beside."""

    citation: str
    attribution: Annotated[str, "the words owed to the publisher"]
    captured: CaptureShape | None
    derives_from: tuple[str, ...]
    derived: tuple[str, ...]
    responds_to: tuple[str, ...]
    responses: tuple[str, ...]
    evidence: tuple[EvidenceShape, ...]
    passages: tuple[PassageShape, ...]


@dataclass(frozen=True)
class PassageDetailShape(PassageShape):
    """A passage of a source, with its neighbours and its citation."""

    source: str
    title: str
    citation: str
    previous: Annotated[str, "id of the passage before it in the source; empty for the first"]
    following: Annotated[str, "id of the passage after it; empty for the last"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class SimilarPassageShape(PassageShape):
    """A passage that says something like the one asked about."""

    source: str
    title: str
    score: float
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class SimilarShape:
    """Similar passages, best first."""

    passages: tuple[SimilarPassageShape, ...]


def source_shape(site: Site, source: Source, state: str, cited_by: int) -> SourceShape:
    """Return a source as lists have it."""
    return SourceShape(
        id=source.id,
        title=source.title,
        short_title=source.short_title,
        publishers=source.publishers,
        kind=source.kind.value,
        published=str(source.published or ""),
        reference=source.reference.in_words() if source.reference else "",
        topics=source.topics,
        licence=source.terms.id,
        full_text=source.terms.full_text,
        state=state,
        cited_by=cited_by,
        summary=source.summary,
        address=source.address,
        web_url=site.web(source_address(source.id)),
        api_url=site.source(source.id),
    )


def sources_shape(site: Site, rows: Sequence[SourceRow], total: int, next: str | None) -> SourcesShape:
    """Return a part of the list of sources."""
    return SourcesShape(
        total, tuple(source_shape(site, row.source, row.state.value, row.cited_by) for row in rows), next
    )


def source_detail_shape(site: Site, view: SourceView) -> SourceDetailShape:
    """Return a source whole."""
    source, captured = view.source, view.source.captured
    cited_by = len({cited.priority.id for cited in view.evidence})
    return SourceDetailShape(
        **vars(source_shape(site, source, view.state.value, cited_by)),
        citation=citation_text(source, None, site.base_url),
        attribution=source.terms.attribution,
        captured=CaptureShape(captured.sha256, captured.at.isoformat(), captured.media_type, captured.archived)
        if captured
        else None,
        derives_from=tuple(one.id for one in view.derives_from),
        derived=tuple(one.id for one in view.derived),
        responds_to=tuple(one.id for one in view.responds_to),
        responses=tuple(one.id for one in view.responses),
        evidence=tuple(_evidence_shape(one) for one in view.evidence),
        passages=tuple(passage_shape(passage) for passage in view.passages),
    )


def _evidence_shape(cited: Cited) -> EvidenceShape:
    return EvidenceShape(
        priority=cited.priority.id,
        title=cited.priority.title,
        stance=cited.stance.value,
        passage=cited.passage,
        annotation=cited.annotation.id if cited.annotation else "",
        strength=cited.strength.value if cited.strength else "",
        reviewed=cited.is_reviewed,
        suspect=cited.is_suspect,
    )


def passage_detail_shape(site: Site, view: SourceView, at: int) -> PassageDetailShape:
    """Return the passage at a place of its source."""
    source, passages = view.source, view.passages
    return PassageDetailShape(
        **vars(passage_shape(passages[at])),
        source=source.id,
        title=source.title,
        citation=citation_text(source, passages[at], site.base_url),
        previous=passages[at - 1].id if at else "",
        following=passages[at + 1].id if at + 1 < len(passages) else "",
        web_url=site.web(source_address(source.id, passages[at].id)),
        api_url=site.passage(source.id, passages[at].id),
    )


def similar_shape(site: Site, found: Sequence[SimilarPassage]) -> SimilarShape:
    """Return similar passages."""

    def one(source: Source, passage: Passage, score: float) -> SimilarPassageShape:
        return SimilarPassageShape(
            **vars(passage_shape(passage)),
            source=source.id,
            title=source.title,
            score=round(score, 4),
            web_url=site.web(source_address(source.id, passage.id)),
            api_url=site.passage(source.id, passage.id),
        )

    return SimilarShape(tuple(one(each.source, each.passage, each.score) for each in found))
