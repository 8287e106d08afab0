"""Collections: the list, one to work on, one to read by its link, and the form that adds passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.collection import Collection
from kb.domain.priority.priority import Priority
from kb.services.collections.collections import (
    LONGEST_INTRODUCTION,
    LONGEST_LINE,
    LONGEST_TITLE,
    CollectedView,
)
from kb.services.collections.example import EXAMPLE
from kb.web.addresses import annotate_address, cite_address, source_address
from kb.web.anonymous_owner import kept_where
from kb.web.humanize import count, day, listed
from kb.web.layout.frame import Frame, Link, UndoChange

ENDINGS = {"docx": "Word", "html": "HTML", "md": "Markdown", "csv": "CSV", "ris": "RIS", "json": "JSON"}
"""The files that a collection can be taken away as, by how their names end."""


@dataclass(frozen=True)
class CollectedRow:
    """A passage in a collection; ``words`` are empty where it cannot be shown."""

    key: str
    anchor: str
    number: int
    words: str
    is_ours: bool
    title: str
    byline: str
    place: str
    address: str
    cite: str
    annotate: str
    line: str
    note: str


@dataclass(frozen=True)
class CollectionsPage:
    """The list of somebody's collections."""

    template: ClassVar[str] = "collections/collections.html"
    frame: Frame
    heading: str
    told: str
    undo: UndoChange | None
    rows: tuple[Link, ...]
    csrf: str
    kept: str
    example: Link | None


@dataclass(frozen=True)
class CollectionPage:
    """A collection: to work on where ``at`` is its address, else to read. ``link`` is set while it is shared."""

    template: ClassVar[str] = "collections/collection.html"
    frame: Frame
    title: str
    introduction: str
    paragraphs: tuple[str, ...]
    rows: tuple[CollectedRow, ...]
    files: tuple[Link, ...]
    at: str
    link: str
    told: str
    undo: UndoChange | None
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    longest_title: int
    longest_introduction: int
    longest_line: int
    csrf: str
    priorities: tuple[Link, ...]
    is_example: bool


@dataclass(frozen=True)
class CollectingPage:
    """The form that puts ticked passages into a new collection or one that is there."""

    template: ClassVar[str] = "collections/add.html"
    frame: Frame
    rows: tuple[CollectedRow, ...]
    choices: tuple[tuple[str, str, bool], ...]
    title: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    longest_title: int
    csrf: str
    kept: str


def kept_words(account: str) -> str:
    """Return where collections are kept, and who can see them."""
    return f"Collections are kept {kept_where(account)}. Others see one only if you share its link."


def collections_page(
    frame: Frame,
    collections: Sequence[Collection],
    csrf: str,
    kept: str,
    told: str,
    deleted: Collection | None,
    example: Collection | None,
) -> CollectionsPage:
    """Make the list; ``deleted`` is what was just deleted and can be had back, ``example`` a worked one to look at."""
    return CollectionsPage(
        frame=frame,
        heading=count(len(collections), "collection", "collections") if collections else "Collections",
        told=told,
        undo=UndoChange(f"Deleted “{deleted.title}”.", f"/collections/{deleted.id}/undo") if deleted else None,
        rows=tuple(
            Link(
                one.title, f"/collections/{one.id}", f"{count(len(one.kept), 'passage')}, {day(one.changed_at.date())}"
            )
            for one in collections
        ),
        csrf=csrf,
        kept=kept,
        example=Link(example.title, f"/collections/shared/{example.shared}") if example else None,
    )


def collection_page(
    frame: Frame,
    collection: Collection,
    views: Sequence[CollectedView],
    base_url: str,
    *,
    csrf: str = "",
    told: str = "",
    errors: Mapping[str, str] | None = None,
    typed: tuple[str, str] | None = None,
    annotates: bool = False,
    is_owner: bool = False,
    priorities: Sequence[Priority] = (),
) -> CollectionPage:
    """Make the page of a collection; who reads it by its link is shown what they may see, and nothing of the rest.

    ``priorities`` are those that its passages may be used as evidence for.
    """
    shown = views if is_owner else [view for view in views if view.passage is not None]
    at = f"/collections/{collection.id}"
    shared = f"/collections/shared/{collection.shared}" if collection.shared else ""
    title, introduction = typed or (collection.title, collection.introduction)
    removed = next((one for one in collection.items if one.removed), None)
    return CollectionPage(
        frame=frame,
        title=title,
        introduction=introduction,
        paragraphs=tuple(line for line in collection.introduction.splitlines() if line.strip()),
        rows=passage_rows(shown, annotates=annotates),
        files=tuple(Link(words, f"{at if is_owner else shared}.{ending}") for ending, words in ENDINGS.items()),
        at=at if is_owner else "",
        link=f"{base_url.rstrip('/')}{shared}" if shared and is_owner else "",
        told=told,
        undo=UndoChange("Removed a passage.", f"{at}/items", removed.key) if removed and is_owner else None,
        errors=errors or {},
        problems=tuple(Link(what, f"#{field}") for field, what in (errors or {}).items()),
        longest_title=LONGEST_TITLE,
        longest_introduction=LONGEST_INTRODUCTION,
        longest_line=LONGEST_LINE,
        csrf=csrf,
        priorities=tuple(
            Link(one.title, f"/priorities/{one.id}/evidence?collection={collection.id}") for one in priorities if shown
        ),
        is_example=collection.id == EXAMPLE,
    )


def add_page(
    frame: Frame,
    views: Sequence[CollectedView],
    collections: Sequence[Collection],
    csrf: str,
    kept: str,
    *,
    title: str = "",
    chosen: str | None = None,
    errors: Mapping[str, str] | None = None,
) -> CollectingPage:
    """Make the form that adds passages; ``chosen`` is the collection chosen, by default the one last changed."""
    chosen = (collections[0].id if collections else "") if chosen is None else chosen
    return CollectingPage(
        frame=frame,
        rows=passage_rows(views),
        choices=tuple((one.id, one.title, one.id == chosen) for one in collections),
        title=title,
        errors=errors or {},
        problems=tuple(Link(what, "#title") for what in (errors or {}).values()),
        longest_title=LONGEST_TITLE,
        csrf=csrf,
        kept=kept,
    )


def passage_rows(views: Sequence[CollectedView], *, annotates: bool = False) -> tuple[CollectedRow, ...]:
    """Return passages as rows, numbered from 1."""
    return tuple(_row(number, view, annotates) for number, view in enumerate(views, start=1))


def _row(number: int, view: CollectedView, annotates: bool) -> CollectedRow:
    source, held, item = view.source, view.passage, view.item
    if source is None or held is None:
        gone = "This passage is not here now: it was taken out or moved, or you may not read it."
        return CollectedRow(item.key, f"item-{number}", number, "", False, "", "", "", "", "", "", item.line, gone)
    words, most = held.text.split(), source.terms.quotation_words
    date = source.published.in_words() if source.published else ""
    return CollectedRow(
        key=item.key,
        anchor=f"item-{number}",
        number=number,
        words=" ".join(words[:most]) + (" …" if len(words) > most else ""),
        is_ours=held.is_ours,
        title=source.title,
        byline=" · ".join(part for part in (listed(source.publishers), date) if part),
        place=held.locator or "a passage without a number",
        address=source_address(source.id, held.id),
        cite=cite_address(source.id, held.id),
        annotate=annotate_address(source.id, held.id) if annotates else "",
        line=item.line,
        note="Its words have changed since it was collected." if view.is_changed else "",
    )
