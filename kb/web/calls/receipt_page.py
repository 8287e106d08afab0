"""The receipt of an answer: reference, fingerprint, what was sent, and the link to change it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Input, Pointer
from kb.domain.call.call_phase import closes_at, on_its_clock
from kb.domain.call.consent import in_words
from kb.domain.call.receipt import fingerprint
from kb.services.calls.answering import Receipt
from kb.web.calls.answer_form_page import CONSENT_NAMES, Linked, ReviewSlot, pointer_address, pointer_words
from kb.web.calls.deadlines import late_words
from kb.web.humanize import count, hour, moment, weekday
from kb.web.layout.frame import Frame


@dataclass(frozen=True)
class ReceiptVersionRow:
    """A version of the answer, with the fingerprint of its words."""

    words: str
    fingerprint: str


@dataclass(frozen=True)
class ReceiptPage:
    """The receipt; ``change`` is empty once the answer is frozen."""

    template: ClassVar[str] = "calls/receipt.html"
    frame: Frame
    done: str
    reference: str
    fingerprint: str
    call_title: str
    call_address: str
    received: str
    late: str
    organisation: str
    kind: str
    consent: str
    consent_means: str
    sent_to: str
    slots: tuple[ReviewSlot, ...]
    besides: str
    versions: tuple[ReceiptVersionRow, ...]
    link: str
    change: str
    until: str
    frozen: str
    words_address: str
    sealed: str


def receipt_page(
    frame: Frame, receipt: Receipt, address: Callable[[str], str], link: str, titles: Mapping[str, str], done: str
) -> ReceiptPage:
    """Make the receipt; ``address`` gives that of a page below it, ``link`` is its secret one as others write it.

    A member who has an account, or an invitation, needs no link.
    """
    answer, call = receipt.answer, receipt.call
    closes = on_its_clock(closes_at(call), call)
    until = f"{weekday(closes.date())}, {hour(closes)}"
    can = receipt.phase.lets_change
    return ReceiptPage(
        frame=frame,
        done=done,
        reference=shown(answer.id),
        fingerprint=receipt.fingerprint,
        call_title=call.title,
        call_address=f"/calls/{call.id}",
        received=f"Received {moment(answer.received)}",
        late="It came after the deadline and is marked late." if answer.late else "",
        organisation=answer.organisation,
        kind=answer.organisation_kind,
        consent=CONSENT_NAMES[answer.consent],
        consent_means=in_words(answer.consent, call.readers),
        sent_to=answer.sender,
        slots=tuple(
            ReviewSlot(str(rank), slot.title, slot.why, slot.question, _pointers(slot.evidence, titles))
            for rank, slot in enumerate(answer.slots, start=1)
        ),
        besides=answer.body.strip(),
        versions=tuple(_version(number, version) for number, version in enumerate(receipt.versions, start=1)),
        link=link,
        change=address("/change") if can else "",
        until=until if can else "",
        frozen="" if can else _frozen(receipt),
        words_address=address("/words.txt"),
        sealed="Until the call closes, nobody but staff sees this answer or learns how many there are." if can else "",
    )


def _frozen(receipt: Receipt) -> str:
    if receipt.answer.late:
        return "The call had closed when it came, so it stays as it was sent."
    return late_words(receipt.call, receipt.phase).split(". ")[0] + ". The answer stays as it is."


def _version(number: int, version: Input) -> ReceiptVersionRow:
    at = version.changed or version.received
    what = "sent" if number == 1 else "changed"
    return ReceiptVersionRow(
        f"Version {number}, {what} {moment(at)}, {count(len(version.slots), 'priority')}", fingerprint(version)
    )


def _pointers(evidence: tuple[Pointer, ...], titles: Mapping[str, str]) -> tuple[Linked, ...]:
    return tuple(
        Linked("", pointer_words(p), titles[p.source], pointer_address(p), "") for p in evidence if p.source in titles
    )
