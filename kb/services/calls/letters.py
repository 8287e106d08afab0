"""Letters to members: an invitation, a word before the deadline, a receipt. Texts first; sending is another matter.

Without a mail server staff take the texts as a file for a mail merge, or as ``mailto:`` links.
"""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Call
from kb.domain.call.call_phase import closes_at, on_its_clock, phase_of
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.roll import Member
from kb.services.calls.answer_identity import InvitationLinks
from kb.services.calls.answering import Receipt
from kb.services.calls.roll import CallRolls
from kb.storage.audit.audit_log import AuditLog
from kb.storage.sent_reminders import Addressee, Reminded
from kb.storage.smtp import Mailer, OutgoingLetter, Undelivered

MERGE_COLUMNS = ("name", "email", "organisation", "link", "subject", "text")


class Occasion(StrEnum):
    """Why a member is written to."""

    INVITATION = "invitation"
    CLOSING_SOON = "closing soon"


@dataclass(frozen=True)
class LetterDraft:
    """A letter to a member, with the link that it holds."""

    member: Member
    link: str
    subject: str
    text: str

    @property
    def letter(self) -> OutgoingLetter:
        """Return the mail to send; only the first address of a member gets it."""
        return OutgoingLetter(self.member.emails[0], self.subject, self.text)

    @property
    def mailto(self) -> str:
        """Return the address that opens the letter in a mail program."""
        to = quote(self.member.emails[0], safe="@")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(self.text.replace(chr(10), chr(13) + chr(10)))}"


class Reminders:
    """Writes to members; ``mailer`` is nothing where no mail server is set."""

    def __init__(
        self,
        rolls: CallRolls,
        inviting: InvitationLinks,
        mailer: Mailer | None,
        reminded: Reminded,
        audit: AuditLog,
        base_url: str,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._rolls, self._inviting, self._mailer, self._audit = rolls, inviting, mailer, audit
        self._reminded = reminded
        self._base_url, self._clock = base_url, clock
        self._log = logging.getLogger("kb.mail")

    @property
    def can_send(self) -> bool:
        """Say whether a mail server is set."""
        return self._mailer is not None

    def reminders(self, call: str) -> tuple[LetterDraft, ...]:
        """Return letters to who has not answered, with the call's own address: nothing secret is made."""
        view = self._rolls.of(call)
        address = f"{self._base_url}/calls/{call}/answer"
        return tuple(_draft(Occasion.CLOSING_SOON, view.call, member, address) for member in view.silent)

    def written_to(self, call: str) -> dict[str, dt.datetime]:
        """Return when a letter with a link was last made for each address."""
        return self._inviting.made_for(call)

    def letters(
        self, call: str, occasion: Occasion, viewer: Viewer, members: Collection[Member] | None = None
    ) -> tuple[LetterDraft, ...]:
        """Return letters to who has not answered, each with a link made for that member; they are good at once.

        The links and the line in the log that says who had them made are kept together.

        Where ``members`` are given, only to those among them.
        """
        view = self._rolls.of(call)
        if not phase_of(view.call, self._clock()).takes_answers:
            raise InvalidInput({"call": "It takes no answers now, so nobody is asked for one."})
        asked = view.silent if members is None else [member for member in view.silent if member in members]
        facts = (("call", call), ("letters", str(len(asked))))
        with self._audit.transaction():
            drafts = tuple(_draft(occasion, view.call, member, self._link(call, member)) for member in asked)
            if drafts:
                self._audit.record(Act(self._clock(), viewer.id, f"make links for {occasion}", details=facts))
        return drafts

    def send(
        self, call: str, occasion: Occasion, drafts: Sequence[LetterDraft], viewer: Viewer
    ) -> tuple[Undelivered, ...]:
        """Send letters; return those that could not be, each with the reason. The others are on their way."""
        if self._mailer is None:
            raise InvalidInput({"KB_SMTP_HOST": "no mail server is set; take the letters as a file instead"})
        act = Act(self._clock(), viewer.id, f"send {occasion}", details=(("call", call), ("letters", str(len(drafts)))))
        with self._audit.intending([act]) as under_way:
            failed = self._mailer.send([draft.letter for draft in drafts])
            if occasion is Occasion.CLOSING_SOON:
                self._remember(call, [draft.member for draft in drafts], failed)
            facts = {"call": call, "sent": str(len(drafts) - len(failed)), "failed": str(len(failed))}
            under_way.settle(replace(act, details=tuple(sorted(facts.items()))))
        return failed

    def receipt(self, receipt: Receipt, link: str) -> bool:
        """Send a receipt to the address that came with the answer; say whether it is on its way.

        Never stands in the way of the answer: that is kept already.
        """
        if self._mailer is None or not receipt.answer.sender:
            return False
        failed = self._mailer.send([_receipt(receipt, link)])
        for one in failed:
            self._log.warning("the receipt %s was not sent: %s", receipt.answer.id, one.why)
        return not failed

    def _remember(self, call: str, members: Iterable[Member], failed: Iterable[Undelivered]) -> None:
        closes, refused = closes_at(self._rolls.of(call).call), {one.letter.to for one in failed}
        for member in members:
            if member.emails[0] not in refused:
                to = Addressee(call, closes, member.organisation, member.emails[0])
                self._reminded.sent(to, self._clock())

    def _link(self, call: str, member: Member) -> str:
        token = self._inviting.link(call, member.organisation, member.kind, member.emails[0])
        return f"{self._base_url}/calls/{call}/answer?invitation={token}"


def merge_rows(drafts: Iterable[LetterDraft]) -> list[tuple[str, ...]]:
    """Return letters as the rows of a file for a mail merge, the first one naming the columns."""
    return [
        MERGE_COLUMNS,
        *((d.member.name, d.member.emails[0], d.member.organisation, d.link, d.subject, d.text) for d in drafts),
    ]


def _draft(occasion: Occasion, call: Call, member: Member, link: str) -> LetterDraft:
    closes = on_its_clock(closes_at(call), call)
    when = f"{closes:%A} {closes.day} {closes:%B %Y}, {closes:%H:%M} ({call.time_zone})"
    opening = f"Dear {member.name}," if member.name else f"To {member.organisation},"
    if occasion is Occasion.INVITATION:
        subject, why = f"Your answer is asked for: {call.title}", f"we ask members: {call.question}"
    else:
        subject, why = (
            f"Closing soon: {call.title}",
            f"we have no answer from {member.organisation} yet to: {call.question}",
        )
    text = f"""{opening}

{why}

The call closes on {when}. Answer here, up to {call.slots} priorities, the most important first:
{link}

You choose what others may see of your answer. If you have answered in another way, take this with our thanks.
"""
    return LetterDraft(member, link, " ".join(subject.split()), text)


def _receipt(receipt: Receipt, link: str) -> OutgoingLetter:
    answer, call = receipt.answer, receipt.call
    changed = f" (changed, version {answer.changes + 1})" if answer.changes else ""
    late = "It came after the deadline and is marked late.\n" if answer.late else ""
    until = on_its_clock(closes_at(call), call)
    more = f"With it you can change the answer until {until:%d %B %Y, %H:%M} ({call.time_zone}). "
    text = f"""Your answer to “{call.title}” has been received{changed}.
{late}
Reference: {shown(answer.id)}
Fingerprint of the words (SHA-256): {receipt.fingerprint}

The receipt: {link}
{more if receipt.phase.lets_change else ""}Whoever has the link can open it: keep it to yourself.
"""
    return OutgoingLetter(answer.sender, f"Receipt {shown(answer.id)}", text)
