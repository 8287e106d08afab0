"""Running a call: open it, close it, open it again with a reason, report it, and see where it stands.

Each act changes the call's file, compare and save, and is written to the audit log.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.content.repository import Stored
from kb.content.schema.fields import Kind
from kb.content.schema.kinds import SCHEMA
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Input, Reopening
from kb.domain.call.call_phase import CallPhase, closes_at, on_its_clock, opens_at, phase_of
from kb.domain.errors import InvalidInput
from kb.services.calls.current_call import seen_call
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library
from kb.services.triage.board import is_set_aside
from kb.storage.audit.audit_log import AuditLog


class CallAct(StrEnum):
    """What staff do with a call."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    REPORT = "report"


_FROM = {
    CallAct.OPEN: (CallState.DRAFT,),
    CallAct.CLOSE: (CallState.OPEN,),
    CallAct.REOPEN: (CallState.CLOSED, CallState.REPORTED),
    CallAct.REPORT: (CallState.CLOSED,),
}
_DONE = {
    CallAct.OPEN: "opened",
    CallAct.CLOSE: "closed",
    CallAct.REOPEN: "opened again",
    CallAct.REPORT: "reported",
}
_TOLD = frozenset({f"{act} call" for act in CallAct} | {"send invitation", "send closing soon"})
_WRITTEN = frozenset({"call: make", "call: edit"})


@dataclass(frozen=True)
class CallStatus:
    """Where a call stands, for staff: its moments in UTC, and its answers as they came in.

    ``digest`` is the SHA-256 of the call's file; an act that names it is done to that file or not at all.
    """

    call: Call
    phase: CallPhase
    opens: dt.datetime
    closes: dt.datetime
    answers: int
    late: int
    changed: int
    waiting: int
    digest: str

    @property
    def acts(self) -> tuple[CallAct, ...]:
        """Return the acts that the call's state allows."""
        return tuple(act for act, states in _FROM.items() if self.call.state in states)


def is_from_form(answer: Input) -> bool:
    """Say whether somebody sent an answer by the form themselves."""
    return bool(answer.link) and not answer.entered_by


