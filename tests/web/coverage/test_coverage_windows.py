"""A matrix that is too large for one page: in windows, with tallies of all of it, and never a large page."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb.domain.account.viewer import at_the_terminal
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source, SourceKind
from kb.web.coverage.asked import AT_ONCE, SQUARES
from people import Site, mould_of, site_from

SOURCES, PRIORITIES = 130, 40
LONG = "-with-an-id-as-long-as-those-of-real-ones"


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("wide") / "mould"
    sources = [
        Source(f"s-{n:03}{LONG}", f"Report {n:03}", (f"The Office of Publisher Number {n:03}",), SourceKind.AUDIT)
        for n in range(SOURCES)
    ]
    priorities = [
        Priority(f"p-{n:02}{LONG}", f"Priority {n:02}", "It is one.", queries=("walrus",)) for n in range(PRIORITIES)
    ]
    return folder, mould_of(folder, [*sources, *priorities])


@pytest.fixture
def site(mould: tuple[Path, dict[str, str]], tmp_path: Path) -> Site:
    return site_from(*mould, tmp_path / "site")


def lines(page: BeautifulSoup) -> list[str]:
    return [th.get_text(strip=True) for th in page.select('th[scope="row"]')]


def priorities(page: BeautifulSoup) -> list[str]:
    return [th.a.get_text() for th in page.select('th[scope="col"][id]')]


def test_all_rows_are_on_some_page(site: Site) -> None:
    found, address = [], "/coverage?by=sources"
    for _ in range(9):
        page = site.person().get(address)
        assert len(lines(page)) <= AT_ONCE[0]
        assert len(priorities(page)) == SQUARES // AT_ONCE[0]
        found += lines(page)
        following = page.select_one('nav[aria-label="Pages of rows"] a[rel="next"]')
        if following is None:
            break
        address = following["href"]
    assert found == [f"Report {n:03}" for n in range(SOURCES)]


def test_all_priorities_are_on_some_page_under_numbers_that_go_on(site: Site) -> None:
    page = site.person().get("/coverage?by=sources")
    following = site.person().get(page.select_one('nav[aria-label="Pages of priorities"] a[rel="next"]')["href"])
    assert priorities(page) + priorities(following) == [f"{n + 1} Priority {n:02}" for n in range(PRIORITIES)]
    key = following.select_one("ol.numbered")
    assert (key["start"], key.li.text) == ("21", "Priority 20")


def test_the_legend_counts_all_squares(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&priorities=2&page=3")
    assert "(5,200)" in page.select_one(".legend .is-never").find_parent("div").text
    assert "Rows 101 to 130 of 130." in page.text


def test_a_window_beyond_the_end_is_the_last_one(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&priorities=99&page=99")
    assert lines(page)[-1] == "Report 129"
    assert priorities(page)[-1] == "40 Priority 39"


def test_more_rows_at_once_are_there_for_the_asking(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&at-once=120")
    assert len(lines(page)) == 120
    assert "at-once=120" in page.select_one('nav[aria-label="Pages of rows"] a[rel="next"]')["href"]
    assert len(lines(site.person().get("/coverage?by=sources&at-once=7"))) == AT_ONCE[0]


@pytest.mark.parametrize("by", ["sources", "publishers"])
@pytest.mark.parametrize("at_once", AT_ONCE)
def test_the_page_is_small(site: Site, at_once: int, by: str) -> None:
    site.kb.search_recording.run(site.kb.search_recording.searchable(at_the_terminal()), at_the_terminal())
    assert "in our own words" in site.person().get(f"/coverage?by={by}").text
    page = site.person().client.get(f"/coverage?by={by}&at-once={at_once}", base_url="http://kb.example")
    assert len(page.data) < 300_000


def test_without_being_asked_the_rows_are_publishers(site: Site) -> None:
    page = site.person().get("/coverage")
    assert lines(page)[0] == "The Office of Publisher Number 000 (1)"
    opened = site.person().get(page.select_one("tbody td a")["href"].partition("#")[0])
    assert lines(opened) == ["Report 000"]
