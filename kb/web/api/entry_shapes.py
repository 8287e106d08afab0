"""The shapes of annotated entries and questions. Keys are a promise: added to, never renamed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from kb.documents.paraphrase import is_paraphrase
from kb.services.editorial.entries import QuestionView
from kb.services.evidence.annotations import AnnotationView, last_act
from kb.web.api.site import ApiAddress, Cursor, Site, WebAddress


@dataclass(frozen=True)
class AnnotationLinkShape:
    """What an entry is evidence for."""

    priority: Annotated[str, "id of the priority"]
    stance: str
    strength: str
    why: str


@dataclass(frozen=True)
class AnnotationShape:
    """An annotated entry."""

    id: str
    source: Annotated[str, "id of the source"]
    place: Annotated[str, "its place as printed; empty where it is on the source as a whole"]
    words: Annotated[str, "the words cited"]
    in_our_words: Annotated[bool, "the words are of this knowledge base and not the source's own"]
    text: Annotated[str, "the entry, in Markdown"]
    links: tuple[AnnotationLinkShape, ...]
    tags: tuple[str, ...]
    state: str
    by: Annotated[str, "who wrote it, as far as the reader may know"]
    changed_at: Annotated[str, "when something was last done to it, in UTC"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class AnnotationsShape:
    """A part of the list of entries; ``total`` counts all."""

    total: int
    annotations: tuple[AnnotationShape, ...]
    next: Cursor


@dataclass(frozen=True)
class QuestionShape:
    """A question for the inspectorate."""

    id: str
    text: str
    kind: str
    asked_of: str
    look_at: Annotated[tuple[str, ...], "what an inspector would look at"]
    good_answer: Annotated[str, "what a good answer shows"]
    background: Annotated[tuple[str, ...], "ids of sources to have read before"]
    priorities: Annotated[tuple[str, ...], "ids of the priorities that it is for"]
    pillars: tuple[str, ...]
    state: str
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class QuestionsShape:
    """A part of the list of questions; ``total`` counts all."""

    total: int
    questions: tuple[QuestionShape, ...]
    next: Cursor


def annotation_shape(site: Site, view: AnnotationView, names: Callable[[str], str]) -> AnnotationShape:
    """Return an entry as its reader may see it."""
    entry = view.entry
    return AnnotationShape(
        id=entry.id,
        source=entry.source,
        place=entry.citation.label,
        words=entry.citation.exact,
        in_our_words=is_paraphrase(entry.citation, view.source),
        text=entry.body,
        links=tuple(
            AnnotationLinkShape(one.priority, one.stance.value, one.strength.value, one.why) for one in entry.links
        ),
        tags=entry.tags,
        state=entry.state.value,
        by=names(entry.author),
        changed_at=f"{last_act(entry):%Y-%m-%dT%H:%M:%SZ}",
        web_url=site.web(f"/annotations/{entry.id}"),
        api_url=site.api(f"/annotations/{entry.id}"),
    )


def question_shape(site: Site, view: QuestionView) -> QuestionShape:
    """Return a question as its reader may see it."""
    one = view.entry
    return QuestionShape(
        id=one.id,
        text=one.text,
        kind=one.kind.value,
        asked_of=one.asked_of,
        look_at=one.look_at,
        good_answer=one.good_answer,
        background=tuple(source.id for source in view.background),
        priorities=tuple(priority.id for priority in view.priorities),
        pillars=tuple(pillar.value for pillar in one.pillars),
        state=one.state.value,
        web_url=site.web(f"/questions/{one.id}"),
        api_url=site.api(f"/questions/{one.id}"),
    )
