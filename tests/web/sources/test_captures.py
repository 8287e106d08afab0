"""Captures on the site: the states of a source, its text on a day, what changed, and copies from a web archive."""

import json
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from kb.domain.audience import Audience
from people import BASE, Person, Site
from web_server import Web


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


@pytest.fixture
def changed(site: Site, staff: Person, web: Web, make_source, make_page, press, ended) -> Site:
    """A source in two states."""
    site.put(make_source("radios", web.says("/radios", make_page("The radios report"))))
    ended(site, staff, press(staff, "/sources/radios", "/gathering/fetch", "chosen"))
    web.says("/radios", make_page("The radios report").replace("Force 3 bought radios", "Force 3 hired tablets"))
    ended(site, staff, press(staff, "/sources/radios", "/gathering/fetch", "chosen"))
    return site


def test_everybody_sees_when_a_source_was_captured(changed: Site) -> None:
    page = changed.person("").get("/sources/radios/captures")
    assert "Captured in 2 states" in page.text
    rows = [li.text for li in page.select("ul.entries li")]
    assert len(rows) == 2
    assert "the text here" in rows[0]
    assert page.find("form", action="/sources/radios/captures") is None
    assert changed.person("").get("/sources/radios").find("a", href="/sources/radios/captures")


def test_two_captures_are_compared_passage_by_passage(changed: Site, press, ended) -> None:
    analyst = changed.person("analyst")
    at = press(analyst, "/sources/radios/captures", "/sources/radios/captures", "compare", **_two(analyst))
    page = ended(changed, analyst, at)
    assert "1 passage is not as before." in page.find(role="status").text
    assert [part.text for part in page.select("del")] == ["bought radios"]
    assert [part.text for part in page.select("ins")] == ["hired tablets"]
    assert "para 3" in page.find("h2").text
    before, after = (side.select_one(".changed-words").get_text(" ", strip=True) for side in sides_of(page))
    assert "Force 3 bought radios" in before
    assert "tablets" not in before
    assert after == before.replace("bought radios", "hired tablets")
    assert [side.p.text.split(",")[0] for side in sides_of(page)] == ["Before", "After"]


def test_a_passage_that_is_new_has_nothing_beside_it(
    changed: Site, staff: Person, web: Web, make_page, press, ended
) -> None:
    web.says("/radios", make_page("The radios report").replace("</main>", "<p>Tablets break when dropped.</p></main>"))
    ended(changed, staff, press(staff, "/sources/radios", "/gathering/fetch", "chosen"))
    at = press(staff, "/sources/radios/captures", "/sources/radios/captures", "compare", **_two(staff))
    before, after = (
        side.select_one(".changed-words").text.strip() for side in sides_of(ended(changed, staff, at))[-2:]
    )
    assert (before, after) == ("Not there.", "Tablets break when dropped.")


def sides_of(page: BeautifulSoup) -> list[Tag]:
    return page.select(".versions > div")


def _two(person: Person) -> dict[str, str]:
    page = person.get("/sources/radios/captures")
    return {
        "before": page.select("input[name=before]")[-1]["value"],
        "after": page.select("input[name=after]")[0]["value"],
    }


def test_the_text_of_a_day_is_read_anew(changed: Site, staff: Person, press, ended) -> None:
    at = press(staff, "/sources/radios/captures", "/sources/radios/captures", "day", day="2100-01-01")
    page = ended(changed, staff, at)
    assert "This is the text that stands here now." in page.text, page.find(id="job").text
    assert "Force 3 hired tablets" in page.text
    form = staff.get("/sources/radios/captures").find("input", id="day").find_parent("form")
    for day, words in (("2001-01-01", "No capture is as old as that."), ("some day", "Write the day as 2016-04-13.")):
        sent = staff.send(form, form.find("button"), day=day)
        assert sent.status_code == 422
        assert words in sent.text


def test_captures_of_others_and_of_hidden_texts_are_not_read(changed: Site, make_source) -> None:
    analyst = changed.person("analyst")
    two = _two(analyst)
    token = analyst.get("/sources/radios/captures").find("input", attrs={"name": "csrf"})["value"]

    def ask(path: str, **fields: str) -> int:
        return analyst.client.post(path, base_url=BASE, data={"csrf": token, "do": "compare", **fields}).status_code

    assert ask("/sources/radios/captures", before="f" * 64, after=two["after"]) == 404
    assert ask("/sources/plain/captures", **two) == 404
    radios = changed.catalogue.sources["radios"]
    changed.put(type(radios)(**{**vars(radios), "licence": "all-rights-reserved", "body": ""}))
    changed.kb.browsing.look_again()
    assert ask("/sources/radios/captures", **two) == 403
    changed.put(make_source("hidden", audience=Audience.STAFF))
    analyst.get("/sources/hidden/captures", 404)
    assert changed.person("member").client.get("/sources/radios/archived", base_url=BASE).status_code == 403


def test_an_archived_copy_is_listed_taken_cited_and_taken_back(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    address = web.says("/gone", "", status=404)
    site.put(make_source("gone", address))
    captures = [("20160501120000", "The gone report"), ("20190501120000", "Another matter")]
    lines = [json.dumps({"timestamp": at, "url": address, "status": "200", "mime": "text/html"}) for at, _ in captures]
    web.says(f"/web/timemap/json/{address}", "\n".join(lines), media_type="application/json")
    for stamp, title in captures:
        web.says(f"/web/{stamp}id_/{address}", make_page(title))
    at = press(staff, "/sources/gone/archived", "/sources/gone/archived")
    found = ended(site, staff, at)
    assert "2 copies in public web archives" in found.text
    copies = [box["value"] for box in found.select("input[name=copy]")]
    assert copies == [f"{web.host}/web/{stamp}/{address}" for stamp, _ in captures]
    form = found.find("form", action=at)
    assert "Choose a copy." in staff.send(form, form.find("button")).text
    strange = staff.send(form, form.find("button"), copy="http://127.0.0.1:1/private")
    assert strange.status_code == 422  # only what an archive named is asked for
    refused = ended(site, staff, _to(staff.send(form, form.find("button"), copy=copies[1])))
    assert "it is another document" in refused.find(role="status").text.lower()
    taken = ended(site, staff, _to(staff.send(form, form.find("button"), copy=copies[0])))
    assert "Text taken in. an archived copy of 1 May 2016" in taken.find(role="status").text
    page = staff.get("/sources/gone")
    assert f"archived copy of 1 May 2016 <{copies[0]}>" in page.find(id="whole-text").text
    assert "Archived copy of 1 May 2016" in staff.get("/sources/gone/captures").text
    press(staff, "/sources/gone", "/sources/gone/take-off")
    assert not site.catalogue.sources["gone"].body


def _to(sent) -> str:
    assert sent.status_code == 303, sent.text
    return urlsplit(sent.headers["Location"]).path
