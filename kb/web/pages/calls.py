"""The call for input, and the answers to it."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.domain.call import Call, CallState, Consent
from kb.services.browse import AnswerView, CallView
from kb.text.html import safe_html
from kb.web.addresses import source_address
from kb.web.pages.frame import Frame, Link
from kb.web.words import count, hour, moment, weekday

_CONSENT_WORDS = {
    Consent.NAMED: "The member lets others see the name.",
    Consent.KIND: "The member lets others see the kind of organisation, not the name.",
    Consent.TOTALS: "Counted in totals; the words are for staff only.",
    Consent.STAFF: "For staff only.",
}


@dataclass(frozen=True)
class AnswerEntry:
    """An answer in the list under its call."""

    name: str
    address: str
    first: str
    slots: str
    invented: bool


@dataclass(frozen=True)
class CallPage:
    """A call."""

    template: ClassVar[str] = "call.html"
    frame: Frame
    title: str
    question: str
    state: str
    deadline: str
    opened: str
    closes_note: str
    ask: Markup
    why: Markup
    source: str
    answered: str
    answers: tuple[AnswerEntry, ...]
    all_invented: bool
    priorities: tuple[Link, ...]


def call_page(frame: Frame, view: CallView) -> CallPage:
    """Make the page of a call."""
    call = view.call
    answers = tuple(_entry(answer) for answer in view.answers)
    return CallPage(
        frame=frame,
        title=call.title,
        question=call.question,
        state=call.state.value,
        deadline=deadline_words(call),
        opened=f"Opened {weekday(call.opens.date())}",
        closes_note=call.closes_note,
        ask=Markup(safe_html(call.ask)),  # noqa: S704 - made safe by kb.text.html
        why=Markup(safe_html(call.body)),  # noqa: S704 - made safe by kb.text.html
        source=source_address(call.source) if call.source else "",
        answered=count(view.answered, "answer"),
        answers=answers,
        all_invented=bool(answers) and all(answer.invented for answer in answers),
        priorities=tuple(Link(p.title, f"/priorities/{p.id}", p.statement) for p in view.priorities),
    )


def deadline_words(call: Call) -> str:
    """Return the deadline in words: ``Closed Friday 23 September 2016, 5 pm``."""
    verb = {CallState.DRAFT: "Will close", CallState.OPEN: "Closes"}.get(call.state, "Closed")
    return f"{verb} {weekday(call.closes.date())}, {hour(call.closes)}"


def _entry(view: AnswerView) -> AnswerEntry:
    answer = view.answer
    return AnswerEntry(
        name=view.name,
        address=f"/inputs/{answer.call}/{answer.id}",
        first=answer.slots[0].title if answer.slots else "",
        slots=count(len(answer.slots), "priority"),
        invented=answer.illustrative,
    )


@dataclass(frozen=True)
class SlotRow:
    """One ranked entry of an answer, in the member's words."""

    anchor: str
    rank: str
    title: str
    why: str
    question: str


@dataclass(frozen=True)
class AnswerPage:
    """One answer."""

    template: ClassVar[str] = "answer.html"
    frame: Frame
    name: str
    kind: str
    invented: bool
    received: str
    consent: str
    slots: tuple[SlotRow, ...]
    body: Markup
    call_title: str
    call_address: str


def answer_page(frame: Frame, view: AnswerView, call: Call) -> AnswerPage:
    """Make the page of one answer, in the member's own words."""
    answer = view.answer
    received = answer.received.astimezone(dt.UTC) if answer.received.tzinfo else answer.received
    return AnswerPage(
        frame=frame,
        name=view.name,
        kind="" if view.name == answer.organisation_kind else answer.organisation_kind,
        invented=answer.illustrative,
        received=f"Received {moment(received).removesuffix(' UTC')} by {answer.channel.value}",
        consent=_CONSENT_WORDS[answer.consent],
        slots=tuple(
            SlotRow(f"slot-{rank}", str(rank), slot.title, slot.why, slot.question)
            for rank, slot in enumerate(answer.slots, start=1)
        ),
        body=Markup(safe_html(answer.body)),  # noqa: S704 - made safe by kb.text.html
        call_title=call.title,
        call_address=f"/calls/{call.id}",
    )
