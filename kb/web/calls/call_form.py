"""The form in which staff write a call, without what its members were promised and cannot be changed any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.call.call import CallState, Consent
from kb.domain.call.consent import in_words
from kb.domain.form_data import FormData
from kb.domain.source.source import Source
from kb.services.calls.call_editing import FIXED, MOST_SLOTS
from kb.web.calls.answer_form_page import CONSENT_NAMES
from kb.web.editorial.entry_form import EntryOption, FormField, choice, line, text, ticks, time

_WHO = {Audience.PUBLIC: "everybody", Audience.MEMBERS: "members", Audience.STAFF: "staff only"}


@dataclass(frozen=True)
class CallFormOffer:
    """What the form offers: the sources that a call may have been published in, and where the call stands."""

    sources: tuple[Source, ...]
    state: CallState = CallState.DRAFT


def call_fields(form: FormData, offer: CallFormOffer) -> tuple[FormField, ...]:
    """Make the fields of the form; those that are fixed are left out."""
    every = (*_what(form), *_when(form), *_answers(form), *_besides(form, offer))
    return tuple(field for field in every if field.name not in FIXED[offer.state])


def _what(form: FormData) -> Iterable[FormField]:
    yield line(form, "title", "Title", hint="For example: Tech priorities for the inspectorate, 2027.", needed=True)
    yield text(form, "question", "The question to members", rows=3, needed=True)


def _when(form: FormData) -> Iterable[FormField]:
    yield time(form, "opens", "Opens", hint="London time. Nobody can answer before.", needed=True)
    yield time(form, "closes", "Closes", hint="London time. Later answers are marked late.", needed=True)
    hint = "London time. Nothing is taken after it. Empty: late answers are taken until you report the call."
    yield time(form, "late_until", "Cut-off for late answers", hint=hint)


def _answers(form: FormData) -> Iterable[FormField]:
    numbers = (EntryOption(str(number), str(number)) for number in range(1, MOST_SLOTS + 1))
    yield choice(form, "slots", "Priorities in an answer, at most", numbers)
    readers = next((one for one in Audience if one.value in form.get("readers", ())), Audience.MEMBERS)
    consents = (EntryOption(one.value, CONSENT_NAMES[one], note=in_words(one, readers)) for one in Consent)
    yield ticks(form, "consents", "What a member may choose to let others see", consents)
    people = [EntryOption(one.value, words) for one, words in _WHO.items()]
    yield choice(form, "readers", "Who may read answers once it has closed", people, hint="As far as consent allows.")
    hint = "Whoever is invited can answer either way."
    yield choice(form, "audience", "Who sees the call once it is open", people, hint=hint)


def _besides(form: FormData, offer: CallFormOffer) -> Iterable[FormField]:
    yield text(form, "ask", "What is asked, in more words", hint="May be empty. Markdown may be used.")
    yield text(form, "body", "Why it is asked", hint="May be empty. Markdown may be used.", rows=6)
    yield text(form, "closes_note", "Anything to know about the deadline", hint="May be empty.", rows=2)
    known = sorted(offer.sources, key=lambda source: source.heading)
    options = (EntryOption("", "none of those here"), *(EntryOption(one.id, one.heading) for one in known))
    yield choice(form, "source", "Published in", options)
    if offer.state in (CallState.CLOSED, CallState.REPORTED):
        yield text(form, "closing_note", "What came of it", hint="Shown on the call’s page.")
