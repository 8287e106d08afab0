import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from kb.content.files import write_item
from kb.content.repository import ContentRepository
from kb.domain.account.account import Role
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.call.call_phase import CallPhase
from kb.domain.errors import InvalidInput, NotFound
from kb.services.calls.call_lifecycle import CallLifecycle
from kb.storage.audit.audit_log import AuditLog
from viewers import viewer
from writers import writer_over

BEFORE = dt.datetime(2026, 9, 20, 12, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 9, 23, 16, 0, tzinfo=dt.UTC)
CALL = Call(
    id="c-2026",
    title="What next?",
    question="What are your top five?",
    state=CallState.DRAFT,
    opens=dt.datetime(2026, 9, 12, 9, 0),  # noqa: DTZ001 - on the call's clock
    closes=dt.datetime(2026, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
    body="Why.\n",
)
SAM = viewer("sam", Role.STAFF)
LATER = dt.datetime(2026, 9, 30, 17, 0)  # noqa: DTZ001 - times of a call have no zone


@dataclass
class Office:
    home: Path
    library_of: Callable
    now: dt.datetime = BEFORE
    calling: CallLifecycle = field(init=False)

    def __post_init__(self) -> None:
        roots = [self.home / "content", self.home / "private"]
        self.audit = AuditLog(self.home)
        self.files = ContentRepository(roots)
        library = self.library_of(roots)
        writer = writer_over(library, roots, self.home, lambda: self.now)
        self.calling = CallLifecycle(writer, library, self.audit, lambda: self.now)

    def say(self, **changes: Any) -> None:
        write_item(self.home / "content", replace(CALL, **changes))

    @property
    def call(self) -> Call:
        kept = self.files.read(Call, "call", "c-2026")
        assert kept is not None
        return kept.item


@pytest.fixture
def office(tmp_path: Path, library_of: Callable) -> Office:
    made = Office(tmp_path, library_of)
    made.say()
    return made


def test_a_call_goes_its_way_and_each_act_is_in_the_log(office: Office) -> None:
    office.calling.open("c-2026", SAM)
    assert office.call == replace(CALL, state=CallState.OPEN)
    office.now = AFTER
    office.calling.close("c-2026", SAM)
    office.calling.reopen("c-2026", SAM, " The post was on strike. ", LATER)
    assert office.call.state is CallState.OPEN
    assert office.call.closes == LATER
    (reopening,) = office.call.reopened
    assert (reopening.by, reopening.reason, reopening.closed) == ("sam", "The post was on strike.", CALL.closes)
    office.calling.close("c-2026", SAM, early=True)
    office.calling.report("c-2026", SAM, "Three priorities went to the meeting.")
    assert office.call.state is CallState.REPORTED
    assert office.call.closing_note == "Three priorities went to the meeting."
    acts = list(office.audit.acts())
    assert [act.what for act in acts] == ["open call", "close call", "reopen call", "close call", "report call"]
    assert [act.before for act in acts[1:]] == [act.after for act in acts[:-1]]
    assert dict(acts[2].details)["reason"] == "The post was on strike."
    assert dict(acts[2].details)["closes"] == "2026-09-30T17:00+01:00"
    assert office.audit.verify() == ()


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (CallState.DRAFT, {"open"}),
        (CallState.OPEN, {"close"}),
        (CallState.CLOSED, {"reopen", "report"}),
        (CallState.REPORTED, {"reopen"}),
    ],
)
def test_what_can_be_done_follows_from_the_state(office: Office, state: CallState, allowed: set[str]) -> None:
    office.say(state=state)
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: office.calling.open("c-2026", SAM),
        "close": lambda: office.calling.close("c-2026", SAM, early=True),
        "reopen": lambda: office.calling.reopen("c-2026", SAM, "Because.", LATER),
        "report": lambda: office.calling.report("c-2026", SAM),
    }
    for name, act in acts.items():
        office.say(state=state)
        if name in allowed:
            act()
            continue
        with pytest.raises(InvalidInput) as told:
            act()
        assert f"The call is {state.value}" in str(told.value)
        assert office.call.state is state


def test_members_were_promised_the_time_until_the_deadline(office: Office) -> None:
    office.say(state=CallState.OPEN)
    with pytest.raises(InvalidInput, match="--early"):
        office.calling.close("c-2026", SAM)
    office.now = AFTER - dt.timedelta(seconds=1)
    with pytest.raises(InvalidInput):
        office.calling.close("c-2026", SAM)
    office.now = AFTER
    assert office.calling.close("c-2026", SAM).state is CallState.CLOSED


@pytest.mark.parametrize(
    ("reason", "closes", "field_"),
    [
        ("  ", LATER, "reason"),
        ("Because.", None, "closes"),
        ("Because.", CALL.closes, "closes"),
        ("Because.", LATER.replace(tzinfo=dt.UTC), "closes"),
    ],
)
def test_opening_again_wants_a_reason_and_time_left(
    office: Office, reason: str, closes: dt.datetime | None, field_: str
) -> None:
    office.say(state=CallState.CLOSED)
    office.now = AFTER
    with pytest.raises(InvalidInput) as told:
        office.calling.reopen("c-2026", SAM, reason, closes)
    assert list(told.value.field_errors) == [field_]


def test_a_draft_whose_deadline_has_passed_is_not_opened(office: Office) -> None:
    office.now = AFTER
    with pytest.raises(InvalidInput):
        office.calling.open("c-2026", SAM)


def test_the_status_counts_answers(office: Office) -> None:
    office.say(state=CallState.OPEN)
    given = Input("a-1", "c-2026", "Example", "supplier", BEFORE, Channel.FORM, Consent.NAMED, slots=(Slot("One"),))
    for answer in (
        given,
        replace(given, id="a-2", late=True, changes=2),
        replace(given, id="a-3", slots=(), triage=("nothing could be read",)),
    ):
        write_item(office.home / "private", answer)
    status = office.calling.status("c-2026")
    assert (status.answers, status.late, status.changed, status.waiting) == (2, 1, 1, 1)
    assert (status.phase, status.closes) == (CallPhase.OPEN, AFTER)
    office.now = AFTER
    assert office.calling.status("c-2026").phase is CallPhase.OVER
    with pytest.raises(NotFound):
        office.calling.status("nothing")
