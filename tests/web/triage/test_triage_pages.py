"""Sorting on the pages: forms and 303, nothing else."""

import pytest
from bs4 import BeautifulSoup

from kb.domain.audience import Audience
from kb.domain.priority.lineage import groups_of
from kb.domain.priority.priority import PriorityStatus, SlotRef

TRIAGE = "/calls/call/triage"
ALL = f"{TRIAGE}?show=all"
PAGES = (TRIAGE, ALL, f"{TRIAGE}/history", f"{TRIAGE}/history?after=0", f"{TRIAGE}/waiting/fay", "/calls/call/pairs")


@pytest.mark.parametrize("path", [*PAGES, f"{TRIAGE}/waiting/fay/original"])
def test_triage_is_for_staff_only(site, path: str) -> None:
    for name in ("member", "analyst"):
        page = site.person(name).get(path, 403)
        assert "ann" not in page.text.lower().replace("cannot", "")
    assert site.person().client.get(path, base_url="http://kb.example").status_code == 303


@pytest.mark.parametrize("path", ["/calls/elsewhere/triage", f"{TRIAGE}/waiting/nobody", f"{TRIAGE}/waiting/ann"])
def test_who_may_not_sort_is_not_told_what_there_is(site, staff, path: str) -> None:
    staff.get(path, 404)
    site.person("member").get(path, 403)


def test_nobody_else_can_post(site) -> None:
    member = site.person("member")
    token = member.get("/account").select_one("input[name=csrf]")["value"]
    for act in ("group", "merge", "undo"):
        sent = member.client.post(f"{TRIAGE}/{act}", base_url="http://kb.example", data={"csrf": token, "number": "1"})
        assert sent.status_code == 403
    assert site.priorities["buy"].lineage == ()


def test_a_form_from_elsewhere_is_refused(site, staff) -> None:
    data = {"slot": "ann:1", "to": f"buy@{'0' * 20}"}
    assert staff.client.post(f"{TRIAGE}/group", base_url="http://kb.example", data=data).status_code in (400, 403)


def test_the_board_shows_what_is_unsorted_with_suggestions(staff, slot, words) -> None:
    page = staff.get(TRIAGE)
    assert "2 of 8 choices grouped" in words(page)
    first = slot(page, "ann:1")
    best = first.select_one("button.suggestion")
    assert "Buy together" in best.text
    assert "“radios”" in words(first.select_one(".suggested"))
    assert page.select_one("#slot-bob-1") is None
    assert "Waiting for a person" in words(page)
    assert slot(staff.get(ALL), "bob:1").select_one(".placed").text.split()[:3] == ["Under", "Buy", "together"]


def test_a_suggestion_is_taken_with_one_button_and_undone_with_another(site, staff, slot, words) -> None:
    page = staff.get(TRIAGE)
    form = slot(page, "ann:1").select_one("form.suggested")
    sent = staff.send(form, form.select_one("button.suggestion"))
    assert sent.status_code == 303
    assert sent.location == "/calls/call/triage?done=1#slot-ann-2"
    assert SlotRef("ann", 1) in site.priorities["buy"].slots
    page = staff.get(sent.location.split("#")[0])
    assert "3 of 8 choices grouped" in words(page)
    assert "Done: added “Forces should buy radios together” to “Buy together”." in words(page)
    assert staff.send(page.select_one("form.undo-last")).status_code == 303
    assert site.priorities["buy"].slots == (SlotRef("bob", 1), SlotRef("dot", 1))


