"""The page of one annotated entry: its words, what it is evidence for, where it stands, and what may be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.audience import Audience
from kb.domain.editorial.review import NEXT, ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, Decision
from kb.services.evidence.annotations import AnnotationView
from kb.web.comments.part import CommentsPart
from kb.web.evidence.annotation_form_page import AUDIENCES, About, about_of
from kb.web.evidence.decisions import DecisionRow, decision_rows, read_words
from kb.web.humanize import day, moment
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import MarkedEvidence, link_mark

Names = Callable[[str], str]
WhyNot = Callable[[ReviewState], str]

STATE_WORDS = {
    ReviewState.DRAFT: "A draft",
    ReviewState.IN_REVIEW: "Waits for review",
    ReviewState.REVIEWED: "Reviewed",
    ReviewState.RETIRED: "Retired: no longer held",
}
ACTS = {
    "hand-in": ReviewState.IN_REVIEW,
    "accept": ReviewState.REVIEWED,
    "send-back": ReviewState.DRAFT,
    "take-up": ReviewState.DRAFT,
    "retire": ReviewState.RETIRED,
}
"""What people may do with an entry, by the last part of the address, and the state that it leaves."""
DONE = {
    "made": "Saved as a draft. Nobody but those who work on entries sees it.",
    "changed": "Saved. What it said before is kept.",
    "hand-in": "Handed in. Somebody else reviews it.",
    "accept": "Reviewed. It counts as evidence now.",
    "send-back": "Sent back as a draft, with your note.",
    "take-up": "Taken up again, as a draft.",
    "retire": "Retired. It is kept, and can be taken up again.",
}


@dataclass(frozen=True)
class AnnotationActForm:
    """Something that may be done: its button, the label of its note (empty: takes none), or why it may not be."""

    name: str
    button: str
    note: str
    needs_note: bool
    is_main: bool
    why_not: str


@dataclass(frozen=True)
class TurnRow:
    """One turn: what became of the entry, when, by whom, and why."""

    words: str
    when: str
    who: str
    note: str


@dataclass(frozen=True)
class AnnotationPage:
    """An entry; ``acts`` and ``turns`` are for those who work on entries."""

    template: ClassVar[str] = "evidence/annotation.html"
    frame: Frame
    csrf: str
    said: str
    problem: str
    suspect: str
    decide: str
    as_captured: str
    decisions: tuple[DecisionRow, ...]
    action: str
    seen: str
    about: About
    byline: str
    body: Markup
    links: tuple[MarkedEvidence, ...]
    tags: tuple[Link, ...]
    state: str
    by: str
    review_by: str
    is_overdue: bool
    readers: str
    works: bool
    edit: str
    versions: str
    acts: tuple[AnnotationActForm, ...]
    turns: tuple[TurnRow, ...]
    jsonld: str
    comments: CommentsPart | None


def annotation_page(
    frame: Frame,
    csrf: str,
    seen: AnnotationView,
    passage: str,
    names: Names,
    why_not: WhyNot | None,
    standing: tuple[bool, Decision | None] = (False, None),
    comments: CommentsPart | None = None,
    *,
    said: str = "",
    problem: str = "",
) -> AnnotationPage:
    """Make the page; ``passage`` is where its words stand now, ``why_not`` is nothing for who does not work on it.

    ``standing`` says whether it is suspect, and by which decision its words stand as they were read.
    """
    is_suspect, stands = standing
    entry = seen.entry
    works = why_not is not None
    action = f"/annotations/{entry.id}"
    last = f", last changed {moment(entry.changed)}" if works and entry.changed else ""
    return AnnotationPage(
        frame=frame,
        csrf=csrf,
        said=said,
        problem=problem,
        suspect="The words are not in the source any more as they were read. They count for nothing until decided."
        if is_suspect
        else "",
        decide=f"{action}/decide" if works and (is_suspect or stands) else "",
        as_captured=f"Stands {read_words(entry.citation)}." if stands else "",
        decisions=decision_rows(entry.decisions, names) if works else (),
        action=action,
        seen=seen.digest if works else "",
        about=about_of(seen.source, entry.citation, passage),
        byline=_byline(seen),
        body=safe_html(entry.body),
        links=linked_rows(seen),
        tags=tuple(Link(tag, f"/annotations?{urlencode({'tag': tag})}") for tag in entry.tags),
        state=STATE_WORDS[entry.state],
        by=f"{names(entry.author)}, {moment(entry.made)}{last}",
        review_by=day(entry.review_by) if entry.review_by else "",
        is_overdue=seen.is_overdue,
        readers=readers_of(entry, seen.source.readers),
        works=works,
        edit="" if entry.state is ReviewState.RETIRED or not works else f"{action}/edit",
        versions=f"{action}/versions" if works and entry.changes else "",
        acts=acts_of(entry, why_not) if why_not else (),
        turns=tuple(turn_row(turn, names) for turn in entry.turns) if works else (),
        jsonld=f"{action}.jsonld",
        comments=comments,
    )


def linked_rows(seen: AnnotationView) -> tuple[MarkedEvidence, ...]:
    """Return what an entry says for or against priorities, as far as its reader may see them."""
    pairs = zip(seen.entry.links, seen.priorities, strict=True)
    return tuple(link_mark(link, priority.title) for link, priority in pairs)


def readers_of(entry: Annotation, of_source: Audience) -> str:
    """Return who may read an entry, or will once it is reviewed."""
    widest = max(entry.audience, of_source, key=lambda audience: audience.rank)
    words = AUDIENCES[widest]
    return words.partition(",")[0] if entry.state is ReviewState.REVIEWED else words


def acts_of(entry: Annotation, why_not: WhyNot) -> tuple[AnnotationActForm, ...]:
    """Return what may be done with an entry from where it stands, and what may not, with why."""
    now = entry.state
    acts = []
    for name, to in ACTS.items():
        is_right = {"send-back": now is ReviewState.IN_REVIEW, "take-up": now is ReviewState.RETIRED}.get(name, True)
        if to in NEXT[now] and is_right:
            acts.append(_act(name, why_not(to)))
    return tuple(acts)


def _act(name: str, why_not: str) -> AnnotationActForm:
    buttons = {
        "hand-in": ("Hand in for review", "", False, True),
        "accept": ("Mark as reviewed", "", False, True),
        "send-back": ("Send back", "What is to be changed", True, False),
        "take-up": ("Take up again", "", False, True),
        "retire": ("Retire it", "Why (may be left out)", False, False),
    }
    return AnnotationActForm(name, *buttons[name], why_not)


def turn_row(turn: Turn, names: Names) -> TurnRow:
    """Return a turn in words."""
    words = {
        ReviewState.DRAFT: "made a draft again" if turn.note else "changed, and a draft",
        ReviewState.IN_REVIEW: "handed in for review",
        ReviewState.REVIEWED: "reviewed",
        ReviewState.RETIRED: "retired",
    }
    return TurnRow(words[turn.state], moment(turn.at), names(turn.who), turn.note)


def _byline(seen: AnnotationView) -> str:
    source, captured = seen.source, seen.entry.citation.captured
    parts = [
        ", ".join(source.publishers),
        source.published.in_words() if source.published else "",
        f"as captured on {day(captured.date())}" if captured else "",
    ]
    return " · ".join(part for part in parts if part)
