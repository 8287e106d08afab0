"""A member finds the answer again that they sent: one member has one answer, and a later one replaces it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kb.domain.account.account import Role
from kb.domain.audience import Audience

from .conftest import Fields, Site

FORM, MINE = "/calls/call-now/answer", "/calls/call-now/mine"
Typed = Callable[..., Fields]


def data(fields: Fields) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def send(client: FlaskClient, typed: Typed, page: str, address: str, **words: str) -> str:
    """Fill a form in, look it over, send it; return where that leads."""
    review = client.post(address, data=data(typed(page, "review", **words)))
    assert review.status_code == 200, review.text
    sent = client.post(address, data=data(typed(review.text, "send")))
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


@pytest.fixture
def invitation(site: Site) -> str:
    token = site.kb.invitations.link("call-now", "Example Systems Ltd", "large supplier", "ann@example.org")
    return f"?invitation={token}"


def test_a_used_invitation_leads_to_the_answer_and_changes_it(site, typed, whole, invitation: str) -> None:
    client = site.client()
    address = f"{FORM}{invitation}"
    send(client, typed, client.get(address).text, address, **whole)
    again = site.client().get(address)
    assert (again.status_code, again.headers["Location"]) == (303, f"{MINE}{invitation}")
    page = site.client().get(f"{MINE}{invitation}")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "One record, entered once" in page.text
    assert "Secret link" not in page.text, "the secret is not kept, so it cannot be shown again"
    change = f"{MINE}/change{invitation}"
    assert change in page.text
    onward = send(client, typed, client.get(change).text, change, **{"title__a": "Once and for all"})
    assert onward == f"{MINE}{invitation}&done=changed"
    assert "Your answer has been changed" in client.get(onward).text
    (answer,) = site.answers
    assert (answer.slots[0].title, answer.changes, answer.sent_by) == ("Once and for all", 1, "ann@example.org")
    assert client.get(f"{MINE}/words.txt{invitation}").mimetype == "text/plain"


def test_another_invitation_of_the_same_person_and_their_account_find_the_same_answer(site, typed, whole) -> None:
    member = site.signed_in(Role.MEMBER, "Example Systems Ltd", "large supplier")
    onward = send(member, typed, member.get(FORM).text, FORM, **whole)
    assert onward.startswith("/receipts/")
    token = site.kb.invitations.link("call-now", "Example Systems Ltd", "large supplier", "member@example.org")
    assert site.client().get(f"{FORM}?invitation={token}").status_code == 303
    assert member.get(FORM).headers["Location"] == MINE
    for page in (member.get("/calls/call-now").text, member.get("/desk").text):
        assert f'href="{MINE}"' in page
        assert "Your answer " in page
    assert "Answer this call" not in member.get("/calls/call-now").text
    other = site.kb.invitations.link("call-now", "Other Ltd", "charity", "ben@example.org")
    assert site.client().get(f"{MINE}?invitation={other}").status_code == 404
    assert site.client().get(MINE).status_code == 404
    assert site.client().get(f"{MINE}?invitation={'s' * 43}").status_code == 404


def test_a_form_opened_twice_is_one_answer_the_later_words_stand(site, typed, whole, invitation: str) -> None:
    address = f"{FORM}{invitation}"
    one, other = site.client(), site.client()
    first, second = one.get(address).text, other.get(address).text
    send(one, typed, first, address, **whole)
    onward = send(other, typed, second, address, **{**whole, "title__a": "Later words"})
    assert onward == f"{MINE}{invitation}&done=changed"
    (answer,) = site.answers
    assert answer.slots[0].title == "Later words"


def test_after_the_deadline_an_answer_stays_and_no_second_one_is_taken(site, typed, whole, invitation: str) -> None:
    address = f"{FORM}{invitation}"
    one, late = site.client(), site.client()
    page = late.get(address).text
    send(one, typed, one.get(address).text, address, **whole)
    site.over()
    review = late.post(address, data=data(typed(page, "review", **{**whole, "title__a": "Too late"})))
    refused = late.post(address, data=data(typed(review.text, "send")))
    assert refused.status_code == 409
    assert "The call closed before this change came" in refused.text
    assert "Too late" in refused.text
    assert [answer.slots[0].title for answer in site.answers] == ["One record, entered once"]
    assert late.get(f"{MINE}/change{invitation}").status_code == 303
    assert "Change the answer" not in late.get(f"{MINE}{invitation}").text


def test_staff_who_answer_for_members_are_led_to_a_new_form_each_time(site, typed, whole) -> None:
    staff = site.signed_in(Role.STAFF)
    address = f"{FORM}?for=member"
    for organisation in ("One Ltd", "Two Ltd"):
        page = staff.get(address)
        assert page.status_code == 200
        send(staff, typed, page.text, address, **{**whole, "organisation": organisation})
    assert [answer.sent_by for answer in site.answers] == ["", ""]


def test_who_is_invited_answers_a_call_that_only_members_see(site, typed, whole, invitation: str) -> None:
    site.say(audience=Audience.MEMBERS)
    stranger = site.client()
    assert stranger.get(FORM).status_code == 404
    address = f"{FORM}{invitation}"
    send(stranger, typed, stranger.get(address).text, address, **whole)
    assert stranger.get(f"{MINE}{invitation}").status_code == 200
    assert len(site.answers) == 1
