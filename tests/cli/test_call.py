import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.cli import main
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.call.receipt import canonical_words, fingerprint
from kb.storage.audit.audit_log import AuditLog
from mail_server import Inbox, mail_server

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
CLOCK = NOW.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None, second=0)
CALL = Call(
    id="c-now",
    title="What next?",
    question="What are your top five?",
    state=CallState.DRAFT,
    opens=CLOCK - dt.timedelta(days=1),
    closes=CLOCK + dt.timedelta(days=2),
    time_zone="Europe/London",
)
ANSWER = Input(
    id="7kq4-m2xd",
    call="c-now",
    organisation="Example systems LTD",
    organisation_kind="large supplier",
    received=NOW,
    channel=Channel.FORM,
    consent=Consent.NAMED,
    slots=(Slot("One record"),),
    link="0" * 64,
)
ROLL = """\
name,email,organisation,kind
Ann Example,ann@example.org,Example Systems Ltd,large supplier
Ben Other,ben@example.org ben2@example.org,=Other & Co,charity
Cat Third,cat@example.org,Third,consultancy
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write_item(tmp_path / "content", CALL)
    folder = tmp_path / "var" / "private" / "rolls"
    folder.mkdir(parents=True)
    (folder / "c-now.csv").write_text(ROLL)
    return tmp_path / "content"


def read_call(content: Path) -> str:
    return (content / "calls" / "c-now.md").read_text()


def test_a_call_is_run_from_the_terminal(run, run_json, content: Path) -> None:
    assert run_json("call", "open", "c-now")["state"] == "open"
    early = run("call", "close", "c-now")
    assert early.exit_code == 2
    assert "--early" in early.output
    assert run("call", "close", "c-now", "--early").exit_code == 0
    assert run("call", "reopen", "c-now").exit_code == 2
    later = f"{CLOCK + dt.timedelta(days=5):%Y-%m-%dT%H:%M}"
    assert run("call", "reopen", "c-now", "--reason", "The post was late.", "--closes", later).exit_code == 0
    assert f"closes: '{later}'" in read_call(content)
    status = run_json("call", "status", "c-now")
    assert status["reopened"][0]["reason"] == "The post was late."
    assert (status["state"], status["standing"], status["answers"]) == ("open", "open", 0)
    assert run("call", "report", "c-now").exit_code == 2
    run("call", "close", "c-now", "--early")
    assert run("call", "report", "c-now", "--note", "It went to the meeting.").exit_code == 0
    assert "closing_note: It went to the meeting." in read_call(content)
    assert run("call", "status", "c-now").output.count("reopened") == 1
    assert run("call", "status", "nothing").exit_code == 3
    assert run("audit", "verify").exit_code == 0


def test_the_roll_tells_who_has_answered_and_who_has_not(run, run_json, tmp_path: Path) -> None:
    run("call", "open", "c-now")
    write_item(tmp_path / "var" / "private", ANSWER)
    write_item(tmp_path / "var" / "private", replace(ANSWER, id="stranger", organisation="Nobody Knows", late=True))
    told = run("call", "roll", "c-now")
    lines = told.stdout.splitlines()
    assert "7KQ4-M2XD" not in lines[1]
    assert lines[0].startswith("Example Systems Ltd  ann@example.org  7kq4-m2xd ")
    assert lines[3].startswith("Nobody Knows  (not on the roll)")
    assert lines[3].endswith("late")
    assert "2 members of 3 silent" in told.stderr
    found = run_json("call", "roll", "c-now")
    assert [len(member["answers"]) for member in found["members"]] == [1, 0, 0]
    assert [answer["id"] for answer in found["others"]] == ["stranger"]


def test_letters_for_a_mail_merge_name_who_is_silent_and_start_no_formula(run) -> None:
    run("call", "open", "c-now")
    data = run("call", "roll", "c-now", "--csv").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [row["email"] for row in rows] == ["ann@example.org", "ben@example.org", "cat@example.org"]
    assert rows[1]["organisation"] == "'=Other & Co"
    assert rows[0]["link"].endswith("/calls/c-now/answer")
    assert "Dear Ann Example," in rows[0]["text"]
    assert rows[0]["link"] in rows[0]["text"]


def test_each_member_gets_a_link_of_their_own_that_opens_the_form(run, content: Path, tmp_path: Path) -> None:
    run("call", "open", "c-now")
    rows = list(csv.DictReader(io.StringIO(run("call", "invite", "c-now").stdout_bytes.decode("utf-8-sig"))))
    tokens = [re.search(r"invitation=([\w-]{43})$", row["link"])[1] for row in rows]
    assert len(set(tokens)) == 3
    kb = knowledge_base({"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var")})
    assert kb.invitations.holder("c-now", tokens[1], Viewer()).invitation.organisation == "=Other & Co"
    assert kb.invitations.holder("other", tokens[1], Viewer()) is None
    for path in (tmp_path / "var").rglob("*"):
        assert not path.is_file() or tokens[0].encode() not in path.read_bytes()


def test_without_a_mail_server_nothing_is_sent_and_no_link_is_made(run) -> None:
    run("call", "open", "c-now")
    result = run("call", "remind", "c-now", "--send")
    assert result.exit_code == 2
    assert "KB_SMTP_HOST" in result.output


def test_nobody_is_asked_for_an_answer_that_would_not_be_taken(run) -> None:
    assert run("call", "invite", "c-now").exit_code == 2


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def say(content: Path, tmp_path: Path, inbox: Inbox) -> Iterator[Callable[..., Any]]:
    """Run ``kb --json`` with a real mail server; a code to leave with may be expected."""
    with mail_server(inbox) as port:
        kb = knowledge_base(
            {
                **{"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var"), "KB_BASE_URL": "https://kb.example"},
                **{"KB_SMTP_HOST": "127.0.0.1", "KB_SMTP_PORT": str(port), "KB_SMTP_SECURITY": "none"},
                "KB_SMTP_FROM": "call@example.org",
            }
        )

        def run(*words: str, code: int = 0) -> Any:
            result = CliRunner().invoke(main, [*words, "--json"], obj=kb, catch_exceptions=False)
            assert result.exit_code == code, result.output
            return json.loads(result.stdout)

        yield run


def test_invitations_and_reminders_go_out_by_mail(say, tmp_path: Path, inbox: Inbox) -> None:
    say("call", "open", "c-now")
    assert say("call", "invite", "c-now", "--send") == {"sent": 3, "failed": {}}
    write_item(tmp_path / "var" / "private", ANSWER)
    assert say("call", "remind", "c-now", "--send") == {"sent": 2, "failed": {}}
    letters = [envelope.content.decode() for envelope in inbox.kept]
    assert len(letters) == 5
    assert sum("Subject: Closing soon: What next?" in letter for letter in letters) == 2
    assert sum("To: ann@example.org" in letter for letter in letters) == 1
    assert all(
        "https://kb.example/calls/c-now/answer?invitation=" in letter.replace("=\r\n", "") or "=3D" in letter
        for letter in letters
    )
    log = AuditLog(tmp_path / "var")
    acts = [(act.what, dict(act.details)["sent"]) for act in log.acts() if act.what.startswith("send")]
    assert acts == [("send invitation", "3"), ("send closing soon", "2")]


def test_a_timer_reminds_everybody_once(say, run, tmp_path: Path, inbox: Inbox) -> None:
    inbox.refuses = ("cat",)
    say("call", "open", "c-now")
    first = say("call", "remind", "--due", "--send", code=1)
    assert first["sent"] == {"c-now": 2}
    assert list(first["failed"]) == ["cat@example.org"]
    inbox.refuses = ("nobody",)
    assert say("call", "remind", "--due", "--send") == {"sent": {"c-now": 1}, "failed": {}}
    assert say("call", "remind", "--due", "--send") == {"sent": {}, "failed": {}}
    assert inbox.addresses == ["ann@example.org", "ben@example.org", "cat@example.org"]
    later = f"{CLOCK + dt.timedelta(days=5):%Y-%m-%dT%H:%M}"
    say("call", "close", "c-now", "--early")
    say("call", "reopen", "c-now", "--reason", "Late post.", "--closes", later)
    assert say("call", "remind", "--due", "--send") == {"sent": {}, "failed": {}}  # five days are too many


def test_what_is_due_can_be_taken_as_letters_without_a_mail_server(run, content: Path) -> None:
    run("call", "open", "c-now")
    assert run("call", "remind", "--due", "--send").exit_code == 2
    rows = list(csv.DictReader(io.StringIO(run("call", "remind", "--due").stdout_bytes.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert run("call", "remind").exit_code == 2


def test_the_fingerprint_is_made_from_an_answers_file_and_from_its_words(run, tmp_path: Path) -> None:
    path = write_item(tmp_path / "var" / "private", ANSWER)
    words = tmp_path / "answer.txt"
    words.write_text(canonical_words(ANSWER))
    for file in (path, words):
        assert run("call", "receipt", str(file)).stdout == f"{fingerprint(ANSWER)}\n"
    words.write_text(canonical_words(ANSWER).replace("One", "Two"))
    assert run("call", "receipt", str(words)).stdout != f"{fingerprint(ANSWER)}\n"
    broken = tmp_path / "broken.md"
    broken.write_text("---\nslots: 3\n---\n")
    assert run("call", "receipt", str(broken)).exit_code == 2


def test_staff_admit_the_answer_of_a_stranger(run, run_json, tmp_path: Path) -> None:
    path = write_item(tmp_path / "var" / "private", ANSWER)
    assert ANSWER.audience is Audience.STAFF
    assert run_json("call", "admit", "c-now", "7KQ4-M2XD")["audience"] == "members"
    assert "audience: members" in path.read_text()
    assert run("call", "admit", "c-now", "nothing").exit_code == 3
    assert run("call", "admit", "c-now", "../../x").exit_code == 3
