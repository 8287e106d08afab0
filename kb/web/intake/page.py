"""An answer that waits for a person: its original on the left, the form that puts it right on the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.answer_form import ORGANISATION_KINDS, AnswerForm
from kb.services.intake.waiting_answers import CHANNELS, WaitingItem
from kb.services.triage.board import is_set_aside
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class PartShown:
    """A part of the original as text."""

    name: str
    text: str
    problem: str


@dataclass(frozen=True)
class EntryFields:
    """The fields of one entry."""

    key: str
    rank: str
    title: str
    why: str
    question: str


@dataclass(frozen=True)
class WaitingPage:
    """One that waits."""

    template: ClassVar[str] = "intake/waiting.html"
    frame: Frame
    csrf: str
    call_title: str
    action: str
    back: str
    digest: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    shown: tuple[PartShown, ...]
    download: str
    organisation: str
    organisation_kind: str
    email: str
    consent: str
    besides: str
    entries: tuple[EntryFields, ...]
    kinds: tuple[str, ...]
    consents: tuple[str, ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    is_aside: bool


def waiting_page(
    frame: Frame, csrf: str, item: WaitingItem, typed: AnswerForm | None = None, errors: Mapping[str, str] | None = None
) -> WaitingPage:
    """Make the page, with what was typed and what is wrong with it where it came back."""
    answer, form, wrong = item.answer, typed or item.typed, errors or {}
    facts = [
        ("From", answer.sender),
        ("Subject", item.subject),
        ("Received", moment(answer.received)),
        ("Late", "after the deadline" if answer.late else ""),
        ("Read with", f"{answer.confidence} % certainty" if answer.confidence else ""),
    ]
    address = f"/calls/{item.call.id}/triage/waiting/{answer.id}"
    return WaitingPage(
        frame=frame,
        csrf=csrf,
        call_title=item.call.title,
        action=address,
        back=f"/calls/{item.call.id}/triage",
        digest=item.digest,
        kind=CHANNELS.get(answer.channel, answer.channel.value),
        facts=tuple((name, words) for name, words in facts if words),
        reasons=answer.triage or ("Somebody has taken it in already.",),
        shown=tuple(PartShown(part.name, part.text, part.problem) for part in item.parts),
        download=f"{address}/original" if answer.original else "",
        organisation=form.organisation,
        organisation_kind=form.organisation_kind,
        email=form.email,
        consent=form.consent,
        besides=form.besides,
        entries=tuple(
            EntryFields(slot.key, str(rank), slot.title, slot.why, slot.question)
            for rank, slot in enumerate(form.slots, start=1)
        ),
        kinds=ORGANISATION_KINDS,
        consents=tuple(choice.value for choice in item.call.choices),
        errors=wrong,
        problems=tuple(Link(words, f"#{field}") for field, words in wrong.items()),
        is_aside=is_set_aside(answer),
    )
