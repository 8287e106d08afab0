import datetime as dt

import pytest
from bs4 import BeautifulSoup

from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.call.call import CallState, Channel, Consent, Pointer

FORM = "/calls/call-now/answer"


def data(fields):
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def values(page: str) -> dict[str, str]:
    soup = BeautifulSoup(page, "html.parser")
    texts = {t["name"]: t.text.removeprefix("\n") for t in soup.select("main textarea")}
    boxes = {t["name"]: t.get("value", "") for t in soup.select("main input[id]") if t.get("type") != "radio"}
    chosen = {t["name"]: t["value"] for t in soup.select("main input[type=radio][checked]")}
    picked = {s["name"]: s.select_one("option[selected]").text for s in soup.select("select:has(option[selected])")}
    return {**boxes, **texts, **chosen, **picked}


def test_an_answer_goes_from_the_form_by_its_review_to_the_receipt(site, typed, whole) -> None:
    client = site.client()
    page = client.get(FORM)
    review = client.post(FORM, data=data(typed(page.text, "review", **whole)))
    assert review.status_code == 200
    for words in (*whole.values(),):
        assert words in review.text or words == "named"
    assert "Not sent yet" in review.text
    assert site.answers == []
    sent = client.post(FORM, data=data(typed(review.text, "send")))
    assert sent.status_code == 303
    receipt = client.get(sent.headers["Location"])
    (answer,) = site.answers
    assert receipt.headers["Cache-Control"] == "private, no-store"
    assert receipt.headers["Referrer-Policy"] == "same-origin"
    assert answer.id.upper() in receipt.text
    assert [(slot.title, slot.why, slot.question) for slot in answer.slots] == [
        ("One record, entered once", "Clerks key everything twice.", "Who counts the hours?"),
        ("Standards that hold", "", ""),
    ]
    assert (answer.consent, answer.channel, answer.audience) == (Consent.NAMED, Channel.FORM, Audience.STAFF)


