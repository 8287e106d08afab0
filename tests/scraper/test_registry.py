"""Who reads what."""

import pytest

from kb.content.schema.kinds import READERS
from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Unreadable
from scraper.publishers.registry import UnknownReader, all_publishers, registry_of

REGISTRY = all_publishers()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.gov.uk/government/publications/x", "govuk"),
        ("https://assets.publishing.service.gov.uk/media/5a/x.pdf", "govuk"),
        ("https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/2302.htm", "committee-html"),
        ("https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/23.pdf", "committee-html"),
        ("https://committees.parliament.uk/publications/4567/documents/89/default/", "committees-api"),
        ("https://hmicfrs.justiceinspectorates.gov.uk/publications/x/", "hmicfrs"),
        ("https://www.justiceinspectorates.gov.uk/hmicfrs/?recommendation-theme=procurement", "hmicfrs-register"),
        ("https://www.justiceinspectorates.gov.uk/cjji/inspections/delivering-justice-in-a-digital-age/", "hmicfrs"),
        ("https://www.nao.org.uk/reports/police-procurement/", "nao"),
        ("https://www.techuk.org/resource/x.html", "html"),
        ("https://example.org/report.PDF?x=1", "pdf"),
        ("", "html"),
    ],
)
def test_the_address_decides(address, name):
    assert REGISTRY.choose("", address).name == name


def test_the_reader_field_goes_first_and_must_be_known():
    assert REGISTRY.choose("html", "https://www.gov.uk/x").name == "html"
    with pytest.raises(UnknownReader, match="no reader 'telepathy'; there are: govuk"):
        REGISTRY.choose("telepathy", "https://www.gov.uk/x")


def test_every_reader_a_file_may_name_is_there_and_no_other():
    assert {publisher.name for publisher in REGISTRY.publishers} == set(READERS)


def test_names_are_unique():
    with pytest.raises(ValueError, match="share a name"):
        registry_of([REGISTRY.named("html"), REGISTRY.named("html")])


def test_some_can_look_for_new_documents_and_say_where():
    found = REGISTRY.discovering()
    assert {"govuk", "nao", "committees-api"} <= {publisher.name for publisher in found}
    for publisher in found:
        requests = publisher.discovery_requests()
        assert requests
        assert all(address.startswith("https://") for address in requests)


class Stubborn:
    name, delay = "stubborn", 0.0

    def recognises(self, address):
        return True

    def entry(self, address):
        return address

    def wants(self, bodies):
        return ()

    def read(self, bodies):
        raise Unreadable(Outcome.FAILED, "not a page")


class AnyPdf(Stubborn):
    name = "pdf"

    def read(self, bodies):
        return Extract("a PDF", ())


def test_a_pdf_that_its_publisher_makes_nothing_of_is_read_as_any_pdf():
    registry = registry_of([Stubborn(), AnyPdf()])
    chosen = registry.choose("", "https://x.example/a")
    assert registry.read(chosen, (Body("https://x.example/a", "application/pdf", b"%PDF-"),)).title == "a PDF"
    with pytest.raises(Unreadable):
        registry.read(chosen, (Body("https://x.example/a", "text/html", b"<p>"),))


PAGE = b"<html><title>T</title><main><h1>T</h1><p>1. %s</p></main></html>" % (
    b"Forces buy what each of them likes. " * 9
)


class JsonOnly(Stubborn):
    name = "json-only"

    def entry(self, address):
        return address + "/api"


@pytest.mark.parametrize(
    ("reader", "address"),
    [("json-only", "https://x.example/r"), ("pdf", "https://x.example/r.pdf"), ("html", "https://x.example/r")],
)
def test_a_page_saved_for_a_source_read_otherwise_is_read_as_a_page(reader, address):
    registry = registry_of([JsonOnly(), AnyPdf(), REGISTRY.named("html")])
    body = Body(address, "text/html", PAGE)
    assert len(registry.read_filed(registry.named(reader), (body,), address).blocks) == 1


def test_what_a_reader_of_pages_refuses_is_refused():
    registry = registry_of([Stubborn(), AnyPdf(), REGISTRY.named("html")])
    body = Body("https://x.example/r", "text/html", PAGE)
    with pytest.raises(Unreadable, match="not a page"):
        registry.read_filed(registry.named("stubborn"), (body,), "https://x.example/r")


def test_a_committees_page_saved_for_its_pdf_is_read_as_the_committees():
    address = "https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/23.pdf"
    paragraphs = b"".join(b"<p>%d.Forces buy what each likes, and they do not link.</p>" % n for n in range(1, 9))
    page = b"<html><head><title>T</title></head><body><div id='content-small'>%s</div></body></html>" % paragraphs
    extract = REGISTRY.read_filed(REGISTRY.named("pdf"), (Body(address, "text/html", page),), address)
    assert extract.licence == "OPL-UK-3.0"
