"""Priorities made outside of triage, and agreed to: with one button, several at once, by two people."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from kb.domain.audience import Audience
from kb.domain.priority.priority import Direction, PriorityStatus
from people import Person, Site

NEW, AGREE = "/priorities/new", "/priorities/agree"


def press(person: Person, form, **typed: str | list[str]) -> TestResponse:
    return person.send(form, form.select_one("button.main"), **typed)


def made(person: Person, title: str, **typed: str | list[str]) -> str:
    form = person.get(NEW).select_one(".entry-form")
    sent = press(person, form, title=title, statement=f"Ask about {title}.", **typed)
    assert sent.status_code == 303, sent.text
    return sent.location


def test_a_priority_is_made_without_an_answer_and_somebody_else_agrees_with_one_button(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")
    page = made(staff, "Exit plans", call="call", audience="public")
    assert page == "/priorities/exit-plans"
    own = staff.get(page)
    assert not own.select("form.agree")
    assert "Worded by staff@example.org" in own.text
    assert "somebody else agrees to these words" in own.text
    assert press(bea, bea.get(page).select_one("form.agree")).location == page
    shown = bea.get(page)
    assert "Agreed" in shown.select_one(".over").text
    assert "agreed by bea@example.org" in shown.text
    assert not shown.select("form.agree")
    kept = site.catalogue.priorities["exit-plans"]
    assert (kept.status, kept.call, bool(kept.agreed_at)) == (PriorityStatus.AGREED, "call", True)
    assert "bea@example.org" not in site.person("analyst").get(page).text
    assert site.kb.checker.check().problems == ()


def test_nobody_agrees_to_what_they_made_by_any_form(site: Site) -> None:
    staff = site.person("staff")
    page = made(staff, "Exit plans")
    form = staff.get(f"{page}/edit").select_one(".entry-form")
    assert press(staff, form, status="agreed").status_code == 422
    csrf = form.select_one("[name=csrf]")["value"]
    digest = form.select_one("[name=seen]")["value"]
    sent = staff.client.post(
        AGREE, base_url="http://kb.example", data={"csrf": csrf, "priority": f"exit-plans@{digest}"}
    )
    assert sent.status_code == 409
    assert "Somebody other than who wrote these words" in sent.text
    assert site.catalogue.priorities["exit-plans"].status is PriorityStatus.DRAFT


def test_several_are_agreed_at_once_and_their_readers_chosen(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")
    made(staff, "Exit plans")
    made(staff, "Radios indoors")
    desk = bea.get("/desk").select_one("section[aria-labelledby=to-agree]")
    assert desk.select_one(f'a[href="{AGREE}"]')
    page = bea.get(AGREE)
    assert "Ask about Exit plans." in page.text
    form = page.select_one(f'form[action="{AGREE}"]')
    chosen = [box["value"] for box in form.select("[name=priority]") if "one-record" not in box["value"]]
    made(bea, "Of my own")
    radios = staff.get("/priorities/radios-indoors/edit").select_one(".entry-form")
    press(staff, radios, statement="Other words.")
    sent = press(bea, form, priority=chosen, audience="public")
    told = BeautifulSoup(sent.text, "html.parser")
    assert sent.status_code == 409
    assert "“Exit plans”" in told.select_one(".said").text
    assert "Somebody changed it after your page was made" in told.select_one(".told").text
    assert "Of my own" in told.select_one("section[aria-labelledby=own]").text
    found = site.catalogue.priorities
    assert (found["exit-plans"].status, found["exit-plans"].audience) == (PriorityStatus.AGREED, Audience.PUBLIC)
    assert (found["radios-indoors"].status, found["radios-indoors"].audience) == (PriorityStatus.DRAFT, Audience.STAFF)
    assert press(bea, form, priority=[]).status_code == 422


def test_a_priority_says_which_way_it_pulls_on_its_topics(site: Site) -> None:
    staff = site.person("staff")
    form = staff.get("/priorities/one-record/edit").select_one(".entry-form")
    assert "Tick its topics first." in form.text
    asked = staff.send(form, form.select_one("button[value=look]"), topics=["governance"])
    form = BeautifulSoup(asked.text, "html.parser").select_one(".entry-form")
    assert form.select_one("[value='governance:national']")
    both = press(staff, form, topics=["governance"], direction=["governance:national", "governance:local"])
    assert (both.status_code, "Choose one way on each topic" in both.text) == (422, True)
    assert press(staff, form, topics=["governance"], direction=["governance:national"]).status_code == 303
    assert site.catalogue.priorities["one-record"].direction == (Direction("governance", "national"),)
    form = staff.get("/priorities/one-record/edit").select_one(".entry-form")
    assert press(staff, form, topics=["governance"], direction=[]).status_code == 303
    assert site.catalogue.priorities["one-record"].direction == ()


def test_priorities_are_made_and_agreed_by_staff_only(site: Site) -> None:
    for name in ("analyst", "member"):
        person = site.person(name)
        for path in (NEW, AGREE):
            person.get(path, 403)
        assert "New priority" not in person.get("/priorities").text
        csrf = person.get("/account").select_one("[name=csrf]")["value"]
        for path in (NEW, AGREE):
            assert person.client.post(path, base_url="http://kb.example", data={"csrf": csrf}).status_code == 403
    assert site.person("staff").get("/priorities").select_one(f'a[href="{NEW}"]')


def test_what_is_wrong_with_a_new_one_is_told(site: Site) -> None:
    staff = site.person("staff")
    form = staff.get(f"{NEW}?call=call").select_one(".entry-form")
    assert form.select_one("#call option[selected]")["value"] == "call"
    sent = press(staff, form, title="", statement="Kept words.")
    assert sent.status_code == 422
    assert "Give the priority a title" in sent.text
    assert "Kept words." in sent.text
    assert press(staff, form, title="A", statement="B.", call="no-such-call").status_code == 422
