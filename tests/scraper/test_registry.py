"""Who reads what."""

import pytest

from kb.store.schema import READERS
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
        raise Unreadable("failed", "not a page")  # type: ignore[arg-type]


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


def test_a_saved_page_of_a_source_read_through_an_api_is_read_as_a_page():
    govuk = REGISTRY.named("govuk")
    assert REGISTRY.for_filed(govuk, "text/html", "https://www.gov.uk/x").name == "html"
    assert REGISTRY.for_filed(govuk, "application/json", "https://www.gov.uk/x").name == "govuk"
    pdf = REGISTRY.named("pdf")
    address = "https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/2302.htm"
    assert REGISTRY.for_filed(pdf, "text/html", address).name == "committee-html"
