"""The form in which a call is answered, and its review before sending."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.answer_form import ORGANISATION_KINDS, AnswerForm, AnswerFormSlot
from kb.domain.call.call import Call, Consent, Pointer
from kb.domain.call.call_phase import CallPhase, on_its_clock
from kb.domain.call.consent import in_words
from kb.web.addresses import source_address
from kb.web.calls.answer_fields import written
from kb.web.calls.deadlines import deadline_words, late_words
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link

CONSENT_NAMES: Mapping[Consent, str] = {
    Consent.NAMED: "With our name",
    Consent.KIND: "With our kind of organisation only",
    Consent.TOTALS: "In totals only",
    Consent.STAFF: "For staff only",
}


@dataclass(frozen=True)
class FormTarget:
    """Where a form goes and what travels with it: ``hidden`` fields, and what the page is called."""

    action: str
    csrf: str
    hidden: tuple[tuple[str, str], ...]
    is_change: bool = False
    on_behalf: bool = False
    is_known: bool = True
    keeps_drafts: bool = False


@dataclass(frozen=True)
class Linked:
    """A passage that an entry points to; ``value`` is the field's."""

    value: str
    words: str
    title: str
    address: str
    do: str


@dataclass(frozen=True)
class FoundPassage:
    """A passage found from within the form, ready to be linked."""

    title: str
    locator: str
    text: str
    address: str
    do: str
    is_linked: bool


@dataclass(frozen=True)
class SlotFields:
    """One entry of the form; ``found`` is what its search found, ``told`` what is to be said of that."""

    key: str
    rank: int
    title: str
    why: str
    question: str
    search: str
    linked: tuple[Linked, ...]
    found: tuple[FoundPassage, ...]
    told: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class ConsentChoice:
    """A choice of consent with what it lets others see."""

    value: str
    name: str
    means: str
    chosen: bool


@dataclass(frozen=True)
class FormState:
    """What the service said of a form besides what was typed."""

    errors: Mapping[str, str]
    told: str = ""
    saved_at: dt.datetime | None = None
    found_in: str = ""
    found: tuple[FoundPassage, ...] = ()
    found_told: str = ""
    kept_words: str = ""


