"""Calls written in the browser: made, copied, edited as far as members' promises allow, compared and restored."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Consent
from made_up import call_now

from .conftest import LONDON, Site

NEW, EDIT = "/calls/new", "/calls/call-now/edit"
TYPED = {
    "title": "Radios, 2027",
    "question": "Which radios?",
    "opens": "2027-01-10T09:00",
    "closes": "2027-02-10T17:00",
}


class Office:
    """Somebody of the staff at the forms of calls."""

    def __init__(self, site: Site) -> None:
        self.site, self.client = site, site.signed_in(Role.STAFF)

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(path).text, "html.parser")

    def sends(self, path: str, page: BeautifulSoup | None = None, **typed: str | list[str]) -> tuple[int, str, str]:
        """Send the form at an address with these changes; return the status, where it leads, and the page."""
        form = (page or self.page(path)).select_one("form.entry-form")
        data: dict[str, list[str]] = {}
        for tag in form.select("input, textarea, select option[selected]"):
            name = tag.get("name") or tag.parent.get("name")
            if tag.get("type") == "checkbox" and not tag.has_attr("checked"):
                continue
            value = tag.text.removeprefix("\n") if tag.name == "textarea" else tag.get("value", "")
            data.setdefault(name, []).append(value)
        answer = self.client.post(form["action"], data={**data, **typed})
        return answer.status_code, answer.headers.get("Location", ""), answer.text

    def call(self, id: str = "call-now") -> Call:
        return self.site.kb.call_editor.read(id).item


@pytest.fixture
def office(site: Site) -> Office:
    return Office(site)


def names(page: BeautifulSoup) -> set[str]:
    return {tag["name"] for tag in page.select(".entry-form [name]")}


def test_a_call_is_written_from_nothing_and_begins_as_a_draft(office: Office) -> None:
    status, onward, _ = office.sends(NEW, **TYPED)
    assert (status, onward) == (303, "/calls/radios-2027/run?done=made")
    made = office.call("radios-2027")
    assert (made.state, made.question, made.time_zone) == (CallState.DRAFT, "Which radios?", "Europe/London")
    assert (made.slots, made.choices, made.readers) == (5, tuple(Consent), Audience.MEMBERS)
    assert made.closes == dt.datetime(2027, 2, 10, 17)  # noqa: DTZ001 - on the call's clock
    page = office.page(onward)
    assert "The draft is saved" in page.select_one("[role=status]").text
    assert "Written" in page.select_one("aside .entries").text
    assert office.page("/calls").select_one('a[href="/calls/radios-2027"]')
    assert "radios-2027" not in office.site.client().get("/calls").text
    assert office.site.kb.checker.check().problems == ()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", " ", "Give the call a title"),
        ("question", "", "Write the question"),
        ("opens", "", "Say when answers are first taken"),
        ("closes", "soon", "Write a day and a time"),
        ("closes", "2027-01-01T17:00", "after the opening"),
        ("late_until", "2027-02-01T17:00", "cannot come before the deadline"),
        ("slots", "0", "1 to 10"),
        ("consents", [], "Offer members one choice"),
        ("readers", "everyone", "Choose one from the list"),
        ("source", "no-such-source", "Choose a source"),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_typed_is_lost(
    office: Office, field: str, value: str | list[str], told: str
) -> None:
    status, _, text = office.sends(NEW, **{**TYPED, "body": "A long reason.", field: value})
    assert status == 422
    assert told in BeautifulSoup(text, "html.parser").select_one(f"#{field}-problem").text
    assert "A long reason." in text
    assert [call.id for call in office.site.kb.call_lifecycle.all()] == ["call-now"]


def test_a_call_is_written_like_an_earlier_one_without_its_times(office: Office) -> None:
    page = office.page(f"{NEW}?like=call-now")
    assert page.select_one("#question").text.strip() == office.call().question
    assert not page.select_one("#closes")["value"]
    status, _, _ = office.sends(NEW, page, **TYPED)
    assert status == 303
    assert office.client.get(f"{NEW}?like=nothing").status_code == 404


def test_what_members_were_promised_stays(office: Office, site: Site) -> None:
    now = call_now(site.now)
    page = office.page(EDIT)
    assert not {"opens", "slots", "consents", "readers"} & names(page)
    assert "What they were promised stays" in page.text
    status, _, text = office.sends(EDIT, closes=f"{now.closes - dt.timedelta(days=1):%Y-%m-%dT%H:%M}")
    assert status == 422
    assert "it can move later" in text
    later = now.closes.replace(second=0) + dt.timedelta(days=1)
    assert office.sends(EDIT, closes=f"{later:%Y-%m-%dT%H:%M}", title="Sharper")[0] == 303
    assert (office.call().closes, office.call().title) == (later, "Sharper")
    status, _, text = office.sends(EDIT, readers="public", slots="3")
    assert status == 422, "a form that is not ours changes none of it"
    assert "members were promised this" in text
    site.over()
    site.say(state=CallState.CLOSED, closes=office.call().closes)
    assert not {"closes", "question", "readers"} & names(office.page(EDIT))
    assert office.sends(EDIT, closing_note="It went well.")[0] == 303
    assert "It went well." in site.client().get("/calls/call-now").text


def test_the_version_before_is_kept_compared_and_restored(office: Office) -> None:
    before = office.call().question
    office.sends(EDIT, question="Which radios?")
    page = office.page("/calls/call-now/versions")
    assert [mark.text for mark in page.select("section ins")] == ["The question to members: Which radios?"]
    (restore,) = [link["href"] for link in page.select("a") if "version=1" in link["href"]]
    assert office.sends(restore)[0] == 303
    assert office.call().question == before


def test_two_who_edit_at_once_lose_nothing(office: Office) -> None:
    old = office.page(EDIT)
    office.sends(EDIT, title="Theirs")
    status, _, text = office.sends(EDIT, old, question="Mine?")
    assert status == 409
    page = BeautifulSoup(text, "html.parser")
    assert "Only they changed “Title”" in page.text
    form = page.select_one(".conflict form")
    data: dict[str, list[str]] = {"act": ["save"]}
    for field in form.select("input"):
        data.setdefault(field["name"], []).append(field["value"])
    assert office.client.post(form["action"], data=data).status_code == 303
    assert (office.call().title, office.call().question) == ("Theirs", "Mine?")


def test_after_the_cut_off_nothing_is_taken(office: Office, site: Site) -> None:
    site.over()
    clock = site.now.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
    closes = office.call().closes
    site.say(closes=closes, late_until=clock + dt.timedelta(hours=2))
    office.page("/calls/call-now/run")  # which looks at the files afresh
    assert "Late answers are taken until" in site.client().get("/calls/call-now").text
    assert site.client().get("/calls/call-now/answer").status_code == 200
    site.say(closes=closes, late_until=clock - dt.timedelta(seconds=30))
    assert "Close the call" in office.page("/calls/call-now/run").text
    assert "Late answers are no longer taken" in site.client().get("/calls/call-now").text
    assert site.client().get("/calls/call-now/answer").status_code == 403
    site.say(closes=closes, late_until=clock - dt.timedelta(seconds=30), state=CallState.CLOSED)
    office.page("/calls/call-now/run")
    page = BeautifulSoup(site.client().get("/calls/call-now").text, "html.parser")
    assert [link.text for link in page.select(".doings a")] == ["See the ranking"]


def test_only_staff_write_calls(site: Site) -> None:
    for role in (Role.MEMBER, Role.ANALYST):
        client = site.signed_in(role)
        for path in (NEW, EDIT, "/calls/call-now/versions"):
            assert client.get(path).status_code == 403
            token = BeautifulSoup(client.get("/account").text, "html.parser").select_one("[name=csrf]")["value"]
            if path != "/calls/call-now/versions":
                assert client.post(path, data={**TYPED, "csrf": token}).status_code == 403
    assert len(site.kb.call_lifecycle.all()) == 1


def test_without_a_call_the_page_of_calls_says_what_to_do(office: Office, site: Site) -> None:
    (site.folder / "content" / "calls" / "call-now.md").unlink()
    site.kb.call_lifecycle.all()
    assert "Write the first one" in office.page("/calls").text
    assert office.client.get("/call").headers["Location"] == "/calls"
    assert "No call is open to you" in site.client().get("/calls").text
