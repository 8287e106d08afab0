"""The registry of readers: which of them reads which source.

A source's ``reader`` field decides; where it is empty, the address does; where nobody knows the address, the
bytes do: a PDF is read as a PDF and any other page as a page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.extract import Body, Discoverer, Extract, Publisher, Unreadable
from scraper.govuk.govuk import GovUk
from scraper.hmicfrs.hmicfrs import Hmicfrs
from scraper.hmicfrs.register import HmicfrsRegister
from scraper.parliament.committee_html import CommitteeHtml
from scraper.parliament.committees_api import CommitteesApi
from scraper.parliament.debates import Debates
from scraper.parliament.written_questions import WrittenQuestions
from scraper.pdf import PdfDocument
from scraper.publishers.nao import Nao
from scraper.publishers.web_page import HtmlPage
from scraper.sniff import HTML, PDF

PDF_READER, PAGE_READER = "pdf", "html"


class UnknownReader(ValueError):
    """A ``reader`` that no publisher goes by."""


@dataclass(frozen=True)
class Registry:
    """The publishers in the order in which they are asked; the readers of last resort are asked last."""

    publishers: tuple[Publisher, ...]

    def named(self, name: str) -> Publisher:
        """Return the publisher of that name; raise :class:`UnknownReader` for any other."""
        for publisher in self.publishers:
            if publisher.name == name:
                return publisher
        known = ", ".join(publisher.name for publisher in self.publishers)
        raise UnknownReader(f"no reader {name!r}; there are: {known}")

    def choose(self, reader: str, address: str) -> Publisher:
        """Return the reader of a source: by its ``reader`` field, else by its address."""
        if reader:
            return self.named(reader)
        for publisher in self.publishers:
            if publisher.name not in (PDF_READER, PAGE_READER) and publisher.recognises(address):
                return publisher
        return self.named(PDF_READER if address.lower().split("?")[0].endswith(".pdf") else PAGE_READER)

    def for_body(self, chosen: Publisher, media_type: str) -> Publisher:
        """Return the reader for a document of this media type: PDFs go to the PDF reader, not to that of pages."""
        return self.named(PDF_READER) if media_type == PDF and chosen.name == PAGE_READER else chosen

    def read(self, chosen: Publisher, bodies: Sequence[Body]) -> Extract:
        """Read a document; a PDF that its publisher's reader makes nothing of is read as any PDF is."""
        reader = self.for_body(chosen, bodies[0].media_type)
        if bodies[0].media_type != PDF or reader.name == PDF_READER:
            return reader.read(bodies)
        try:
            return reader.read(bodies)
        except Unreadable:
            return self.named(PDF_READER).read(bodies)

    def read_filed(self, chosen: Publisher, bodies: Sequence[Body], address: str) -> Extract:
        """Read a document that a person saved.

        A page may have been saved for a source that is fetched as a PDF or through an API; what its reader makes
        nothing of is then read by whoever reads pages at that address.
        """
        is_page = bodies[0].media_type == HTML
        if is_page and chosen.name == PDF_READER:
            return self._of_pages(address).read(bodies)
        try:
            return self.read(chosen, bodies)
        except Unreadable:
            if is_page and address and chosen.entry(address) != address:
                return self._of_pages(address).read(bodies)
            raise

    def _of_pages(self, address: str) -> Publisher:
        for publisher in self.publishers:
            by_page = publisher.name not in (PDF_READER, PAGE_READER) and publisher.recognises(address)
            if by_page and publisher.entry(address) == address:
                return publisher
        return self.named(PAGE_READER)

    def discovering(self) -> tuple[Discoverer, ...]:
        """Return the publishers that can look for new documents."""
        return tuple(p for p in self.publishers if isinstance(p, Discoverer))


def registry_of(publishers: Iterable[Publisher]) -> Registry:
    """Make a registry, and see to it that names are unique."""
    listed: Sequence[Publisher] = tuple(publishers)
    names = [publisher.name for publisher in listed]
    if len(set(names)) != len(names):
        raise ValueError(f"two publishers share a name: {sorted(names)}")
    return Registry(tuple(listed))


def all_publishers() -> Registry:
    """Return the registry of every publisher this scraper knows, the particular before the general."""
    return registry_of(
        (
            GovUk(),
            CommitteesApi(),
            WrittenQuestions(),
            Debates(),
            CommitteeHtml(),
            HmicfrsRegister(),
            Hmicfrs(),
            Nao(),
            PdfDocument(),
            HtmlPage(),
        )
    )
