"""The matrix, one square of it, and what is done there, through forms as a browser without scripts sends them."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from kb.domain.evidence.search_record import SearchRecord
from kb.web.coverage import views as coverage
from people import BASE, Person, Site

SECRET = "zebrafinch"
OURS = "(0) searched, no hit in our own words"


def matrix(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return the squares of each priority, in words."""
    titles = [head.get_text(strip=True) for head in page.select(".heat thead th .away")]
    lines = [[cell.get_text().strip() for cell in row.select("td")] for row in page.select(".heat tbody tr")]
    return dict(zip(titles, map(list, zip(*lines, strict=True)), strict=True))


def heads(page: BeautifulSoup) -> list[str]:
    return [head.get_text(strip=True) for head in page.select(".heat tbody th")]


def square(page: BeautifulSoup, priority: str, row: int = 0) -> str:
    """Return where the square of a priority leads."""
    place = [head.get("id") for head in page.select(".heat thead th")].index(priority)
    return page.select(".heat tbody tr")[row].select("td")[place - 1].a["href"]


def run_all(person: Person):
    return person.send(person.get("/coverage?by=sources").select_one("form[data-run]"))


def record(site: Site, id: str) -> SearchRecord:
    return site.catalogue.search_records[id]


def test_the_matrix_is_a_table_with_each_state_in_words(site: Site) -> None:
    page = site.person().get("/coverage?by=sources")
    assert heads(page) == ["A joint look at how case files travel", "A think tank", "What it costs"]
    assert matrix(page) == {
        "Buy radios together": ["? not searched"] * 3,
        "Files that travel": ["1 cited", "? not searched", "? not searched"],
        "Nothing yet": ["? not searched"] * 3,
    }
    table = page.select_one(".heat table")
    assert table.caption.get_text(strip=True)
    assert {th["scope"] for th in table.select("thead th")} == {"col"}
    assert {th["scope"] for th in table.select("tbody th")} == {"row"}
    region = page.select_one(".heat")
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Coverage matrix")
    assert not page.select("form[method=post][action='/coverage/run']")
    key = page.select_one("ol.numbered")
    assert [li.text.strip() for li in key.select("li")] == ["Buy radios together", "Files that travel", "Nothing yet"]
    assert [th.a.contents[0] for th in table.select("thead th[id]")] == ["1", "2", "3"]
    words = page.select_one("section ol").get_text(" ", strip=True)
    assert "1 of 3 sources cited, 2 never searched" in words
    assert "It has no searches of its own yet." in words
    assert page.select_one("nav.sections [aria-current]").text == "Evidence gaps"


def test_one_button_runs_all_searches_and_tells_what_came_of_it(site: Site, staff: Person) -> None:
    answer = run_all(staff)
    assert answer.status_code == 303
    assert answer.location.startswith("/coverage?by=sources&ran=3&news=3&since=")
    page = staff.get(answer.location)
    assert "The searches of 3 priorities have been run" in page.select_one("[role=status].said").text
    assert matrix(page) == {
        "Buy radios together": ["+1 hit unread", "+1 hit unread", OURS],
        "Files that travel": ["1 cited", "0 searched, no hit", OURS],
        "Nothing yet": ["? not searched"] * 3,
        f"Of the {SECRET}": ["0 searched, no hit", "+1 hit unread", OURS],
    }
    assert "by staff@example.org" in page.text
    again = run_all(staff)
    assert "Nothing more was found than before." in staff.get(again.location).text


def test_many_searches_are_run_in_pieces_and_the_page_offers_to_go_on(
    site: Site, staff: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "AT_ONCE", 2)
    page = staff.get("/coverage?by=sources&show=gaps")
    assert "2 at a time" in page.select_one("[data-progress]").text
    page = staff.get(staff.send(page.select_one("form[data-run]")).location)
    form = page.select_one("form[data-run]")
    assert form.button.text == "Go on with the searches"
    assert form.select_one("[data-progress]").text == "2 priorities searched, 1 left: a press runs 1"
    assert len(form.select("[name=priority]")) == 1
    assert len(site.catalogue.search_records) == 2
    page = staff.get(staff.send(form).location)
    assert "The searches of 3 priorities have been run" in page.select_one("[role=status].said").text
    assert len(site.catalogue.search_records) == 3
    assert page.select_one("form[data-run] button").text == "Run all searches"
    for odd in ("now", "2016-01-01T00:00:00", "9999-12-31T23:59:59+00:00"):
        staff.get(f"/coverage?ran=x&since={odd}")


