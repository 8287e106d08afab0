import pytest

from scraper.extract import Body, Publisher, Unreadable
from scraper.pdf import PdfDocument, read_pdf


def test_it_reads_what_it_recognises(paper, filler) -> None:
    publisher: Publisher = PdfDocument()
    content = paper().text(filler()).bytes()
    address = "https://example.org/papers/23.PDF?v=2"
    body = Body(address, "application/pdf", content)
    assert publisher.name == "pdf"
    assert publisher.recognises(address)
    assert not publisher.recognises("https://example.org/papers/23.html")
    assert publisher.entry(address) == address
    assert publisher.wants([body]) == ()
    assert publisher.read([body]) == read_pdf(content)


def test_no_body_is_no_document() -> None:
    with pytest.raises(Unreadable):
        PdfDocument().read([])
