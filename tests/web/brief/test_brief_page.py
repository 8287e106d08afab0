"""The page of a brief: as it will print, with its contents, its gaps, and the files to take away; for each its own."""

import pytest
from playwright.sync_api import Browser

from in_browser import NARROW, WIDE, Axe
from kb.documents.brief import pdf
from made_up import CALL
from people import BASE, Site

PAGE = f"/calls/{CALL.id}/brief"
LET_IN = "With what is not reviewed"


def test_a_call_is_chosen_from_the_navigation(site: Site) -> None:
    page = site.person().get("/")
    (link,) = [link for link in page.select("nav.sections a") if link.text == "Brief"]
    page = site.person().get(link["href"])
    assert page.select_one("main .entries a")["href"] == PAGE


def test_the_contents_lead_to_every_part(site: Site) -> None:
    page = site.person().get(PAGE)
    links = [link["href"] for link in page.select("nav.contents a")]
    assert links[:3] == ["#summary", "#how", "#ranking"]
    assert "#priority-talk" in links
    assert all(page.select_one(link) for link in links)


def test_footnotes_and_their_places_lead_to_one_another(site: Site) -> None:
    page = site.person().get(PAGE)
    first = page.select_one("blockquote a.ref")
    note = page.select_one(first["href"])
    assert "para 4.12, p 23" in note.text
    assert note.select("a")[-1]["href"] == f"#{first['id']}"


def test_gaps_are_told_where_they_are(site: Site) -> None:
    gaps = site.person().get(PAGE).select_one("#priority-talk-gaps")
    assert "1 piece of evidence waits for review and is left out." in gaps.text


def test_each_reader_chooses_no_wider_circle_than_theirs(site: Site) -> None:
    def choices(name: str) -> list[str]:
        return [one["value"] for one in site.person(name).get(PAGE).select("#audience option")]

    assert choices("") == []
    assert choices("member") == ["public", "members"]
    assert choices("staff") == ["public", "members", "staff"]
    assert "For everybody" in site.person("staff").get(PAGE).select_one("header.title-block").text
    asked = site.person("member").get(f"{PAGE}?audience=staff")
    assert "For members only" in asked.select_one("header.title-block").text


def test_drafts_are_for_people_who_work_on_entries(site: Site) -> None:
    for name, may in (("", False), ("member", False), ("analyst", True), ("staff", True)):
        page = site.person(name).get(f"{PAGE}?unreviewed=1")
        assert (LET_IN in page.text) == may, name
        assert ("Hidden words." in page.text) == may, name
        assert ("Contains entries that are not reviewed" in page.text) == may, name


def test_the_files_are_those_of_the_page(site: Site) -> None:
    page = site.person("staff").get(f"{PAGE}?as-of=2016-10-06&audience=staff")
    files = {link.text: link["href"] for link in page.select(".doings a")}
    assert [name for name in files if name != "PDF"] == ["Word", "HTML", "Markdown", "JSON"]
    response = site.person("staff").client.get(files["Markdown"], base_url=BASE)
    assert response.headers["Content-Disposition"] == f"attachment; filename=brief-{CALL.id}-2016-10-06.md"
    assert "As at 6 October 2016" in response.text
    assert "For staff only" in response.text
    assert site.person("staff").client.get(files["Word"], base_url=BASE).data.startswith(b"PK")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/calls/nothing/brief", 404),
        (f"{PAGE}.exe", 404),
        (f"{PAGE}?priorities=nothing", 404),
        (f"{PAGE}?priorities=idea", 422),
        (f"{PAGE}?as-of=yesterday", 422),
        (f"{PAGE}?as-of=9999-01-01", 422),
    ],
)
def test_what_cannot_be_is_told(site: Site, path: str, status: int) -> None:
    site.person().get(path, status)


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("path", ["/brief", PAGE, f"{PAGE}?unreviewed=1"])
def test_axe_finds_nothing(
    browser: Browser, axe: Axe, address: str, site: Site, size: tuple[int, int], path: str
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=address)
    context.add_cookies([{"name": "kb-session", "value": site.tokens["staff"], "url": address}])
    page = context.new_page()
    page.goto(path)
    assert page.text_content("h1")
    assert axe.faults_by_day_and_night(page) == []
    context.close()


