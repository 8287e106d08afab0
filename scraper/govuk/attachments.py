"""Attachments of a GOV.UK page: which there are, in the order of the page, and which one is the document.

Newer items list them in ``attachments`` (ordered by ``featured_attachments``), older ones only in ``documents``, as
HTML strings; the oldest captures have neither, and name HTML publications as ``children`` in their links.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup, Tag

from scraper.html.soup import attribute, tree
from scraper.json_values import listed, text

_BOXES = ".attachment, .gem-c-attachment"
_TITLES = ".title a, .gem-c-attachment__title a, h2 a"
_FACTS = ".metadata, .gem-c-attachment__metadata"
_SIDE = re.compile(
    r"\b(?:annex|appendix|summary|index|glossary|easy[- ]read|welsh|cymraeg|infographic|table|data)\b", re.I
)
_EDITION = re.compile(
    r"\(?\b(?:accessible(?: version)?|html(?: version)?|web(?: version)?|pdf(?: version)?|print)\b\)?", re.I
)


@dataclass(frozen=True)
class GovukAttachment:
    """One attachment; ``form`` is ``html``, ``pdf`` or ``other``, and unknown numbers are empty strings."""

    id: str
    title: str
    url: str
    form: str
    isbn: str = ""
    paper: str = ""
    command: str = ""
    session: str = ""


def attachments_of(item: Any, ids: Iterable[str] = (), documents: str = "documents") -> tuple[GovukAttachment, ...]:
    """Return the attachments of a content item in the order of its page.

    ``ids`` come first (``featured_attachments``, or those of a consultation's outcome); ``documents`` names
    the field of HTML strings to fall back to.
    """
    found = [_listed(entry) for entry in listed(item, "details", "attachments")]
    found = [attachment for attachment in found if attachment.url]
    if not found:
        found = [a for html in listed(item, "details", documents) if isinstance(html, str) for a in _written(html)]
    if not found and documents == "documents":
        found = [_child(entry) for entry in listed(item, "links", "children")]
    order = {id: place for place, id in enumerate(ids)}
    return tuple(sorted((a for a in found if a.url), key=lambda a: order.get(a.id, len(order))))


def document_of(attachments: Iterable[GovukAttachment]) -> GovukAttachment | None:
    """Return the attachment that is the document: the first one, in HTML where there is such an edition of it.

    An HTML attachment that is only a summary or an annex does not stand for the report itself.
    """
    readable = [a for a in attachments if a.form in {"html", "pdf"}]
    if not readable:
        return None
    first = next((a for a in readable if not _SIDE.search(a.title)), readable[0])
    if first.form == "html":
        return first
    web = [a for a in readable if a.form == "html"]
    same = [a for a in web if _name(a.title) == _name(first.title)]
    full = [a for a in web if not _SIDE.search(a.title)]
    chosen = (same or full or [first])[0]
    return replace(  # the numbers are often stated with the PDF alone
        chosen,
        isbn=chosen.isbn or first.isbn,
        paper=chosen.paper or first.paper,
        command=chosen.command or first.command,
        session=chosen.session or first.session,
    )


def _name(title: str) -> str:
    return " ".join(re.findall(r"\w+", _EDITION.sub(" ", title).lower()))


def _listed(entry: Any) -> GovukAttachment:
    url, kind = text(entry, "url"), text(entry, "attachment_type")
    return GovukAttachment(
        id=text(entry, "id"),
        title=text(entry, "title"),
        url=url,
        form=_form(url, "html" if kind == "html" else text(entry, "content_type")),
        isbn=text(entry, "isbn"),
        paper=text(entry, "hoc_paper_number"),
        command=text(entry, "command_paper_number"),
        session=text(entry, "parliamentary_session"),
    )


def _written(html: str) -> list[GovukAttachment]:
    """Read the attachments of an HTML string of older items."""
    return list(attachments_in(tree(html)))


def attachments_in(page: Tag) -> tuple[GovukAttachment, ...]:
    """Return the attachments that a page shows in boxes."""
    return tuple(_section(part) for part in page.select(_BOXES) if part.find_parent(class_="govspeak") is None)


def write_boxes_as_items(body: BeautifulSoup) -> None:
    """Replace the boxes of attachments in a body by list items: the linked title, then type, size and pages.

    The title of a box is marked up as a heading, but it heads nothing.
    """
    for box in body.select(_BOXES):
        link = box.select_one(_TITLES)
        if link is None or box.decomposed:
            continue
        facts = [words for words in (" ".join(m.get_text(" ").split()) for m in box.select(_FACTS)) if words]
        item = Tag(name="li")
        item.append(link.extract())
        if facts:
            item.append(f" ({', '.join(facts).replace(' ,', ',')})")
        listing = Tag(name="ul")
        listing.append(item)
        box.replace_with(listing)


def _section(section: Tag) -> GovukAttachment:
    link = section.select_one(_TITLES)
    kind = _words(section, ".type")
    url = attribute(link, "href").strip() if link is not None else ""
    return GovukAttachment(
        id=attribute(section, "id"),
        title=" ".join(link.get_text(" ").split()) if link is not None else "",
        url=url,
        form=_form(url, kind.lower()),
        isbn=_words(section, ".isbn"),
        paper=_words(section, ".house_of_commons_paper_number"),
        command=_words(section, ".command_paper_number"),
        session=_words(section, ".parliamentary_session"),
    )


def _words(section: Tag, selector: str) -> str:
    element = section.select_one(selector)
    return " ".join(element.get_text(" ").split()) if element is not None else ""


def _child(entry: Any) -> GovukAttachment:
    is_page = text(entry, "document_type") == "html_publication" or text(entry, "schema_name") == "html_publication"
    url = text(entry, "base_path") if is_page else ""
    return GovukAttachment(text(entry, "content_id"), text(entry, "title"), url, "html")


def _form(url: str, kind: str) -> str:
    path = url.partition("?")[0].lower()
    if kind == "html":
        return "html"
    if "pdf" in kind or path.endswith(".pdf"):
        return "pdf"
    return "other"
