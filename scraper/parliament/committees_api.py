"""Committee publications through committees-api.parliament.uk, the one door of Parliament that lets scripts in.

Documents come in base64 within JSON. Publications of before 2020 (and some later ones) have none there, only the
addresses of their pages elsewhere, which are followed. Addresses of the form ``/publications/<id>/html/`` are neither
made nor taken: their ids are another series, and show somebody else's document.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.html.soup import refuse_errors
from scraper.json_values import json_of, text
from scraper.parliament.address import clean
from scraper.parliament.committee_html import LICENCE, CommitteeHtml
from scraper.parliament.publication import File, Publication, items_of, publication_of

HOME_AFFAIRS, PUBLIC_ACCOUNTS = 83, 127
REPORT = 1
_MOST = 100
"""Publications asked for at once. No committee makes more reports a year; far ``Skip`` values answer 500."""

_API_PATH = re.compile(r"/api/publications/(\d{1,9})(?:/.*)?", re.IGNORECASE)
_PAGE_PATH = re.compile(r"/publications/(\d{1,9})(?:/documents/.*|/?)", re.IGNORECASE)


@dataclass(frozen=True)
class CommitteesApi:
    """Reads publications by way of the API at ``api``; ``pages`` are the hosts of the public pages."""

    name: str = "committees-api"
    delay: float = 1.0
    api: str = "https://committees-api.parliament.uk"
    pages: tuple[str, ...] = ("committees.parliament.uk",)
    committees: tuple[int, ...] = (HOME_AFFAIRS, PUBLIC_ACCOUNTS)
    html: CommitteeHtml = field(default_factory=CommitteeHtml)

    def recognises(self, address: str) -> bool:
        """Say whether the address names a publication by an id that the API knows."""
        return bool(self._id(address))

    def entry(self, address: str) -> str:
        """Return the API's address of the publication."""
        publication = self._id(address)
        return f"{self.api}/api/Publications/{publication}" if publication else clean(address)

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Return the document in its best listed form, or the pages elsewhere where there is none."""
        if not bodies:
            return ()
        try:
            publication = publication_of(json_of(bodies[0]))
        except Unreadable:  # said when the document is read
            return ()
        file = publication.best_file
        if file is not None:
            return (_document(bodies[0], publication, file),) if len(bodies) == 1 else ()
        if len(bodies) > 1:
            return self.html.wants(bodies[1:])
        return tuple(address for address in (publication.html or publication.pdf,) if address)

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the document; what the API says of it goes before what its pages say."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        refuse_errors(bodies[0])
        if bodies[0].content.lstrip()[:1] != b"{":  # a page or a PDF that a person filed for this source
            return self.html.read(bodies)
        publication = publication_of(json_of(bodies[0]))
        if len(bodies) < 2:
            raise Unreadable(Outcome.SUSPICIOUS, "the API lists no document that could be read, here or elsewhere")
        if publication.best_file is not None:
            extract = self.html.read([_document_in(bodies[1])])
        else:
            extract = self.html.read(bodies[1:])
        return self._with_facts(extract, publication)

    def discovery_requests(self, years: Sequence[int] = ()) -> tuple[str, ...]:
        """Return the searches that list the reports of our committees: the newest of each, or those of each year."""
        spans = [{"StartDate": f"{year:04d}-01-01", "EndDate": f"{year:04d}-12-31"} for year in years] or [{}]
        return tuple(self._search(committee, span) for committee in self.committees for span in spans)

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Propose every publication of a search, and the Government responses, which are reports of their own."""
        refuse_errors(body)
        return tuple(self._proposal(publication) for publication in items_of(body))

    def _id(self, address: str) -> str:
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        host = parts.netloc.lower()
        if host == urlsplit(self.api).netloc:
            match = _API_PATH.fullmatch(parts.path)
        else:
            match = _PAGE_PATH.fullmatch(parts.path) if host in self.pages else None
        return match[1] if match else ""

    def _search(self, committee: int, span: Mapping[str, str]) -> str:
        asked = {"CommitteeId": committee, "PublicationTypeIds": REPORT, **span}
        order = {"SortOrder": "PublicationDateDescending", "Take": _MOST}
        return f"{self.api}/api/Publications?{urlencode({**asked, **order})}"

    def _public_page(self, publication: Publication) -> str:
        file = publication.best_file
        if file is None:
            return ""
        return f"https://{self.pages[0]}/publications/{publication.id}/documents/{file.document}/default/"

    def _with_facts(self, extract: Extract, publication: Publication) -> Extract:
        pages = (self._public_page(publication), publication.html, publication.pdf)
        return replace(
            extract,
            title=publication.title or extract.title,
            published=publication.published or extract.published,
            publishers=publication.publishers or extract.publishers,
            kind=publication.kind,
            reference=publication.reference or extract.reference,
            licence=LICENCE,
            inferred=("licence",),
            aliases=tuple(dict.fromkeys(page for page in (*pages, *extract.aliases) if page)),
        )

    def _proposal(self, publication: Publication) -> Proposal:
        """Propose one publication at the page that a person can open; where only the API has it, there."""
        page = self._public_page(publication)
        elsewhere = publication.html or publication.pdf
        return Proposal(
            title=publication.title,
            address=page or elsewhere or f"{self.api}/api/Publications/{publication.id}",
            publishers=publication.publishers,
            published=publication.published,
            kind=publication.kind,
            reference=publication.reference,
            reader=self.html.name if elsewhere and not page else self.name,
            licence=LICENCE,
            summary=publication.about,
        )


def _document(body: Body, publication: Publication, file: File) -> str:
    """Return the address of a listed form of a document, beside the answer that lists it."""
    base = clean(body.address).rstrip("/").rpartition("/")[0]
    return f"{base}/{publication.id}/Document/{file.document}/{file.form}"


def _document_in(body: Body) -> Body:
    """Take the document out of the JSON that it comes in."""
    refuse_errors(body)
    data = text(json_of(body), "data")
    if not data:
        raise Unreadable(Outcome.SUSPICIOUS, "the API's document is empty")
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(Outcome.FAILED, f"the API's document is cut short or no base64: {error}") from error
    is_pdf = content.lstrip()[:5] == b"%PDF-"
    return Body("", "application/pdf" if is_pdf else "text/html", content)
