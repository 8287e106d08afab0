"""Answering a call: write, check, send, have a receipt, and change the answer until the deadline.

The secret of an answer's link is made with the form, before anything is sent. From it follow the reference, and so
the file's name: sending the same form twice, from however many processes, meets the same file. Only the secret's
hash is kept, in that file. Nothing here is told to anybody but who has the secret, and to staff.
"""

import datetime as dt
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.account import folded_email
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.call.answer_form import AnswerForm, form_errors, with_room, written_into
from kb.domain.call.answer_reference import reference_from
from kb.domain.call.call import Call, Channel, Consent, Input
from kb.domain.call.call_phase import CallPhase, phase_of
from kb.domain.call.receipt import fingerprint
from kb.domain.errors import InvalidInput, KnowledgeBaseError, NotAllowed, NotFound, or_not_found
from kb.services.accounts.tokens import hash_of
from kb.services.calls.answer_identity import kinds_for, known_of, own_answer
from kb.services.calls.current_call import seen_call
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library
from kb.storage.drafts import Drafts

ATTEMPTS = 20


class Frozen(KnowledgeBaseError):
    """An answer can be changed until the deadline, and that has passed."""

    def __init__(self, call: str, id: str) -> None:
        super().__init__("the call has closed, so this answer stays as it is")
        self.call, self.id = call, id


@dataclass(frozen=True)
class OpenedForm:
    """A call to answer: where it stands now, what was typed before (or who answers), and when that was kept."""

    call: Call
    phase: CallPhase
    typed: AnswerForm
    saved_at: dt.datetime | None


@dataclass(frozen=True)
class Receipt:
    """What proves an answer: the answer as it is kept, its fingerprint, its versions, and where the call stands.

    ``is_news`` says that the answer was sent or changed just now, and not merely looked at or sent a second time.
    """

    call: Call
    phase: CallPhase
    answer: Input
    fingerprint: str
    versions: tuple[Input, ...]
    is_news: bool = False


