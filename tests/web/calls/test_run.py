"""Running a call on its page: who may, what must be said twice, what two people at once see, and what the log keeps."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb.bootstrap import knowledge_base
from kb.content.catalogue import load_catalogue
from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Consent, Slot
from kb.services.accounts.audit_trail import ActFilter
from kb.web import create_app
from made_up import answer, call_now
from mail_server import Inbox, mail_server

from .conftest import Site

RUN = "/calls/call-now/run"


class Desk:
    """Somebody of the staff, at the page of the call."""

    def __init__(self, site) -> None:
        self.site, self.client = site, site.signed_in(Role.STAFF)

    def page(self, path: str = RUN) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(path).text, "html.parser")

    def send(self, act: str, page: BeautifulSoup | None = None, **typed: str) -> tuple[int, BeautifulSoup]:
        """Send the form of an act, ticked unless it is said otherwise; return the status and the page in the end."""
        form = (page or self.page()).select_one(f'form[action="{RUN}/{act}"]')
        fields: dict[str, str | list[str]] = {"confirmed": "yes"}
        for name in {box["name"] for box in form.select("input[type=hidden]")}:
            fields[name] = [box.get("value", "") for box in form.select(f"input[type=hidden][name={name}]")]
        fields |= typed
        answer = self.client.post(form["action"], data=fields)
        if answer.status_code == 303:
            return 303, self.page(answer.headers["Location"])
        return answer.status_code, BeautifulSoup(answer.text, "html.parser")

    @property
    def call(self) -> Call:
        return load_catalogue(self.site.kb.settings.roots).calls["call-now"]


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site)


def words(page: BeautifulSoup, where: str = "main") -> str:
    return " ".join(page.select_one(where).get_text(" ").split())


def acts(page: BeautifulSoup) -> list[str]:
    return [form["action"].rpartition("/")[2] for form in page.select("main form")]


def later(site, **more: int) -> str:
    return f"{call_now(site.now).closes + dt.timedelta(**more):%Y-%m-%dT%H:%M}"


def test_a_call_is_run_from_draft_to_report(site, desk: Desk) -> None:
    site.say(state=CallState.DRAFT)
    assert acts(desk.page()) == ["open"]
    assert "Nobody but staff sees it" in words(desk.page())
    status, page = desk.send("open")
    assert (status, desk.call.state) == (303, CallState.OPEN)
    assert "The call is open" in words(page, "[role=status]")
    assert acts(page) == ["close"]
    site.over()
    assert "stay sealed until you close it" in words(desk.page())
    status, page = desk.send("close")
    assert (status, desk.call.state, acts(page)) == (303, CallState.CLOSED, ["reopen", "report"])
    status, page = desk.send("report", note="It went to the meeting.\r\n\r\nWith thanks.")
    assert (status, desk.call.state) == (303, CallState.REPORTED)
    assert desk.call.closing_note == "It went to the meeting.\n\nWith thanks."
    assert acts(page) == ["reopen"]
    assert site.kb.audit_check.verify().sound
    done = [line.get_text(" ", strip=True) for line in page.select("aside .entries li")]
    assert [line.split()[0] for line in done] == ["Reported", "Closed", "Opened"]
    assert all("by staff@example.org" in line for line in done)


def test_opening_again_takes_a_reason_and_a_time_to_come(site, desk: Desk) -> None:
    site.over()
    desk.send("close")
    status, page = desk.send("reopen", closes=later(site, days=1))
    assert status == 422
    assert "Say why" in words(page, ".told")
    assert page.select_one("#closes")["value"] == later(site, days=1)
    assert page.select_one("#reason")["aria-invalid"] == "true"
    for wrong, told in (("", "has passed"), ("soon", "Write a day"), ("2016-09-30T17:00", "has passed")):
        status, page = desk.send("reopen", reason="The post was late.", closes=wrong)
        assert status == 422
        assert told in words(page, "#closes-problem")
        assert "The post was late." in page.select_one("#reason").text
    assert desk.call.state is CallState.CLOSED
    status, page = desk.send("reopen", reason="The post was late.", closes=later(site, days=1))
    assert (status, desk.call.state) == (303, CallState.OPEN)
    assert f"{desk.call.closes:%Y-%m-%dT%H:%M}" == later(site, days=1)
    assert "The post was late." in words(page, "aside")
    assert "The post was late." in site.client().get("/calls/call-now").text


@pytest.mark.parametrize("act", ["close", "open", "reopen", "report"])
def test_nothing_is_done_that_was_not_ticked(site, desk: Desk, act: str) -> None:
    states = {"close": CallState.OPEN, "open": CallState.DRAFT}
    site.say(state=states.get(act, CallState.CLOSED))
    before = desk.call
    status, page = desk.send(act, confirmed="", reason="Because.", closes=later(site, days=1), note="Kept.")
    assert status == 422
    assert page.select_one(".told a")["href"] == f"#confirmed-{act}"
    assert page.select_one(f"#confirmed-{act}")["aria-invalid"] == "true"
    assert desk.call == before
    assert "Because." in page.text or "Kept." in page.text or act in ("open", "close")


def test_before_the_deadline_the_page_says_what_was_promised(site, desk: Desk) -> None:
    assert "although members were promised the time until" in words(desk.page())
    assert desk.send("close")[0] == 303


def test_a_draft_whose_deadline_has_passed_is_not_opened(site, desk: Desk) -> None:
    site.over()
    site.say(state=CallState.DRAFT, closes=desk.call.closes)
    status, page = desk.send("open")
    assert status == 422
    assert "edit the call first" in words(page, ".told")


def test_two_people_at_once_lose_nothing(site, desk: Desk) -> None:
    site.over()
    old = desk.page()
    desk.send("close")
    status, page = desk.send("close", old)
    assert (status, acts(page)) == (422, ["reopen", "report"])
    assert "The call is closed, so it cannot be closed" in words(page, ".told")
    old = desk.page()
    site.over()
    site.say(state=CallState.CLOSED, closes=desk.call.closes, question="What else?")
    status, page = desk.send("report", old, note="A long note.")
    assert status == 409
    assert desk.call.state is CallState.CLOSED
    assert "Somebody changed the call after your page was made" in words(page)
    assert page.select_one("#note").text.strip() == "A long note."
    assert [line.text for line in page.select("ins")] == ["state: reported", "closing_note: A long note."]
    assert desk.send("report", page, note="A long note.")[0] == 303


def test_a_form_that_names_no_version_is_not_taken(site, desk: Desk) -> None:
    assert desk.send("close", seen="")[0] == 409
    assert desk.call.state is CallState.OPEN


def test_invented_answers_are_removed_in_one_step_and_put_back_in_one(site, desk: Desk) -> None:
    site.say(state=CallState.CLOSED, readers=Audience.PUBLIC)
    real = answer("real", Consent.NAMED, Slot("One record"), call="call-now")
    invented = [
        answer(name, Consent.NAMED, Slot("Radios"), call="call-now", illustrative=True) for name in ("birch", "cedar")
    ]
    paths = [write_item(site.folder / "content", one) for one in (real, *invented)]
    before = [path.read_bytes() for path in paths]
    reader = site.client()
    assert "2 answers to this call are invented" in words(desk.page())
    assert "Birch Ltd" in reader.get("/calls/call-now").text

    def press(button: str) -> BeautifulSoup:
        form = next(form for form in desk.page().select("main form") if button in form.text)
        sent = desk.client.post(form["action"], data={"csrf": form.select_one("[name=csrf]")["value"]})
        assert sent.status_code == 303
        return desk.page(sent.headers["Location"])

    page = press("Remove the examples")
    assert "The examples are removed" in words(page, "[role=status]")
    shown = reader.get("/calls/call-now").text
    assert "Real Ltd" in shown
    assert "Birch Ltd" not in shown
    assert "checked by staff" not in shown
    assert "1 answer" in words(page, ".facts")
    assert "wait for you" not in words(page, ".facts")
    assert reader.get("/inputs/call-now/birch").status_code == 404
    assert "2 invented answers were removed" in words(desk.page())
    assert "The examples are back" in words(press("Put the examples back"), "[role=status]")
    assert [path.read_bytes() for path in paths] == before
    told = [act.what for act in site.kb.audit_trail.find(ActFilter(what="examples"), 10).acts]
    assert told == ["examples: put back"] * 2 + ["examples: remove"] * 2
    assert site.kb.audit_check.verify().sound


def test_only_staff_run_a_call(site, desk: Desk) -> None:
    form = {"confirmed": "yes", "seen": site.kb.call_lifecycle.status("call-now").digest}
    for role in (Role.MEMBER, Role.ANALYST):
        client = site.signed_in(role)
        assert client.get(RUN).status_code == 403
        token = BeautifulSoup(client.get("/account").text, "html.parser").select_one("[name=csrf]")["value"]
        assert client.post(f"{RUN}/close", data=form | {"csrf": token}).status_code == 403
        assert "Run this call" not in client.get("/calls/call-now").text
    assert site.client().get(RUN).status_code == 303
    assert desk.client.post(f"{RUN}/close", data=form).status_code == 403  # without the token of the form
    assert desk.call.state is CallState.OPEN
    for nowhere in ("/calls/nothing/run", f"{RUN}/explode"):
        assert desk.client.get(nowhere).status_code in (404, 405)


def test_the_desk_and_the_call_lead_there(site, desk: Desk) -> None:
    site.say(state=CallState.DRAFT)
    desk.page()  # which looks at the files afresh; the desk would a second later
    link = desk.page("/desk").select_one(f'.entries a[href="{RUN}"]')
    assert link.text == "Open the call"
    assert desk.page("/calls/call-now").select_one(f'main a[href="{RUN}"]')


MEMBERS = """name,email,organisation,kind
Ann Example,ann@example.org,Example Systems Ltd,large supplier
Ben Other,ben@example.org,Other Ltd,large supplier
Cat Gone,refused@example.org,Gone Ltd,large supplier
"""


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[tuple[Desk, Inbox]]:
    """Somebody of the staff at a call that closes in two hours, with a roll and a mail server."""
    inbox = Inbox()
    with mail_server(inbox) as port:
        mail = {"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": str(port), "KB_SMTP_SECURITY": "none"}
        yield Desk(reminding(tmp_path, mail | {"KB_SMTP_FROM": "calls@example.org"})), inbox


def reminding(folder: Path, mail: dict[str, str]) -> Site:
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var"), **mail})
    site = Site(folder, kb, create_app(kb, "http://localhost"))
    site.say(closes=call_now(site.now).closes - dt.timedelta(hours=2))
    roll = folder / "var" / "private" / "rolls" / "call-now.csv"
    roll.parent.mkdir(parents=True)
    roll.write_text(MEMBERS)
    return site


def test_each_silent_member_is_reminded_once_from_the_page(mailing: tuple[Desk, Inbox]) -> None:
    desk, inbox = mailing
    page = desk.page()
    told = words(page, "section[aria-labelledby=remind]")
    for member in ("Ann Example, Example Systems Ltd, ann@example.org", "Send 3 reminders"):
        assert member in told
    old = page
    status, page = desk.send("remind", page, confirmed="")
    assert (status, inbox.kept) == (422, [])
    assert page.select_one(".told a")["href"] == "#confirmed-remind"
    status, page = desk.send("remind", page)
    assert status == 303
    said = words(page, "[role=status]")
    assert said.startswith("2 reminders are on their way. 1 could not be handed to the mail server")
    assert inbox.addresses == ["ann@example.org", "ben@example.org"]
    assert "refused@example.org" in words(page, "section[aria-labelledby=remind]")
    status, page = desk.send("remind", old)
    assert (status, inbox.addresses) == (303, ["ann@example.org", "ben@example.org"]), "nobody gets two"
    assert "Reminders sent: 2" in words(page, "aside")
    inbox.refuses = ()
    desk.send("remind", page)
    page = desk.page()
    assert len(inbox.addresses) == 3
    assert "Nobody is due one now" in words(page, "section[aria-labelledby=remind]")


def test_nobody_is_written_to_who_was_not_on_the_page(mailing: tuple[Desk, Inbox]) -> None:
    desk, inbox = mailing
    page = desk.page()
    roll = desk.site.folder / "var" / "private" / "rolls" / "call-now.csv"
    roll.write_text(MEMBERS.replace("ben@example.org", "new@example.org"))
    assert desk.send("remind", page)[0] == 303
    assert inbox.addresses == ["ann@example.org"]


def test_reminding_is_for_staff_and_says_what_it_lacks(tmp_path: Path) -> None:
    site = reminding(tmp_path, {})
    desk = Desk(site)
    assert "no mail server is set (KB_SMTP_HOST)" in words(desk.page(), "section[aria-labelledby=remind]")
    assert not desk.page().select(f'form[action="{RUN}/remind"]')
    assert site.signed_in(Role.ANALYST).post(f"{RUN}/remind", data={"confirmed": "yes"}).status_code == 403
    roll = tmp_path / "var" / "private" / "rolls" / "call-now.csv"
    roll.write_text("nonsense\n1\n")
    assert "The roll cannot be read" in words(desk.page(), "section[aria-labelledby=remind]")
