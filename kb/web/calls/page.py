"""The call for input, and the answers to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Reopening, Slot
from kb.domain.call.call_phase import CallPhase, on_its_clock
from kb.services.editorial.entries import Became
from kb.services.library.browse import CallView
from kb.web.addresses import source_address
from kb.web.calls.deadlines import deadline_words, late_words
from kb.web.humanize import count, hour, moment, number, weekday
from kb.web.layout.frame import Frame, Link

_CONSENT_WORDS = {
    Consent.NAMED: "The member lets others see the name.",
    Consent.KIND: "The member lets others see the kind of organisation, not the name.",
    Consent.TOTALS: "Counted in totals; the words are for staff only.",
    Consent.STAFF: "For staff only.",
}
_CHANNELS = {
    Channel.FORM: " by form",
    Channel.EMAIL: " by e-mail",
    Channel.CSV: " by csv",
    Channel.ON_BEHALF: ", entered by staff",
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

    template: ClassVar[str] = "calls/call.html"
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
    unread: str
    all_invented: bool
    priorities: tuple[Link, ...]
    acts: tuple[Link, ...]
    sealed: bool
    late: str
    kinds: tuple[str, ...]
    closing_note: str
    reopened: tuple[str, ...]
    mine: Link | None


def call_page(
    frame: Frame, view: CallView, phase: CallPhase, now: dt.datetime, mine: Input | None, *, is_staff: bool
) -> CallPage:
    """Make the page of a call as it stands at ``now``; ``mine`` is the answer of who reads."""
    call = view.call
    answers = tuple(_entry(answer) for answer in view.answers)
    return CallPage(
        frame=frame,
        title=call.title,
        question=call.question,
        state=call.state.value,
        deadline=deadline_words(call, now),
        opened=f"Opened {weekday(call.opens.date())}",
        closes_note=call.closes_note,
        ask=safe_html(call.ask),
        why=safe_html(call.body),
        source=source_address(call.source) if call.source else "",
        answered=count(view.answered, "answer"),
        answers=answers,
        unread=_unread(view.answered - len(answers)) if answers else "",
        all_invented=bool(answers) and all(answer.invented for answer in answers),
        priorities=tuple(Link(p.title, f"/priorities/{p.id}", p.statement) for p in view.priorities),
        acts=_acts(call, phase, is_staff=is_staff, has_answered=mine is not None),
        sealed=view.sealed,
        late=late_words(call, phase) if phase in (CallPhase.OVER, CallPhase.SHUT) else "",
        kinds=tuple(f"{name}: {number(many)}" for name, many in view.kinds.items()),
        closing_note=call.closing_note if call.state in (CallState.CLOSED, CallState.REPORTED) else "",
        reopened=tuple(_reopened(one, call) for one in call.reopened),
        mine=own_answer_link(mine, phase) if mine else None,
    )


def _unread(more: int) -> str:
    """Say why the count is higher than the list is long."""
    if more < 1:
        return ""
    why = "its sender asked for that, or staff are checking whose it is"
    if more > 1:
        why = "their senders asked for that, or staff are checking whose they are"
    return f"{more} more {'is' if more == 1 else 'are'} counted and not shown: {why}."


def own_answer_link(answer: Input, phase: CallPhase) -> Link:
    """Return the link to somebody's own answer: ``Your answer J94B-D2BW, sent 14 November 2026, 20:17``."""
    sent = f"changed {moment(answer.changed)}" if answer.changed else f"sent {moment(answer.received)}"
    note = "View or change it." if phase.lets_change else "View it."
    return Link(f"Your answer {shown(answer.id)}, {sent}", f"/calls/{answer.call}/mine", note)


def _acts(call: Call, phase: CallPhase, *, is_staff: bool, has_answered: bool) -> tuple[Link, ...]:
    form = f"/calls/{call.id}/answer"
    links = []
    is_closed = call.state in (CallState.CLOSED, CallState.REPORTED)
    if is_closed:
        links.append(Link("See the ranking", f"/calls/{call.id}/ranking"))
    if has_answered and phase.lets_change:
        links.append(Link("View or change your answer", f"/calls/{call.id}/mine"))
    elif phase.takes_answers and not has_answered:
        links.append(Link("Answer this call" if phase is CallPhase.OPEN else "Send a late answer", form))
    if is_staff and phase.takes_answers:
        links.append(Link("Enter an answer for a member", f"{form}?for=member"))
    if is_staff:
        links.append(Link("Run this call", f"/calls/{call.id}/run"))
        links.append(Link("Who has answered", f"/calls/{call.id}/roll"))
        links.append(Link("Group the answers", f"/calls/{call.id}/triage"))
    if is_staff and not is_closed:
        links.append(Link("Ranking so far", f"/calls/{call.id}/ranking"))
    return tuple(links)


def _reopened(one: Reopening, call: Call) -> str:
    at = on_its_clock(one.at, call)
    return f"Opened again {weekday(at.date())}, {hour(at)}: {one.reason}"


def _entry(answer: Input) -> AnswerEntry:
    return AnswerEntry(
        name=answer.organisation,
        address=f"/inputs/{answer.call}/{answer.id}",
        first=answer.slots[0].title if answer.slots else "",
        slots=count(len(answer.slots), "priority"),
        invented=answer.illustrative,
    )


@dataclass(frozen=True)
class SlotRow:
    """One ranked entry of an answer, in the member's words; ``became`` are the questions that were made of it."""

    anchor: str
    rank: str
    title: str
    why: str
    question: str
    evidence: tuple[Link, ...]
    priority: Link | None
    became: tuple[Link, ...]


@dataclass(frozen=True)
class AnswerPage:
    """One answer."""

    template: ClassVar[str] = "calls/answer.html"
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


def answer_page(
    frame: Frame, answer: Input, call: Call, titles: Mapping[str, str], became: Mapping[int, Became]
) -> AnswerPage:
    """Make the page of one answer, in the member's own words; ``titles`` has the sources that this reader may see."""
    return AnswerPage(
        frame=frame,
        name=answer.organisation,
        kind="" if answer.organisation == answer.organisation_kind else answer.organisation_kind,
        invented=answer.illustrative,
        received=f"Received {moment(answer.received)}{_CHANNELS[answer.channel]}{_later(answer)}",
        consent=_CONSENT_WORDS[answer.consent],
        slots=tuple(_slot_row(rank, slot, titles, became[rank]) for rank, slot in enumerate(answer.slots, start=1)),
        body=safe_html(answer.body),
        call_title=call.title,
        call_address=f"/calls/{call.id}",
    )


def _slot_row(rank: int, slot: Slot, titles: Mapping[str, str], became: Became) -> SlotRow:
    under = became.priority
    return SlotRow(
        f"slot-{rank}",
        str(rank),
        slot.title,
        slot.why,
        slot.question,
        _evidence(slot, titles),
        Link(under.title, f"/priorities/{under.id}") if under else None,
        tuple(Link(one.text, f"/questions/{one.id}") for one in became.questions),
    )


def _later(answer: Input) -> str:
    late = ", after the deadline" if answer.late else ""
    changed = f"; changed {count(answer.changes, 'time')}" if answer.changes else ""
    return f"{late}{changed}"


def _evidence(slot: Slot, titles: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(
        Link(titles[p.source], source_address(p.source, p.passage), p.label)
        for p in slot.evidence
        if p.source in titles
    )
