"""What comes by mail, box, paste and sheet is kept, becomes one answer each, and is never lost."""

import datetime as dt
import hashlib
import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.files import write_item
from kb.content.repository import ContentRepository
from kb.content.versions import versions_of
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input
from kb.domain.errors import InvalidInput, NotFound
from kb.services.intake.importing import UNKNOWN, ImportOutcome, ImportResult, Intake
from kb.services.library.library import Library
from kb.services.triage.board import SET_ASIDE
from kb.storage.audit.audit_log import AuditLog
from writers import writer_over

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mail"
NOW = dt.datetime(2016, 10, 1, 12, 0, tzinfo=dt.UTC)
CALL = Call(
    id="call",
    title="A call",
    question="What?",
    state=CallState.CLOSED,
    opens=dt.datetime(2016, 9, 12, 18, 16),  # noqa: DTZ001 - wall-clock times of the call's own zone
    closes=dt.datetime(2016, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)
ROLL = (
    "name,email,organisation,kind\nAnn,ann@a.example ann@home.example,A Ltd,charity\nBob,bob@b.example,B Ltd,charity\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a roll, beside content with a call that closed on 23 September 2016 at 16:00 UTC."""
    write_item(tmp_path / "content", CALL)
    rolls = tmp_path / "private" / "rolls"
    rolls.mkdir(parents=True)
    (rolls / "call.csv").write_text(ROLL)
    return tmp_path


def intake_in(home: Path) -> Intake:
    roots = [home / "content", home / "private"]
    ticks = itertools.count()
    library = Library(CatalogueLoader(roots), lambda: float(next(ticks)))
    return Intake(library, writer_over(library, roots, home, lambda: NOW), home / "private", lambda: NOW)


@pytest.fixture
def intake(home: Path) -> Intake:
    """An intake over the home folder."""
    return intake_in(home)


def letter(words: str, sender: str = "ann@a.example", day: int = 14, message: str = "", **headers: str) -> bytes:
    lines = {"From": sender, "Date": f"{day} Sep 2016 10:00:00 +0000", "Message-ID": message or f"<{day}-{sender}>"}
    head = "".join(f"{name}: {value}\n" for name, value in (lines | headers).items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{words}".encode()


def take(intake: Intake, *letters: bytes) -> list[ImportResult]:
    return list(intake.take_files("call", [(f"{n}.eml", data) for n, data in enumerate(letters)], "sam"))


def answers(home: Path) -> tuple[list[Input], list[Input]]:
    """Return the answers that count and those that wait; every file has to be right."""
    catalogue = load_catalogue([home / "content", home / "private"])
    assert catalogue.problems == ()
    return list(catalogue.inputs.values()), list(catalogue.waiting.values())


def test_a_plain_answer_of_a_member_is_taken_in(intake: Intake, home: Path) -> None:
    data = letter("1. One list\nWhy: forces differ\n2. One owner\n\nRegards\nAnn", Subject="x")
    [taken] = take(intake, data)
    assert taken.outcome is ImportOutcome.STORED
    [answer], waiting = answers(home)
    assert waiting == []
    assert answer == taken.answer
    assert [slot.title for slot in answer.slots] == ["One list", "One owner"]
    assert (answer.organisation, answer.organisation_kind) == ("A Ltd", "charity")
    assert (answer.channel, answer.consent, answer.audience) == (Channel.EMAIL, Consent.STAFF, Audience.STAFF)
    assert (answer.entered_by, answer.sender, answer.late) == ("sam", "ann@a.example", False)
    assert answer.received == dt.datetime(2016, 9, 14, 10, tzinfo=dt.UTC)
    name, kept = intake.original("call", answer.id)
    assert kept == data
    assert name == f"{hashlib.sha256(data).hexdigest()}.eml"
    assert [act.what for act in AuditLog(home).acts()] == ["take in answer"]


def test_taking_in_twice_stores_once(intake: Intake, home: Path) -> None:
    data = letter("1. One list")
    moved = b"Received: from relay by us; Wed, 14 Sep 2016 10:00:05 +0000\n" + data
    assert [one.outcome for one in take(intake, data, data)] == [ImportOutcome.STORED, ImportOutcome.KNOWN]
    assert take(intake_in(home), data)[0].outcome is ImportOutcome.KNOWN
    assert take(intake, moved)[0].outcome is ImportOutcome.KNOWN
    assert len(answers(home)[0]) == 1
    assert take(intake, letter("1. Another list"))[0].outcome is ImportOutcome.WAITING
    assert "Message-ID" in answers(home)[1][0].triage[0]


def test_a_later_answer_takes_the_place_of_the_earlier_one_which_is_kept(intake: Intake, home: Path) -> None:
    first, second = letter("1. One list", day=14), letter("1. One owner", "ann@home.example", day=15)
    assert [one.outcome for one in take(intake, second, first)] == [ImportOutcome.STORED, ImportOutcome.REPLACED]
    [answer], _ = answers(home)
    assert (answer.slots[0].title, answer.changes) == ("One owner", 1)
    assert (answer.received.day, answer.changed and answer.changed.day) == (14, 15)
    kept = ContentRepository([home / "private"]).read(Input, "input", answer.id, parent="call")
    assert kept is not None
    assert [version.slots[0].title for version in versions_of(kept.item, kept.path)] == ["One list", "One owner"]
    assert [one.outcome for one in take(intake_in(home), first, second)] == [ImportOutcome.KNOWN, ImportOutcome.KNOWN]
    assert intake.original("call", answer.id)[1] == second


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (letter("Thanks for the reminder!", day=15), "prose"),
        (letter("1. One owner", day=13), "is later than this one"),
        (letter("1. One owner", day=24), "after the deadline"),
    ],
)
def test_what_must_not_take_the_place_of_an_answer_waits(
    intake: Intake, home: Path, second: bytes, reason: str
) -> None:
    take(intake, letter("1. One list", day=14))
    [taken] = take(intake, second)
    assert taken.outcome is ImportOutcome.WAITING
    [answer], [waiting] = answers(home)
    assert answer.slots[0].title == "One list"
    assert any(reason in told for told in waiting.triage), waiting.triage
    assert intake.waiting("call") == (waiting,)


def test_an_answer_after_the_deadline_is_taken_and_marked_late(intake: Intake, home: Path) -> None:
    just = {"Received": "from x by us; Fri, 23 Sep 2016 15:59:59 +0000"}
    over = {"Received": "from x by us; Fri, 23 Sep 2016 16:00:00 +0000"}
    take(intake, letter("1. One list", day=1, **just), letter("1. One owner", "bob@b.example", day=1, **over))
    assert {answer.organisation: answer.late for answer in answers(home)[0]} == {"A Ltd": False, "B Ltd": True}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (letter("1. One list", "eve@e.example"), "not on the roll"),
        (letter("We care about trust."), "prose"),
        (letter("1. A\n2. B\n3. C\n4. D\n5. E\n6. F"), "6 entries"),
        (letter("1. One list", Date=""), "when it came"),
        (letter("1. One list", Date="1 Jan 2030 00:00:00 +0000"), "future"),
        (letter("1. One list", Date="1 Jan 2016 00:00:00 +0000"), "before the call opened"),
        (letter("1. Away until Monday", **{"Auto-Submitted": "auto-replied"}), "machine"),
        (letter("Consent: perhaps\n1. One list"), "consent"),
        (b"\x00\xff nothing that is a mail", "no header"),
        (b"", "no header"),
        (letter(""), "nothing is written"),
        (letter("1. One list\n" + "word " * 300_000), "too many for an answer"),
    ],
)
def test_whatever_is_unsure_waits_with_the_reason_and_the_original(
    intake: Intake, home: Path, data: bytes, reason: str
) -> None:
    [taken] = take(intake, data)
    assert taken.outcome is ImportOutcome.WAITING
    counted, [waiting] = answers(home)
    assert counted == []
    assert any(reason in told for told in waiting.triage), waiting.triage
    assert intake.original("call", waiting.id)[1] == data
    assert take(intake_in(home), data)[0].outcome is ImportOutcome.KNOWN


