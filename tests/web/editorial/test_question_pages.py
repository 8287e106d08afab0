"""Questions and advice in the browser, without scripts: written, changed, reviewed, and seen by those who may."""

import re

import pytest
from bs4 import BeautifulSoup

from kb.domain.editorial.review import ReviewState
from people import Person, Site

SECRET = "zebrafinch"
TYPED = {
    "text": "How often is material keyed twice?",
    "kind": "practice",
    "asked_of": "each force",
    "look_at": "Time sheets\nCase files",
    "good_answer": "A **figure**.",
    "priorities": ["one-record"],
    "pillars": ["efficiency"],
    "audience": "public",
}


def words(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.get_text(" "))


def written(person: Person, **typed) -> str:
    """Write a question by the form; return its address."""
    form = person.get("/questions/new").select_one(".entry-form")
    sent = person.send(form, form.select_one("button.main"), **{**TYPED, **typed})
    assert sent.status_code == 303, words(BeautifulSoup(sent.text, "html.parser"))
    return sent.location.split("?")[0]


def turned(person: Person, address: str, state: str, note: str = "") -> BeautifulSoup:
    form = person.get(address).select_one(f'.turn:has(input[value="{state}"])')
    typed = {"note": note} if note else {}
    sent = person.send(form, **typed)
    assert sent.status_code == 303
    return person.get(sent.location)


def on_desk(person: Person, queue: str) -> list[str]:
    return [link["href"] for link in person.get("/desk").select(f"section[aria-labelledby={queue}] li a")]


def test_a_question_goes_the_whole_way_to_the_public(site: Site) -> None:
    analyst, staff, anybody = site.person("analyst"), site.person("staff"), site.person()
    address = written(analyst)
    assert address == "/questions/how-often-is-material-keyed-twice"
    anybody.get(address, 404)
    site.person("member").get(address, 404)
    assert "how-often" not in str(anybody.get("/questions"))
    assert (on_desk(analyst, "written-drafts"), on_desk(staff, "written")) == ([address], [])
    page = turned(analyst, address, "in review")
    assert (on_desk(analyst, "written-drafts"), on_desk(analyst, "written")) == ([], [])
    assert on_desk(staff, "written") == [address]
    assert "Handed in" in words(page)
    assert "a second person has to review it" in words(page)
    assert "Waits for review" in words(staff.get("/questions?state=in+review"))
    turned(staff, address, "reviewed")
    page = anybody.get(address)
    for said in (
        "each force",
        "Time sheets",
        "efficiency",
        "One record, entered once",
        "1 passage, 1 independent body",
    ):
        assert said in words(page)
    assert page.select_one("strong").text == "figure"
    assert page.select_one('a[href="/sources/joint-report#para-1"]')
    assert not page.select("form[method=post]")
    assert address in str(anybody.get("/priorities/one-record"))
    assert address in str(anybody.get("/questions?priority=one-record&kind=practice&pillar=efficiency"))
    assert address not in str(anybody.get("/questions?kind=fact"))


def test_what_was_typed_is_shown_again_with_what_is_amiss(site: Site) -> None:
    analyst = site.person("analyst")
    form = analyst.get("/questions/new").select_one(".entry-form")
    sent = analyst.send(form, form.select_one("button.main"), **{**TYPED, "text": "", "priorities": ["hidden"]})
    page = BeautifulSoup(sent.text, "html.parser")
    assert sent.status_code == 422
    assert page.select_one("#asked_of")["value"] == "each force"
    assert {a["href"] for a in page.select("[role=alert] a")} == {"#text", "#priorities"}
    assert page.select_one("#text")["aria-invalid"] == "true"
    assert not site.catalogue.questions


