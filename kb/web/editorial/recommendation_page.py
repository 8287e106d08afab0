"""Recommendations that are followed: the list, one with its history, and what can be followed in a source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.form_data import FormData
from kb.domain.source.passage import Passage, PassageKind
from kb.domain.source.source import Source
from kb.services.editorial.recommendations import RecommendationView
from kb.services.editorial.register_status import RegisterLine
from kb.web.addresses import source_address
from kb.web.editorial.entry_form import EntryOption, FormField, choice, line, text
from kb.web.editorial.entry_parts import priority_links
from kb.web.humanize import count, listed, shortened
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation in a list."""

    words: str
    address: str
    story: str
    addressees: str
    state: str
    source: Link


@dataclass(frozen=True)
class RecommendationsPage:
    """The list of what is followed."""

    template: ClassVar[str] = "editorial/recommendations.html"
    frame: Frame
    heading: str
    rows: tuple[RecommendationRow, ...]
    works: bool


@dataclass(frozen=True)
class RecommendationStatusRow:
    """A status at a date, and where that stands."""

    date: str
    status: str
    note: str
    source: Link | None


@dataclass(frozen=True)
class SaidRow:
    """What the register says newly, ready to be added by a person."""

    words: str
    date: str
    note: str
    source: str
    options: tuple[EntryOption, ...]


@dataclass(frozen=True)
class RecommendationPage:
    """One recommendation; ``edit``, ``add`` and ``said`` are for people who work on it."""

    template: ClassVar[str] = "editorial/recommendation.html"
    frame: Frame
    csrf: str
    told: str
    summary: str
    story: str
    addressees: str
    quote: str
    source: Link
    register_id: str
    statuses: tuple[RecommendationStatusRow, ...]
    priorities: tuple[Link, ...]
    body: Markup
    works: bool
    edit: str
    add: str
    said: tuple[SaidRow, ...]


@dataclass(frozen=True)
class Followable:
    """A recommendation that a source makes: followed, or to be followed by those who may."""

    label: str
    passage: str
    followed: Link | None
    follow: str
    words: str = "Follow this recommendation"


def recommendations_page(frame: Frame, views: Sequence[RecommendationView], *, works: bool) -> RecommendationsPage:
    """Make the list."""
    heading = count(len(views), "recommendation followed", "recommendations followed")
    return RecommendationsPage(frame, heading[:1].upper() + heading[1:], tuple(_row(view) for view in views), works)


def recommendation_links(views: Iterable[RecommendationView]) -> tuple[Link, ...]:
    """Return recommendations as links, with what became of them."""
    return tuple(Link(view.entry.summary, recommendation_address(view), view.story) for view in views)


def _row(view: RecommendationView) -> RecommendationRow:
    entry = view.entry
    return RecommendationRow(
        words=entry.summary,
        address=recommendation_address(view),
        story=_sentence(view.story),
        addressees=listed(entry.addressees),
        state="open" if entry.is_open else "closed",
        source=source_link(view),
    )


def recommendation_page(
    frame: Frame, csrf: str, view: RecommendationView, *, works: bool, told: str = ""
) -> RecommendationPage:
    """Make the page of one; ``works`` says that the reader works on entries."""
    entry = view.entry
    return RecommendationPage(
        frame=frame,
        csrf=csrf,
        told=told,
        summary=entry.summary,
        story=_sentence(view.story),
        addressees=listed(entry.addressees),
        quote=entry.citation.exact if view.passage and not view.passage.startswith(("finding", "summary")) else "",
        source=source_link(view),
        register_id=entry.register_id,
        statuses=tuple(_status(one, view) for one in entry.statuses),
        priorities=priority_links(view.priorities),
        body=safe_html(entry.body),
        works=works,
        edit=f"{recommendation_address(view)}/edit",
        add=f"{recommendation_address(view)}/status",
        said=tuple(_said(one) for one in view.said),
    )


def status_fields(form: FormData, sources: Sequence[Source]) -> tuple[FormField, ...]:
    """Make the fields in which a dated status is added."""
    known = sorted(sources, key=lambda source: source.heading)
    return (
        line(form, "date", "Date", hint="As exact as it is known: 2016, 2016-09 or 2016-09-30.", needed=True),
        choice(form, "status", "Where it stood then", (EntryOption(one.value, one.value) for one in Status)),
        text(form, "note", "What was said", hint="In your own words.", rows=2),
        choice(
            form,
            "source",
            "Which source says so",
            (EntryOption("", "none of those here"), *(EntryOption(one.id, one.heading) for one in known)),
        ),
    )


def history_form(entry: Recommendation) -> FormData:
    """Return what became of one so far as form data, to stand beside what somebody wants to add to it."""
    told = ((one, f", {one.note}" if one.note else "") for one in entry.statuses)
    lines = (f"{one.date.in_words()}: {one.status.value}{note}" for one, note in told)
    return {"history": ("\n".join(lines),)}


def history_fields(form: FormData) -> tuple[FormField, ...]:
    """Make the field of what became of one so far, where a form has it."""
    return (text(form, "history", "What became of it so far"),) if "history" in form else ()


def followables(
    source: str, passages: Iterable[Passage], views: Sequence[RecommendationView], *, works: bool
) -> tuple[Followable, ...]:
    """Return the recommendations of a source: which are followed, and which can be."""
    followed = {view.passage: view for view in views if view.passage}
    rows = []
    for passage in passages:
        view = followed.pop(passage.id, None)
        if view is None and (passage.kind is not PassageKind.RECOMMENDATION or not works):
            continue
        link = Link(shortened(view.entry.summary, 120), recommendation_address(view), view.story) if view else None
        follow = "" if view else f"/recommendations/new?source={source}&passage={passage.id}"
        rows.append(Followable(passage.label or shortened(passage.text, 80), passage.id, link, follow))
    others = (*followed.values(), *(view for view in views if not view.passage))
    rows += [Followable("", "", Link(one.entry.summary, recommendation_address(one), one.story), "") for one in others]
    if works:
        rows.append(Followable("", "", None, f"/recommendations/new?source={source}", "Follow one that is not listed"))
    return tuple(rows)


def recommendation_address(view: RecommendationView) -> str:
    """Return where a recommendation is read."""
    return f"/recommendations/{view.entry.id}"


def _sentence(story: str) -> str:
    return f"{story[:1].upper()}{story[1:]}."


def source_link(view: RecommendationView) -> Link:
    """Return a link to the place that makes a recommendation; its note names the publishers."""
    place = view.entry.citation.label
    words = f"{view.source.heading}{f', {place}' if place else ''}"
    return Link(words, source_address(view.source.id, view.passage), listed(view.source.publishers))


def _status(one: StatusAt, view: RecommendationView) -> RecommendationStatusRow:
    source = view.sources.get(one.source)
    link = Link(source.heading, source_address(source.id)) if source else None
    return RecommendationStatusRow(one.date.in_words(), one.status.value, one.note, link)


def _said(said: RegisterLine) -> SaidRow:
    meant = said.status.value if said.status else ""
    options = tuple(EntryOption(one.value, one.value, one.value == meant) for one in Status)
    return SaidRow(f"{said.date.in_words()}: {said.words}", str(said.date), said.words, said.source, options)
