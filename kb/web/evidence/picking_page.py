"""Passages found for a priority, to be taken for evidence several at once; for people who work on entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from kb.domain.account.viewer import Viewer
from kb.domain.collection import Collection
from kb.domain.evidence.annotation import Strength
from kb.domain.form_data import FormData, one
from kb.domain.priority.priority import Priority, Stance
from kb.web.evidence.annotation_form_page import AUDIENCES, STRENGTHS, AnnotationChoice
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import SIGNS

LINES = "Where you leave “Why” empty, your line at a passage is the reason."


@dataclass(frozen=True)
class PickRow:
    """A passage: how the form names it, where it stands, its words as they were found, and where to read it."""

    value: str
    source: str
    place: str
    words: tuple[tuple[str, bool], ...]
    address: str
    chosen: bool = False
    line: str = ""


@dataclass(frozen=True)
class PickRequest:
    """What was typed and what came of it."""

    form: FormData = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    refused: tuple[Link, ...] = ()


@dataclass(frozen=True)
class PickedFrom:
    """Where the passages are from: words that were searched for, one source, a collection; or else the searches."""

    q: str = ""
    source: str = ""
    collection: Collection | None = None


@dataclass(frozen=True)
class PickPage:
    """The passages with one form for those ticked; ``q`` are the words that were searched for, ``only`` the source.

    ``collection`` is the one that they are from; ``collections`` are those to take passages from.
    """

    template: ClassVar[str] = "evidence/picking.html"
    frame: Frame
    csrf: str
    priority: Link
    action: str
    q: str
    only: str
    collection: str
    collections: tuple[Link, ...]
    lead: str
    heading: str
    rows: tuple[PickRow, ...]
    stances: tuple[AnnotationChoice, ...]
    strengths: tuple[AnnotationChoice, ...]
    audiences: tuple[AnnotationChoice, ...]
    why: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    said: str
    refused: tuple[Link, ...]
    next: Link | None


def pick_page(
    frame: Frame,
    csrf: str,
    priority: Priority,
    rows: Sequence[PickRow],
    viewer: Viewer,
    asked: PickRequest,
    *,
    picked_from: PickedFrom,
    collections: Sequence[Collection],
    next: Priority | None,
) -> PickPage:
    """Make the page; ``collections`` are the reader's own, ``next`` is a priority that nothing is cited for yet."""
    form, collection = asked.form, picked_from.collection
    stance, strength = one(form, "stance"), one(form, "strength")
    audience = one(form, "audience") or priority.audience.value
    chosen = audience if audience in [each.value for each in viewer.audience.shelves()] else viewer.audience.value
    return PickPage(
        frame=frame,
        csrf=csrf,
        priority=Link(priority.title, f"/priorities/{priority.id}"),
        action=f"/priorities/{priority.id}/evidence",
        q=picked_from.q,
        only=picked_from.source,
        collection=collection.id if collection else "",
        collections=tuple(
            Link(one.title, f"/priorities/{priority.id}/evidence?collection={one.id}", count(len(one.kept), "passage"))
            for one in collections
        ),
        lead=f"Of your collection “{collection.title}”. {LINES}" if collection else "",
        heading=f"{count(len(rows), 'passage')} to judge" if rows else "No passage to judge",
        rows=tuple(rows),
        stances=tuple(AnnotationChoice(s.value, s.value, s.value == stance, SIGNS[s]) for s in Stance),
        strengths=tuple(AnnotationChoice(s.value, STRENGTHS[s], s.value == strength) for s in Strength),
        audiences=tuple(AnnotationChoice(a.value, AUDIENCES[a], a.value == chosen) for a in viewer.audience.shelves()),
        why=one(form, "why"),
        errors=asked.errors,
        problems=tuple(Link(words, f"#{name}") for name, words in asked.errors.items()),
        said=asked.said,
        refused=asked.refused,
        next=Link(next.title, f"/priorities/{next.id}/evidence") if next else None,
    )
