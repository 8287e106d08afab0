import json
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.domain.dates import PartialDate
from scraper.extract import Body, Unreadable
from scraper.publishers.nao import Nao

ENTRIES = [
    {
        "id": 1,
        "date": "2018-05-09T00:01:00",
        "link": "https://www.nao.org.uk/reports/radios/",
        "title": {"rendered": "Radios &#8211; the auditor&#8217;s &amp; others&#8217; count"},
        "excerpt": {"rendered": "<p>We counted&hellip;</p>\n"},
        "_embedded": {"wp:term": [[{"taxonomy": "department", "name": "Home Office"}]]},
    },
    {"id": 2, "title": {"rendered": ""}, "link": "https://www.nao.org.uk/reports/untitled/"},
    {"id": 3, "title": {"rendered": "No link"}},
    None,
]


def test_discovery_asks_for_the_newest() -> None:
    pages = [parse_qs(urlsplit(address).query) for address in Nao().discovery_requests("http://127.0.0.1:9")]
    assert [page["page"] for page in pages] == [["1"], ["2"], ["3"]]
    assert all(page["orderby"] == ["date"] and page["order"] == ["desc"] for page in pages)
    assert Nao().discovery_requests()[0].startswith("https://www.nao.org.uk/wp-json/wp/v2/report?")


def test_proposals_have_no_entities() -> None:
    body = Body("https://www.nao.org.uk/wp-json/wp/v2/report", "application/json", json.dumps(ENTRIES).encode())
    (proposal,) = Nao().proposals(body)
    assert proposal.title == "Radios – the auditor’s & others’ count"
    assert proposal.published == PartialDate(2018, 5, 9)
    assert (proposal.reader, proposal.licence, proposal.summary) == ("nao", "NAO", "We counted…")


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        Nao().proposals(Body("https://www.nao.org.uk/wp-json/wp/v2/report", "application/json", content))


def test_an_error_of_the_interface_proposes_nothing() -> None:
    body = Body("https://x.test/", "application/json", b'{"code": "rest_post_invalid_page_number"}')
    assert Nao().proposals(body) == ()