def test_sent_twice_it_is_one_answer_with_one_receipt(site, typed, whole) -> None:
    client = site.client()
    review = client.post(FORM, data=data(typed(client.get(FORM).text, "review", **whole)))
    fields = data(typed(review.text, "send"))
    places = {client.post(FORM, data=fields).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert len(site.answers) == 1


def test_what_is_wrong_is_told_beside_the_fields_with_everything_still_there(site, typed, whole) -> None:
    client = site.client()
    words = {**whole, "organisation": " ", "title__a": "", "consent": "", "email": "nothing like it"}
    answer = client.post(FORM, data=data(typed(client.get(FORM).text, "review", **words)))
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.title.text.startswith("Not sent yet")
    summary = {link["href"]: link.text for link in soup.select("[role=alert] a")}
    assert list(summary) == ["#organisation", "#email", "#title-a", "#consent-named"]
    for target in summary:
        assert soup.select_one(target) is not None
    field = soup.select_one("#title-a")
    assert field["aria-invalid"] == "true"
    assert soup.select_one("#" + field["aria-describedby"]).text == summary["#title-a"]
    kept = values(answer.text)
    for name, value in words.items():
        assert kept.get(name.replace("__", "-"), "") == value
    assert site.answers == []


@pytest.mark.parametrize(
    "do", ["enter", "up:b", "down:a", "search:a", "search:zz", "link:a:joint-report#para-4.12#x", "nonsense", "edit"]
)
def test_whatever_button_is_pressed_nothing_typed_is_lost(site, typed, whole, do) -> None:
    client = site.client()
    words = {**whole, "title__c": '  <b>&amp; "quotes"</b> ', "search__c": "systems"}
    answer = client.post(FORM, data=data(typed(client.get(FORM).text, do, **words)))
    assert answer.status_code == 200
    kept = values(answer.text)
    for name, value in words.items():
        assert kept[name.replace("__", "-")] == value


def test_entries_move_up_and_down(site, typed, whole) -> None:
    client = site.client()
    page = client.post(FORM, data=data(typed(client.get(FORM).text, "down:a", **whole)))
    soup = BeautifulSoup(page.text, "html.parser")
    assert [item["data-slot"] for item in soup.select("#slots > li")] == list("bacde")
    assert [rank.text for rank in soup.select("legend [data-rank]")] == list("12345")
    page = client.post(FORM, data=data(typed(page.text, "up:b")))
    review = client.post(FORM, data=data(typed(page.text, "review")))
    client.post(FORM, data=data(typed(review.text, "send")))
    assert [slot.title for slot in site.answers[0].slots] == ["Standards that hold", "One record, entered once"]


def test_evidence_is_found_from_within_the_form_and_pointed_to(site, typed, whole) -> None:
    client = site.client()
    words = {**whole, "search__b": "talk to each other"}
    page = client.post(FORM, data=data(typed(client.get(FORM).text, "search:b", **words)))
    soup = BeautifulSoup(page.text, "html.parser")
    buttons = soup.select("#slot-b button[value^='link:b:joint-report#para-4.12']")
    assert len(buttons) == 1
    assert not soup.select("#slot-a button[value^=link]")
    page = client.post(FORM, data=data(typed(page.text, buttons[0]["value"])))
    assert "You point to this." in page.text
    review = client.post(FORM, data=data(typed(page.text, "review")))
    assert "A joint look at how case files travel" in review.text
    client.post(FORM, data=data(typed(review.text, "send")))
    assert site.answers[0].slots[1].evidence == (Pointer("joint-report", "para-4.12", "para 4.12"),)
    unlink = BeautifulSoup(page.text, "html.parser").select_one("button[value^=unlink]")["value"]
    page = client.post(FORM, data=data(typed(page.text, unlink)))
    assert not BeautifulSoup(page.text, "html.parser").select("input[name^=evidence]")


def test_a_search_that_finds_nothing_and_an_empty_one_say_what_to_do(site, typed) -> None:
    client = site.client()
    page = client.get(FORM).text
    assert "Nothing was found" in client.post(FORM, data=data(typed(page, "search:a", search__a="walrus"))).text
    assert "Write into the box" in client.post(FORM, data=data(typed(page, "search:a"))).text


def test_what_a_reader_may_not_see_can_be_neither_found_nor_pointed_to(site, typed, whole) -> None:
    client = site.client()
    page = client.post(FORM, data=data(typed(client.get(FORM).text, "search:a", search__a="zebrafinch", **whole)))
    assert "Zebrafinch" not in page.text
    planted = [*typed(page.text, "review"), ("evidence-a", "hidden-paper#para-1#para 1"), ("evidence-a", "../x#y")]
    review = client.post(FORM, data=data(planted))
    assert review.status_code == 200
    assert "hidden-paper" not in review.text


def test_a_form_that_is_too_old_or_from_elsewhere_comes_back_whole_and_can_be_sent(site, typed, whole) -> None:
    client = site.client()
    fields = data(typed(client.get(FORM).text, "review", **whole))
    for spoiled in ({**fields, "csrf": ["stale"]}, {**fields, "do": ["send"], "csrf": [""]}):
        answer = client.post(FORM, data=spoiled)
        assert answer.status_code == 403
        assert "Nothing was sent yet" in answer.text
        for name, value in whole.items():
            assert values(answer.text)[name.replace("__", "-")] == value
    assert site.answers == []
    review = client.post(FORM, data=data(typed(answer.text, "review")))
    assert client.post(FORM, data=data(typed(review.text, "send"))).status_code == 303
    assert len(site.answers) == 1


def test_a_member_finds_the_form_filled_in_and_the_draft_kept(site, typed, whole) -> None:
    client = site.signed_in(Role.MEMBER, "Example Systems Ltd", "large supplier")
    page = client.get(FORM).text
    assert values(page)["organisation"] == "Example Systems Ltd"
    assert values(page)["organisation_kind"] == "large supplier"
    assert values(page)["email"] == "member@example.org"
    kept = client.post(FORM, data=data(typed(page, "keep", title__b="Half a thou", search__b="systems")))
    assert kept.mimetype == "text/plain"
    assert kept.text.startswith("Draft kept at ")
    again = client.get(FORM).text
    assert values(again)["title-b"] == "Half a thou"
    review = client.post(FORM, data=data(typed(again, "review", **whole)))
    client.post(FORM, data=data(typed(review.text, "send")))
    assert site.answers[0].audience is Audience.MEMBERS
    assert site.answers[0].sender == "member@example.org"
    assert client.get(FORM).headers["Location"] == "/calls/call-now/mine", "who has answered is led to their answer"


def test_a_session_that_ended_while_typing_loses_nothing(site, typed, whole) -> None:
    client = site.signed_in(Role.MEMBER, "Example Systems Ltd", "large supplier")
    fields = data(typed(client.get(FORM).text, "review", **whole))
    site.kb.accounts.end_sessions(site.kb.accounts.one("member@example.org").id, "test")
    answer = client.post(FORM, data=fields)
    assert answer.status_code == 403
    for name, value in whole.items():
        assert values(answer.text)[name.replace("__", "-")] == value


def test_a_link_of_an_invitation_opens_the_form_for_its_member(site, typed, whole) -> None:
    token = site.kb.invitations.link("call-now", "Invited Ltd", "charity", "i@example.org")
    address, client = f"{FORM}?invitation={token}", site.client()
    page = client.get(address).text
    assert values(page)["organisation"] == "Invited Ltd"
    client.post(address, data=data(typed(page, "save", title__a="Not yet finished")))
    other_browser = site.client().get(address).text
    assert values(other_browser)["title-a"] == "Not yet finished"
    whole = {**whole, "organisation": "Invited Ltd", "organisation_kind": "charity"}
    review = client.post(address, data=data(typed(page, "review", **whole)))
    client.post(address, data=data(typed(review.text, "send")))
    assert site.answers[0].audience is Audience.MEMBERS
    assert client.get(f"{FORM}?invitation=nothing").status_code == 404
    assert client.get(f"/calls/call-2016/answer?invitation={token}").status_code == 404


def test_staff_enter_an_answer_for_a_member(site, typed, whole) -> None:
    client = site.signed_in(Role.STAFF)
    address = f"{FORM}?for=member"
    page = client.get(address).text
    assert "Enter an answer for a member" in page
    review = client.post(address, data=data(typed(page, "review", **whole)))
    client.post(address, data=data(typed(review.text, "send")))
    staff = site.kb.accounts.one("staff@example.org").id
    assert (site.answers[0].channel, site.answers[0].entered_by) == (Channel.ON_BEHALF, staff)
    for other in (site.client(), site.signed_in(Role.MEMBER), site.signed_in(Role.ANALYST)):
        assert other.get(address).status_code == 403


def test_after_the_deadline_the_form_says_so_and_the_answer_is_marked_late(site, typed, whole) -> None:
    site.over()
    client = site.client()
    page = client.get(FORM)
    assert "kept and marked late" in page.text
    review = client.post(FORM, data=data(typed(page.text, "review", **whole)))
    assert "kept and marked late" in review.text
    sent = client.post(FORM, data=data(typed(review.text, "send")))
    receipt = client.get(sent.headers["Location"]).text
    assert "marked late" in receipt
    assert "Change the answer" not in receipt
    assert site.answers[0].late


def test_a_form_open_at_the_deadline_can_still_be_sent_and_is_late(site, typed, whole) -> None:
    client = site.client()
    review = client.post(FORM, data=data(typed(client.get(FORM).text, "review", **whole)))
    site.over()
    assert client.post(FORM, data=data(typed(review.text, "send"))).status_code == 303
    assert site.answers[0].late


def test_a_call_that_is_not_open_has_no_form(site) -> None:
    client = site.client()
    site.say(state=CallState.DRAFT)
    assert client.get(FORM).status_code == 404
    site.say(state=CallState.REPORTED)
    assert client.get(FORM).status_code == 403
    site.say(opens=site.now.replace(tzinfo=None) + dt.timedelta(days=1))
    assert client.get(FORM).status_code == 403
    assert client.get("/calls/nothing/answer").status_code == 404


def test_consent_is_put_in_the_words_of_what_is_done(site) -> None:
    page = site.client().get(FORM).text
    assert "Other members can read your answer under your organisation’s name, once the call has closed." in page
    site.say(readers=Audience.PUBLIC, consents=(Consent.NAMED, Consent.STAFF))
    page = site.client().get(FORM).text
    assert "Everybody can read your answer under your organisation’s name, once the call has closed." in page
    assert "In totals only" not in page


def test_until_the_call_closes_nobody_but_staff_learns_of_answers(site, typed, whole) -> None:
    member = site.signed_in(Role.MEMBER, "Example Systems Ltd", "large supplier")
    review = member.post(FORM, data=data(typed(member.get(FORM).text, "review", **whole)))
    member.post(FORM, data=data(typed(review.text, "send")))
    (answer,) = site.answers
    staff = site.signed_in(Role.STAFF)
    site.kb.index_sync.sync()
    for client, sees in ((site.client(), False), (member, False), (staff, True)):
        assert ("1 answer" in client.get("/calls/call-now").text) is sees
        assert ("Answers are sealed" in client.get("/calls/call-now").text) is not sees
        assert (client.get(f"/inputs/call-now/{answer.id}").status_code == 200) is sees
        assert ("Answer from Example" in client.get("/search?q=standards+hold").text) is sees
    site.say(state=CallState.CLOSED)
    site.kb.index_sync.sync()
    for client, sees in ((site.client(), False), (member, True), (staff, True)):
        assert (client.get(f"/inputs/call-now/{answer.id}").status_code == 200) is sees
        assert ("Answer from Example" in client.get("/search?q=standards+hold").text) is sees
    assert "1 answer" in site.client().get("/calls/call-now").text
