"""A page of the manual, and what a search of the manual found."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote_plus

from markupsafe import Markup

from kb.documents.manual import ManualText, anchor_of
from kb.domain.query.results import Group, Hit, SearchResult
from kb.services.help.manual import ADDRESS
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import Marked, marked_snippet

FEWEST_SECTIONS = 3
"""A page with fewer sections needs no contents."""

TITLE = "document"
"""The kind of a hit that is a page as a whole, found by its title."""


@dataclass(frozen=True)
class ManualPage:
    """A page of the manual; ``contents`` are its sections, and none where it is short."""

    template: ClassVar[str] = "help/page.html"
    frame: Frame
    title: str
    is_first: bool
    contents: tuple[Link, ...]
    text: Markup


@dataclass(frozen=True)
class FoundSection:
    """A passage that was found: the section that it is in, and its words."""

    section: Link
    words: Marked


@dataclass(frozen=True)
class FoundGroup:
    """A page with the passages that were found in it."""

    page: Link
    passages: tuple[FoundSection, ...]


@dataclass(frozen=True)
class FoundPage:
    """What a search of the manual found."""

    template: ClassVar[str] = "help/found.html"
    frame: Frame
    asked: str
    heading: str
    mean: Link | None
    groups: tuple[FoundGroup, ...]


def manual_page(frame: Frame, name: str, page: ManualText) -> ManualPage:
    """Make a page of the manual."""
    contents = tuple(Link(section.words, f"#{section.anchor}") for section in page.sections)
    text = page.html
    return ManualPage(frame, page.title, not name, contents if len(contents) >= FEWEST_SECTIONS else (), text)


def found_page(frame: Frame, asked: str, result: SearchResult) -> FoundPage:
    """Make the page of what was found."""
    other = result.did_you_mean
    return FoundPage(
        frame=frame,
        asked=asked,
        heading=count(result.sources, "page") if result.sources else "Nothing found",
        mean=Link(other.query.text, f"{ADDRESS}?q={quote_plus(other.query.text)}") if other else None,
        groups=tuple(_group(group) for group in result.groups),
    )


def _group(group: Group) -> FoundGroup:
    page = Link(group.title, f"{ADDRESS}/{group.source}")
    return FoundGroup(page, tuple(_passage(page, hit) for hit in group.hits if hit.kind != TITLE))


def _passage(page: Link, hit: Hit) -> FoundSection:
    section = hit.heading[-1] if hit.heading else ""
    link = Link(section, f"{page.address}#{anchor_of(section)}") if section else page
    return FoundSection(link, marked_snippet(hit.snippet))
