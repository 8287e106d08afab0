"""Where a call stands at a moment: its state, which people set, and its clock, which nobody can argue with.

The two are kept apart on purpose. The deadline decides by itself whether an answer is late and whether one may
still be changed; but answers stay sealed until a person has closed the call, so that a clock set wrongly shows
nothing to anybody.
"""

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

from kb.domain.call.call import Call, CallState


class CallPhase(StrEnum):
    """What may be done with a call at a moment."""

    DRAFT = "draft"
    COMING = "opens later"
    OPEN = "open"
    OVER = "past its deadline"
    SHUT = "past its cut-off for late answers"
    CLOSED = "closed"
    REPORTED = "reported"

    @property
    def takes_answers(self) -> bool:
        """Say whether an answer is accepted, in time or late."""
        return self in (CallPhase.OPEN, CallPhase.OVER, CallPhase.CLOSED)

    @property
    def is_late(self) -> bool:
        """Say whether an answer that comes in now is late."""
        return self in (CallPhase.OVER, CallPhase.SHUT, CallPhase.CLOSED, CallPhase.REPORTED)

    @property
    def lets_change(self) -> bool:
        """Say whether the sender of an answer may still change it."""
        return self is CallPhase.OPEN


def opens_at(call: Call) -> dt.datetime:
    """Return the moment at which the call opens, in UTC; the earlier one where the clock shows that time twice."""
    return min(_readings(call.opens, call.time_zone))


def closes_at(call: Call) -> dt.datetime:
    """Return the moment of the deadline, in UTC.

    Where the clocks go back, a time stands on the clock twice, and where they go forward, some never do; such a
    deadline is read in the members' favour, as the later of its two readings.
    """
    return max(_readings(call.closes, call.time_zone))


def shuts_at(call: Call) -> dt.datetime | None:
    """Return the moment of the cut-off for late answers, in UTC, never before the deadline; nothing without one."""
    if call.late_until is None:
        return None
    return max(closes_at(call), *_readings(call.late_until, call.time_zone))


def phase_of(call: Call, now: dt.datetime) -> CallPhase:
    """Return where the call stands at ``now`` (which has a zone); at the very moment of the deadline it is over."""
    shuts = shuts_at(call)
    if call.state in (CallState.OPEN, CallState.CLOSED) and shuts is not None and now >= shuts:
        return CallPhase.SHUT
    if call.state is not CallState.OPEN:
        return CallPhase(call.state.value)
    if now < opens_at(call):
        return CallPhase.COMING
    return CallPhase.OPEN if now < closes_at(call) else CallPhase.OVER


def on_its_clock(moment: dt.datetime, call: Call) -> dt.datetime:
    """Return a moment as the call's own clock shows it."""
    return moment.astimezone(ZoneInfo(call.time_zone))


def _readings(wall: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return first, second
