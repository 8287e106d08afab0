"""Recommendations followed in the browser: from the passage that makes them to what became of them."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from kb.content.repository import ContentRepository, Stored
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind
from made_up import REPORT
from people import Person, Site

TYPED = {"summary": "Key material once.", "addressees": "chief constables", "priorities": ["one-record"]}
REGISTER = Source(
    "register",
    "A register",
    ("HMICFRS",),
    SourceKind.REGISTER,
    licence="OGL-UK-3.0",
    body="**Recommendation 6955.** Key them once.\n\n- 30 August 2017: no further action needed\n",
)
HOUSE = Recommendation(
    id="house",
    summary="Keep a list.",
    citation=Citation("joint-report", exact="Key them once.", label="recommendation 1"),
    addressees=("the Home Office",),
    statuses=(
        StatusAt(PartialDate.parse("2014-09"), Status.MADE, source="joint-report"),
        StatusAt(PartialDate.parse("2015-01"), Status.ACCEPTED, "The zebrafinch agreed.", "minutes"),
    ),
    priorities=("one-record", "hidden"),
    made_by="editors",
)
MINUTES = replace(REPORT, id="minutes", title="Minutes", audience=Audience.STAFF)


def words(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


def follow(person: Person) -> str:
    page = person.get("/sources/joint-report")
    link = next(a for a in page.select("a") if a.text.startswith("Follow this recommendation"))
    form = person.get(link["href"]).select_one(".entry-form")
    sent = person.send(form, form.select_one("button.main"), **TYPED)
    assert sent.status_code == 303
    return sent.location.split("?")[0]


def test_a_recommendation_is_followed_from_its_passage(site: Site) -> None:
    analyst, anybody = site.person("analyst"), site.person()
    assert "Follow this" not in words(anybody.get("/sources/joint-report"))
    address = follow(analyst)
    (kept,) = site.catalogue.recommendations.values()
    assert (kept.citation.label, kept.citation.exact) == ("recommendation 1", "Key them once.")
    assert [(str(one.date), one.status) for one in kept.statuses] == [("2016-04-13", Status.MADE)]
    page = anybody.get(address)
    assert "Recommended April 2016, still raised by 4 members." in words(page)
    assert "“Key them once.”" in words(page)
    assert page.select_one('a[href="/sources/joint-report#rec-1"]')
    assert not page.select("form[method=post]")
    assert address in str(anybody.get("/recommendations"))
    assert address in str(anybody.get("/priorities/one-record"))
    source = analyst.get("/sources/joint-report")
    assert source.select_one(f'a[href="{address}"]')
    assert "Follow this" not in words(source)


def test_a_recommendation_without_a_passage_is_followed_from_its_document(site: Site) -> None:
    analyst = site.person("analyst")
    assert "Follow one that is not listed" not in words(site.person().get("/sources/joint-report"))
    for summary in ("Keep one list.", "Count the hours."):
        page = analyst.get("/sources/joint-report")
        link = next(a for a in page.select("a") if a.text == "Follow one that is not listed")
        form = analyst.get(link["href"]).select_one(".entry-form")
        sent = analyst.send(form, form.select_one("button.main"), **{**TYPED, "summary": summary})
        assert sent.status_code == 303
    kept = site.catalogue.recommendations.values()
    assert {one.citation for one in kept} == {Citation("joint-report")}
    anybody = site.person()
    shown = words(anybody.get("/sources/joint-report"))
    assert "Keep one list." in shown
    assert "Count the hours." in shown
    assert "Count the hours." in words(anybody.get(sent.location.split("?")[0]))
    assert site.kb.checker.check().problems == ()


def test_what_became_of_it_is_added_by_people(site: Site) -> None:
    analyst = site.person("analyst")
    address = follow(analyst)
    form = analyst.get(f"{address}/status").select_one(".entry-form")
    sent = analyst.send(form, form.select_one("button.main"), date="soon")
    assert sent.status_code == 422
    sent = analyst.send(form, form.select_one("button.main"), date="2016-09-30", status="under review", note="So.")
    assert sent.status_code == 303
    assert analyst.send(form, date="2016-09-30", status="under review", note="So.").status_code == 422
    page = site.person().get(address)
    assert "Recommended April 2016, under review September 2016" in words(page)
    (kept,) = site.catalogue.recommendations.values()
    assert kept.changes == 1


def test_the_register_is_offered_and_never_adds_by_itself(site: Site) -> None:
    site.put(REGISTER)
    analyst = site.person("analyst")
    address = follow(analyst)
    form = analyst.get(f"{address}/edit").select_one(".entry-form")
    analyst.send(form, form.select_one("button.main"), register_id="6955")
    assert [one.status for one in site.catalogue.recommendations["key-material-once"].statuses] == [Status.MADE]
    assert "The register says" not in words(site.person().get(address))
    page = analyst.get(address)
    assert "The register says, 30 August 2017: no further action needed" in words(page)
    assert analyst.send(page.select_one("form.turn")).status_code == 303
    kept = site.catalogue.recommendations["key-material-once"].statuses[-1]
    assert (str(kept.date), kept.status, kept.source) == ("2017-08-30", Status.CLOSED, "register")
    page = analyst.get(address)
    assert "The register says" not in words(page)
    assert "closed August 2017" in words(page)


@pytest.mark.parametrize(
    ("who", "story", "secret"),
    [
        ("", "Recommended September 2014, still raised by 4 members.", False),
        ("analyst", "Recommended September 2014, still raised by 4 members.", False),
        ("staff", "Recommended September 2014, accepted January 2015, still raised by 4 members.", True),
    ],
)
def test_what_rests_on_things_above_the_reader_is_left_out(site: Site, who: str, story: str, secret: bool) -> None:
    site.put(MINUTES)
    site.put(HOUSE)
    page = site.person(who).get("/recommendations/house")
    assert story in words(page)
    assert ("zebrafinch" in str(page)) is secret


def test_who_saves_second_sees_both_versions(site: Site) -> None:
    analyst, staff = site.person("analyst"), site.person("staff")
    address = follow(analyst)
    mine, theirs = (p.get(f"{address}/edit").select_one(".entry-form") for p in (analyst, staff))
    assert staff.send(theirs, theirs.select_one("button.main"), summary="Theirs.").status_code == 303
    sent = analyst.send(mine, mine.select_one("button.main"), summary="Ours.")
    assert sent.status_code == 409
    page = BeautifulSoup(sent.text, "html.parser")
    assert "Theirs." in page.select_one("#theirs").parent.text
    assert analyst.send(page.select_one(".conflict form")).status_code == 303
    assert site.catalogue.recommendations["key-material-once"].summary == "Ours."


def test_who_adds_a_status_just_as_somebody_else_saves_sees_both_and_can_add_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, staff = site.person("analyst"), site.person("staff")
    address = follow(analyst)
    mine, theirs = (p.get(f"{address}/status").select_one(".entry-form") for p in (analyst, staff))
    change = ContentRepository.change

    def after_somebody_else(
        files: ContentRepository, kept: Stored[Recommendation], item: Recommendation
    ) -> Stored[Recommendation]:
        monkeypatch.setattr(ContentRepository, "change", change)
        typed = {"date": "2016-10-01", "status": "accepted", "note": "Theirs."}
        with ThreadPoolExecutor(1) as elsewhere:  # a request of its own, as in another thread of the server
            sent = elsewhere.submit(lambda: staff.send(theirs, theirs.select_one("button.main"), **typed)).result()
        assert sent.status_code == 303
        return change(files, kept, item)

    monkeypatch.setattr(ContentRepository, "change", after_somebody_else)
    sent = analyst.send(mine, mine.select_one("button.main"), date="2016-09-30", status="under review", note="Ours.")
    assert sent.status_code == 409
    page = BeautifulSoup(sent.text, "html.parser")
    assert "accepted, Theirs." in page.select_one("#theirs").parent.text
    assert "Ours." in page.select_one("#yours").parent.text
    assert [one.status for one in site.catalogue.recommendations["key-material-once"].statuses] == [
        *(Status.MADE, Status.ACCEPTED)
    ]
    assert analyst.send(page.select_one(".conflict form")).status_code == 303
    kept = site.catalogue.recommendations["key-material-once"]
    assert [one.status for one in kept.statuses] == [Status.MADE, Status.UNDER_REVIEW, Status.ACCEPTED]
    assert kept.changes == 2


def test_the_timeline_of_a_priority_has_the_steps_of_its_recommendations(site: Site) -> None:
    for item in (MINUTES, HOUSE):
        site.put(item)

    def steps(name: str) -> list[str]:
        page = site.person(name).get("/priorities/one-record")
        return [words(row).strip() for row in page.select(".dated tr:has(td)") if "recommendation" in row.text]

    assert steps("") == ["September 2014 Keep a list. recommendation made"]
    assert steps("staff") == [*steps(""), "January 2015 Keep a list. recommendation accepted"]


def test_who_recommended_what_to_whom_with_where_it_stands(site: Site) -> None:
    both = replace(HOUSE, id="both", summary="Key once.", addressees=("forces", "the Home Office"), statuses=())
    for item in (MINUTES, HOUSE, both):
        site.put(item)

    def table(name: str) -> list[str]:
        page = site.person(name).get("/recommendations/by-publisher")
        return [words(row).strip() for row in page.select("tbody tr")]

    place = "A joint look at how case files travel, recommendation 1"
    rows = [
        f"To the Home Office Key once. {place} Nothing noted open",
        f"To the Home Office Keep a list. {place} Made September 2014, no answer noted open",
        f"To forces Key once. {place} Nothing noted open",
    ]
    assert table("") == [
        f"{name} 2 recommendations, 2 open" if not at else row
        for name in ("HMCPSI", "HMIC")
        for at, row in enumerate(["", *rows])
    ]
    told = next(row for row in table("staff") if "Keep a list." in row)
    assert told.endswith("Accepted, January 2015 open The zebrafinch agreed.")
    assert site.person().get("/recommendations").select_one("a[href='/recommendations/by-publisher']")


def test_where_nothing_is_followed_nobody_has_recommended_anything(site: Site) -> None:
    page = site.person().get("/recommendations/by-publisher")
    assert "No recommendation is followed yet." in words(page)
    assert not page.select("table")
