"""What a source's page says of it to machines: Highwire's ``citation_`` tags and schema.org's JSON-LD.

Reference managers read the first, search engines the second. The data block is no script (browsers do not run its
type, so the policy that forbids scripts in pages does not concern it), and no text can end it early.
"""

import json
from dataclasses import dataclass

from markupsafe import Markup

from kb.documents.citations.citation_files import FORMATS
from kb.documents.citations.citations import address
from kb.documents.markdown.html import is_safe_target
from kb.documents.markdown.inline import plain
from kb.domain.dates import PartialDate
from kb.domain.source.source import Source, SourceKind
from kb.web.layout.frame import Link

_PAGES = (SourceKind.NEWS, SourceKind.CALL, SourceKind.REGISTER)


@dataclass(frozen=True)
class Meta:
    """Tags with name and content, links to the same data as files, and the data block."""

    tags: tuple[tuple[str, str], ...]
    files: tuple[Link, ...]
    data: Markup


def meta_of(source: Source, base_url: str) -> Meta:
    """Return what the page of a source says of it to machines."""
    return Meta(tuple(_tags(source, base_url)), citation_links(f"/sources/{source.id}"), _data(source, base_url))


def citation_links(page: str) -> tuple[Link, ...]:
    """Return the links to the citation data of a page's thing; the note is the media type."""
    return tuple(Link(one.name, f"{page}/cite.{one.ending}", one.media_type) for one in FORMATS.values())


def _tags(source: Source, base_url: str) -> list[tuple[str, str]]:
    reference = source.reference
    original = source.address if is_safe_target(source.address) else ""
    tags = [
        ("citation_title", source.title),
        *(("citation_author", publisher) for publisher in source.publishers),
        ("citation_technical_report_institution", ", ".join(source.publishers)),
        ("citation_technical_report_number", reference.number if reference else ""),
        ("citation_isbn", reference.isbn if reference else ""),
        ("citation_publication_date", _day(source.published)),
        ("citation_language", "en"),
        ("citation_public_url", address(source, None, base_url)),
        ("citation_pdf_url", original if original.casefold().endswith(".pdf") else ""),
    ]
    return [(name, words) for name, words in tags if words]


def _day(date: PartialDate | None) -> str:
    return str(date).replace("-", "/") if date else ""


def _data(source: Source, base_url: str) -> Markup:
    values: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "WebPage" if source.kind in _PAGES else "Report",
        "@id": address(source, None, base_url),
        "name": source.title,
        "alternateName": source.short_title,
        "author": [{"@type": "Organization", "name": publisher} for publisher in source.publishers],
        "datePublished": str(source.published or ""),
        "reportNumber": source.reference.number if source.reference and source.kind not in _PAGES else "",
        "isbn": source.reference.isbn if source.reference else "",
        "license": source.terms.url,
        "sameAs": [one for one in source.addresses if is_safe_target(one)],
        "abstract": plain(source.summary),
        "inLanguage": "en-GB",
    }
    text = json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return Markup(text)  # noqa: S704 - JSON in which no sign of HTML is left