class AnswerService:
    """Takes answers; safe to share between threads and processes."""

    def __init__(
        self, writer: ContentWriter, drafts: Drafts, clock: Callable[[], dt.datetime], library: Library
    ) -> None:
        self._writer, self._drafts, self._clock, self._library = writer, drafts, clock, library

    def open(self, call: str, viewer: Viewer) -> OpenedForm:
        """Return the form as this person left it, or with what is known of them; raise ``NotFound``."""
        found = self._call(call, viewer)
        draft = self._drafts.of(viewer.owner, call) if viewer.owner else None
        typed = draft.typed if draft else known_of(viewer)
        saved_at = draft.saved_at if draft else None
        return OpenedForm(found, phase_of(found, self._clock()), with_room(typed, found), saved_at)

    def now(self) -> dt.datetime:
        """Return the time that deadlines are held against."""
        return self._clock()

    def phase(self, call: Call) -> tuple[CallPhase, dt.datetime]:
        """Return where a call stands, and the time it is."""
        now = self._clock()
        return phase_of(call, now), now

    def keep_draft(self, call: str, viewer: Viewer, typed: AnswerForm) -> dt.datetime | None:
        """Keep what was typed so far; return when, or nothing where we do not know whose it would be."""
        if not viewer.owner:
            return None
        self._call(call, viewer)
        now = self._clock()
        self._drafts.keep(viewer.owner, call, typed, now)
        return now

    def faults(self, call: str, viewer: Viewer, typed: AnswerForm, kind: str = "") -> Mapping[str, str]:
        """Return the errors of the form by field; ``kind`` is the organisation's kind that the answer has already."""
        return form_errors(typed, self._call(call, viewer), kinds_for(viewer, kind))

    def send(self, call: str, viewer: Viewer, typed: AnswerForm, secret: str) -> Receipt:
        """Take an answer, in time or late; the same form sent again gives the receipt of the first time.

        Sent again with other words it is a change, and so is what a member sends who has answered already: one member
        has one answer. Raises ``InvalidInput`` with every fault, ``NotAllowed``
        where the call takes no answers now, ``Frozen`` where it would change an answer after the deadline.
        """
        now = self._clock()
        found = self._call(call, viewer)
        phase = phase_of(found, now)
        told = form_errors(typed, found, kinds_for(viewer))
        if told:
            raise InvalidInput(told)
        own = self._own(call, viewer)
        if own is not None and not _opens(own.item, secret):
            return self._changed(found, phase, own, typed, viewer, now)
        for attempt in range(ATTEMPTS):
            id = reference_from(secret, attempt).lower()
            known = self._find(call, id)
            if known is None:
                if not phase.takes_answers:
                    raise NotAllowed(f"answer a call that is {phase.value}")
                answer = written_into(_new(id, found, phase, viewer, now, secret), typed)
                act = "enter answer" if answer.entered_by else "send answer"
                known = self._writer.create(answer, viewer, act, _facts(answer), refresh=False)
                if known is not None:
                    if viewer.owner:
                        self._drafts.drop(viewer.owner, call)
                    return replace(self._receipt(found, phase, known), is_news=True)
                known = self._find(call, id)
            if known is not None and _opens(known.item, secret):
                return self._changed(found, phase, known, typed, viewer, now)
        raise AssertionError("so many references taken by others: the secrets are not random")

    def receipt(self, call: str, id: str, secret: str) -> Receipt:
        """Return the receipt for who has the secret; raise ``NotFound`` for everybody else."""
        kept = self._of_secret(call, id, secret)
        found = self._call(call, reader_as(Audience.STAFF))
        return self._receipt(found, phase_of(found, self._clock()), kept)

    def own(self, call: str, viewer: Viewer) -> Receipt | None:
        """Return the receipt of the answer that this person sent from their account or invitation, if there is one."""
        kept = self._own(call, viewer)
        if kept is None:
            return None
        found = self._call(call, reader_as(Audience.STAFF))
        return self._receipt(found, phase_of(found, self._clock()), kept)

    def change_own(self, call: str, typed: AnswerForm, changes: int, viewer: Viewer) -> Receipt:
        """Change one's own answer; see :meth:`change`. Raises ``NotFound`` where there is none."""
        kept = or_not_found(self._own(call, viewer), "answer", call)
        return self._change(kept, typed, changes, viewer)

    def change(self, call: str, id: str, secret: str, typed: AnswerForm, changes: int, viewer: Viewer) -> Receipt:
        """Change an answer that its sender read when it had been changed ``changes`` times.

        Raises ``Frozen`` after the deadline, ``InvalidInput`` with every fault, and ``EditConflict`` with both
        versions where it was changed meanwhile (in another window).
        """
        return self._change(self._of_secret(call, id, secret), typed, changes, viewer)

    def _change(self, kept: Stored[Input], typed: AnswerForm, changes: int, viewer: Viewer) -> Receipt:
        now = self._clock()
        found = self._call(kept.item.call, reader_as(Audience.STAFF))
        told = form_errors(typed, found, kinds_for(viewer, kept.item.organisation_kind))
        if told:
            raise InvalidInput(told)
        if kept.item.changes != changes:
            kept = replace(kept, digest="")  # an old page: told as a conflict, unless the words are those already
        return self._changed(found, phase_of(found, now), kept, typed, viewer, now)

    def _changed(
        self, call: Call, phase: CallPhase, kept: Stored[Input], typed: AnswerForm, viewer: Viewer, now: dt.datetime
    ) -> Receipt:
        old = kept.item
        new = written_into(old, typed)
        if fingerprint(new) == fingerprint(old):
            return self._receipt(call, phase, kept)
        if not phase.lets_change:
            raise Frozen(call.id, old.id)
        new = replace(new, changes=old.changes + 1, changed=now)
        saved = self._writer.save(kept, new, viewer, "change answer", _facts(new), refresh=False)
        return replace(self._receipt(call, phase, saved), is_news=True)

    def _receipt(self, call: Call, phase: CallPhase, kept: Stored[Input]) -> Receipt:
        return Receipt(call, phase, kept.item, fingerprint(kept.item), versions_of(kept.item, kept.path))

    def _own(self, call: str, viewer: Viewer) -> Stored[Input] | None:
        if viewer.on_behalf or not viewer.is_known_member:
            return None
        found = own_answer(self._library.snapshot(fresh=True).catalogue.inputs.values(), call, viewer)
        return self._find(call, found.id) if found else None

    def _of_secret(self, call: str, id: str, secret: str) -> Stored[Input]:
        kept = self._find(call, id)
        if kept is None or not _opens(kept.item, secret):
            raise NotFound("receipt", id)
        return kept

    def _find(self, call: str, id: str) -> Stored[Input] | None:
        try:
            return self._writer.read(Input, id, call)
        except NotFound:
            return None

    def _call(self, id: str, viewer: Viewer) -> Call:
        return seen_call(self._writer, id, viewer).item


def _opens(answer: Input, secret: str) -> bool:
    return bool(answer.link) and hmac.compare_digest(answer.link, hash_of(secret))


def _facts(answer: Input) -> list[tuple[str, str]]:
    facts = {"call": answer.call, "answer": answer.id, "words": fingerprint(answer)}
    return sorted({**facts, "late": "true"}.items() if answer.late else facts.items())


def _new(id: str, call: Call, phase: CallPhase, viewer: Viewer, now: dt.datetime, secret: str) -> Input:
    """Return an answer that has no words yet: whose, when, how, and who may see it once it is unsealed.

    What a stranger sends is for staff until they know whose it is: anybody can write any name into a form.
    """
    return Input(
        id=id,
        call=call.id,
        organisation="",
        organisation_kind="",
        received=now.astimezone(dt.UTC).replace(microsecond=0),
        channel=Channel.ON_BEHALF if viewer.on_behalf else Channel.FORM,
        consent=Consent.STAFF,
        slots=(),
        audience=call.readers if viewer.is_known_member else Audience.STAFF,
        late=phase.is_late,
        entered_by=viewer.id if viewer.on_behalf else "",
        link=hash_of(secret),
        sent_by=folded_email(known_of(viewer).email) if viewer.is_known_member else "",
    )
