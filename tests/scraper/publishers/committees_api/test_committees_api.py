"""The committees API: which file is asked for, what is told, what is proposed, and what is refused."""

import base64
import contextlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.dialect import write
from kb.domain.dates import PartialDate
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body, Unreadable
from scraper.parliament.committees_api import CommitteesApi

HERE = Path(__file__).parent
API = "https://committees-api.parliament.uk"
READER = CommitteesApi()


def answer(value: object, address: str = f"{API}/api/Publications/940001") -> Body:
    return Body(address, "application/json", json.dumps(value).encode())


def publication(**changes: object) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((HERE / "html_document" / "publication.json").read_text())
    return value | changes


def document(html: str) -> Body:
    return answer({"data": base64.b64encode(html.encode()).decode()})


def files(*forms: tuple[str, str]) -> list[dict[str, object]]:
    return [{"documentId": 7, "files": [{"fileDataFormat": form, "fileName": name} for form, name in forms]}]


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        (f"{API}/api/Publications/12", f"{API}/api/Publications/12"),
        (f"{API}/api/publications/12/Document/3/Html?x=1", f"{API}/api/Publications/12"),
        ("https://committees.parliament.uk/publications/12/documents/3/default/", f"{API}/api/Publications/12"),
        ("https://committees.parliament.uk/publications/12/", f"{API}/api/Publications/12"),
    ],
)
def test_an_address_leads_to_the_publication(address: str, entry: str) -> None:
    assert READER.recognises(address)
    assert READER.entry(address) == entry


@pytest.mark.parametrize(
    "address",
    [
        "https://committees.parliament.uk/publications/12/html/",  # these ids are another series
        "https://committees.parliament.uk/committee/83/home-affairs-committee/",
        f"{API}/api/Publications?CommitteeId=83",
        f"{API}/api/OralEvidence/12",
        "https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/2302.htm",
        "https://[x/api/Publications/12",
    ],
)
def test_other_addresses_are_not_taken(address: str) -> None:
    assert not READER.recognises(address)
    assert "api/Publications/12" not in READER.entry(address).replace(address, "")


@pytest.mark.parametrize(
    ("documents", "form"),
    [
        (files(("OriginalFormat", "a.docx"), ("Pdf", "a.pdf"), ("Html", "a.html")), "Html"),
        (files(("OriginalFormat", "a.docx"), ("Pdf", "a.pdf")), "Pdf"),
        (files(("OriginalFormat", "A.PDF")), "OriginalFormat"),
        (files(("OriginalFormat", "a.htm"), ("Pdf", "a.pdf")), "OriginalFormat"),
    ],
)
def test_only_listed_forms_are_asked_for(documents: object, form: str) -> None:
    wanted = READER.wants([answer(publication(documents=documents))])
    assert wanted == (f"{API}/api/Publications/940001/Document/7/{form}",)


@pytest.mark.parametrize("documents", [[], None, files(("OriginalFormat", "a.docx")), files(("../../x", "a.pdf"))])
def test_without_a_readable_file_the_pages_elsewhere_are_followed(documents: object) -> None:
    pages = {"additionalContentUrl": "https://publications.parliament.uk/pa/x/1.pdf"}
    assert READER.wants([answer(publication(documents=documents, **pages))]) == (pages["additionalContentUrl"],)
    html = "https://publications.parliament.uk/pa/x/102.htm"
    for both in (
        {"additionalContentUrl2": html},
        {"additionalContentUrl": html, "additionalContentUrl2": "http://h/1.pdf"},
    ):
        assert READER.wants([answer(publication(documents=documents, **(pages | both)))]) == (html,)


def test_addresses_that_are_no_web_addresses_are_not_followed() -> None:
    pages = {"additionalContentUrl": "file:///etc/passwd", "additionalContentUrl2": "javascript:1"}
    assert READER.wants([answer(publication(documents=[], **pages))]) == ()


def test_unlisted_forms_and_the_wrong_series_are_never_asked_for(serve_case: Any, bodies_of: Any, site: Any) -> None:
    case = serve_case(HERE / "html_document")
    READER.read(bodies_of(READER, case["address"]))
    assert site.asked == ["/api/Publications/940001", "/api/Publications/940001/Document/950001/Html"]


@pytest.mark.parametrize(
    ("description", "series", "title"),
    [
        ("58th Report - Lanterns - a study", "58th Report", "Lanterns - a study"),
        ("58th Report – Lanterns", "58th Report", "Lanterns"),
        ("Fourth Special Report: Lanterns: a study", "Fourth Special Report", "Lanterns: a study"),
        ("Twenty-Ninth Report—Lanterns", "Twenty-Ninth Report", "Lanterns"),
        ("Lanterns: 3rd report", "", "Lanterns: 3rd report"),
        ("", "", "Of the page"),
    ],
)
def test_a_description_holds_series_and_title(description: str, series: str, title: str) -> None:
    page = document("<h1>Of the page</h1><p>1. One.</p>")
    extract = READER.read([answer(publication(description=description)), page])
    assert (extract.reference or Reference()).series == series
    assert extract.title == title


def test_a_response_points_back_and_is_a_response() -> None:
    page = document("<p>1. One.</p>")
    assert READER.read([answer(publication(responseToPublicationId=5)), page]).kind is SourceKind.RESPONSE
    assert READER.read([answer(publication(type={"name": "Government Response"})), page]).kind is SourceKind.RESPONSE
    assert READER.read([answer(publication()), page]).kind is SourceKind.COMMITTEE