@pytest.mark.browser
def test_it_is_asked_anew_without_scripts(browser: Browser, address: str, site: Site) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.add_cookies([{"name": "kb-session", "value": site.tokens["staff"], "url": address}])
    page = context.new_page()
    page.goto(PAGE)
    page.get_by_label("As at the end of").fill("2016-10-06")
    page.get_by_label("For", exact=True).select_option("members")
    page.get_by_label(LET_IN).check()
    page.get_by_role("button", name="Make it anew").click()
    words = page.text_content("header.title-block") or ""
    assert "As at 6 October 2016" in words
    assert "For members only" in words
    assert "not reviewed" in words
    context.close()


def test_its_sources_are_taken_away_for_a_reference_manager(site: Site) -> None:
    links = [link["href"] for link in site.person().get(PAGE).select("a[download]") if "/cite." in link["href"]]
    assert links == [f"{PAGE}/cite.{ending}" for ending in ("bib", "ris", "csl.json")]
    (item,) = site.app.test_client().get(links[-1]).get_json(force=True)
    assert item["id"] == "joint-report"
    assert "cited at para 4.12, p 23" in item["note"]


def test_from_each_gap_a_link_leads_to_where_it_is_closed(site: Site) -> None:
    assert site.person().get(PAGE).select_one(".gaps-to-close") is None
    staff = site.person("staff")
    closing = staff.get(PAGE).select_one(".gaps-to-close")
    links = [link["href"] for link in closing.select(".acts a")]
    assert "/priorities/talk#looking" in links
    assert "/priorities/agree" in links, "a draft is left out of the brief"
    for link in links:
        staff.get(link.partition("#")[0])
    analyst = [link["href"] for link in site.person("analyst").get(PAGE).select(".gaps-to-close .acts a")]
    assert analyst
    assert not any(link.endswith(("/edit", "/agree")) for link in analyst)


def test_priorities_and_their_order_are_chosen_on_the_page(site: Site) -> None:
    shown = site.person().get(PAGE)
    names = [str(box["name"]) for box in shown.select("input[name^=place-]")]
    assert names
    assert {box["value"] for box in shown.select("input[name^=place-]")} == {""}
    backwards = "&".join(f"{name}={len(names) - place}" for place, name in enumerate(names))
    again = site.person().get(f"{PAGE}?{backwards}&place-nothing=1")
    assert [str(box["name"]) for box in again.select("input[name^=place-]")] == names[::-1]
    one = site.person().get(f"{PAGE}?{names[0]}=1")
    assert [box["value"] for box in one.select("input[name^=place-]")] == ["1"] + [""] * (len(names) - 1)
    assert f"priorities={names[0].removeprefix('place-')}" in str(one.select_one("a[download]")["href"])


def test_two_pages_are_chosen_on_the_page_and_its_files_have_them(site: Site) -> None:
    page = site.person().get(f"{PAGE}?length=two-pages")
    assert page.select_one("#length option[selected]")["value"] == "two-pages"
    assert page.select_one("#notes") is None
    links = {link.text: link["href"] for link in page.select(".doings a")}
    response = site.person().client.get(links["Markdown"], base_url=BASE)
    assert "-in-short.md" in response.headers["Content-Disposition"]
    assert "## Annex" not in response.text
    assert len(page.select("input[name^=place-]")) == len(site.person().get(PAGE).select("input[name^=place-]"))


@pytest.mark.parametrize("office", ["", "/usr/bin/soffice"])
def test_a_pdf_is_offered_where_it_can_be_made_else_the_browser_prints(
    site: Site, monkeypatch: pytest.MonkeyPatch, office: str
) -> None:
    monkeypatch.setattr(pdf, "libreoffice_path", lambda: office)
    page = site.person().get(PAGE)
    assert ("PDF" in [link.text for link in page.select(".doings a")]) == bool(office)
    assert ("print this page from your browser" in page.text) == (not office)