def test_members_questions_are_offered_to_staff_only(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    page = staff.get("/priorities/one-record")
    link = next(a for a in page.select("a") if "Make a question of this" in a.text and "ann:1" in a["href"])
    form = staff.get(link["href"])
    assert form.select_one("#text").text.strip() == "Who counts the hours?"
    assert [box["value"] for box in form.select("[name=raised]:checked")] == ["ann:1"]
    assert SECRET in words(form)
    theirs = analyst.get("/questions/new?priority=one-record&raised=ann:1")
    assert not theirs.select("[name=raised]")
    assert "Make a question" not in words(analyst.get("/priorities/one-record"))
    hidden = staff.get("/questions/new?priority=one-record&raised=bob:1")
    assert hidden.select_one("#text").text.strip() == ""
    assert "words for staff only" in words(hidden)


def test_other_choices_can_be_looked_at_without_saving_and_without_scripts(site: Site) -> None:
    staff = site.person("staff")
    form = staff.get("/questions/new").select_one(".entry-form")
    assert not form.select("[name=raised]")
    sent = staff.send(form, form.select_one("button[value=look]"), text="Half", priorities=["one-record"])
    page = BeautifulSoup(sent.text, "html.parser")
    assert sent.status_code == 200
    assert page.select_one("#text").text.strip() == "Half"
    assert {box["value"] for box in page.select("[name=raised]")} == {"ann:1", "bob:1", "cat:1", "dot:1"}
    assert not site.catalogue.questions


@pytest.mark.parametrize(
    ("slots", "told", "more"),
    [
        (["ann:1"], "Ann Ltd", ""),
        (["bob:1", "cat:1"], "None that can be shown", ""),
        (["ann:1", "bob:1", "cat:1", "dot:1"], "Ann Ltd", "and 3 members counted in totals only"),
    ],
)
def test_whose_question_it_was_is_told_as_consent_allows(site: Site, slots: list[str], told: str, more: str) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(staff, raised=slots)
    turned(staff, address, "in review")
    turned(analyst, address, "reviewed")
    for reader in (site.person(), analyst):
        page = reader.get(address)
        assert told in words(page)
        assert more in words(page)
        assert SECRET not in str(page)
        assert "counted in totals" in words(page) or not more
    assert all(f"/inputs/call/{slot.split(':')[0]}" in str(staff.get(address)) for slot in slots)


def test_an_answer_says_which_question_it_became(site: Site) -> None:
    staff = site.person("staff")
    address = written(staff, raised=["ann:1"])
    assert address in str(staff.get("/inputs/call/ann").select_one("#slot-1"))
    assert address not in str(site.person().get("/inputs/call/ann"))
    turned(staff, address, "in review")
    turned(site.person("analyst"), address, "reviewed")
    slot = site.person().get("/inputs/call/ann").select_one("#slot-1")
    assert slot.select_one(f'a[href="{address}"]')
    assert slot.select_one('a[href="/priorities/one-record"]')


def test_who_saves_second_sees_both_versions_and_can_save_on_top(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(staff, priorities=["one-record", "hidden"], raised=["bob:1"])
    mine = analyst.get(f"{address}/edit").select_one(".entry-form")
    theirs = staff.get(f"{address}/edit").select_one(".entry-form")
    save = "button.main"
    assert staff.send(theirs, theirs.select_one(save), text="Theirs?").status_code == 303
    sent = analyst.send(mine, mine.select_one(save), text="Ours?")
    assert sent.status_code == 409
    page = BeautifulSoup(sent.text, "html.parser")
    assert "Theirs?" in page.select_one("#theirs").parent.text
    assert "Ours?" in page.select_one("#yours").parent.text
    assert SECRET not in sent.text
    assert analyst.send(page.select_one(".conflict form")).status_code == 303
    (kept,) = site.catalogue.questions.values()
    assert (kept.text, kept.priorities, len(kept.raised_by)) == ("Ours?", ("one-record", "hidden"), 1)
    assert kept.look_at == ("Time sheets", "Case files")


def test_changes_of_different_fields_are_saved_together(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(staff)
    mine, theirs = (person.get(f"{address}/edit").select_one(".entry-form") for person in (analyst, staff))
    save = "button.main"
    assert staff.send(theirs, theirs.select_one(save), text="Theirs?", good_answer="A list.").status_code == 303
    sent = analyst.send(mine, mine.select_one(save), asked_of="the Home Office", good_answer="A count.")
    assert sent.status_code == 409
    page = BeautifulSoup(sent.text, "html.parser")
    assert re.search(r"One of the staff saved at .*That was after your page was made", words(page))
    assert "Only they changed “The question”: that stays." in words(page)
    assert "You both changed “What a good answer shows”" in words(page)
    form = page.select_one(".conflict form")
    look = analyst.send(form, form.select_one("button[value=look]"))
    again = BeautifulSoup(look.text, "html.parser").select_one(".entry-form")
    assert again.select_one("#text").text.strip() == "Theirs?"
    assert again.select_one("#asked_of")["value"] == "the Home Office"
    assert analyst.send(form, form.select_one(save)).status_code == 303
    (now,) = site.catalogue.questions.values()
    assert (now.text, now.asked_of, now.good_answer) == ("Theirs?", "the Home Office", "A count.")
    assert now.pillars, "what neither changed stands"


def test_an_old_version_is_compared_and_restored_as_a_new_one(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(staff)
    form = staff.get(f"{address}/edit").select_one(".entry-form")
    assert staff.send(form, form.select_one("button.main"), text="Other words?").status_code == 303
    page = staff.get(f"{address}/versions")
    compare, restore = page.select("article section:last-of-type .doings a")
    beside = staff.get(compare["href"])
    assert "Other words?" in beside.select_one("#theirs").parent.text
    assert "How often is material keyed twice?" in beside.select_one("#yours").parent.ins.text
    form = staff.get(restore["href"]).select_one(".entry-form")
    assert form.select_one("#text").text.strip() == "How often is material keyed twice?"
    assert staff.send(form, form.select_one("button.main")).status_code == 303
    (now,) = site.catalogue.questions.values()
    assert (now.text, now.changes) == ("How often is material keyed twice?", 2)
    analyst.get(f"{address}/versions", 403)
    analyst.get(restore["href"], 404)
    staff.get(f"{address}/versions?compare=9", 404)


def test_a_review_of_words_that_changed_meanwhile_is_not_taken(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(analyst)
    turned(analyst, address, "in review")
    old = staff.get(address).select_one('.turn:has(input[value="reviewed"])')
    form = analyst.get(f"{address}/edit").select_one(".entry-form")
    analyst.send(form, form.select_one("button.main"), text="Other words?")
    assert staff.send(old).status_code == 409
    (kept,) = site.catalogue.questions.values()
    assert kept.state is ReviewState.DRAFT


@pytest.mark.parametrize("path", ["/questions/new", "/advice/new", "/questions/x/edit", "/priorities/one-record/edit"])
def test_those_who_may_not_write_are_told_so(site: Site, path: str) -> None:
    site.person("member").get(path, 403)
    assert site.person().client.get(path, base_url="http://kb.example").location.startswith("/sign-in")


def test_sending_back_says_why_and_versions_are_for_staff(site: Site) -> None:
    staff, analyst = site.person("staff"), site.person("analyst")
    address = written(analyst)
    turned(analyst, address, "in review")
    form = staff.get(address).select_one('.turn:has(input[value="draft"])')
    assert staff.send(form).status_code == 422
    page = turned(staff, address, "draft", "Say which hours.")
    assert "staff@example.org made it a draft again" in words(page)
    assert "Earlier words" in words(page)
    seen = words(analyst.get(address))
    assert "Say which hours." in seen
    assert "one of the staff made it a draft again" in seen
    assert "Earlier words" not in seen


def test_advice_rests_on_annotations(site: Site) -> None:
    analyst = site.person("analyst")
    page = analyst.get("/advice/new?priority=one-record&kind=guidance")
    form = page.select_one(".entry-form")
    assert [box["value"] for box in form.select("[name=evidence]")] == ["keyed-once-works"]
    typed = {"title": "Key it once", "what": "Share the file.", "for_whom": "forces", "evidence": ["keyed-once-works"]}
    sent = analyst.send(form, form.select_one("button.main"), **typed)
    assert sent.status_code == 303
    page = analyst.get(sent.location)
    assert page.select_one('a[href="/annotations/keyed-once-works"]')
    assert "Guidance" in words(page)
    assert "Key it once" in words(analyst.get("/advice?kind=guidance"))
    assert "Key it once" in words(analyst.get("/priorities/one-record"))
    assert "Key it once" not in words(site.person().get("/priorities/one-record"))


def test_a_link_to_a_priority_that_was_retired_stays_when_something_else_is_changed(site: Site) -> None:
    """So it is there again when that priority is taken up, and nothing is lost in silence."""
    analyst, staff = site.person("analyst"), site.person("staff")
    address = written(analyst)
    form = staff.get("/priorities/one-record/edit").select_one(".entry-form")
    assert staff.send(form, form.select_one("button.main"), status="retired").status_code == 303
    form = analyst.get(f"{address}/edit").select_one(".entry-form")
    assert analyst.send(form, form.select_one("button.main"), asked_of="the Home Office").status_code == 303
    [kept] = site.catalogue.questions.values()
    assert (kept.asked_of, kept.priorities) == ("the Home Office", ("one-record",))
