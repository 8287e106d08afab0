"""Pages of the manual (``kb/docs``): our own Markdown to HTML with an anchor at each heading, and to passages."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown.extensions.toc import TocExtension
from markupsafe import Markup

from kb.documents.markdown.html import renderer
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.source.passage import Passage

_TITLE = re.compile(r"# (.+)\n")
_MARKER = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_FENCE = re.compile(r"^```.*\n", re.MULTILINE)
_LINK = re.compile(r'(<a href=")([^"]+)')
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class ManualSection:
    """A heading of the second level: its words and its anchor."""

    words: str
    anchor: str


@dataclass(frozen=True)
class ManualText:
    """A page: its title, its HTML without the title, and its sections."""

    title: str
    html: Markup
    sections: tuple[ManualSection, ...]


def manual_text(text: str, address: Callable[[str], str]) -> ManualText:
    """Render a page; ``address`` maps a link as written to where it leads on the site. Raw HTML is words."""
    title, body = _parted(text)
    markdown = renderer("fenced_code", TocExtension(slugify=_slug))
    html = markdown.convert(body)
    html = _LINK.sub(lambda match: match[1] + address(match[2]), html)
    html = _TABLE.sub(r'<div class="wide" role="group" aria-label="Table" tabindex="0">\g<0></div>', html)
    headings: list[dict[str, str]] = getattr(markdown, "toc_tokens")  # noqa: B009 - set by the extension, unknown to types
    safe = Markup(html)  # noqa: S704 - rendered from our own files, where raw HTML is words
    return ManualText(title, safe, tuple(ManualSection(one["name"], one["id"]) for one in headings))


def manual_title(text: str) -> str:
    """Return the title of a page."""
    return _parted(text)[0]


def manual_passages(text: str) -> tuple[Passage, ...]:
    """Return the passages of a page, to be searched; each has the headings above it."""
    return passages_of(_FENCE.sub("", _parted(text)[1]))


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it, so that a link is good there and here."""
    return _NOT_IN_ANCHOR.sub("", heading.lower()).strip().replace(" ", "-")


def _parted(text: str) -> tuple[str, str]:
    text = _MARKER.sub("", text)
    title = _TITLE.match(text)
    return (plain(title[1]), text[title.end() :]) if title else ("", text)


def _slug(heading: str, _separator: str) -> str:
    return anchor_of(heading)
