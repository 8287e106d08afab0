"""What was found, in the one JSON shape that the terminal and the API share: keys are a promise.

Each shape is a frozen dataclass made by one function; ``dataclasses.asdict`` turns it into JSON. The words beside
a type say what the field is; the API's description is printed from them.
"""

from dataclasses import dataclass
from typing import Annotated

from kb.domain.query.results import Group, Hit, SearchResult
from kb.domain.source.passage import Passage


@dataclass(frozen=True)
class HitShape:
    """A found passage, with what it is a passage of."""

    source: Annotated[str, "id of the document that it is in"]
    type: Annotated[str, "sort of document: source, text, priority, input, call"]
    passage: Annotated[str, "id of the passage in its document; empty for the document as a whole"]
    label: Annotated[str, "the printed label in words: para 4.12"]
    page: Annotated[str, "the printed page that it starts on"]
    locator: Annotated[str, "label and page in words: para 4.12, p 23"]
    kind: Annotated[str, "what it is: paragraph, recommendation, finding …"]
    title: Annotated[str, "title of the document"]
    heading: Annotated[tuple[str, ...], "headings above it, outermost first"]
    text: Annotated[str, "the whole passage as plain words"]
    score: Annotated[float, "how well it fits; only to be compared within one answer"]
    illustrative: Annotated[bool, "an invented example, not a real answer"]


@dataclass(frozen=True)
class FoundShape:
    """The answer to a search: counts of everything found, and the hits that were asked for, in order."""

    passages: Annotated[int, "passages found"]
    sources: Annotated[int, "documents that they are in"]
    hits: tuple[HitShape, ...]


@dataclass(frozen=True)
class PassageShape:
    """A passage of a document."""

    id: Annotated[str, "id in its document, and its anchor on the document's page"]
    label: Annotated[str, "the printed label in words: para 4.12"]
    page: Annotated[str, "the printed page that it starts on"]
    kind: Annotated[str, "what it is: paragraph, recommendation, finding …"]
    heading: Annotated[tuple[str, ...], "headings above it, outermost first"]
    text: Annotated[str, "plain words without marks of notes"]
    links: Annotated[tuple[str, ...], "ids of passages that it refers to"]


def hit_shape(group: Group, hit: Hit) -> HitShape:
    """Return one hit in its shape."""
    return HitShape(
        source=group.source,
        type=group.doc_type,
        passage=hit.passage,
        label=hit.label,
        page=hit.page,
        locator=hit.locator,
        kind=hit.kind,
        title=group.title,
        heading=hit.heading,
        text=hit.text,
        score=round(hit.score, 4),
        illustrative=group.illustrative,
    )


def found_shape(result: SearchResult) -> FoundShape:
    """Return an answer in its shape."""
    hits = tuple(hit_shape(group, hit) for group in result.groups for hit in group.hits)
    return FoundShape(result.passages, result.sources, hits)


def passage_shape(passage: Passage) -> PassageShape:
    """Return a passage in its shape."""
    return PassageShape(
        id=passage.id,
        label=passage.label,
        page=passage.page,
        kind=passage.kind.value,
        heading=passage.heading,
        text=passage.text,
        links=passage.links,
    )
