"""The list of sources, however many there are: in pages, with tallies of all, each for whoever may see them."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.source import Source, SourceKind
from kb.web.sources.page import MOST_PUBLISHERS, SHOWN
from people import Site, mould_of, site_from

MANY = 230


def source(number: int) -> Source:
    kinds = (SourceKind.AUDIT, SourceKind.STRATEGY)
    published = PartialDate(1800 + number)
    return Source(f"s-{number}", f"Report {number:03}", (f"Body {number:03}",), kinds[number % 2], published)


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("many") / "mould"
    secret = replace(source(MANY), title="Of staff", audience=Audience.STAFF, publishers=("Hidden body",))
    return folder, mould_of(folder, [*(source(number) for number in range(MANY)), secret])


@pytest.fixture
def site(mould: tuple[Path, dict[str, str]], tmp_path: Path) -> Site:
    return site_from(*mould, tmp_path / "site")


def titles(page: object) -> list[str]:
    return [h.get_text(strip=True) for h in page.select("h3")]


def test_all_sources_are_on_some_page_in_order(site: Site) -> None:
    reader, found, address = site.person(), [], "/sources"
    for _ in range(10):
        page = reader.get(address)
        assert page.h1.text == f"{MANY} sources"
        assert len(titles(page)) <= SHOWN
        found += titles(page)
        following = page.select_one('.pager a[rel="next"]')
        if following is None:
            break
        address = following["href"]
    assert found == [f"Report {number:03}" for number in reversed(range(MANY))]


def test_a_page_keeps_what_was_asked_for(site: Site) -> None:
    page = site.person().get("/sources?kind=audit+report&sort=title")
    following = page.select_one('.pager a[rel="next"]')["href"]
    assert following == "/sources?kind=audit+report&sort=title&page=2"
    assert titles(site.person().get(following)) == [f"Report {number:03}" for number in range(200, MANY, 2)]


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 50, "٣"])
def test_a_page_that_is_not_there_is_one_that_is(site: Site, page: str) -> None:
    assert titles(site.person().get(f"/sources?page={page}"))


def test_there_are_never_more_publishers_to_choose_from_than_fit(site: Site) -> None:
    page = site.person().get("/sources?publisher=Body+001")
    offered = [option["value"] for option in page.select("#by-publisher option")]
    assert len(offered) == MOST_PUBLISHERS + 2  # with “All”, and the one that is chosen
    assert page.select_one("#by-publisher option[selected]")["value"] == "Body 001"


def test_what_one_reader_was_counted_nobody_else_is(site: Site) -> None:
    staff, reader = site.person("staff"), site.person()
    for _ in range(2):
        assert staff.get("/sources?sort=title").h1.text == f"{MANY + 1} sources"
        assert reader.get("/sources?sort=title").h1.text == f"{MANY} sources"
        assert "Of staff" in titles(staff.get("/sources"))
        assert "Of staff" not in titles(reader.get("/sources"))
        assert "Hidden body" not in reader.get("/sources").text
        assert f"{MANY} public documents" in reader.get("/").text
