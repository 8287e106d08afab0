import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.call.call import Call, CallState
from kb.domain.call.call_phase import CallPhase, closes_at, on_its_clock, opens_at, phase_of

HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


def call(opens: str, closes: str, zone: str = "Europe/London", state: CallState = CallState.OPEN) -> Call:
    return Call("c", "A call", "?", state, dt.datetime.fromisoformat(opens), dt.datetime.fromisoformat(closes), zone)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_the_call_of_2016_closed_at_five_on_a_friday_in_summer_time() -> None:
    asked = call("2016-09-12T18:16", "2016-09-23T17:00")
    assert asked.closes.strftime("%A") == "Friday"
    assert closes_at(asked) == utc("2016-09-23T16:00")
    assert opens_at(asked) == utc("2016-09-12T17:16")


@pytest.mark.parametrize(
    ("closes", "zone", "at"),
    [
        ("2027-01-15T17:00", "Europe/London", "2027-01-15T17:00"),
        ("2027-07-15T17:00", "Europe/London", "2027-07-15T16:00"),
        ("2027-10-31T01:30", "Europe/London", "2027-10-31T01:30"),  # shown twice: the later one
        ("2027-03-28T01:30", "Europe/London", "2027-03-28T01:30"),  # shown never: the later reading
        ("2027-07-15T17:00", "America/New_York", "2027-07-15T21:00"),
        ("2027-07-15T17:00", "Asia/Kolkata", "2027-07-15T11:30"),
    ],
)
def test_the_deadline_is_read_on_the_clock_of_its_zone_in_the_members_favour(closes: str, zone: str, at: str) -> None:
    assert closes_at(call("2026-09-12T09:00", closes, zone)) == utc(at)


def test_an_opening_that_the_clock_shows_twice_is_the_earlier_one() -> None:
    assert opens_at(call("2027-10-31T01:30", "2027-11-30T17:00")) == utc("2027-10-31T00:30")


def test_where_a_call_stands_turns_at_the_second() -> None:
    asked = call("2026-09-12T09:00", "2026-09-23T17:00")
    opens, closes = opens_at(asked), closes_at(asked)
    assert phase_of(asked, opens - SECOND) is CallPhase.COMING
    assert phase_of(asked, opens) is CallPhase.OPEN
    assert phase_of(asked, closes - SECOND) is CallPhase.OPEN
    assert phase_of(asked, closes) is CallPhase.OVER


@pytest.mark.parametrize("state", [CallState.DRAFT, CallState.CLOSED, CallState.REPORTED])
def test_a_state_that_people_set_holds_whatever_the_clock_says(state: CallState) -> None:
    asked = call("2026-09-12T09:00", "2026-09-23T17:00", state=state)
    for now in (utc("2020-01-01"), utc("2026-09-20"), utc("2030-01-01")):
        assert phase_of(asked, now).value == state.value


def test_what_each_standing_allows() -> None:
    takes = {s for s in CallPhase if s.takes_answers}
    assert takes == {CallPhase.OPEN, CallPhase.OVER, CallPhase.CLOSED}
    assert {s for s in CallPhase if s.lets_change} == {CallPhase.OPEN}
    assert {s for s in takes if not s.is_late} == {CallPhase.OPEN}


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)), st.sampled_from(["Europe/London", "UTC"]))  # noqa: DTZ001 - times of a call have no zone
def test_a_deadline_is_never_before_either_reading_of_the_clock(closes: dt.datetime, zone: str) -> None:
    asked = call("1980-01-01T00:00", closes.isoformat(), zone)
    shown = on_its_clock(closes_at(asked), asked).replace(tzinfo=None)
    assert closes <= shown <= closes + HOUR
