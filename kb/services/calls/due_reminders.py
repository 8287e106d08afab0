"""Reminders that fall due: in the days before a deadline each silent member gets one, however often a timer asks.

What went out is remembered for each deadline, so a call that was opened again reminds again. A reminder is written
down as begun before it is handed over: after a crash in between, nobody gets a second one, and staff see whose is
not known to have gone. What the mail server refused is tried again the next time.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call
from kb.domain.call.call_phase import CallPhase, closes_at, phase_of
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.roll import Member
from kb.services.calls.call_lifecycle import CallLifecycle
from kb.services.calls.letters import LetterDraft, Occasion, Reminders
from kb.services.calls.roll import CallRolls
from kb.storage.sent_reminders import Addressee, Reminded, Reminder
from kb.storage.smtp import Undelivered

AT_ONCE = 20
"""Letters begun together: so many at most are in doubt after a crash."""


@dataclass(frozen=True)
class DueReminders:
    """How the reminders of a call stand.

    ``begins`` is when they fall due. ``members`` are those to be reminded now, ``reminded`` what went out for this
    deadline, and ``problem`` says why nobody can be told, where the roll cannot be read.
    """

    call: Call
    begins: dt.datetime
    members: tuple[Member, ...] = ()
    reminded: tuple[Reminder, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Sending:
    """What was sent for a call: how many letters, and those that could not be."""

    call: str
    sent: int = 0
    failed: tuple[Undelivered, ...] = field(default=())


class ReminderSchedule:
    """Finds the reminders that are due and sends each once; ``days`` before a deadline they begin."""

    def __init__(
        self,
        calling: CallLifecycle,
        rolls: CallRolls,
        reminding: Reminders,
        reminded: Reminded,
        clock: Callable[[], dt.datetime],
        days: int,
    ) -> None:
        self._calling, self._rolls, self._reminding, self._reminded = calling, rolls, reminding, reminded
        self._clock, self._before = clock, dt.timedelta(days=days)

    def of(self, call: Call) -> DueReminders:
        """Return how the reminders of a call stand now: for staff only."""
        closes = closes_at(call)
        begins, reminded = closes - self._before, self._reminded.of(call.id, closes)
        if phase_of(call, self._clock()) is not CallPhase.OPEN or self._clock() < begins:
            return DueReminders(call, begins, reminded=reminded)
        try:
            silent = self._rolls.of(call.id).silent
        except InvalidInput as error:
            return DueReminders(call, begins, reminded=reminded, problem="; ".join(error.field_errors.values()))
        done = {one.to for one in reminded if one.begun_at >= begins}
        members = tuple(member for member in silent if _to(call, member) not in done)
        return DueReminders(call, begins, members, reminded)

    def due(self, id: str = "") -> tuple[DueReminders, ...]:
        """Return the calls whose reminders are due now: all, or the one of this id."""
        calls = [self._calling.status(id).call] if id else self._calling.all()
        return tuple(due for due in map(self.of, calls) if due.members or due.problem)

    def drafts(self, due: DueReminders, viewer: Viewer) -> tuple[LetterDraft, ...]:
        """Return the letters that are due, for staff to send themselves; nothing is remembered of them."""
        return self._reminding.letters(due.call.id, Occasion.CLOSING_SOON, viewer, due.members)

    def send(self, due: DueReminders, viewer: Viewer) -> Sending:
        """Send what is due, each letter once, also where another process is at it; raise where no mail can be sent."""
        if due.problem:
            raise InvalidInput({f"rolls/{due.call.id}.csv": due.problem})
        done = [self._batch(due, members, viewer) for members in _batches(due.members)]
        return Sending(
            due.call.id, sum(one.sent for one in done), tuple(letter for one in done for letter in one.failed)
        )

    def _batch(self, due: DueReminders, members: tuple[Member, ...], viewer: Viewer) -> Sending:
        ours = [m for m in members if self._reminded.begin(_to(due.call, m), self._clock(), due.begins)]
        if not ours:
            return Sending(due.call.id)
        left = list(ours)
        try:
            drafts = self._reminding.letters(due.call.id, Occasion.CLOSING_SOON, viewer, ours)
            failed = self._reminding.send(due.call.id, Occasion.CLOSING_SOON, drafts, viewer)
            refused = {one.letter.to for one in failed}
            for draft in drafts:
                if draft.member.emails[0] not in refused:
                    left.remove(draft.member)
        finally:
            for member in left:  # refused, or answered meanwhile, or the call takes no answers any more
                self._reminded.failed(_to(due.call, member))
        return Sending(due.call.id, len(drafts) - len(failed), failed)


def _to(call: Call, member: Member) -> Addressee:
    return Addressee(call.id, closes_at(call), member.organisation, member.emails[0])


def _batches(members: tuple[Member, ...]) -> Iterator[tuple[Member, ...]]:
    for start in range(0, len(members), AT_ONCE):
        yield members[start : start + AT_ONCE]