def test_consent_is_the_narrowest_unless_a_line_gives_it(intake: Intake, home: Path) -> None:
    take(intake, letter("Consent: by kind of organisation\n\n1. One list"))
    take(intake, letter("Please feel free to name us.\n\n1. One list", "bob@b.example"))
    assert {a.organisation: a.consent for a in answers(home)[0]} == {"A Ltd": Consent.KIND, "B Ltd": Consent.STAFF}


def test_forms_of_one_mail_that_differ_wait(intake: Intake, home: Path) -> None:
    def both(html: str) -> bytes:
        return letter("").replace(
            b"Content-Type: text/plain; charset=utf-8\n\n",
            b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n1. One list\n--x\n"
            + f"Content-Type: text/html\n\n{html}\n--x--\n".encode(),
        )

    assert take(intake, both("<ol><li>Something else"))[0].outcome is ImportOutcome.WAITING
    other = both("<ol><li><b>One</b> list").replace(b"ann@a", b"bob@b")
    assert take(intake, other)[0].outcome is ImportOutcome.STORED


def test_a_box_and_a_bare_document(intake: Intake, home: Path) -> None:
    box = b"From a@b Mon Sep 12 10:00:00 2016\n" + letter("1. One list") + b"\n\nFrom b@b Mon Sep 12 10:00:00 2016\n"
    box += letter("1. One owner", "bob@b.example") + b"\n"
    assert [one.outcome for one in intake.take_files("call", [("in.mbox", box)], "sam")] == [ImportOutcome.STORED] * 2
    [text] = intake.take_files("call", [("note.txt", b"1. From nobody known")], "sam")
    assert text.outcome is ImportOutcome.WAITING
    assert text.answer is not None
    assert text.answer.organisation == UNKNOWN


