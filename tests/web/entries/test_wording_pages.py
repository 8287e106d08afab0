"""The words of a priority, edited by staff in the browser."""

from bs4 import BeautifulSoup

from kb.domain.audience import Audience
from people import Site

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
        status="agreed",
        topics=["governance"],
    )
    assert (sent.status_code, sent.location) == (303, "/priorities/one-record")
    page = site.person().get("/priorities/one-record")
    assert page.select_one("#situation").parent.em.text == "keyed"
    assert "It costs hours." in page.select_one("#problem").parent.text
    assert not page.select("main script")
    assert "Agreed" in page.select_one(".over").text
    assert len(site.catalogue.priorities["one-record"].slots) == 4


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
