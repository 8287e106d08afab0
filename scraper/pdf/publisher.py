"""A PDF alone: the publisher of sources whose address, or filed copy, is the PDF itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Unreadable
from scraper.pdf.document import read_pdf


@dataclass(frozen=True)
class PdfDocument:
    """Reads any PDF, whoever published it."""

    name: str = "pdf"
    delay: float = 2.0

    def recognises(self, address: str) -> bool:
        """Say whether an address names a PDF by its ending."""
        return urlsplit(address).path.lower().endswith(".pdf")

    def entry(self, address: str) -> str:
        """Return the address itself."""
        return address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Return nothing: a PDF is whole in itself."""
        return ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the first body that is a PDF."""
        if not bodies:
            raise Unreadable(Outcome.SUSPICIOUS, "no body to read")
        found = next((body for body in bodies if b"%PDF-" in body.content[:1024]), bodies[0])
        return read_pdf(found.content)
