"""Documents on GOV.UK, read through its Content API.

A publication's page only holds the document: the one that is wanted is fetched after it, as a web page of its own
where there is such an edition and as a PDF otherwise. Discovery is in :mod:`scraper.govuk.search`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlunsplit

from kb.documents.markdown.inline import plain
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.govuk import search as govuk_search
from scraper.govuk.attachments import GovukAttachment, attachments_in, attachments_of, document_of
from scraper.govuk.item import (
    API,
    HOME,
    absolute,
    published_of,
    publishers_of,
    refuse_absent,
    refuse_strangers,
    text_of,
    withdrawn_of,
)
from scraper.govuk.names import kind_of
from scraper.govuk.page import read_saved
from scraper.html.dates import date_of_page
from scraper.html.links import host_of, path_of, split
from scraper.html.soup import is_pdf, page_of, refuse_errors
from scraper.json_values import json_of, listed, text
from scraper.parliament.papers import fuller, paper_reference, printed_reference
from scraper.pdf import read_pdf
from scraper.publishers.web_page import title_of

LICENCE = "OGL-UK-3.0"
_HOSTS = {"www.gov.uk", "gov.uk", "assets.publishing.service.gov.uk"}
_FILES = ("/government/uploads/", "/media/", "/api/", "/assets/")
_LANDINGS = {"publication", "consultation", "call_for_evidence", "statistical_data_set"}
_TITLE_PAGE = 20
_PUBLICATION = re.compile(r"/government/(?:publications|consultations|statistics|calls-for-evidence)/[^/]+/?")


@dataclass(frozen=True)
class GovUk:
    """The reader of GOV.UK: ten requests a second are allowed, and one is asked for."""

    name = "govuk"
    delay = 1.0

    def recognises(self, address: str) -> bool:
        """Say whether an address is on GOV.UK or its host of files."""
        return host_of(address) in _HOSTS

    def entry(self, address: str) -> str:
        """Return the address of the content item behind a page; files are fetched as they are."""
        parts = split(address)
        if parts.hostname == "assets.publishing.service.gov.uk" or parts.path.startswith(_FILES):
            return address
        path = parts.path.rstrip("/") or "/"
        return urlunsplit((parts.scheme, parts.netloc, f"{API}{path}", "", ""))

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want the document that a publication's page holds, once the page is there."""
        if len(bodies) != 1 or bodies[0].status >= 400 or is_pdf(bodies[0]):
            return ()
        try:
            if not _is_json(bodies[0]):
                return _shown_document(bodies[0])
            document = _document(json_of(bodies[0]))
        except Unreadable:
            return ()
        return (self._address_of(document, bodies[0].address),) if document else ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the document with the facts of its page."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        page = bodies[0]
        if not _is_json(page):
            refuse_errors(page)
            return replace(_read_saved(bodies), licence=LICENCE)
        item = json_of(page)
        refuse_absent(item, page.address)
        refuse_errors(page)
        refuse_strangers(item)
        return self._read_item(item, bodies)

    def discovery_requests(self, base: str = HOME) -> tuple[str, ...]:
        """Return the searches of GOV.UK that may find new documents of the field."""
        return govuk_search.requests(base)

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Read the answer to one of the searches as proposals of sources."""
        return govuk_search.proposals(body)

    def _address_of(self, document: GovukAttachment, page: str) -> str:
        address = absolute(document.url, page)
        return self.entry(address) if document.form == "html" else address

    def _read_item(self, item: Any, bodies: Sequence[Body]) -> Extract:
        page, document = bodies[0], _document(item)
        blocks, withdrawn = text_of(item), withdrawn_of(item)
        reference = paper_reference(
            *((document.paper, document.command, document.session, document.isbn) if document else ())
        )
        aliases = [_page_address(item, page.address)]
        if document and len(bodies) > 1:
            aliases.append(absolute(document.url, page.address))
            text, its_reference, its_notice = _read_document(bodies[1])
            blocks = (*blocks, *text) if text_kind(item) == "consultation" else text
            reference, withdrawn = fuller(reference, its_reference), withdrawn or its_notice
        elif not document:
            reference = fuller(reference, _printed(blocks, item))
        if not blocks:
            raise Unreadable(Outcome.SUSPICIOUS, "the page holds no text and no document that can be read")
        return Extract(
            title=_title(item),
            blocks=blocks,
            published=published_of(item),
            publishers=publishers_of(item),
            kind=kind_of(text_kind(item, "document_type"), _title(item)),
            reference=reference,
            licence=LICENCE,
            aliases=tuple(dict.fromkeys(alias for alias in aliases if alias)),
            withdrawn=withdrawn,
        )


def _shown_document(page: Body) -> tuple[str, ...]:
    """Return where the document is that the page of a publication shows, as a browser or an archive has the page."""
    if not _PUBLICATION.fullmatch(path_of(page.address)):
        return ()
    document = document_of(a for a in attachments_in(page_of(page)) if a.url)
    return (document.url,) if document and document.url.startswith("http") else ()


def _read_saved(bodies: Sequence[Body]) -> Extract:
    """Read a page as a browser shows it, with the text of the document that it holds where that came too."""
    first, *further = bodies
    if is_pdf(first):
        return read_pdf(first.content)
    try:
        extract = read_saved(page_of(first))
    except Unreadable:
        if not further:  # the page of a publication may say nothing beside its document
            raise
        page = page_of(first)
        extract = Extract(title_of(page), (), date_of_page(page, page))
    if not further:
        return extract
    refuse_errors(further[0])
    whole = read_pdf(further[0].content) if is_pdf(further[0]) else read_saved(page_of(further[0]))
    return replace(
        extract,
        blocks=whole.blocks,
        published=extract.published or whole.published,
        publishers=extract.publishers or whole.publishers,
        reference=fuller(extract.reference, whole.reference),
        aliases=(further[0].address,),
    )


def text_kind(item: Any, field: str = "schema_name") -> str:
    """Return the schema (or document type) of an item."""
    return text(item, field)


def _title(item: Any) -> str:
    return " ".join(text(item, "title").split())


def _document(item: Any) -> GovukAttachment | None:
    """Return the attachment that is the document of an item, if it is a page that holds one."""
    if text_kind(item) not in _LANDINGS:
        return None
    outcome = [text({"id": id}, "id") for id in listed(item, "details", "final_outcome_attachments")]
    if outcome:
        ids = set(outcome)
        return document_of(a for a in attachments_of(item, outcome) if a.id in ids)
    for field in ("final_outcome_documents", "documents"):
        featured = [text({"id": id}, "id") for id in listed(item, "details", "featured_attachments")]
        if found := document_of(attachments_of(item, featured, field)):
            return found
    return None


def _read_document(body: Body) -> tuple[tuple[Block, ...], Reference | None, str]:
    """Read a fetched attachment: its blocks, its printed reference, its own notice of withdrawal."""
    if _is_json(body):
        item = json_of(body)
        refuse_absent(item, body.address)
        refuse_errors(body)
        refuse_strangers(item)
        blocks = text_of(item)
        return blocks, _printed(blocks, item), withdrawn_of(item)
    refuse_errors(body)
    extract = read_pdf(body.content) if is_pdf(body) else read_saved(page_of(body))
    return extract.blocks, extract.reference, ""


def _printed(blocks: tuple[Block, ...], item: Any) -> Reference | None:
    """Return the reference on the title page of a document in HTML, with the ISBN that its item states."""
    lines = [plain(block.text) for block in blocks[:_TITLE_PAGE] if block.kind is BlockKind.PARAGRAPH]
    return fuller(paper_reference(isbn=text(item, "details", "isbn")), printed_reference(lines))


def _page_address(item: Any, address: str) -> str:
    path = text(item, "base_path")
    return absolute(path, address) if path.startswith("/") else ""


def _is_json(body: Body) -> bool:
    return "json" in body.media_type or body.content.lstrip()[:1] in {b"{", b"["}
