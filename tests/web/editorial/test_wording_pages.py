"""The words of a priority, edited by staff in the browser."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from kb.domain.audience import Audience
from people import Person, Site

EDIT = "/priorities/one-record/edit"


def test_staff_edit_the_words_and_everybody_reads_them(site: Site) -> None:
    staff = site.person("staff")
    assert staff.get("/priorities/one-record").select_one(f'a[href="{EDIT}"]')
    form = staff.get(EDIT).select_one(".entry-form")
    sent = staff.send(
        form,
        form.select_one("button.main"),
        situation="Files are *keyed* twice.",
        problem="<script>alert(1)</script> It costs hours.",
        topics=["governance"],
    )
    assert (sent.status_code, sent.location) == (303, "/priorities/one-record")
    page = site.person().get("/priorities/one-record")
    assert page.select_one("#situation").parent.em.text == "keyed"
    assert "It costs hours." in page.select_one("#problem").parent.text
    assert not page.select("main script")
    assert "Draft: not agreed yet" in page.select_one(".over").text
    assert len(site.catalogue.priorities["one-record"].slots) == 4


def test_a_second_person_agrees_and_other_words_are_a_draft_again(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")

    def save(person: Person, **typed: str) -> TestResponse:
        form = person.get(EDIT).select_one(".entry-form")
        return person.send(form, form.select_one("button.main"), **typed)

    def over() -> str:
        return site.person().get("/priorities/one-record").select_one(".over").text

    sent = save(staff, statement="Ask who keys it.", status="agreed")
    assert sent.status_code == 422
    assert "Somebody other than who wrote these words" in sent.text
    assert "Ask who keys it." in sent.text, "what was typed is not lost"
    assert save(staff, statement="Ask who keys it.").status_code == 303
    assert save(bea, status="agreed").status_code == 303
    assert "Agreed" in over()
    assert save(bea, statement="Ask who pays.").status_code == 303
    assert "Draft: not agreed yet" in over()
    assert save(bea, status="agreed").status_code == 422
    assert save(staff, status="agreed").status_code == 303
    assert "Agreed" in over()


def test_staff_read_what_it_said_before_and_find_on_their_desk_what_to_agree_to(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")
    assert "What it said before" not in staff.get("/priorities/one-record").text
    form = staff.get(EDIT).select_one(".entry-form")
    staff.send(form, form.select_one("button.main"), statement="Ask who keys it.")
    page = staff.get("/priorities/one-record")
    (link,) = [link for link in page.select(".doings a") if link.text == "What it said before"]
    now, before = staff.get(link["href"]).select("article section")
    assert "worded by staff@example.org" in now.h2.text
    assert [mark.text for mark in now.select("ins")] == ["Statement: Ask who keys it."]
    assert "Statement: Ask whether material is keyed once." in before.pre.text
    assert before.ins is None
    shelf = bea.get("/desk").select_one("section[aria-labelledby=to-agree]")
    assert [link["href"] for link in shelf.select("li a")] == ["/priorities/hidden", "/priorities/one-record"]
    assert "worded by staff@example.org" in shelf.text
    left = staff.get("/desk").select("section[aria-labelledby=to-agree] li a")
    assert [link["href"] for link in left] == ["/priorities/hidden"], "who wrote the words does not agree to them"
    analyst = site.person("analyst")
    analyst.get(link["href"], 403)
    assert analyst.get("/desk").select_one("#to-agree") is None


def test_a_priority_is_published_by_its_audience(site: Site) -> None:
    staff = site.person("staff")
    site.person().get("/priorities/hidden", 404)
    form = staff.get("/priorities/hidden/edit").select_one(".entry-form")
    assert staff.send(form, form.select_one("button.main"), audience="public").status_code == 303
    assert site.catalogue.priorities["hidden"].audience is Audience.PUBLIC
    site.person().get("/priorities/hidden")


def test_who_saves_second_sees_both_versions(site: Site) -> None:
    staff, bea = site.person("staff"), site.person("bea")
    mine, theirs = (person.get(EDIT).select_one(".entry-form") for person in (staff, bea))
    assert bea.send(theirs, theirs.select_one("button.main"), title="Keyed once").status_code == 303
    sent = staff.send(mine, mine.select_one("button.main"), title="")
    assert sent.status_code == 422
    sent = staff.send(mine, mine.select_one("button.main"), title="One file")
    page = BeautifulSoup(sent.text, "html.parser")
    assert sent.status_code == 409
    assert "Keyed once" in page.select_one("#theirs").parent.text
    assert "One file" in page.select_one("#yours").parent.text
    assert staff.send(page.select_one(".conflict form")).status_code == 303
    assert site.catalogue.priorities["one-record"].title == "One file"


def test_others_do_not_edit_priorities(site: Site) -> None:
    analyst = site.person("analyst")
    analyst.get(EDIT, 403)
    assert EDIT not in str(analyst.get("/priorities/one-record"))
