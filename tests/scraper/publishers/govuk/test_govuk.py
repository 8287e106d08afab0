import json
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.domain.dates import PartialDate
from kb.domain.source.source import SourceKind
from scraper.extract import Body, Unreadable
from scraper.govuk.attachments import GovukAttachment, document_of
from scraper.govuk.govuk import GovUk
from scraper.govuk.item import absolute, published_of, publishers_of, withdrawn_of
from scraper.parliament.papers import paper_reference, printed_reference, session_of


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("https://www.gov.uk/guidance/x", "https://www.gov.uk/api/content/guidance/x"),
        ("https://www.gov.uk/guidance/x/?a=b#c", "https://www.gov.uk/api/content/guidance/x"),
        ("https://www.gov.uk/api/content/guidance/x", "https://www.gov.uk/api/content/guidance/x"),
        ("https://www.gov.uk/government/uploads/y.pdf", "https://www.gov.uk/government/uploads/y.pdf"),
        ("https://assets.publishing.service.gov.uk/media/1/y.pdf",) * 2,
        ("http://127.0.0.1:8/cma-cases/z", "http://127.0.0.1:8/api/content/cma-cases/z"),
    ],
)
def test_entry(address: str, entry: str) -> None:
    assert GovUk().entry(address) == entry


def test_recognises_its_hosts_only() -> None:
    assert GovUk().recognises("https://www.gov.uk/x")
    assert GovUk().recognises("https://assets.publishing.service.gov.uk/x.pdf")
    for other in ("https://www.gov.uk.example.org/", "https://committees.parliament.uk/", "http://[", "gov.uk"):
        assert not GovUk().recognises(other)


def attachment(title: str, form: str, id: str = "") -> GovukAttachment:
    return GovukAttachment(id or title, title, f"/{title}", form)


@pytest.mark.parametrize(
    ("attachments", "chosen"),
    [
        ([("Report", "pdf"), ("Report (accessible version)", "html")], "Report (accessible version)"),
        ([("Report", "pdf"), ("Summary of the report", "html")], "Report"),
        ([("Summary", "pdf"), ("Report", "pdf")], "Report"),
        ([("Report", "html"), ("Report", "pdf")], "Report"),
        ([("Figures", "other"), ("Report", "pdf")], "Report"),
        ([("Annex A", "html"), ("Review in full", "html")], "Review in full"),
        ([("Report", "pdf"), ("The whole thing", "html")], "The whole thing"),
    ],
)
def test_which_attachment_is_the_document(attachments: list[tuple[str, str]], chosen: str) -> None:
    found = document_of([attachment(title, form) for title, form in attachments])
    assert found is not None
    assert found.title == chosen


def test_no_readable_attachment() -> None:
    assert document_of([attachment("Figures", "other")]) is None


def test_absolute_addresses_stay_on_the_host_of_the_item() -> None:
    item = "http://127.0.0.1:8/api/content/x"
    assert absolute("/y?z#q", item) == "http://127.0.0.1:8/y?z#q"
    assert absolute("https://www.gov.uk/y", item) == "http://127.0.0.1:8/y"
    assert absolute("https://example.org/y", item) == "https://example.org/y"
    assert absolute("/y", "file:saved.json") == "https://www.gov.uk/y"
    assert absolute("", item) == ""


def test_the_earliest_date_is_the_publication() -> None:
    item = {
        "first_published_at": "2019-11-19T10:19:15+00:00",
        "public_updated_at": "2010-01-01T00:00:00Z",
        "details": {"change_history": [{"public_timestamp": "2016-03-31T23:30:00+00:00", "note": "First published."}]},
    }
    assert published_of(item) == PartialDate(2016, 4, 1)
    assert published_of({"public_updated_at": "2010-01-01T00:00:00Z"}) == PartialDate(2010, 1, 1)
    assert published_of({}) is None