HEAD = "organisation,organisation_kind,email,received,priority_1,priority_2\n"


def sheet(intake: Intake, rows: str, *, valid_only: bool = False) -> list[ImportResult]:
    return list(intake.take_files("call", [("in.csv", (HEAD + rows).encode())], "sam", valid_only=valid_only))


def test_a_sheet_is_taken_whole_or_not_at_all(intake: Intake, home: Path) -> None:
    rows = (
        "A Ltd,charity,ann@a.example,2016-09-14 10:00,One list,\nB Ltd,club,,,One,\n,charity,,,One,\nC,charity,,,,Two\n"
    )
    with pytest.raises(InvalidInput) as told:
        sheet(intake, rows)
    assert list(told.value.field_errors) == ["in.csv, row 3", "in.csv, row 4", "in.csv, row 5"]
    assert answers(home) == ([], [])
    taken = sheet(intake, rows, valid_only=True)
    assert [one.outcome for one in taken] == [ImportOutcome.STORED, *[ImportOutcome.WRONG] * (len(taken) - 1)]
    [answer], _ = answers(home)
    assert (answer.channel, answer.entered_by, answer.original.endswith(".csv#row=2")) == (Channel.CSV, "sam", True)
    assert intake.original("call", answer.id)[1] == (HEAD + rows).encode()


def test_sheets_again_and_put_right(intake: Intake, home: Path) -> None:
    first = "A Ltd,charity,,2016-09-14 10:00,One list,\nB Ltd,charity,,2016-09-14 10:00,One owner,\n"
    second = first.replace("One list", "One long list")
    assert [one.outcome for one in sheet(intake, first)] == [ImportOutcome.STORED] * 2
    assert [one.outcome for one in sheet(intake_in(home), first)] == [ImportOutcome.KNOWN] * 2
    assert [one.outcome for one in sheet(intake, second)] == [ImportOutcome.REPLACED, ImportOutcome.KNOWN]
    assert [one.outcome for one in sheet(intake_in(home), first)] == [ImportOutcome.KNOWN] * 2
    assert {a.organisation: a.slots[0].title for a in answers(home)[0]} == {
        "A Ltd": "One long list",
        "B Ltd": "One owner",
    }


