"""Mails whose documents or markup once lost words, or turned them round, and were counted all the same."""

import datetime as dt
import json
from pathlib import Path

import pytest

from kb.domain.call.call import Call, CallState, Slot
from kb.parsing.mail import letters
from kb.parsing.mail.letters import read_letter
from kb.parsing.mail.message import read_mail
from kb.services.intake.answer_reading import read_message
from kb.storage.sandbox import SandboxLimits

FIXTURES = Path(__file__).parents[2] / "fixtures" / "hard_mail"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text())
CALL = Call(
    "call",
    "Call",
    "What?",
    CallState.OPEN,
    dt.datetime(2016, 9, 12),  # noqa: DTZ001 - wall-clock times of the call's own zone
    dt.datetime(2016, 9, 23),  # noqa: DTZ001 - times of a call have no zone
    "Europe/London",
)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_is_read_rightly_or_waits_with_the_reason(name: str) -> None:
    mail = read_letter((FIXTURES / name).read_bytes())
    said = read_message(mail, CALL)
    assert said.slots == tuple(Slot(**slot) for slot in EXPECTED[name]["slots"])
    if "why_a_person" in EXPECTED[name]:
        assert EXPECTED[name]["why_a_person"] in " ".join(said.reasons)
    else:
        assert said.reasons == ()


def test_the_words_of_a_box_are_kept_with_the_answer() -> None:
    said = read_message(read_mail((FIXTURES / "docx-text-box.eml").read_bytes()), CALL)
    assert "custody cannot play the files" in said.besides


def test_words_that_are_struck_out_are_nowhere_in_the_answer() -> None:
    for name in ("docx-struck-item.eml", "html-struck-words.eml"):
        said = read_message(read_mail((FIXTURES / name).read_bytes()), CALL)
        assert "drones" not in repr((said.slots, said.besides))


def test_what_is_struck_out_in_the_mail_that_is_quoted_calls_nobody() -> None:
    words = "<p>1. One list</p><p>On Mon, 12 Sep 2016 at 10:00, Sam &lt;sam@a.example&gt; wrote:</p>"
    html = f"{words}<blockquote><p>Answer by <s>Friday</s> Monday</p></blockquote>"
    mail = read_mail(f"From: a@b.example\nContent-Type: text/html\n\n{html}".encode())
    assert mail.unseen
    said = read_message(mail, CALL)
    assert (said.slots, said.reasons) == ((Slot("One list"),), ())


def test_a_mail_that_does_harm_to_its_reader_keeps_its_head_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_LIMITS", SandboxLimits(seconds=1))
    part = b"--x\nContent-Type: message/rfc822\n\nA: b\n"
    mail = read_letter(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + part * 500_000)
    assert mail.sender == "a@b.example"
    assert "more time than 1 s" in mail.problems[0]