@dataclass(frozen=True)
class AnswerFormPage:
    """The form."""

    template: ClassVar[str] = "calls/answer_form.html"
    frame: Frame
    call_title: str
    call_address: str
    heading: str
    question: str
    deadline: str
    late: str
    told: str
    target: FormTarget
    typed: AnswerForm
    kinds: tuple[str, ...]
    slots: tuple[SlotFields, ...]
    most: str
    choices: tuple[ConsentChoice, ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    saved: str
    kept_words: str


def form_page(
    frame: Frame,
    call: Call,
    phase: CallPhase,
    now: dt.datetime,
    target: FormTarget,
    typed: AnswerForm,
    titles: Mapping[str, str],
    state: FormState,
) -> AnswerFormPage:
    """Make the form as it was typed; ``titles`` has the sources that this reader may see."""
    kinds = (typed.organisation_kind, *ORGANISATION_KINDS)
    return AnswerFormPage(
        frame=frame,
        call_title=call.title,
        call_address=f"/calls/{call.id}",
        heading=_heading(target),
        question=call.question,
        deadline=deadline_words(call, now),
        late=late_words(call, phase),
        told=state.told,
        target=target,
        typed=typed,
        kinds=tuple(dict.fromkeys(kind for kind in kinds if kind and (kind in ORGANISATION_KINDS or target.is_known))),
        slots=_slots(typed, titles, state),
        most=count(call.slots, "priority"),
        choices=tuple(
            ConsentChoice(c.value, CONSENT_NAMES[c], in_words(c, call.readers), c.value == typed.consent)
            for c in call.choices
        ),
        errors=state.errors,
        problems=tuple(Link(what, f"#{_target(field, call)}") for field, what in state.errors.items()),
        saved=saved_words(state.saved_at, call) if target.keeps_drafts else "",
        kept_words=state.kept_words,
    )


@dataclass(frozen=True)
class ReviewSlot:
    """One entry as it will be sent."""

    rank: str
    title: str
    why: str
    question: str
    linked: tuple[Linked, ...]


@dataclass(frozen=True)
class AnswerReviewPage:
    """The answer as it will be sent, before it is."""

    template: ClassVar[str] = "calls/answer_review.html"
    frame: Frame
    call_title: str
    call_address: str
    late: str
    target: FormTarget
    organisation: str
    kind: str
    email: str
    consent: str
    consent_means: str
    slots: tuple[ReviewSlot, ...]
    besides: str
    fields: tuple[tuple[str, str], ...]


def review_page(
    frame: Frame, call: Call, phase: CallPhase, target: FormTarget, typed: AnswerForm, titles: Mapping[str, str]
) -> AnswerReviewPage:
    """Make the review of a form that has no faults."""
    consent = Consent(typed.consent)
    filled = [slot for slot in typed.slots if not slot.is_blank]
    return AnswerReviewPage(
        frame=frame,
        call_title=call.title,
        call_address=f"/calls/{call.id}",
        late=late_words(call, phase),
        target=target,
        organisation=" ".join(typed.organisation.split()),
        kind=typed.organisation_kind,
        email=typed.email.strip(),
        consent=CONSENT_NAMES[consent],
        consent_means=in_words(consent, call.readers),
        slots=tuple(
            ReviewSlot(str(rank), slot.title, slot.why, slot.question, _linked(slot, titles))
            for rank, slot in enumerate(filled, start=1)
        ),
        besides=typed.besides.strip(),
        fields=_fields(typed),
    )


def saved_words(at: dt.datetime | None, call: Call) -> str:
    """Return when a draft was last kept, on the call's clock."""
    return f"Draft kept at {on_its_clock(at, call):%H:%M}." if at else "Nothing kept yet."


def _heading(target: FormTarget) -> str:
    if target.is_change:
        return "Change your answer"
    return "Enter an answer for a member" if target.on_behalf else "Your answer"


def _target(field: str, call: Call) -> str:
    return f"consent-{call.choices[0].value.replace(' ', '-')}" if field == "consent" else field


def _slots(typed: AnswerForm, titles: Mapping[str, str], state: FormState) -> tuple[SlotFields, ...]:
    last = len(typed.slots)
    return tuple(
        SlotFields(
            key=slot.key,
            rank=rank,
            title=slot.title,
            why=slot.why,
            question=slot.question,
            search=slot.search,
            linked=_linked(slot, titles),
            found=state.found if slot.key == state.found_in else (),
            told=state.found_told if slot.key == state.found_in else "",
            is_first=rank == 1,
            is_last=rank == last,
        )
        for rank, slot in enumerate(typed.slots, start=1)
    )


def _linked(slot: AnswerFormSlot, titles: Mapping[str, str]) -> tuple[Linked, ...]:
    return tuple(
        Linked(written(p), pointer_words(p), titles[p.source], pointer_address(p), f"unlink:{slot.key}:{written(p)}")
        for p in slot.evidence
        if p.source in titles
    )


def pointer_words(pointer: Pointer) -> str:
    """Return the place that a pointer names."""
    return pointer.label or pointer.passage or "the whole document"


def pointer_address(pointer: Pointer) -> str:
    """Return where a pointer leads."""
    return source_address(pointer.source, pointer.passage)


def _fields(typed: AnswerForm) -> tuple[tuple[str, str], ...]:
    """Return everything typed as fields of a form, so that a page can carry it along unseen."""
    pairs = [("organisation", typed.organisation), ("organisation_kind", typed.organisation_kind)]
    pairs += [("email", typed.email), ("consent", typed.consent), ("besides", typed.besides)]
    for slot in typed.slots:
        pairs += [("slot", slot.key), (f"title-{slot.key}", slot.title), (f"why-{slot.key}", slot.why)]
        pairs += [(f"question-{slot.key}", slot.question)]
        pairs += [(f"evidence-{slot.key}", written(pointer)) for pointer in slot.evidence]
    return tuple(pairs)
