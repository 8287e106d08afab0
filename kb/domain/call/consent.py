"""Who may see an answer or a call, and under what name: decided here and nowhere else.

A member chooses per answer; shelves, pages, feeds, exports and the brief all ask these functions, and the words
in which the choice is put to the member are made from the same table (:data:`LETS`). Until its call has closed
an answer is sealed: nobody but staff sees it, counts it, or learns that it is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Consent, Input

SMALLEST_GROUP = 3
"""Breakdowns show no group of fewer answers than this to anybody but staff."""


@dataclass(frozen=True)
class Lets:
    """What a choice lets others see: the words of the answer, the organisation's name, and its part in totals."""

    words: bool
    name: bool
    counted: bool


LETS: Mapping[Consent, Lets] = {
    Consent.NAMED: Lets(words=True, name=True, counted=True),
    Consent.KIND: Lets(words=True, name=False, counted=True),
    Consent.TOTALS: Lets(words=False, name=False, counted=True),
    Consent.STAFF: Lets(words=False, name=False, counted=False),
}


def is_sealed(call: Call | None) -> bool:
    """Say whether the answers to a call are for staff only as yet; those to a call we do not know are."""
    return call is None or call.state in (CallState.DRAFT, CallState.OPEN)


def audience_of_call(call: Call) -> Audience:
    """Return the widest audience that may see a call; nobody but staff while it is a draft."""
    return Audience.STAFF if call.state is CallState.DRAFT else call.audience


def audience_of(answer: Input, call: Call | None) -> Audience:
    """Return the widest audience that may read the words of an answer to ``call``.

    Consent can only narrow what the file's own audience allows, and no answer is seen by more than its call:
    answers under seal, for totals only, for staff only, or waiting in triage are read by staff and nobody else.
    """
    if call is None or is_sealed(call) or answer.triage or not LETS[answer.consent].words:
        return Audience.STAFF
    return max(answer.audience, call.audience, key=lambda audience: audience.rank)


def name_for(answer: Input, reader: Audience) -> str:
    """Return the name under which this reader sees an answer: the organisation, or only its kind."""
    if LETS[answer.consent].name or reader is Audience.STAFF:
        return answer.organisation
    return answer.organisation_kind


def is_counted(answer: Input, reader: Audience, call: Call | None) -> bool:
    """Say whether an answer may be counted in totals that this reader sees; one that waits in triage never is."""
    if answer.triage:
        return False
    return reader is Audience.STAFF or (LETS[answer.consent].counted and not is_sealed(call))


def in_words(consent: Consent, readers: Audience) -> str:
    """Return in plain words who sees an answer with this consent; ``readers`` is the call's widest audience."""
    others = {Audience.PUBLIC: "Everybody", Audience.MEMBERS: "Other members"}.get(readers)
    lets = LETS[consent]
    if lets.words and others:
        name = "your organisation’s name" if lets.name else "the kind of your organisation, never its name"
        return f"{others} can read your answer under {name}, once the call has closed."
    if lets.counted:
        return "Only staff read your answer. Others see it only as part of totals, once the call has closed."
    return "Only staff read your answer, and no total that others see counts it."