def test_others_are_told_what_their_own_searches_would_have_found(site: Site, staff: Person) -> None:
    run_all(staff)
    for name in ("", "member", "analyst"):
        page = site.person(name).get("/coverage?by=sources")
        assert matrix(page)["Buy radios together"] == ["+1 hit unread", OURS, OURS]
        assert SECRET not in page.text
        assert "staff@example.org" not in page.text
        assert "by one of the staff" in page.text
        site.person(name).get("/coverage/hidden/tank", 404)
        cell = site.person(name).get("/coverage/radios/tank")
        assert "nothing in A think tank" in cell.text
        assert SECRET not in cell.text


def test_an_analyst_runs_what_they_may_see(site: Site, analyst: Person) -> None:
    assert run_all(analyst).location.startswith("/coverage?by=sources&ran=2&news=2&since=")
    assert set(site.catalogue.search_records) == {"radios", "files"}
    form = analyst.get("/coverage?by=sources").select_one("form[data-run]")
    assert analyst.send(form, priority="hidden").status_code == 404


def test_nobody_else_runs_or_writes_anything(site: Site) -> None:
    member = site.person("member")
    token = member.get("/account").select_one("input[name=csrf]")["value"]
    for path in ("/coverage/run", "/coverage/radios/audit/read", "/coverage/radios/audit/unread"):
        assert member.client.post(path, base_url=BASE, data={"csrf": token}).status_code == 403
        assert member.client.post(path, base_url=BASE, data={}).status_code == 403
    assert not site.catalogue.search_records


def test_a_square_leads_to_what_is_cited_found_and_asked(site: Site, staff: Person) -> None:
    run_all(staff)
    page = staff.get("/coverage?by=sources")
    assert square(page, "radios") == "/coverage/radios/joint-report"
    cell = staff.get("/coverage/radios/joint-report")
    assert cell.select_one("#found ~ ul a")["href"] == "/sources/joint-report#para-1"
    assert "Forces buy radios alone." in cell.text
    assert "with ‘buy radios’: 1 passage with all the words of one." in cell.text
    form = cell.select_one("form[aria-label='Search this source for this priority']")
    assert {f["name"]: f.get("value") for f in form.select("input")} == {
        "q": None,
        "source": "joint-report",
        "for": "radios",
    }
    assert (
        cell.select_one("section li a[href^='/search']")["href"]
        == "/search?q=buy+radios&source=joint-report&for=radios"
    )
    cited = staff.get("/coverage/files/joint-report")
    assert "Courts wait for files." in cited.select_one("#cited ~ ul").text
    gap = staff.get("/coverage/radios/audit")
    assert "nothing in What it costs. Only our own words about it could be searched" in gap.text
    never = staff.get("/coverage/silent/audit")
    assert "No search of this priority has looked into it yet." in never.text


def test_read_in_vain_and_taken_back(site: Site, staff: Person, analyst: Person) -> None:
    run_all(staff)
    form = analyst.get("/coverage/radios/joint-report").select_one("form[action$='/read']")
    answer = analyst.send(form, note="Only about <i>courts</i>.")
    assert (answer.status_code, answer.location) == (303, "/coverage/radios/joint-report?done=read")
    assert record(site, "radios").readings[0].note == "Only about <i>courts</i>."
    page = analyst.get(answer.location)
    assert "Written down" in page.select_one(".said").text
    assert "Read by an analyst on" in page.text
    assert "Only about <i>courts</i>." in page.text
    assert not page.select("section i")
    assert "Read by analyst@example.org" in staff.get("/coverage/radios/joint-report").text
    public = site.person().get("/coverage/radios/joint-report")
    assert "Read by an analyst" in public.text
    assert "courts" not in public.select_one("#read").parent.text
    assert matrix(site.person().get("/coverage?by=sources"))["Buy radios together"][0] == "– read, nothing relevant"
    back = staff.send(staff.get("/coverage/radios/joint-report").select_one("form[action$='/unread']"))
    page = staff.get(back.location)
    assert "Taken back by staff@example.org" in page.text
    assert matrix(staff.get("/coverage?by=sources"))["Buy radios together"][0] == "+1 hit unread"


