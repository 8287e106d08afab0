"""The part of a priority's page that says what was looked for: box, suggestions, gaps, searches, and their editing."""

import re

from bs4 import BeautifulSoup

from people import BASE, Person, Site

SECRET = "zebrafinch"


def run(person: Person, id: str) -> BeautifulSoup:
    form = person.get(f"/priorities/{id}").select_one("form[action='/coverage/run']")
    answer = person.send(form)
    assert (answer.status_code, answer.location) == (303, f"/priorities/{id}?ran=1&news=1#looking")
    return person.get(answer.location)


def words(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


def test_the_box_searches_for_the_priority_and_suggestions_stand_already_there(site: Site) -> None:
    page = site.person("analyst").get("/priorities/radios")
    box = page.select_one("form[aria-label='Search for evidence']")
    assert {f["name"]: f.get("value") for f in box.select("input")} == {"q": None, "for": "radios"}
    section = page.select_one("#suggested").parent
    places = [a["href"] for a in section.select(".where a")]
    assert places[0] == "/sources/joint-report?q=buy+radios&for=radios#para-1"
    pins = [a["href"] for a in section.select("a[href*=annotate]")]
    assert "/sources/joint-report/annotate/para-1?priority=radios" in pins
    assert not site.person().get("/priorities/radios").select("#suggested ~ * a[href*=annotate]")


def test_what_is_cited_or_read_in_vain_is_not_suggested(site: Site, staff: Person) -> None:
    def suggested(id: str) -> list[str]:
        return [a["href"].partition("#")[2] for a in staff.get(f"/priorities/{id}").select("#suggested ~ * .where a")]

    assert "para-2" not in suggested("files")  # "Courts wait for files." is evidence for it
    assert "para-1" in suggested("radios")
    form = staff.get("/coverage/radios/joint-report").select_one("form[action$='/read']")
    staff.send(form)
    assert "/sources/joint-report" not in {
        a["href"].partition("?")[0] for a in staff.get("/priorities/radios").select("#suggested ~ * .where a")
    }


def test_gaps_are_said_in_words(site: Site, staff: Person) -> None:
    assert "Its searches have not been run yet." in words(staff.get("/priorities/radios"))
    page = run(staff, "radios")
    said = words(page)
    assert "The searches of 1 priority have been run" in page.select_one(".said").text
    assert "with ‘buy radios’: nothing in 1 source" in said
    assert "Hits unread in 2 sources" in said
    assert "0 of 3 sources cited, 2 with unread hits, 1 searched in vain." in said
    member = words(site.person("member").get("/priorities/radios"))
    assert "0 of 3 sources cited, 1 with unread hits, 2 searched in vain." in member
    assert SECRET not in member
    assert not site.person("member").get("/priorities/radios").select("form[method=post][action='/coverage/run']")


def test_searches_are_edited_and_the_version_before_is_kept(site: Site) -> None:
    analyst = site.person("analyst")
    page = analyst.get("/priorities/radios/searches?add=joint+procurement&add=buy+radios")
    form = page.select_one("main form[action='/priorities/radios/searches']")
    assert form.select_one("textarea").text.strip() == "buy radios\njoint procurement"
    answer = analyst.send(form)
    assert (answer.status_code, answer.location) == (303, "/priorities/radios?searches=saved#looking")
    assert site.priorities["radios"].queries == ("buy radios", "joint procurement")
    assert site.priorities["radios"].changes == 1
    shown = analyst.get(answer.location)
    assert "Run them to know what they find" in shown.select_one(".said").text
    assert "/search?q=joint+procurement&for=radios" in [a["href"] for a in shown.select("aside a")]


def test_who_saved_first_is_not_written_over(site: Site, staff: Person) -> None:
    form = staff.get("/priorities/radios/searches").select_one("main form[action='/priorities/radios/searches']")
    other = site.person("analyst")
    other.send(other.get("/priorities/radios/searches").select_one("main form"), queries="radios")
    answer = staff.send(form, queries="walkie talkies")
    assert answer.status_code == 409
    assert site.priorities["radios"].queries == ("radios",)
    page = BeautifulSoup(answer.text, "html.parser")
    assert "walkie talkies" in page.text
    on_top = next(f for f in page.select("main form") if f.select("input[name=queries]"))
    assert staff.send(on_top).status_code == 303
    assert site.priorities["radios"].queries == ("walkie talkies",)


def test_what_cannot_be_saved_is_told_and_nobody_else_may(site: Site, staff: Person) -> None:
    form = staff.get("/priorities/radios/searches").select_one("main form[action='/priorities/radios/searches']")
    answer = staff.send(form, queries="\n".join(f"search {n}" for n in range(31)))
    assert answer.status_code == 422
    assert "search 30" in answer.text
    assert site.priorities["radios"].queries == ("buy radios",)
    site.person("analyst").get("/priorities/hidden/searches", 404)
    site.person("member").get("/priorities/radios/searches", 403)


def test_ones_own_saved_searches_for_it_are_shown(site: Site, staff: Person) -> None:
    form = staff.get("/saved/new?q=radios&for=radios").select_one("main form")
    staff.send(form, name="Radios, once a week", note="")
    shown = staff.get("/priorities/radios")
    link = next(a for a in shown.select("aside a") if a.text == "Radios, once a week")
    assert link["href"] == "/search?q=radios&for=radios"
    assert "once a week" not in staff.get("/priorities/files").text
    assert "once a week" not in site.person("bea").get("/priorities/radios").text


def test_feeds_are_linked(site: Site) -> None:
    for path in ("/priorities/radios", "/sources/joint-report"):
        page = site.person().get(path)
        feed = f"{path}.atom"
        assert page.select_one("head link[type='application/atom+xml']")["href"] == feed
        assert page.select(f"main a[href='{feed}']")
        assert site.person().client.get(feed, base_url=BASE).mimetype == "application/atom+xml"
