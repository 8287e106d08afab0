"""Taking in an archived copy: a local server in the shape of a web archive, from gone to cited, and each refusal."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from kb.documents.citations.citations import citation_markdown, citation_text
from kb.documents.citations.csl import CitedSource, csl_item
from kb.domain.dates import PartialDate
from kb.domain.source.capture import Outcome
from scraper.archives.memento import UKGWA, WAYBACK, Memento, WebArchive, mementos_in, nearest
from scraper.archives.recover import Recovery, list_captures, other_document, recover
from scraper.cli import main
from scraper.extract import Extract
from scraper.publishers.registry import Registry
from tests.scraper.conftest import House
from web_server import Web

UTC = dt.UTC
REPORT = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><main><h1>{title}</h1>"
    "<p>1. The forces bought radios of eleven kinds, and none of them could speak to another.</p>"
    "<p>2. Each force kept a list of its own, and nobody had the whole of it at hand in {year}.</p>"
    "</main></body></html>"
)
TITLE = "Radios of the county forces"


class Archive:
    """A server in the shape of the UK Government Web Archive: CDX of lines, TimeMaps, raw bytes."""

    def __init__(self, web: Web, original: str) -> None:
        self.web, self.original = web, original
        self.archive = WebArchive("Local archive", f"{web.host}/ukgwa")
        self.lines: list[str] = []

    def holds(self, stamp: str, content: str | bytes, **answer: Any) -> str:
        """Have a capture; return its address."""
        mime = answer.pop("mime", "text/html")
        line = {"urlkey": "x", "timestamp": stamp, "url": self.original, "mime": mime, "status": "200"}
        self.lines.append(json.dumps(line))
        self.web.says(
            self.path_of(self.archive.lists_of(self.original)[0]), "\n".join(self.lines), media_type="text/x-ndjson"
        )
        self.web.says(f"/ukgwa/{stamp}id_/{self.original}", content, **answer)
        return f"{self.web.host}/ukgwa/{stamp}/{self.original}"

    def path_of(self, address: str) -> str:
        return address.removeprefix(self.web.host)


@pytest.fixture
def archive(house: House, webs: Callable[[], Web]) -> Archive:
    """Have a source whose page is gone, and an archive that may have it."""
    site, web = webs(), webs()
    gone = site.says("/radios", "<h1>Gone</h1>", status=410)
    house.put("radios", gone, title=TITLE, published=PartialDate(2016, 4, 13))
    return Archive(web, gone)


def take(house: House, archive: Archive, **options: Any) -> Recovery:
    with house.deps() as deps:
        return recover(deps, house.get("radios"), (archive.archive,), **options)


def test_gone_found_filed_and_cited(house: House, archive: Archive) -> None:
    for _ in range(3):
        outcome = house.gather("radios").outcome
        house.clock.forward(days=2)
    assert outcome is Outcome.GONE
    archive.holds("20150101000000", REPORT.format(title="Radios", year=2015))
    page = archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    archive.holds("20190101000000", REPORT.format(title=TITLE, year=2019))
    recovery = take(house, archive)
    assert recovery.refused == ()
    assert recovery.attempt is not None
    assert recovery.attempt.outcome is Outcome.NEW
    assert "archived copy of 1 May 2016" in recovery.attempt.detail
    source = house.get("radios")
    assert "in 2016" in source.body
    assert source.captured is not None
    assert source.captured.archived == page
    assert source.captured.at == dt.datetime(2016, 5, 1, 12, tzinfo=UTC)
    assert source.archived == (page,)
    for cite in (citation_text, citation_markdown):
        assert "archived copy of 1 May 2016" in cite(source, None, "https://kb.test")
    assert page in citation_text(source, None, "https://kb.test")
    assert csl_item(CitedSource(source), "https://kb.test")["archive_location"] == page
    with house.deps() as deps:
        assert deps.log.latest()["radios"].address == page
        assert deps.captures.read(source.captured.sha256) is not None
    again = take(house, archive)
    assert again.attempt is not None
    assert again.attempt.outcome is Outcome.UNCHANGED


def test_the_capture_nearest_to_a_day_that_is_given(house: House, archive: Archive) -> None:
    for year in (2016, 2018, 2020):
        archive.holds(f"{year}0501120000", REPORT.format(title=TITLE, year=year))
    take(house, archive, day=dt.date(2018, 9, 1))
    assert "in 2018" in house.get("radios").body


def test_a_newer_text_is_not_replaced_by_an_older_copy(house: House, archive: Archive) -> None:
    archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    archive.holds("20180501120000", REPORT.format(title=TITLE, year=2018))
    take(house, archive, day=dt.date(2018, 5, 1))
    older = take(house, archive, day=dt.date(2016, 5, 1))
    assert older.attempt is not None
    assert older.attempt.outcome is Outcome.UNCHANGED
    assert "in 2018" in house.get("radios").body
    take(house, archive, day=dt.date(2016, 5, 1), anyway=True)
    assert "in 2016" in house.get("radios").body


@pytest.mark.parametrize(
    ("content", "answer", "why"),
    [
        ("<html><script src='/static/wombat.js'></script><iframe id='replay_iframe'></iframe></html>", {}, "own page"),
        (
            "<html><body><h1>This page is not archived</h1><p>Sorry, we have no copy of it.</p></body></html>",
            {},
            "says",
        ),
        (
            REPORT.format(title="Horses of the county forces", year=2016).replace("radios", "horses"),
            {},
            "another document",
        ),
        (REPORT.format(title=TITLE, year=2016), {"status": 404}, "answered 404"),
        ("<html><title>Just a moment...</title></html>", {"status": 403}, "challenge"),
        ("", {}, "empty"),
    ],
    ids=["banner", "soft error", "another document", "not there", "challenge", "empty"],
)
def test_what_is_not_the_document_is_refused(
    house: House, archive: Archive, content: str, answer: dict[str, Any], why: str
) -> None:
    archive.holds("20160501120000", content, **answer)
    before = house.get("radios")
    recovery = take(house, archive)
    assert recovery.attempt is None
    assert [why in said for _, said in recovery.refused] == [True]
    assert house.get("radios") == before
    with house.deps() as deps:
        assert deps.log.latest() == {}, "that an archive has no copy says nothing of the source"


def test_a_copy_that_was_not_read_whole_is_refused(
    house: House, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    read = Registry.read_filed
    monkeypatch.setattr(
        Registry, "read_filed", lambda *asked: replace(read(*asked), incomplete="half of it is missing")
    )
    recovery = take(house, archive)
    assert recovery.attempt is None
    assert [why for _, why in recovery.refused] == ["half of it is missing"]
    assert house.get("radios").body == ""


def test_the_next_nearest_is_taken_where_one_is_refused(house: House, archive: Archive) -> None:
    archive.holds("20160414000000", "<html><body>Service unavailable</body></html>")
    archive.holds("20160601000000", REPORT.format(title=TITLE, year=2016))
    recovery = take(house, archive)
    assert recovery.taken is not None
    assert recovery.taken.memento.stamp == "20160601000000"
    assert len(recovery.refused) == 1


def test_the_document_of_a_publications_page_is_taken_with_it(house: House, webs: Callable[[], Web]) -> None:
    site, web = webs(), webs()
    address = site.host + "/government/publications/radios"
    house.put("radios", address, title=TITLE, reader="govuk")
    archive = Archive(web, address)
    box = (
        f"<html><body><main><h1>{TITLE}</h1><section class='attachment'><h2 class='title'>"
        "<a href='/government/publications/radios/radios'>The radios</a></h2><span class='type'>HTML</span></section>"
        "</main></body></html>"
    )
    archive.holds("20160501120000", box)
    part = f"{site.host}/government/publications/radios/radios"
    web.says(f"/ukgwa/20160501120000id_/{part}", REPORT.format(title="The radios", year=2016))
    recovery = take(house, archive)
    assert recovery.refused == ()
    source = house.get("radios")
    assert "in 2016" in source.body
    assert part in source.aliases
    del web.routes[f"/ukgwa/20160501120000id_/{part}"]
    with house.deps() as deps:
        again = recover(deps, house.put("whole", address, title=TITLE, reader="govuk"), (archive.archive,))
    assert "not whole in the archive" in again.refused[0][1]


def test_a_page_in_place_of_a_pdf_is_refused(house: House, webs: Callable[[], Web]) -> None:
    site, web = webs(), webs()
    house.put("radios", site.host + "/radios.pdf", title=TITLE)
    archive = Archive(web, site.host + "/radios.pdf")
    archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016), mime="application/pdf")
    assert "a web page" in take(house, archive).refused[0][1]


def test_where_the_archive_leads_on_the_day_is_that_of_the_copy_it_gives(house: House, archive: Archive) -> None:
    archive.holds("20160501120000", "")
    archive.web.says(
        f"/ukgwa/20160501120000id_/{archive.original}",
        status=302,
        Location=f"{archive.archive.base}/20170601000000id_/{archive.original}",
    )
    archive.web.says(f"/ukgwa/20170601000000id_/{archive.original}", REPORT.format(title=TITLE, year=2017))
    take(house, archive)
    captured = house.get("radios").captured
    assert captured is not None
    assert captured.at.year == 2017


def test_a_redirect_to_another_address_is_refused(house: House, archive: Archive) -> None:
    archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    archive.web.says(f"/ukgwa/20160501120000id_/{archive.original}", status=302, Location=f"{archive.web.host}/home")
    archive.web.says("/home", REPORT.format(title=TITLE, year=2016))
    assert "led elsewhere" in take(house, archive).refused[0][1]


def test_robots_of_the_archive_are_obeyed(house: House, archive: Archive) -> None:
    archive.web.says("/robots.txt", "User-agent: *\nDisallow: /\n", media_type="text/plain")
    archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    recovery = take(house, archive)
    assert recovery.attempt is None
    assert any("robots.txt" in problem for problem in recovery.problems)
    assert archive.web.paths == []


def test_a_time_map_is_asked_where_there_is_no_list_of_lines(house: House, archive: Archive) -> None:
    page = archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    del archive.web.routes[archive.path_of(archive.archive.lists_of(archive.original)[0])]
    archive.web.says(
        f"/ukgwa/timemap/link/{archive.original}",
        f'<{archive.original}>; rel="original",\n'
        f'<{page}>; rel="first memento"; datetime="Sun, 01 May 2016 12:00:00 GMT"',
        media_type="application/link-format",
    )
    with house.deps() as deps:
        listing = list_captures(deps, house.get("radios"), (archive.archive,))
    assert [found.page for found in listing.found] == [page]
    assert take(house, archive).attempt is not None


@pytest.mark.parametrize(
    "content",
    [
        '{"timestamp": "20160501120000", "url": "https://a.test/x", "status": "200", "mime": "text/html"}\n{"torn',
        'test,a)/x 20160501120000 {"timestamp": "20160501120000", "url": "http://a.test/x/", "status": "200"}',
        '[["urlkey","timestamp","original","mimetype","statuscode"],'
        '["test,a)/x","20160501120000","https://www.a.test/x","text/html","200"]]',
        '{"mementos": {"list": [{"datetime": "2016-05-01T12:00:00Z",'
        '"uri": "https://web.archive.org/web/20160501120000/https:/a.test/x"}]}}',
        '<https://web.archive.org/web/20160501120000/https://a.test/x>; rel="memento"; datetime="Sun, 01 May 2016"',
        '<https://other.test/copy>; rel="last memento"; datetime="Sun, 01 May 2016 12:00:00 GMT"',
    ],
)
def test_lists_of_every_form_are_read(content: str) -> None:
    (memento,) = mementos_in(content.encode(), "https://a.test/x")
    assert memento.stamp == "20160501120000"


@pytest.mark.parametrize("content", ["", "<html>Not archived</html>", "[]", "null", "[[1]]", '{"timestamp": "2016"}'])
def test_what_is_no_list_has_no_captures(content: str) -> None:
    assert mementos_in(content.encode(), "https://a.test/x") == ()


def test_captures_of_other_addresses_are_passed_over() -> None:
    line = '{"timestamp": "20160501120000", "url": "https://a.test/y"}'
    assert mementos_in(line.encode(), "https://a.test/x") == ()


def test_nearest_to_publication_and_never_before_it() -> None:
    days = [dt.datetime(2016, month, 1, tzinfo=UTC) for month in (1, 5, 9)]
    mementos = [Memento("https://a.test", at, "200", "text/html") for at in days]
    published = dt.date(2016, 4, 13)
    assert [m.at.month for m in nearest(mementos, published, published)] == [5, 9]
    assert [m.at.month for m in nearest(mementos, None, None)] == [9, 5, 1]
    broken = [Memento("https://a.test", days[1], "404"), Memento("https://a.test", days[1], "200", "image/png")]
    assert nearest(broken, published, published) == []


def test_addresses_are_those_of_the_archives() -> None:
    memento = Memento("https://www.gov.uk/x", dt.datetime(2016, 5, 1, 12, tzinfo=UTC))
    assert UKGWA.raw(memento).endswith("/ukgwa/20160501120000id_/https://www.gov.uk/x")
    assert UKGWA.page(memento).endswith("/ukgwa/20160501120000/https://www.gov.uk/x")
    assert WAYBACK.lists_of("https://a.test/?b=c")[0].startswith(
        "https://web.archive.org/cdx/search/cdx?url=https%3A%2F%2F"
    )
    assert UKGWA.replayed(UKGWA.raw(memento)) == memento
    assert UKGWA.replayed("https://elsewhere.test/20160501120000/https://www.gov.uk/x") is None


def test_another_number_is_another_document(house: House) -> None:
    from kb.domain.source.source import Reference  # noqa: PLC0415 - of this test alone

    source = house.put("radios", reference=Reference(number="HC 23", session="2016-17", house="commons"))
    extract = Extract(source.title, (), reference=Reference(number="HC 72"))
    assert "numbered HC 72" in other_document(source, "", extract)


def test_the_command(house: House, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    page = archive.holds("20160501120000", REPORT.format(title=TITLE, year=2016))
    for name, value in (("KB_CONTENT", house.settings.content[0]), ("KB_HOME", house.settings.home)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("KB_ALLOW_HOSTS", "127.0.0.1")
    base = ["archive", "radios", "--archive", archive.archive.base]
    listed = CliRunner().invoke(main, [*base, "--list"])
    assert (listed.exit_code, page in listed.output) == (0, True)
    taken = CliRunner().invoke(main, [*base, "--json"])
    assert taken.exit_code == 0, taken.output
    assert json.loads(taken.stdout)["taken"]["outcome"] == "new"
    assert CliRunner().invoke(main, ["archive", "nobody"]).exit_code == 2