def test_a_note_that_is_too_long_is_refused(site: Site, analyst: Person) -> None:
    form = analyst.get("/coverage/radios/audit").select_one("form[action$='/read']")
    assert analyst.send(form, note="x" * 2001).status_code == 422
    assert not site.catalogue.search_records


def test_columns_and_filters(site: Site, staff: Person) -> None:
    run_all(staff)
    by = staff.get("/coverage")
    assert heads(by) == ["Example (1)", "HMCPSI (1)", "HMIC (1)", "NAO (1)"]
    assert "A row has several sources" in by.text
    assert matrix(by)["Files that travel"] == ["0 searched, no hit", "1 cited", "1 cited", OURS]
    lead = square(by, "files", 1)
    assert lead == "/coverage?by=sources&publisher=HMCPSI#files"
    assert heads(staff.get(lead)) == ["A joint look at how case files travel"]
    years = staff.get("/coverage?by=years")
    assert heads(years) == ["2016 (1)", "no date (2)"]
    assert heads(staff.get(square(years, "files", 1))) == ["A think tank", "What it costs"]
    assert matrix(staff.get("/coverage?by=sources&call=call")).keys() == {"Buy radios together"}
    never = staff.get("/coverage?by=sources&show=never")
    assert matrix(never) == {"Nothing yet": ["? not searched"] * 3}
    unread = staff.get("/coverage?by=sources&show=unread")
    assert matrix(unread) == {
        "Buy radios together": ["+1 hit unread", "+1 hit unread"],
        f"Of the {SECRET}": ["", "+1 hit unread"],
    }
    nothing = staff.get("/coverage?call=nowhere&by=nonsense&show=nonsense&topic=x")
    assert "Nothing is like that." in nothing.select_one(".told").text
    form = unread.select_one("form[data-run]")
    assert staff.send(form).location.startswith("/coverage?by=sources&show=unread&ran=2&news=0&since=")


def test_tables_for_spreadsheets(site: Site, staff: Person) -> None:
    run_all(staff)

    def table(query: str) -> list[list[str]]:
        answer = site.person().client.get(f"/coverage.csv?{query}", base_url=BASE)
        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert table("by=sources") == [
        ["priority", "title", "joint-report", "tank", "audit"],
        ["radios", "Buy radios together", "hits unread", "searched, no hit", "searched, no hit"],
        ["files", "Files that travel", "cited", "searched, no hit", "searched, no hit"],
        ["silent", "Nothing yet", "not searched", "not searched", "not searched"],
    ]
    assert table("table=counts&by=publishers")[2] == ["files", "Files that travel", "0", "1", "1", "0"]
    assert table("by=sources&table=0-1&show=gaps")[1] == ["radios", "Buy radios together", "0", "0", "0"]
    long = table("by=sources&table=cells&publisher=NAO")
    assert long[0][:5] == ["priority", "source", "state", "cited", "hits"]
    assert [row[:6] for row in long[1:]] == [
        ["radios", "audit", "searched, no hit", "0", "0", "buy radios"],
        ["files", "audit", "searched, no hit", "0", "0", "files"],
        ["silent", "audit", "not searched", "0", "0", ""],
    ]
    page = site.person().get("/coverage?by=years")
    assert page.select_one("#csv ~ ul a")["href"] == "/coverage.csv?by=years&table=states"
