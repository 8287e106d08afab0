import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kb.domain.dates import PartialDate
from kb.web.feeds.feeds import NEVER, FeedEntry, feed
from kb.web.feeds.xml import clean

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://kb.example"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SECRET = "zebrafinch"
FEEDS = ("/search.atom?q=systems", "/search.atom", "/search.atom?q=walrus", "/search.atom?q=script", "/sources.atom")

Got = Callable[[str], etree._Element]


@pytest.fixture
def got(client: FlaskClient) -> Got:
    def of(path: str) -> etree._Element:
        response = client.get(path)
        assert response.status_code == 200
        assert response.content_type == "application/atom+xml; charset=utf-8"
        return etree.fromstring(response.data)

    return of


def is_atom(root: etree._Element) -> None:
    """Check what RFC 4287 demands of a feed and of each entry."""
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(ATOM + name)) == 1, name
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:\S+", one.findtext(f"{ATOM}id"))
        assert STAMP.fullmatch(one.findtext(f"{ATOM}updated"))
        assert all(author.findtext(f"{ATOM}name") for author in one.findall(f"{ATOM}author"))
        assert one.findall(f"{ATOM}author")
        alternate = [link for link in one.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert all(link.get("href").startswith(BASE) for link in one.findall(f"{ATOM}link"))
        for published in one.findall(f"{ATOM}published"):
            assert STAMP.fullmatch(published.text)
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_what_atom_demands(got: Got, path: str) -> None:
    root = got(path)
    is_atom(root)
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == BASE + path


@pytest.mark.parametrize("path", FEEDS)
def test_a_reader_reads_it_without_complaint_newest_first(client: FlaskClient, path: str) -> None:
    read = feedparser.parse(client.get(path).data)
    assert not read.bozo
    updated = [entry.updated for entry in read.entries]
    assert updated == sorted(updated, reverse=True)


def test_the_entries_of_a_search_are_its_passages(got: Got, client: FlaskClient) -> None:
    root = got("/search.atom?q=systems+talk&publisher=HMIC&sort=oldest&page=7&explain=1")
    entry = next(e for e in root.iter(f"{ATOM}entry") if e.findtext(f"{ATOM}id").endswith("para-4.12"))
    assert entry.findtext(f"{ATOM}id") == "tag:kb.example,2026:source/joint-report/para-4.12"
    assert entry.findtext(f"{ATOM}title") == "A joint look at how case files travel · para 4.12, p 23"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-14T10:32:00Z"
    assert entry.findtext(f"{ATOM}published") == "2016-04-13T00:00:00Z"
    assert [a.findtext(f"{ATOM}name") for a in entry.findall(f"{ATOM}author")] == ["HMCPSI", "HMIC"]
    assert entry.findtext(f"{ATOM}content").startswith("The systems of courts and police do not talk")
    assert entry.find(f"{ATOM}link").get("href") == f"{BASE}/sources/joint-report#para-4.12"
    own, page = (link.get("href") for link in root.findall(f"{ATOM}link"))
    assert own == f"{BASE}/search.atom?q=systems+talk&publisher=HMIC"
    assert page == f"{BASE}/search?q=systems+talk&publisher=HMIC"
    assert client.get(urlsplit(page)._replace(scheme="", netloc="").geturl()).status_code == 200


def test_the_feed_of_sources_has_all_that_are_public(got: Got) -> None:
    root = got("/sources.atom")
    ids = {entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in root.iter(f"{ATOM}entry")}
    assert ids == {"joint-report", "closed-study", "blocked-audit", "hostile-paper"}


def test_hostile_words_are_words(got: Got) -> None:
    titles = [entry.findtext(f"{ATOM}title") for entry in got("/sources.atom").iter(f"{ATOM}entry")]
    assert "Title <script>alert(1)</script><img src=x onerror=alert(2)>" in titles


def test_what_is_not_public_is_in_no_feed(client: FlaskClient) -> None:
    for path in (*FEEDS, "/search.atom?q=minutes"):
        assert SECRET not in client.get(path).text.casefold()


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for path in FEEDS:
        etag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@given(st.text(), st.text(), st.lists(st.text(min_size=1), max_size=2))
def test_any_words_make_a_feed_that_says_them(title: str, text: str, authors: list[str]) -> None:
    awkward = f"]]>&<b>\x00\x1b\ufffe\ud800{text}"
    entry = FeedEntry("source/x/y z~2", title, "/sources/x", NEVER, PartialDate(2016), tuple(authors), awkward)
    root = etree.fromstring(feed(BASE, title, ("/search.atom?q=%C3%A9+%22", "/search"), [entry]))
    said = root.find(f"{ATOM}entry").findtext(f"{ATOM}content")
    assert said.replace("\r", "\n") == clean(awkward).replace("\r\n", "\n").replace("\r", "\n")
    assert root.findtext(f"{ATOM}id") == "tag:kb.example,2026:search.atom?q=%C3%A9+%22"


def test_only_the_newest_are_in_it() -> None:
    days = [NEVER + dt.timedelta(days=n) for n in range(80)]
    entries = [FeedEntry(f"s/{n}", "t", "/x", day, None, (), "") for n, day in enumerate(days)]
    read = feedparser.parse(feed(BASE, "t", ("/sources.atom", "/sources"), entries))
    assert len(read.entries) == 50
    assert read.entries[0].id.endswith("s/79")
    assert read.feed.updated == read.entries[0].updated == "1970-03-21T00:00:00Z"
