"""Several choices grouped at once: those ticked, those alike, and those with a strong match; each act can be undone."""

from collections.abc import Callable

from bs4 import BeautifulSoup

from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Slot
from kb.domain.priority.lineage import groups_of
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef
from made_up import answer
from people import BASE, Person, Site

TRIAGE = "/calls/call/triage"
MATCHES = f"{TRIAGE}/matches"
Slots = Callable[[BeautifulSoup, str], BeautifulSoup]


def bulk(page: BeautifulSoup):
    form = page.select_one("form#bulk")
    ticks = {box["value"] for box in page.select("input[type=checkbox][form=bulk]")}
    return form, ticks


def test_ticked_choices_are_added_to_a_priority_in_one_step(site: Site, staff: Person) -> None:
    begin = groups_of(site.priorities)
    page = staff.get(TRIAGE)
    form, ticks = bulk(page)
    assert ticks == {"ann:1", "ann:2", "bob:2", "cat:1", "cat:2", "eve:1"}
    to = next(o["value"] for o in form.select("option") if o.text == "Buy together")
    assert staff.send(form, slot=["ann:1", "ann:2"], to=to).status_code == 303
    assert {SlotRef("ann", 1), SlotRef("ann", 2)} < set(site.priorities["buy"].slots)
    page = staff.get(f"{TRIAGE}?done=1")
    assert "added 2 choices to “Buy together”" in page.text
    staff.send(page.select_one("form.undo-last"))
    assert groups_of(site.priorities) == begin


def test_a_priority_is_made_of_several_and_waits_for_a_second_person(site: Site, staff: Person) -> None:
    form, _ = bulk(staff.get(TRIAGE))
    form["action"] = form.select_one("button[formaction]")["formaction"]
    assert staff.send(form, slot=["cat:1", "cat:2"], title="Who decides", to="").status_code == 303
    made = site.priorities["who-decides"]
    assert (made.slots, made.status) == ((SlotRef("cat", 1), SlotRef("cat", 2)), PriorityStatus.DRAFT)
    assert (made.audience, bool(made.worded_by)) == (Audience.STAFF, True)
    assert not staff.get("/priorities/who-decides").select("form.agree"), "nobody agrees to what they made"
    assert site.person("bea").get("/priorities/who-decides").select("form.agree")


def test_what_cannot_be_done_at_once_is_told(site: Site, staff: Person) -> None:
    form, _ = bulk(staff.get(TRIAGE))
    to = next(o["value"] for o in form.select("option") if o.text == "Buy together")
    for typed, told in (
        ({"slot": [], "to": to}, "choose a choice"),
        ({"slot": ["ann:1"], "to": ""}, "choose a priority from the list"),
    ):
        sent = staff.send(form, **typed)
        assert (sent.status_code, told in sent.text) == (422, True), told
    assert staff.send(form, slot=["ann:1", "bob:1"], to=to).status_code == 409, "bob:1 is under another by now"
    assert SlotRef("ann", 1) not in site.priorities["buy"].slots


def test_those_alike_are_offered_together_and_only_much_alike_are_ticked(staff: Person, slot: Slots) -> None:
    making = slot(staff.get(TRIAGE), "bob:2").select_one(".making form")
    offered = {box["value"]: box.has_attr("checked") for box in making.select("input[type=checkbox]")}
    assert "cat:1" in offered
    assert not any(ref.startswith("bob") for ref in offered), "an answer’s own choices are no second voice"


def test_weak_matches_are_folded(staff: Person) -> None:
    page = staff.get(TRIAGE)
    shown = [button.parent for button in page.select(".suggested > ul button.suggestion")]
    assert shown
    assert not any("weak match" in row.text for row in shown)


def test_strong_matches_are_added_at_once_and_told_where_they_cannot_be(site: Site, staff: Person) -> None:
    assert staff.get(TRIAGE).select_one(f'a[href="{MATCHES}"]')
    page = staff.get(MATCHES)
    form = page.select_one("main form")
    assert form is not None
    pairs = [box["value"] for box in form.select("[name=pair][checked]")]
    assert any(pair.startswith("ann:1>buy@") for pair in pairs)
    old = form
    sent = staff.send(form, pair=pairs)
    assert sent.status_code == 303
    assert SlotRef("ann", 1) in site.priorities["buy"].slots
    again = staff.send(old, pair=pairs)
    assert (again.status_code, "Somebody changed some of these" in again.text) == (409, True)
    assert staff.send(old, pair=[]).status_code == 422
    assert staff.send(old, pair=["ann:1>nonsense"]).status_code == 422
    site.person("analyst").get(MATCHES, 403)
    analyst = site.person("analyst")
    csrf = analyst.get("/account").select_one("[name=csrf]")["value"]
    assert analyst.client.post(MATCHES, base_url=BASE, data={"csrf": csrf, "pair": pairs}).status_code == 403


def test_choices_that_are_alike_become_a_new_priority_with_one_button(site: Site, staff: Person) -> None:
    for name in ("gus", "hal", "ivy"):
        slot = Slot("Lifts without radio", "A lift has no radio signal, and officers are cut off in the lift.")
        site.put(answer(name, Consent.NAMED, slot))
    site.kb.index_sync.sync()
    page = staff.get(MATCHES)
    form = page.select_one("main form")
    assert form is not None
    (group,) = [field for field in form.select("fieldset") if "Lifts" in str(field)]
    title = group.select_one("input[name^=title]")
    ticks = [box["value"] for box in group.select("input[type=checkbox][checked]")]
    assert (title["value"], ticks) == ("Lifts without radio", ["gus:1", "hal:1", "ivy:1"])
    number = title["name"].removeprefix("title-")
    typed = {"pair": [], f"slot-{number}": ["gus:1", "ivy:1"], f"title-{number}": "Signal in lifts"}
    others = {box["name"]: [] for box in form.select("input[type=checkbox]") if box["name"] not in typed}
    assert staff.send(form, **typed, **others).status_code == 303
    assert site.priorities["signal-in-lifts"].slots == (SlotRef("gus", 1), SlotRef("ivy", 1))
    assert staff.get(TRIAGE).select_one('a[href="/priorities/buy/evidence"]'), "nothing is cited for the first one yet"


def test_a_priority_of_an_earlier_call_is_offered_again(site: Site, staff: Person, slot: Slots) -> None:
    site.put(Priority("courts-before", "Court dates are missed", "Court dates are missed too often.", call=""))
    site.kb.index_sync.sync()
    offered = slot(staff.get(TRIAGE), "ann:2").select_one("form[action$='/new'].suggested")
    assert "Of an earlier call: Court dates are missed" in " ".join(offered.text.split())
    assert staff.send(offered).status_code == 303
    made = site.priorities["court-dates-are-missed"]
    assert (made.call, made.statement, made.slots) == (
        "call",
        "Court dates are missed too often.",
        (SlotRef("ann", 2),),
    )
    assert site.priorities["courts-before"].slots == ()
