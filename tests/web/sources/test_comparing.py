"""Two documents side by side in the browser: chosen, aligned, and only as far as the reader may see both."""

import pytest

from kb.domain.audience import Audience
from kb.domain.source.source import Finding
from people import Person, Site

SHARED = "Forces buy radios together from one framework."


@pytest.fixture
def anybody(site: Site, make_source) -> Person:
    said = (Finding("Clerks wait for files."), Finding("Buying radios together needs one framework of forces."))
    site.put(make_source("first", body=f"**1.** {SHARED}\n\n**2.** Nobody counts tablets.\n", derives_from=("second",)))
    site.put(make_source("second", findings=said))
    site.put(make_source("third", audience=Audience.STAFF, body=f"**1.** {SHARED} Zebrafinch.\n"))
    site.kb.browsing.look_again()
    return site.person()


def test_the_other_document_is_chosen_among_those_related_or_by_its_title(anybody: Person) -> None:
    page = anybody.get("/sources/first")
    lead = page.find("a", string="Put another document beside it")["href"]
    page = anybody.get(lead)
    assert [a["href"] for a in page.select(".plain-list a")] == ["/sources/first/compare?with=second"]
    found = anybody.get(f"{lead}?q=REPORT+plain")
    assert "1 document with these words in the title." in found.find(role="status").text
    assert "/sources/first/compare?with=plain" in [a["href"] for a in found.select(".plain-list a")]


def test_passages_that_are_alike_stand_beside_each_other(anybody: Person) -> None:
    page = anybody.get("/sources/first/compare?with=second")
    heads, *rows = page.select("main .versions")
    assert [a["href"] for a in heads.select("h2 a")] == ["/sources/first", "/sources/second"]
    (row,) = rows
    assert [a["href"] for a in row.select("a")] == ["/sources/first#para-1", "/sources/second#finding-2"]
    mine, theirs = ([mark.text for mark in side.select("mark")] for side in row.select(".changed-words"))
    assert mine == ["Forces", "buy", "radios", "together", "framework"]
    assert theirs == ["Buying", "radios", "together", "framework", "forces"]
    assert [side.p.text.endswith("in our words") for side in row.select("div")] == [False, True]
    assert "1 of 2 passages and 2 are alike" in page.select_one(".lead").text
    assert "No passage of one is like any" in anybody.get("/sources/plain/compare?with=second").text


def test_nobody_compares_with_what_they_may_not_read(site: Site, anybody: Person) -> None:
    anybody.get("/sources/first/compare?with=third", 404)
    anybody.get("/sources/third/compare?with=first", 404)
    assert "third" not in anybody.get("/sources/first/compare?q=report").text
    assert "Zebrafinch" in site.person("staff").get("/sources/first/compare?with=third").text
