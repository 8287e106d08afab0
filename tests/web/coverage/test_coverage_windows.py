"""A matrix that is too large for one page: in windows, with tallies of all of it, and never a large page."""

from pathlib import Path

import pytest

from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source, SourceKind
from kb.web.coverage.asked import COLUMNS, SQUARES
from people import Site, mould_of, site_from

SOURCES, PRIORITIES = 130, 45


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("wide") / "mould"
    sources = [Source(f"s-{n:03}", f"Report {n:03}", ("NAO",), SourceKind.AUDIT) for n in range(SOURCES)]
    priorities = [Priority(f"p-{n:02}", f"Priority {n:02}", "It is one.") for n in range(PRIORITIES)]
    return folder, mould_of(folder, [*sources, *priorities])


@pytest.fixture
def site(mould: tuple[Path, dict[str, str]], tmp_path: Path) -> Site:
    return site_from(*mould, tmp_path / "site")


def heads(page: object, scope: str) -> list[str]:
    return [th.get_text(strip=True) for th in page.select(f'th[scope="{scope}"] a')]


def test_all_columns_are_on_some_page(site: Site) -> None:
    found, address = [], "/coverage?by=sources"
    for _ in range(9):
        page = site.person().get(address)
        assert len(heads(page, "col")) <= COLUMNS[0]
        assert len(heads(page, "row")) == SQUARES // COLUMNS[0]
        found += heads(page, "col")
        following = page.select_one('nav[aria-label="Pages of columns"] a[rel="next"]')
        if following is None:
            break
        address = following["href"]
    assert found == [f"Report {n:03}" for n in range(SOURCES)]


def test_all_rows_are_on_some_page(site: Site) -> None:
    page = site.person().get("/coverage?by=sources")
    following = page.select_one('nav[aria-label="Pages of priorities"] a[rel="next"]')["href"]
    assert heads(page, "row") + heads(site.person().get(following), "row") == [
        f"Priority {n:02}" for n in range(PRIORITIES)
    ]


def test_the_legend_counts_all_squares(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&rows=2&page=3")
    assert "(5,850)" in page.select_one(".legend .is-never").find_parent("div").text
    assert "Columns 101 to 130 of 130." in page.text


def test_a_window_beyond_the_end_is_the_last_one(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&rows=99&page=99")
    assert heads(page, "col")[-1] == "Report 129"
    assert heads(page, "row")[-1] == "Priority 44"


def test_more_columns_at_once_are_there_for_the_asking(site: Site) -> None:
    page = site.person().get("/coverage?by=sources&columns=120")
    assert len(heads(page, "col")) == 120
    assert "columns=120" in page.select_one('nav[aria-label="Pages of columns"] a[rel="next"]')["href"]
    assert len(heads(site.person().get("/coverage?by=sources&columns=7"), "col")) == COLUMNS[0]


@pytest.mark.parametrize("columns", COLUMNS)
def test_the_page_is_small(site: Site, columns: int) -> None:
    address = f"/coverage?by=sources&columns={columns}"
    assert len(site.person().client.get(address, base_url="http://kb.example").data) < 300_000


def test_without_being_asked_the_columns_are_publishers(site: Site) -> None:
    page = site.person().get("/coverage")
    assert heads(page, "col") == [f"NAO ({SOURCES})"]
    opened = site.person().get(page.select_one("#p-00 td a")["href"].partition("#")[0])
    assert heads(opened, "col")[:2] == ["Report 000", "Report 001"]
