"""Strategies and guidance to forces: the list, and one with the evidence that it works."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.editorial.question import AdviceKind
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import AdviceView, EntryFilter
from kb.services.library.browse import PriorityView
from kb.web.editorial.entry_parts import STATES, EntryWork, PriorityRow, priority_links, priority_rows, state_words
from kb.web.editorial.question_page import EntriesPage, EntryRow, filters_of
from kb.web.humanize import count, shortened
from kb.web.layout.frame import Frame, Link

KINDS = {
    AdviceKind.STRATEGY: ("Strategy", "for all who take part"),
    AdviceKind.GUIDANCE: ("Guidance", "to forces"),
}


@dataclass(frozen=True)
class AdvicePage:
    """One strategy, or one piece of guidance."""

    template: ClassVar[str] = "editorial/advice.html"
    frame: Frame
    csrf: str
    kind: str
    title: str
    state: str
    told: str
    problem: str
    what: Markup
    for_whom: str
    evidence: tuple[Link, ...]
    priorities: tuple[PriorityRow, ...]
    body: Markup
    work: EntryWork | None


def advice_list(
    frame: Frame, views: Sequence[AdviceView], wanted: EntryFilter, priorities: Iterable[Priority], *, works: bool
) -> EntriesPage:
    """Make the list; ``works`` says that others than reviewed ones show."""
    kinds = [(kind.value, KINDS[kind][0]) for kind in AdviceKind]
    heading = count(len(views), "strategy or guidance", "strategies and guidance")
    nobody = "Nothing here yet that a second person has reviewed. Read the priorities that it will be for."
    return EntriesPage(
        frame=frame,
        heading=f"{heading[:1].upper()}{heading[1:]}",
        lead="What to do about a priority, for whom, and the evidence that it works.",
        action="/advice",
        filters=filters_of(wanted, priorities, kinds, works=works),
        is_narrowed=wanted != EntryFilter(),
        rows=tuple(_row(view) for view in views),
        empty="Nothing here yet. Write something, or take away a filter." if works else nobody,
        new=Link("Write a strategy or guidance", "/advice/new") if works else None,
        others=(
            Link("Questions", "/questions"),
            Link("Recommendations", "/recommendations"),
        ),
    )


def _row(view: AdviceView) -> EntryRow:
    advice = view.entry
    about = f"{KINDS[advice.kind][0]}, for {advice.for_whom}"
    return EntryRow(advice.title, f"/advice/{advice.id}", about, priority_links(view.priorities), STATES[advice.state])


def advice_page(
    frame: Frame,
    csrf: str,
    view: AdviceView,
    priorities: Iterable[PriorityView],
    work: EntryWork | None,
    link: Callable[[Annotation], Link],
    *,
    told: str = "",
    problem: str = "",
) -> AdvicePage:
    """Make the page of one piece of advice; ``link`` leads to an annotation."""
    advice = view.entry
    return AdvicePage(
        frame=frame,
        csrf=csrf,
        kind=KINDS[advice.kind][0],
        title=advice.title,
        state=state_words(advice),
        told=told,
        problem=problem,
        what=safe_html(advice.what),
        for_whom=advice.for_whom,
        evidence=tuple(link(one) for one in view.evidence),
        priorities=priority_rows(priorities),
        body=safe_html(advice.body),
        work=work,
    )


def annotation_words(annotation: Annotation, source: str) -> str:
    """Return an annotation in a few words, beside the name of its source."""
    said = " ".join((annotation.citation.exact or annotation.body).split())
    return f"{source}: {shortened(said, 120)}" if said else source