def test_every_act_by_its_form(site, staff, slot, words) -> None:
    begin = groups_of(site.priorities)
    page = staff.get(TRIAGE)
    making = slot(page, "ann:2").select_one(".making form")
    assert staff.send(making, title="Court dates", statement="Dates are missed.").status_code == 303
    other = slot(staff.get(TRIAGE), "cat:2").select_one("form.other")
    value = next(o["value"] for o in other.select("option") if o.text == "Decisions at home")
    assert staff.send(other, to=value).status_code == 303
    card = staff.get(TRIAGE).select_one("#card-buy")
    split = card.select_one("form[action$=split]")
    assert staff.send(split, slot="dot:1", title="Radios").status_code == 303
    card = staff.get(TRIAGE).select_one("#card-radios")
    merge = card.select_one("form[action$=merge]")
    value = next(o["value"] for o in merge.select("option") if o.text == "Court dates")
    assert staff.send(merge, to=value).status_code == 303
    out = slot(staff.get(ALL), "bob:1").select_one("form.placed")
    assert staff.send(out).status_code == 303
    now = site.priorities
    assert now["court-dates"].slots == (SlotRef("ann", 2), SlotRef("dot", 1))
    assert (now["court-dates"].audience, now["court-dates"].statement) == (Audience.STAFF, "Dates are missed.")
    assert (now["radios"].status, now["radios"].merged_into) == (PriorityStatus.MERGED, "court-dates")
    assert now["buy"].slots == ()
    history = staff.get(f"{TRIAGE}/history?after=0")
    assert "3. staff@example.org split “Radios” off “Buy together”, with “The zebrafinch wants radios”" in words(
        history
    )
    assert "Buying radios together saves money" in words(history.select_one("aside"))
    for number in range(5, 0, -1):
        page = staff.get(f"{TRIAGE}/history")
        form = page.select_one(f"#step-{number} form")
        assert staff.send(form).status_code == 303
    assert groups_of(site.priorities) == begin
    report = site.kb.audit_check.verify()
    assert (report.broken, report.head_differs) == ((), False)
    assert [file.place for file in report.unlogged] == ["inputs/call/fay.md"]  # written by hand above


def test_a_step_names_a_merged_priority_by_its_title(staff, slot, words) -> None:
    making = slot(staff.get(TRIAGE), "ann:2").select_one(".making form")
    assert staff.send(making, title="Dates in court", statement="Dates are missed.").status_code == 303
    merge = staff.get(TRIAGE).select_one("#card-dates-in-court form[action$=merge]")
    value = next(o["value"] for o in merge.select("option") if o.text == "Buy together")
    sent = staff.send(merge, to=value)
    page = staff.get(sent.location.split("#")[0])
    assert "Done: merged “Dates in court” into “Buy together”" in words(page)
    assert "merged “Dates in court” into “Buy together”" in words(staff.get(f"{TRIAGE}/history?slot=ann:2"))
    for other in (page, staff.get(ALL)):
        assert "“dates-in-court”" not in words(other)


def test_a_slot_is_traced_on_its_own(staff, slot, words) -> None:
    form = slot(staff.get(TRIAGE), "ann:1").select_one("form.suggested")
    staff.send(form, form.select_one("button"))
    page = staff.get(f"{TRIAGE}/history?slot=ann:1")
    assert "What became of “Forces should buy radios together”" in words(page)
    assert len(page.select("section ol.entries > li")) == 1
    staff.get(f"{TRIAGE}/history?slot=<script>", 422)


def test_two_people_at_once_see_both_versions_and_choose(site, staff, slot, words) -> None:
    colleague = site.person("bea")
    mine, theirs = (slot(p.get(TRIAGE), ref) for p, ref in ((staff, "ann:1"), (colleague, "cat:2")))
    other = theirs.select_one("form.other")
    value = next(o["value"] for o in other.select("option") if o.text == "Buy together")
    assert colleague.send(other, to=value).status_code == 303
    form = mine.select_one("form.suggested")
    sent = staff.send(form, form.select_one("button.suggestion"))
    assert sent.status_code == 409
    page = staff.get(TRIAGE)
    assert SlotRef("ann", 1) not in site.priorities["buy"].slots
    page = BeautifulSoup(sent.text, "html.parser")
    assert "bea@example.org changed this priority" in words(page)
    assert "You asked to add “Forces should buy radios together” to “Buy together”." in words(page)
    now, yours = page.select("pre")
    assert "input: cat" in now.text
    assert "input: ann" not in now.text
    assert any("input: ann" in line.text for line in yours.select("ins"))
    assert staff.send(page.select_one(".conflict .doings form")).status_code == 303
    assert {SlotRef("ann", 1), SlotRef("cat", 2)} <= set(site.priorities["buy"].slots)