class CallLifecycle:
    """Runs calls; who may is decided at the door.

    Each act takes the digest (or its beginning) of the call's file as it was ``seen``: where somebody changed the
    file meanwhile, nothing is done and ``ContentConflict`` carries both versions. Left out, the file as it is counts.
    """

    def __init__(
        self, writer: ContentWriter, library: Library, audit: AuditLog, clock: Callable[[], dt.datetime]
    ) -> None:
        self._writer, self._library, self._audit, self._clock = writer, library, audit, clock

    def open(self, id: str, viewer: Viewer, *, seen: str = "") -> Call:
        """Open a draft: from its opening time on, answers are taken."""
        kept = self._kept(id, CallAct.OPEN)
        if closes_at(kept.item) <= self._clock():
            raise InvalidInput({"closes": "Its deadline has passed already; edit the call first."})
        return self._save(kept, replace(kept.item, state=CallState.OPEN), viewer, "open call", seen)

    def close(self, id: str, viewer: Viewer, *, early: bool = False, seen: str = "") -> Call:
        """Close a call: its answers are unsealed as their consent allows, and what comes from now on is late.

        Before the deadline that takes the word ``early``, since members were promised the time.
        """
        kept = self._kept(id, CallAct.CLOSE)
        if self._clock() < closes_at(kept.item) and not early:
            raise InvalidInput({"early": "Its deadline has not passed; say --early to close it before."})
        return self._save(kept, replace(kept.item, state=CallState.CLOSED), viewer, "close call", seen)

    def reopen(
        self, id: str, viewer: Viewer, reason: str, closes: dt.datetime | None = None, *, seen: str = ""
    ) -> Call:
        """Take answers and changes again until ``closes`` (on the call's clock); the answers are sealed again.

        What came late before stays marked: it was late for the deadline that stood then.
        """
        kept = self._kept(id, CallAct.REOPEN)
        call, now = kept.item, self._clock()
        reason = reason.strip()
        if not reason:
            raise InvalidInput({"reason": "Say why it is opened again; the reason stays in the call’s file."})
        if closes is not None and closes.tzinfo is not None:
            raise InvalidInput({"closes": f"Write the time on the clock of {call.time_zone}, without a zone."})
        act = Reopening(now.astimezone(dt.UTC).replace(microsecond=0), viewer.id, reason, call.closes)
        new = replace(call, state=CallState.OPEN, closes=closes or call.closes, reopened=(*call.reopened, act))
        if closes_at(new) <= now:
            raise InvalidInput({"closes": "Its deadline has passed; give a new one, for example 2016-09-30T17:00."})
        return self._save(kept, new, viewer, "reopen call", seen, reason=reason)

    def report(self, id: str, viewer: Viewer, note: str = "", *, seen: str = "") -> Call:
        """Mark a closed call as reported: nothing is taken any more; ``note`` says what came of it."""
        kept = self._kept(id, CallAct.REPORT)
        new = replace(kept.item, state=CallState.REPORTED, closing_note=note.strip() or kept.item.closing_note)
        return self._save(kept, new, viewer, "report call", seen)

    def admit(self, id: str, answer: str, viewer: Viewer) -> Input:
        """Admit a stranger's answer: from now on it is shown as its consent allows."""
        call = seen_call(self._writer, id, reader_as(Audience.STAFF)).item
        return self._show_to(id, answer, call.readers, viewer, "admit answer")

    def take_back_admission(self, id: str, answer: str, viewer: Viewer) -> Input:
        """Keep an answer that was admitted for staff again, who have to find out whose it is."""
        if not is_from_form(self._writer.read(Input, answer, id).item):
            raise InvalidInput({"answer": "It did not come by the form, so nobody had to accept it."})
        return self._show_to(id, answer, Audience.STAFF, viewer, "take back admission")

    def _show_to(self, id: str, answer: str, readers: Audience, viewer: Viewer, act: str) -> Input:
        read = self._writer.read(Input, answer, id)
        if read.item.audience is readers:
            return read.item
        new, facts = replace(read.item, audience=readers), (("answer", answer), ("call", id))
        return self._writer.save(read, new, viewer, act, facts).item

    def status(self, id: str) -> CallStatus:
        """Say where a call stands."""
        kept = seen_call(self._writer, id, reader_as(Audience.STAFF))
        call = kept.item
        answers = self.answers(id)
        waiting = self._library.snapshot().catalogue.waiting.values()
        return CallStatus(
            call=call,
            phase=phase_of(call, self._clock()),
            opens=opens_at(call),
            closes=closes_at(call),
            answers=len(answers),
            late=sum(answer.late for answer in answers),
            changed=sum(answer.changes > 0 for answer in answers),
            waiting=sum(answer.call == id and not is_set_aside(answer) for answer in waiting),
            digest=kept.digest,
        )

    def history(self, id: str) -> tuple[Act, ...]:
        """Return the audit records of a call and its letters, the latest first: for staff only."""
        file = SCHEMA[Kind.CALL].path(id)
        return tuple(
            act
            for act in self._audit.latest()
            if (act.what in _TOLD and dict(act.details).get("call") == id)
            or (act.what in _WRITTEN and act.file == file)
        )

    def answers(self, id: str) -> tuple[Input, ...]:
        """Return the answers to a call that count, in the order in which they came in: for staff only."""
        inputs = self._library.snapshot(fresh=True).catalogue.inputs.values()
        return tuple(sorted((a for a in inputs if a.call == id), key=lambda a: (a.received, a.id)))

    def all(self) -> tuple[Call, ...]:
        """Return every call, drafts too, the latest first: for staff only."""
        calls = self._library.snapshot(fresh=True).catalogue.calls.values()
        return tuple(sorted(calls, key=lambda call: call.opens, reverse=True))

    def _kept(self, id: str, act: CallAct) -> Stored[Call]:
        kept = seen_call(self._writer, id, reader_as(Audience.STAFF))
        state = kept.item.state
        if state not in _FROM[act]:
            raise InvalidInput({"state": f"The call is {state.value}, so it cannot be {_DONE[act]}."})
        return kept

    def _save(self, read: Stored[Call], call: Call, viewer: Viewer, act: str, seen: str, **facts: str) -> Call:
        if seen:
            self._writer.expect(read, seen, call)
        deadline = on_its_clock(closes_at(call), call).isoformat(timespec="minutes")
        details = sorted({"call": call.id, "closes": deadline, **facts}.items())
        return self._writer.save(read, call, viewer, act, details).item
