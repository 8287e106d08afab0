"""Deadlines in words: when a call closes on its own clock, how much time is left, and what being late means."""

import datetime as dt

from kb.domain.call.call import Call
from kb.domain.call.call_phase import CallPhase, closes_at, on_its_clock, opens_at, phase_of, shuts_at
from kb.web.humanize import count, hour, weekday


def deadline_words(call: Call, now: dt.datetime) -> str:
    """Return the deadline with what is left: ``Closes Friday 23 September 2016, 5 pm; 3 days left``."""
    phase, when = phase_of(call, now), when_words(closes_at(call), call)
    if phase in (CallPhase.DRAFT, CallPhase.COMING):
        return f"Opens {when_words(opens_at(call), call)}. Closes {when}"
    if phase is CallPhase.OPEN:
        return f"Closes {when}; {left_words(closes_at(call) - now)}"
    if now < closes_at(call):
        return f"Closed early; it was to close {when}"
    return f"Closed {when}"


def when_words(at: dt.datetime, call: Call) -> str:
    """Return a moment on the call's own clock: ``Friday 23 September 2016, 5 pm``."""
    clock = on_its_clock(at, call)
    return f"{weekday(clock.date())}, {hour(clock)}"


def left_words(left: dt.timedelta) -> str:
    """Return how much time is left, in the unit that matters."""
    if left >= dt.timedelta(days=2):
        return f"{count(left.days, 'day')} left"
    hours = int(left.total_seconds() // 3600)
    return f"{count(hours, 'hour')} left" if hours >= 2 else f"{count(int(left.total_seconds() // 60), 'minute')} left"


def late_words(call: Call, phase: CallPhase) -> str:
    """Return the notice for an answer after the deadline; empty before."""
    if not phase.is_late:
        return ""
    over = f"This call closed on {when_words(closes_at(call), call)}."
    if phase is CallPhase.OVER or phase is CallPhase.CLOSED:
        shuts = shuts_at(call)
        until = f" Late answers are taken until {when_words(shuts, call)}." if shuts else ""
        return f"{over} An answer sent now is kept and marked late, and cannot be changed afterwards.{until}"
    if phase is CallPhase.SHUT:
        return f"{over} Late answers are no longer taken."
    return f"{over} It has been reported, and takes no more answers."