def test_hc_numbers_come_with_their_session() -> None:
    page = document("<p>1. One.</p>")
    one = READER.read([answer(publication(hcNumber={"number": "23", "sessionDescription": "2016-17"})), page])
    two = READER.read([answer(publication(hcNumber={"number": "23", "sessionDescription": "2017-19"})), page])
    assert one.reference == Reference("HC 23", "2016-17", "commons", "58th Report")
    assert one.reference != two.reference


def test_a_page_filed_by_hand_is_read_as_a_page() -> None:
    html = b"<h1>Bells</h1><p>1. One.</p>"
    extract = READER.read([Body("https://publications.parliament.uk/pa/x/1.htm", "text/html", html)])
    assert write(extract.blocks) == "**1.** One.\n"


@pytest.mark.parametrize(
    ("bodies", "outcome"),
    [
        ([], Outcome.FAILED),
        ([answer(publication())], Outcome.SUSPICIOUS),
        ([answer(publication()), answer({"data": ""})], Outcome.SUSPICIOUS),
        ([answer(publication()), answer({"data": "PGgxPk"})], Outcome.FAILED),
        ([answer(publication()), answer({"data": "~~~~"})], Outcome.FAILED),
        ([answer(publication()), answer([1])], Outcome.SUSPICIOUS),
        ([answer(publication()), Body("", "text/html", b"oops", status=500)], Outcome.FAILED),
        ([answer(publication()), document("")], Outcome.SUSPICIOUS),
        ([answer(publication()), answer({"data": base64.b64encode(b"%PDF-1.7 cut").decode()})], Outcome.FAILED),
        ([Body(API, "application/json", b'{"id": 1')], Outcome.SUSPICIOUS),
    ],
)
def test_what_is_no_document_is_refused(bodies: list[Body], outcome: Outcome) -> None:
    with pytest.raises(Unreadable) as problem:
        READER.read(bodies)
    assert problem.value.outcome is outcome


def test_discovery_asks_for_reports_of_the_two_committees_and_never_skips() -> None:
    newest = READER.discovery_requests()
    by_year = READER.discovery_requests([2015, 2016])
    asked = [parse_qs(urlsplit(address).query) for address in (*newest, *by_year)]
    assert [q["CommitteeId"] for q in asked] == [["83"], ["127"], ["83"], ["83"], ["127"], ["127"]]
    assert all(q["PublicationTypeIds"] == ["1"] and "Skip" not in q for q in asked)
    assert [(q["StartDate"], q["EndDate"]) for q in asked[2:4]] == [
        (["2015-01-01"], ["2015-12-31"]),
        (["2016-01-01"], ["2016-12-31"]),
    ]
    assert all("StartDate" not in q for q in asked[:2])


def test_proposals_tell_what_a_person_needs_to_decide() -> None:
    reply = publication(id=940005, description="Third Special Report - Reply", documents=[], governmentResponses=None)
    reply |= {"additionalContentUrl2": "https://publications.parliament.uk/pa/cm5803/cmselect/cmpubacc/991/report.html"}
    first = publication(governmentResponses={"publication": [reply]})
    bare = {"id": 3, "description": "Bells", "publicationStartDate": "not a date", "documents": "none"}
    found = READER.proposals(answer({"items": [first, bare, {"id": 4}, None, first], "totalResults": 5}))
    assert [(p.title, p.kind, p.reader, p.address) for p in found] == [
        (
            "Lanterns: who holds the ledger?",
            SourceKind.COMMITTEE,
            "committees-api",
            "https://committees.parliament.uk/publications/940001/documents/950001/default/",
        ),
        ("Reply", SourceKind.RESPONSE, "committee-html", reply["additionalContentUrl2"]),
        ("Bells", SourceKind.COMMITTEE, "committees-api", f"{API}/api/Publications/3"),
    ]
    assert found[0].published == PartialDate(2023, 7, 14)
    assert found[0].publishers == ("Public Accounts Committee",)
    assert found[0].reference == Reference("HC 906", "2022-23", "commons", "58th Report")
    assert found[0].licence == "OPL-UK-3.0"
    assert found[0].summary == "Inquiry: Lanterns for police forces."
    assert found[1].summary == "Responds to “Lanterns: who holds the ledger?”."
    assert found[2].published is None
    assert not any("/html/" in p.address for p in found)


def test_a_proposal_can_be_read_by_the_reader_it_names() -> None:
    for proposal in READER.proposals(answer({"items": [publication()]})):
        assert READER.recognises(proposal.address)
        assert READER.entry(proposal.address) == f"{API}/api/Publications/940001"


@pytest.mark.parametrize("body", [answer([]), answer({}), answer({"items": {}})])
def test_an_answer_without_items_proposes_nothing(body: Body) -> None:
    assert READER.proposals(body) == ()


def test_an_error_is_no_answer() -> None:
    with pytest.raises(Unreadable):
        READER.proposals(Body(API, "application/json", b"{}", status=500))
    with pytest.raises(Unreadable):
        READER.proposals(Body(API, "text/html", b"<html>"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_json_is_read_or_refused(data: st.DataObject) -> None:
    base = publication(governmentResponses={"publication": [publication()]})
    changed = {name: data.draw(ANYTHING) for name in data.draw(st.sets(st.sampled_from(sorted(base)), max_size=4))}
    value = base | changed
    first = answer(value)
    assert all(isinstance(address, str) for address in READER.wants([first]))
    assert all(proposal.title and proposal.address for proposal in READER.proposals(answer({"items": [value]})))
    with contextlib.suppress(Unreadable):
        READER.read([first, document("<p>1. One.</p>")])
