"""What is offered under a priority: situation and problem, questions, strategies and guidance, recommendations.

A part of the priority's page in a module and a template of its own; ``offers`` is its only field there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.priority.agreement import writer_of
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.services.editorial.entries import AdviceView, OfPriority, QuestionView
from kb.web.editorial.entry_parts import STATES
from kb.web.editorial.question_page import KINDS
from kb.web.humanize import moment
from kb.web.layout.frame import Link


@dataclass(frozen=True)
class OfferedEntry:
    """One entry under the priority."""

    words: str
    address: str
    note: str
    state: str


@dataclass(frozen=True)
class Offers:
    """Everything that is offered; what can be added and edited is empty for those who may not.

    ``make`` is where a member's question is made a question for the inspectorate: the entry of the answer follows.
    """

    situation: Markup
    problem: Markup
    questions: tuple[OfferedEntry, ...]
    strategies: tuple[OfferedEntry, ...]
    guidance: tuple[OfferedEntry, ...]
    recommendations: tuple[Link, ...]
    add: tuple[Link, ...]
    edit: str
    versions: str
    make: str
    works: bool
    agreement: "AgreementPart | None"


@dataclass(frozen=True)
class AgreementPart:
    """Who wrote the words and who agreed to them, for staff; ``value`` names the priority in the form that agrees."""

    csrf: str
    words: str
    value: str


def agreement_part(priority: Priority, csrf: str, value: str, name: Callable[[str], str]) -> AgreementPart:
    """Make the part; ``value`` is empty where this reader cannot agree."""
    writer = writer_of(priority)
    told = [f"worded by {name(writer)}{f', {moment(priority.changed)}' if priority.changed else ''}" if writer else ""]
    told.append(f"agreed by {name(priority.agreed_by)}" if priority.agreed_by else "")
    told.append(moment(priority.agreed_at) if priority.agreed_at else "")
    if priority.status is PriorityStatus.DRAFT and not value:
        told.append("somebody else agrees to these words")
    words = ", ".join(part for part in told if part)
    return AgreementPart(csrf, f"{words[:1].upper()}{words[1:]}." if words else "", value)


def offers_of(
    priority: Priority,
    under: OfPriority,
    recommendations: Sequence[Link],
    agreement: AgreementPart | None,
    *,
    works: bool,
    is_staff: bool,
) -> Offers:
    """Make what is offered; ``works`` says that the reader works on entries, ``is_staff`` that they edit priorities."""
    ask = f"/questions/new?priority={priority.id}"
    give = f"/advice/new?priority={priority.id}"
    adds = (
        Link("Add a question", ask),
        Link("Add a strategy", f"{give}&kind=strategy"),
        Link("Add guidance", f"{give}&kind=guidance"),
    )
    return Offers(
        situation=safe_html(priority.situation),
        problem=safe_html(priority.problem),
        questions=tuple(_question(view) for view in under.questions),
        strategies=tuple(_advice(view) for view in under.strategies),
        guidance=tuple(_advice(view) for view in under.guidance),
        recommendations=tuple(recommendations),
        add=adds if works and priority.is_open else (),
        edit=f"/priorities/{priority.id}/edit" if is_staff and not priority.merged_into else "",
        versions=f"/priorities/{priority.id}/versions" if is_staff and priority.changes else "",
        make=f"{ask}&raised=" if is_staff and priority.is_open else "",
        works=works,
        agreement=agreement,
    )


def _question(view: QuestionView) -> OfferedEntry:
    question = view.entry
    note = f"{KINDS[question.kind][0]}, asked of {question.asked_of}"
    return OfferedEntry(question.text, f"/questions/{question.id}", note, STATES[question.state])


def _advice(view: AdviceView) -> OfferedEntry:
    advice = view.entry
    return OfferedEntry(advice.title, f"/advice/{advice.id}", f"For {advice.for_whom}", STATES[advice.state])
