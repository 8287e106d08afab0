"""The desk: what waits for the person who signed in, most pressing first."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call, CallState, Input
from kb.domain.call.call_phase import CallPhase, closes_at, phase_of
from kb.domain.priority.ranking import latest_of
from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from kb.services.calls.answer_identity import own_answer
from kb.services.calls.due_reminders import DueReminders, ReminderSchedule
from kb.services.library.library import Library
from kb.services.triage.board import board_of
from kb.storage.capture_log import CaptureLog

_UNREAD = (
    SourceState.BLOCKED,
    SourceState.SUSPICIOUS,
    SourceState.FAILED,
    SourceState.GONE,
    SourceState.NOT_FETCHED,
)
"""States of sources whose text somebody should get, the most pressing first."""


@dataclass(frozen=True)
class DeskCall:
    """A call on the desk: where it stands, its deadline in UTC, and, for staff, how its answers are sorted.

    Answers that a later one of the same member replaced are not counted.
    """

    call: Call
    phase: CallPhase
    closes: dt.datetime
    left: dt.timedelta
    answers: int = 0
    slots: int = 0
    sorted: int = 0
    changed_since: int = 0
    waiting: tuple[Input, ...] = ()
    reminders: DueReminders | None = None
    mine: Input | None = None


@dataclass(frozen=True)
class UnreadSourceRow:
    """A source whose text is not here, or is not known to be the latest."""

    source: Source
    state: SourceState
    latest: Attempt | None


@dataclass(frozen=True)
class StaffDesk:
    """What waits. Unread sources are for staff only, the most pressing first."""

    calls: tuple[DeskCall, ...]
    unread: tuple[UnreadSourceRow, ...] = ()


class DeskService:
    """Looks together what waits for somebody."""

    def __init__(
        self, library: Library, log: CaptureLog, reminders: ReminderSchedule, now: Callable[[], dt.datetime]
    ) -> None:
        self._library, self._log, self._reminders, self._now = library, log, reminders, now

    def desk(self, viewer: Viewer) -> tuple[StaffDesk, dt.datetime]:
        """Return the work that waits for a viewer, with the moment it was read: the nearest deadline first.

        Reported calls are done with.
        """
        open_ones = (one for one in self._library.visible(viewer).calls.values() if one.state is not CallState.REPORTED)
        answers = self._library.snapshot().catalogue.inputs.values()
        calls = [
            replace(self._call(call, viewer.is_staff), mine=own_answer(answers, call.id, viewer)) for call in open_ones
        ]
        calls.sort(key=lambda one: (one.left < dt.timedelta(0), abs(one.left)))
        return StaffDesk(tuple(calls), self._unread() if viewer.is_staff else ()), self._now()

    def _call(self, call: Call, is_staff: bool) -> DeskCall:
        now, closes = self._now(), closes_at(call)
        phase = phase_of(call, now)
        if not is_staff:
            return DeskCall(call, phase, closes, closes - now)
        catalogue = self._library.snapshot().catalogue
        board = board_of(catalogue, call.id)
        counted = {answer.id for answer in latest_of(one.answer for one in board.answers)}
        slots = [slot for one in board.answers if one.answer.id in counted for slot in one.slots]
        return DeskCall(
            call,
            phase,
            closes,
            closes - now,
            answers=len(counted),
            slots=len(slots),
            sorted=sum(bool(slot.place) for slot in slots),
            changed_since=sum(slot.changed_since for slot in slots),
            waiting=board.waiting,
            reminders=self._reminders.of(call) if phase is CallPhase.OPEN else None,
        )

    def _unread(self) -> tuple[UnreadSourceRow, ...]:
        latest = self._log.latest()
        sources = self._library.snapshot().catalogue.sources.values()
        rows = (UnreadSourceRow(one, state_of(one, latest.get(one.id)), latest.get(one.id)) for one in sources)
        unread = (row for row in rows if row.state in _UNREAD)
        return tuple(sorted(unread, key=lambda row: (_UNREAD.index(row.state), row.source.title)))