def test_what_cannot_be_done_is_told_on_the_board(staff, slot) -> None:
    making = slot(staff.get(TRIAGE), "ann:2").select_one(".making form")
    sent = staff.send(making, title="  ")
    assert sent.status_code == 422
    assert "give the priority a title" in sent.text


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("group", {"slot": "nobody:1", "to": ""}),
        ("group", {"slot": "../etc:1"}),
        ("group", {"slot": "ann:1", "to": "buy"}),
        ("undo", {"number": "x"}),
        ("split", {"from": "buy@zz"}),
    ],
)
def test_forms_that_no_page_of_ours_sends(site, staff, act: str, fields: dict[str, str]) -> None:
    token = staff.get(TRIAGE).select_one("input[name=csrf]")["value"]
    sent = staff.client.post(f"{TRIAGE}/{act}", base_url="http://kb.example", data={"csrf": token, **fields})
    assert sent.status_code in (409, 422)
    assert site.priorities["buy"].lineage == ()


def test_an_unknown_act_is_no_page(staff) -> None:
    token = staff.get(TRIAGE).select_one("input[name=csrf]")["value"]
    sent = staff.client.post(f"{TRIAGE}/explode", base_url="http://kb.example", data={"csrf": token})
    assert sent.status_code == 404


def test_what_waits_is_read_beside_its_original_and_taken_in(site, staff, words) -> None:
    page = staff.get(f"{TRIAGE}/waiting/fay")
    assert "nobody knows who sent it" in words(page)
    assert "<script>alert(1)</script> something about courts" in page.select_one(".original pre").text
    assert page.select_one("script[src*=alert]") is None
    form = page.select_one("form.put-right")
    sent = staff.send(form)
    assert sent.status_code == 422
    assert "Say which organisation answers" in sent.text
    sent = staff.send(form, organisation="Fay & Co", organisation_kind="charity", **{"title-a": "Radios for all"})
    assert sent.status_code == 303
    board = staff.get(ALL)
    assert "2 of 9 choices grouped" in words(board)
    assert board.select_one("#slot-fay-1 h4").text.endswith("Radios for all")
    staff.get(f"{TRIAGE}/waiting/fay", 404)
    assert "Our five" in page.text


def test_the_original_is_a_download_of_no_kind(staff) -> None:
    sent = staff.client.get(f"{TRIAGE}/waiting/fay/original", base_url="http://kb.example")
    assert sent.mimetype == "application/octet-stream"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Subject: Our five" in sent.data


def test_what_is_no_answer_is_set_aside_and_taken_up_again(site, staff, words) -> None:
    form = staff.get(f"{TRIAGE}/waiting/fay").select_one("form[action$=set-aside]")
    assert staff.send(form, reason=" ").status_code == 422
    assert staff.send(form, reason="an absence note").status_code == 303
    board = staff.get(TRIAGE)
    assert "Waiting for a person" not in words(board)
    assert "1 set aside" in words(board)
    again = staff.get(f"{TRIAGE}/waiting/fay").select_one("form[action$=take-up]")
    assert staff.send(again).status_code == 303
    assert "Waiting for a person" in words(staff.get(TRIAGE))


def test_two_people_reading_one_mail_lose_nothing(site, staff) -> None:
    form = staff.get(f"{TRIAGE}/waiting/fay").select_one("form.put-right")
    colleague = site.person("bea")
    theirs = colleague.get(f"{TRIAGE}/waiting/fay").select_one("form.put-right")
    typed = {"organisation": "Fay", "organisation_kind": "charity"}
    assert colleague.send(theirs, **typed).status_code == 303
    sent = staff.send(form, **typed, **{"title-a": "My long careful typing"})
    assert sent.status_code == 409
    assert "My long careful typing" in sent.text
    assert "Somebody saved this first" in sent.text


def test_what_two_people_asked_for_alike_is_done_once(site, staff, slot, words) -> None:
    colleague = site.person("bea")
    forms = [slot(person.get(TRIAGE), "ann:1").select_one("form.suggested") for person in (staff, colleague)]
    assert staff.send(forms[0], forms[0].select_one("button")).status_code == 303
    sent = colleague.send(forms[1], forms[1].select_one("button"))
    assert sent.status_code == 409
    page = BeautifulSoup(sent.text, "html.parser")
    assert "Yours cannot be done any more: the choice is under this priority already." in words(page)
    assert len(page.select("pre")) == 1
