"""A roll written in the browser: uploaded and looked over, one by one, undone; and letters as files or sent."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from kb.bootstrap import knowledge_base
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.parsing.sheets.roll import Member
from kb.parsing.sheets.tables import write_xlsx
from kb.web import create_app
from mail_server import Inbox, mail_server

from .conftest import Site

ROLL = "/calls/call-now/roll"
MEMBERS = """name,email,organisation,kind
Ann Example,ann@example.org ann@home.example,Example Systems Ltd,large supplier
,ben@example.org,Other Ltd,Charity
"""


class Office:
    """Somebody of the staff at the roll."""

    def __init__(self, site: Site) -> None:
        self.site, self.client = site, site.signed_in(Role.STAFF)

    def page(self, path: str = ROLL, status: int = 200) -> BeautifulSoup:
        answer = self.client.get(path)
        assert answer.status_code == status, path
        return BeautifulSoup(answer.text, "html.parser")

    def token(self) -> str:
        return str(self.page("/account").select_one("[name=csrf]")["value"])

    def post(self, path: str, **data: object) -> TestResponse:
        return self.client.post(path, data={"csrf": self.token(), **data})

    def upload(self, data: bytes, name: str = "roll.csv") -> tuple[int, BeautifulSoup]:
        answer = self.post(f"{ROLL}/upload", roll=(io.BytesIO(data), name))
        return answer.status_code, BeautifulSoup(answer.text, "html.parser")

    def press(self, page: BeautifulSoup, do: str) -> TestResponse:
        """Press a button of the page that shows what a file holds."""
        form = page.select_one(f'form[action="{ROLL}/save"]')
        data = {field["name"]: field["value"] for field in form.select("input")}
        return self.client.post(form["action"], data={**data, "text": form.textarea.text.removeprefix("\n"), "do": do})

    @property
    def members(self) -> list[Member]:
        return list(self.site.kb.roll_editor.read("call-now").members)


@pytest.fixture
def office(site: Site) -> Office:
    return Office(site)


def undo(office: Office, page: BeautifulSoup) -> TestResponse:
    form = page.select_one(".said form")
    return office.client.post(form["action"], data={field["name"]: field["value"] for field in form.select("input")})


@pytest.mark.parametrize("kind", ["csv", "xlsx", "semicolons"])
def test_a_roll_is_looked_over_before_it_is_saved(office: Office, kind: str) -> None:
    rows = [line.split(",") for line in MEMBERS.strip().splitlines()]
    data = {"csv": MEMBERS.encode(), "xlsx": write_xlsx(rows), "semicolons": MEMBERS.replace(",", ";").encode("utf-16")}
    status, page = office.upload(data[kind])
    assert status == 200
    assert page.select_one("h2").text == "2 members in the file"
    assert "Nothing is saved yet" in page.text
    assert office.members == []
    done = office.press(page, "replace")
    assert done.status_code == 303
    assert [member.emails for member in office.members] == [
        ("ann@example.org", "ann@home.example"),
        ("ben@example.org",),
    ]
    assert "Nobody has answered yet (0 of 2)." in office.page(done.headers["Location"]).text
    assert office.site.kb.audit_check.verify().sound


def test_every_wrong_row_is_told_and_nothing_is_saved(office: Office) -> None:
    wrong = MEMBERS + "Cat,not-an-address,Gone Ltd,large supplier\nDot,ann@example.org,,unknown\n"
    status, page = office.upload(wrong.encode())
    assert status == 422
    told = page.select_one(".told").text
    for words in (
        "roll, row 4",
        "`not-an-address` is no e-mail address",
        "roll, row 5",
        "is in row 2 too",
        "kind is none",
    ):
        assert words in told
    assert office.members == []
    for nothing in (b"", b"name,email,organisation,kind\n", b"\x00\x01"):
        assert office.upload(nothing)[0] == 422
    assert "columns are missing" in office.upload(b"a,b\n1,2\n")[1].text


def test_a_file_can_add_those_who_are_missing_and_a_change_is_undone(office: Office) -> None:
    office.press(office.upload(MEMBERS.encode())[1], "replace")
    more = MEMBERS.replace("Other Ltd", "Renamed Ltd") + "Cat,cat@example.org,Gone Ltd,other\n"
    _, page = office.upload(more.encode())
    assert "Add the 1 who are not on the roll yet" in page.text
    done = office.press(page, "add")
    assert [member.organisation for member in office.members] == ["Example Systems Ltd", "Other Ltd", "Gone Ltd"]
    assert undo(office, office.page(done.headers["Location"])).status_code == 303
    assert len(office.members) == 2
    done = office.press(office.upload(more.encode())[1], "replace")
    old = office.page(done.headers["Location"])
    office.post(f"{ROLL}/remove", member="cat@example.org")
    assert undo(office, old).status_code == 422, "somebody changed it since"
    assert [member.organisation for member in office.members] == ["Example Systems Ltd", "Renamed Ltd"]


def test_two_who_upload_at_once_lose_nothing(office: Office) -> None:
    _, page = office.upload(MEMBERS.encode())
    office.press(page, "replace")
    late = office.press(page, "replace")
    assert late.status_code == 409
    assert "Somebody changed the roll" in late.text
    assert len(office.members) == 2


def test_members_are_added_edited_and_taken_off(office: Office) -> None:
    typed = {"name": "Ann", "email": "ann@example.org", "organisation": "Example Ltd", "kind": "charity"}
    assert office.post(f"{ROLL}/member", **typed).status_code == 303
    twice = office.post(f"{ROLL}/member", **typed)
    assert (twice.status_code, "is on the roll already" in twice.text) == (422, True)
    wrong = office.post(f"{ROLL}/member", **{**typed, "email": "ann"})
    assert (wrong.status_code, "no e-mail address" in wrong.text, "Example Ltd" in wrong.text) == (422, True, True)
    page = office.page(f"{ROLL}/member?email=ann@example.org")
    assert page.select_one("#organisation")["value"] == "Example Ltd"
    changed = {**typed, "was": "ann@example.org", "email": "ann@new.example", "organisation": "=Formula"}
    assert office.post(f"{ROLL}/member", **changed).status_code == 303
    assert office.members == [Member("Ann", ("ann@new.example",), "=Formula", "charity")]
    gone = office.post(f"{ROLL}/member", **changed)
    assert (gone.status_code, "Somebody changed the roll" in gone.text) == (422, True)
    office.page(f"{ROLL}/member?email=nobody@example.org", 404)
    assert office.post(f"{ROLL}/remove").status_code == 422
    done = office.post(f"{ROLL}/remove", member=["ann@new.example"])
    assert office.members == []
    undo(office, office.page(done.headers["Location"]))
    assert len(office.members) == 1


def test_a_roll_that_cannot_be_read_is_replaced(office: Office) -> None:
    path = office.site.folder / "var" / "private" / "rolls" / "call-now.csv"
    path.parent.mkdir(parents=True)
    path.write_text("nonsense\n1\n")
    assert "columns are missing" in office.page().text
    assert office.press(office.upload(MEMBERS.encode())[1], "replace").status_code == 303
    assert len(office.members) == 2


def test_an_accepted_answer_can_be_taken_back(office: Office, typed, whole) -> None:
    form = "/calls/call-now/answer"
    stranger = office.site.client()
    review = stranger.post(form, data=_data(typed(stranger.get(form).text, "review", **whole)))
    stranger.post(form, data=_data(typed(review.text, "send")))
    page = office.page()
    assert "Accept this answer" in page.text
    done = office.post(page.select_one("form[action$=admit]")["action"])
    assert office.site.answers[0].audience is Audience.MEMBERS
    page = office.page(done.headers["Location"])
    assert "is accepted" in page.select_one(".said").text
    undo(office, page)
    assert office.site.answers[0].audience is Audience.STAFF
    assert office.page().select("form[action$=admit]")


def _data(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def test_letters_are_taken_as_files_with_a_link_each(office: Office) -> None:
    office.press(office.upload(MEMBERS.encode())[1], "replace")
    page = office.page(f"{ROLL}/letters")
    assert [box["value"] for box in page.select("[name=to][checked]")] == ["ann@example.org", "ben@example.org"]
    assert "KB_SMTP_HOST" in page.text
    assert office.post(f"{ROLL}/letters", do="csv").status_code == 422
    made = office.post(f"{ROLL}/letters", do="csv", occasion="invitation", to=["ben@example.org"])
    rows = list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"))))
    assert [row["email"] for row in rows] == ["ben@example.org"]
    link = rows[0]["link"].partition("/calls/")[2]
    assert office.site.client().get(f"/calls/{link}").status_code == 200
    page = office.page(f"{ROLL}/letters")
    assert [box["value"] for box in page.select("[name=to][checked]")] == ["ann@example.org"]
    assert "a letter was made" in page.text
    made = office.post(f"{ROLL}/letters", do="docx", occasion="closing soon", to=["ann@example.org", "ben@example.org"])
    words = [paragraph.text for paragraph in docx.Document(io.BytesIO(made.data)).paragraphs]
    assert sum("Closing soon" in text for text in words) == 2
    assert any("?invitation=" in text for text in words)


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[tuple[Office, Inbox]]:
    """Somebody of the staff at a call with a roll and a mail server that refuses one address."""
    inbox = Inbox()
    with mail_server(inbox) as port:
        mail = {"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": str(port), "KB_SMTP_SECURITY": "none"}
        home = {"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")}
        kb = knowledge_base({**home, **mail, "KB_SMTP_FROM": "calls@example.org"})
        site = Site(tmp_path, kb, create_app(kb, "http://localhost"))
        site.say()
        office = Office(site)
        office.press(office.upload((MEMBERS + "Cat,refused@example.org,Gone Ltd,other\n").encode())[1], "replace")
        yield office, inbox


def test_letters_are_sent_once_and_each_outcome_is_told(mailing: tuple[Office, Inbox]) -> None:
    office, inbox = mailing
    page = office.page(f"{ROLL}/letters")
    form = {"acts": page.select_one("[name=acts]")["value"], "do": "send", "occasion": "invitation"}
    form |= {"to": [box["value"] for box in page.select("[name=to]")]}
    asked = office.post(f"{ROLL}/letters", **form)
    assert (asked.status_code, inbox.kept) == (422, [])
    assert "Tick this" in asked.text
    done = office.post(f"{ROLL}/letters", **form, confirmed="yes")
    told = BeautifulSoup(done.text, "html.parser").select("section li")
    assert [("on the way" in one.text, "not sent" in one.text) for one in told] == [(True, False)] * 2 + [(False, True)]
    assert sorted(inbox.addresses) == ["ann@example.org", "ben@example.org"]
    again = office.post(f"{ROLL}/letters", **form, confirmed="yes")
    assert (again.status_code, len(inbox.kept)) == (409, 2), "a page that is loaded again sends nothing"


def test_rolls_and_letters_are_for_staff_only(site: Site) -> None:
    client = site.signed_in(Role.ANALYST)
    token = BeautifulSoup(client.get("/account").text, "html.parser").select_one("[name=csrf]")["value"]
    for path in ("upload", "member", "letters"):
        assert client.get(f"{ROLL}/{path}").status_code == 403
    for path in ("upload", "save", "member", "remove", "undo", "letters"):
        assert client.post(f"{ROLL}/{path}", data={"csrf": token}).status_code == 403