def test_an_unknown_call_and_a_wrong_roll_are_told(intake: Intake, home: Path) -> None:
    with pytest.raises(NotFound):
        intake.take_files("other", [], "sam")
    (home / "private" / "rolls" / "call.csv").write_text("name\nAnn\n")
    with pytest.raises(InvalidInput):
        take(intake, letter("1. One list"))


def test_after_a_crash_between_original_and_answer_the_answer_is_made(intake: Intake, home: Path) -> None:
    data = letter("1. One list")
    [taken] = take(intake, data)
    assert taken.answer is not None
    (home / "private" / "inputs" / "call" / f"{taken.answer.id}.md").unlink()
    [again] = take(intake_in(home), data)
    assert (again.outcome, again.answer) == (ImportOutcome.STORED, taken.answer)


def test_a_reference_that_is_taken_is_not_overwritten(intake: Intake, home: Path) -> None:
    [taken] = take(intake, letter("1. One list"))
    assert taken.answer is not None
    path = home / "private" / "inputs" / "call" / f"{taken.answer.id}.md"
    write_item(home / "private", replace(taken.answer, original="", message_id="", sender="x@x.example"))
    before = path.read_bytes()
    [again] = take(intake_in(home), letter("1. One list"))
    assert again.outcome is ImportOutcome.STORED
    assert again.answer is not None
    assert again.answer.id != taken.answer.id
    assert path.read_bytes() == before


ANY = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(["1. One\n", "> x\n", "Why: y\n", "Regards\n", "-- \n", "Q: z?\n", "words\n", "\n"]), max_size=9
    ).map(lambda lines: letter("".join(lines))),
)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(ANY, min_size=1, max_size=4, unique=True))
def test_every_thing_that_comes_is_an_answer_with_its_original(
    tmp_path_factory: pytest.TempPathFactory, letters: list[bytes]
) -> None:
    home = tmp_path_factory.mktemp("home")
    write_item(home / "content", CALL)
    (home / "private" / "rolls").mkdir(parents=True)
    (home / "private" / "rolls" / "call.csv").write_text(ROLL)
    intake = intake_in(home)
    taken = take(intake, *letters)
    assert len(taken) == len(letters)
    folder = home / "private" / "inputs" / "call" / ".originals"
    kept = {path.read_bytes() for path in folder.iterdir()}
    assert set(letters) <= kept
    counted, waiting = answers(home)
    assert all(one.answer is not None for one in taken)
    assert {one.answer.id for one in taken if one.answer} == {answer.id for answer in (*counted, *waiting)}
    assert all(answer.slots and answer.confidence >= 80 for answer in counted)
    again = take(intake_in(home), *letters)
    assert {one.outcome for one in again} == {ImportOutcome.KNOWN}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.eml")), ids=lambda path: path.stem)
def test_each_mail_by_hand_becomes_what_is_expected(home: Path, path: Path) -> None:
    (home / "private" / "rolls" / "call.csv").write_text((FIXTURES / "roll.csv").read_text())
    [taken] = intake_in(home).take_files("call", [(path.name, path.read_bytes())], "sam")
    expected = json.loads((FIXTURES / "expected.json").read_text())[path.name]
    assert taken.answer is not None
    if "slots" not in expected:
        assert taken.outcome is ImportOutcome.WAITING
        assert expected["why_a_person"] in taken.reasons
        return
    assert taken.outcome is ImportOutcome.STORED, taken.reasons
    found = [[part.split() for part in (s.title, s.why, s.question)] for s in taken.answer.slots]
    assert found == [[s[name].split() for name in ("title", "why", "question")] for s in expected["slots"]]


def test_what_was_set_aside_is_not_told_unless_asked(intake: Intake, home: Path) -> None:
    [taken] = take(intake, letter("Thanks!"))
    assert taken.answer is not None
    assert intake.waiting("call") == (taken.answer,)
    aside = replace(taken.answer, triage=(*taken.answer.triage, f"{SET_ASIDE}only thanks"))
    write_item(home / "private", aside)
    assert intake.waiting("call") == ()
    assert intake.waiting("call", set_aside=True) == (aside,)
