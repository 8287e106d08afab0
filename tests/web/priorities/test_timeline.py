"""The timeline of a priority: the picture and the table say the same, and both only what their reader may see."""

import pytest
from bs4 import Tag
from playwright.sync_api import Page

from in_browser import NARROW, Axe

TALK = "/priorities/systems-that-talk"


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def test_sources_and_calls_stand_in_the_table_by_year(soup) -> None:
    section = soup(TALK).select_one("#timeline").parent
    heads = [words(th) for th in section.select("th[scope=rowgroup]")]
    assert heads == ["2016 1 source, 1 call", "2018 1 source"]
    rows = [[words(td) for td in row.select("td")] for row in section.select("tr") if row.td]
    assert rows == [
        ["13 April 2016", "How case files travel inspection report"],
        ["12 September 2016", "What should be inspected? call opened"],
        ["2018", "A study whose text is not ours to show research"],
    ]
    links = [a["href"] for a in section.select("td a")]
    assert links == ["/sources/joint-report", "/calls/call-2016", "/sources/closed-study"]


def test_the_picture_has_the_numbers_of_the_table(soup) -> None:
    section = soup(TALK).select_one("#timeline").parent
    picture = section.svg
    assert picture["aria-label"] == "Sources cited: 1 in 2016 and 1 in 2018. Calls for input: 1 in 2016."
    assert drawn(picture) == len(section.select("td a"))
    assert [text.text for text in picture.select("text")][-3:] == ["2016", "2017", "2018"]


def drawn(picture: Tag) -> int:
    """Return the sum of the numbers over the bars."""
    return sum(int(rect.find_next("text").text) for rect in picture.select("rect") if rect["width"] != "100%")


def test_where_nothing_has_a_date_there_is_no_timeline(soup) -> None:
    assert not soup("/priorities/nothing-yet").select("#timeline")


@pytest.mark.browser
def test_it_fits_a_narrow_window_by_day_and_night(page: Page, axe: Axe) -> None:
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.goto(TALK)
    page.locator("#timeline ~ details summary").press("Enter")
    assert page.locator(".dated a").first.is_visible()
    assert axe.faults_by_day_and_night(page) == []
