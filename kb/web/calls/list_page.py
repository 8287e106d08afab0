"""Every call for input that a reader may see: what is asked, where it stands, and what they can do with it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.call import Call
from kb.domain.call.call_phase import CallPhase
from kb.web.calls.deadlines import deadline_words
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class ListedCall:
    """A call in the list."""

    title: str
    address: str
    question: str
    deadline: str
    state: str
    acts: tuple[Link, ...]


@dataclass(frozen=True)
class CallsPage:
    """The list of calls; ``new`` is where staff write another."""

    template: ClassVar[str] = "calls/calls.html"
    frame: Frame
    heading: str
    rows: tuple[ListedCall, ...]
    new: str


def calls_page(
    frame: Frame, calls: Sequence[Call], phases: Mapping[str, CallPhase], now: dt.datetime, *, is_staff: bool
) -> CallsPage:
    """Make the list, in the order of ``calls``; ``phases`` has where each stands, by id."""
    heading = count(len(calls), "call for input", "calls for input")
    rows = tuple(_row(call, phases[call.id], now, is_staff=is_staff) for call in calls)
    return CallsPage(frame, f"{heading[:1].upper()}{heading[1:]}", rows, "/calls/new" if is_staff else "")


def _row(call: Call, phase: CallPhase, now: dt.datetime, *, is_staff: bool) -> ListedCall:
    address = f"/calls/{call.id}"
    acts = [Link("Answer it", f"{address}/answer")] if phase is CallPhase.OPEN else []
    if phase in (CallPhase.CLOSED, CallPhase.REPORTED):
        acts.append(Link("See the ranking", f"{address}/ranking"))
    if is_staff:
        pages = (("Run it", "run"), ("Who has answered", "roll"), ("Group the answers", "triage"))
        acts += [Link(words, f"{address}/{page}") for words, page in pages]
        acts.append(Link("New call like it", f"/calls/new?like={call.id}"))
    return ListedCall(call.title, address, call.question, f"{deadline_words(call, now)}.", phase.value, tuple(acts))
