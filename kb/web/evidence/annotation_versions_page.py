"""What an entry said before, and the page where two people changed one entry: both versions, and the choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.evidence.annotation import Annotation
from kb.services.evidence.visible_annotations import Seen
from kb.web.evidence.annotation_page import STATE_WORDS
from kb.web.evidence.forms import TypedEntry, typed_again
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked
from kb.web.sources.marks import Evidence, link_mark


@dataclass(frozen=True)
class VersionRow:
    """One version: since when it stood, in which state, and what it said."""

    number: int
    since: str
    state: str
    body: Markup
    links: tuple[Evidence, ...]
    tags: str


@dataclass(frozen=True)
class VersionsPage:
    """Every version whose words differ from those of the one before, the latest first."""

    template: ClassVar[str] = "evidence/annotation_versions.html"
    frame: Frame
    back: Link
    rows: tuple[VersionRow, ...]


def versions_page(
    frame: Frame, seen: Seen, versions: tuple[Annotation, ...], titles: Mapping[str, str]
) -> VersionsPage:
    """Make the page; ``titles`` are of the priorities that this reader may see."""
    told = [one for at, one in enumerate(versions) if at == 0 or _said(one) != _said(versions[at - 1])]
    rows = [_row(number, one, titles) for number, one in enumerate(told, start=1)]
    return VersionsPage(frame, Link(seen.source.heading, f"/annotations/{seen.entry.id}"), tuple(reversed(rows)))


def _said(entry: Annotation) -> TypedEntry:
    return typed_again(entry)


def _row(number: int, entry: Annotation, titles: Mapping[str, str]) -> VersionRow:
    return VersionRow(
        number=number,
        since=moment(entry.changed or entry.made),
        state=STATE_WORDS[entry.state].lower(),
        body=Markup(safe_html(entry.body)),  # noqa: S704 - made safe by kb.documents.markdown.html
        links=tuple(link_mark(link, titles[link.priority]) for link in entry.links if link.priority in titles),
        tags=", ".join(entry.tags),
    )


@dataclass(frozen=True)
class AnnotationConflictPage:
    """Both versions in words, and the form that saves one on top with everything that was typed."""

    template: ClassVar[str] = "evidence/annotation_conflict.html"
    frame: Frame
    csrf: str
    over: Link
    action: str
    theirs: tuple[VersionLine, ...]
    yours: tuple[VersionLine, ...]
    fields: tuple[tuple[str, str], ...]


def annotation_conflict_page(
    frame: Frame, csrf: str, seen: Seen, typed: TypedEntry | None, titles: Mapping[str, str]
) -> AnnotationConflictPage:
    """Make the page; ``typed`` is what was to be saved (nothing: a turn was to be taken, not words written)."""
    theirs = _lines(typed_again(seen.entry), titles)
    yours = _lines(typed, titles) if typed else []
    address = f"/annotations/{seen.entry.id}"
    return AnnotationConflictPage(
        frame=frame,
        csrf=csrf,
        over=Link(seen.source.heading, address),
        action=f"{address}/edit",
        theirs=marked(theirs, yours or theirs),
        yours=marked(yours, theirs),
        fields=(*_fields(typed), ("seen", seen.digest), ("do", "save")) if typed else (),
    )


def _lines(typed: TypedEntry, titles: Mapping[str, str]) -> list[str]:
    links = [
        f"{link.stance}: {titles.get(link.priority, link.priority)} ({link.strength}) {link.why}"
        for link in typed.links
    ]
    return [
        *typed.body.splitlines(),
        *links,
        f"Tags: {typed.tags or '–'}",
        f"Look again by: {typed.review_by or '–'}",
        f"For: {typed.audience}",
    ]


def _fields(typed: TypedEntry) -> tuple[tuple[str, str], ...]:
    fields = [("body", typed.body), ("tags", typed.tags), ("review_by", typed.review_by), ("audience", typed.audience)]
    for number, link in enumerate(typed.links):
        for name in ("priority", "stance", "strength", "why"):
            fields.append((f"{name}-{number}", getattr(link, name)))
    return tuple(fields)