def test_publishers_by_short_name_lead_first() -> None:
    names = ["HM Courts & Tribunals Service", "Home Office", "Competition and Markets Authority"]
    links = {"organisations": [{"title": name, "content_id": name} for name in names]}
    item = {"links": links, "details": {"emphasised_organisations": ["Home Office"]}}
    assert publishers_of(item) == ("Home Office", "HMCTS", "CMA")


def test_an_empty_notice_is_live() -> None:
    assert withdrawn_of({"withdrawn_notice": {}}) == ""
    assert withdrawn_of({}) == ""
    assert (
        withdrawn_of({"withdrawn_notice": {"withdrawn_at": "2015-01-13T13:05:30Z"}}) == "Withdrawn on 13 January 2015."
    )


@pytest.mark.parametrize(
    ("words", "session"),
    [("2016-17", "2016-17"), ("2016–17", "2016-17"), ("2016 to 2017", "2016-17"), ("2017-2019", "2017-19"), ("", "")],
)
def test_sessions(words: str, session: str) -> None:
    assert session_of(words) == session


def test_references() -> None:
    assert paper_reference("", "", "", "") is None
    stated = paper_reference("1025", "", "2016 to 2017", "")
    assert stated is not None
    assert stated.in_words() == "HC 1025 of Session 2016-17"
    command = paper_reference("", "Cm. 9391", "", "")
    assert command is not None
    assert command.number == "Cm 9391"
    printed = printed_reference(
        ["HL Paper 180", "ISBN: 978-1-4741-4098-0", "In HC 23 the committee said much more than this."]
    )
    assert printed is not None
    assert (printed.number, printed.house, printed.isbn) == ("HL Paper 180", "lords", "978-1-4741-4098-0")


def test_a_missing_document_leaves_the_page() -> None:
    item = {
        "schema_name": "publication",
        "document_type": "research",
        "title": "T",
        "details": {"body": "<p>Words.</p>"},
    }
    page = Body("https://www.gov.uk/api/content/t", "application/json", json.dumps(item).encode())
    assert GovUk().wants([page]) == ()
    assert [block.text for block in GovUk().read([page]).blocks] == ["Words."]
    with pytest.raises(Unreadable):
        GovUk().read([Body(page.address, page.media_type, json.dumps({**item, "details": {}}).encode())])


def test_discovery_asks_the_search_api_what_it_allows() -> None:
    allowed = {"q", "count", "order", "fields", "filter_content_store_document_type[]"}
    for address in GovUk().discovery_requests():
        parts = urlsplit(address)
        assert (parts.netloc, parts.path) == ("www.gov.uk", "/api/search.json")
        query = parse_qs(parts.query)
        assert set(query) <= allowed
        assert query["order"] == ["-public_timestamp"]
        assert int(query["count"][0]) <= 1500
    assert GovUk().discovery_requests("http://127.0.0.1:9")[0].startswith("http://127.0.0.1:9/api/search.json?")


def test_proposals() -> None:
    results = [
        {
            "title": "Radio  plan",
            "link": "/government/publications/radio-plan",
            "description": "A plan.",
            "public_timestamp": "2024-07-01T00:00:00+01:00",
            "content_store_document_type": "policy_paper",
            "organisations": [{"title": "Home Office"}, {"title": "Competition and Markets Authority"}],
        },
        {"title": "Elsewhere", "link": "https://example.org/x"},
        {"title": "No link"},
        {"link": "/no/title"},
        "nonsense",
    ]
    body = Body("https://www.gov.uk/api/search.json?q=x", "application/json", json.dumps({"results": results}).encode())
    first, second = GovUk().proposals(body)
    assert (first.title, first.address) == ("Radio plan", "https://www.gov.uk/government/publications/radio-plan")
    assert (first.publishers, first.published) == (("Home Office", "CMA"), PartialDate(2024, 7, 1))
    assert (first.kind, first.reader, first.licence) == (SourceKind.STRATEGY, "govuk", "OGL-UK-3.0")
    assert (second.address, second.reader, second.licence) == ("https://example.org/x", "", "")
