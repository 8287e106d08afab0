"""Priorities: the list, and one with its evidence by stance, who raised it, and its searches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.call.call import Input
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, Stance
from kb.domain.query.search_query import Filters, SearchQuery
from kb.services.calls.member_questions import AskedQuestion, QuestionGroup
from kb.services.editorial.question_form import slot_words
from kb.services.library.browse import PriorityView
from kb.web.addresses import search_address
from kb.web.comments.part import CommentsPart
from kb.web.humanize import count, listed, number
from kb.web.layout.frame import Frame, Link
from kb.web.priorities.evidence_part import StanceGroup, stance_group
from kb.web.priorities.offers_part import Offers
from kb.web.priorities.searches_part import PrioritySearchesPart
from kb.web.priorities.timeline_part import TimelinePart
from kb.web.sources.marks import SIGNS
from kb.web.sources.meta import citation_links

STATUS_WORDS = {
    PriorityStatus.DRAFT: "Draft: not agreed yet",
    PriorityStatus.AGREED: "Agreed",
    PriorityStatus.MERGED: "Merged into another",
    PriorityStatus.RETIRED: "No longer followed",
}


@dataclass(frozen=True)
class StanceTally:
    """How much evidence of one stance there is."""

    stance: str
    sign: str
    words: str


@dataclass(frozen=True)
class PriorityEntry:
    """A priority in the list."""

    title: str
    address: str
    statement: str
    status: str
    tallies: tuple[StanceTally, ...]
    evidence: str
    raised: str


@dataclass(frozen=True)
class PrioritiesPage:
    """The list of priorities."""

    template: ClassVar[str] = "priorities/priorities.html"
    frame: Frame
    heading: str
    entries: tuple[PriorityEntry, ...]
    work: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RaisedRow:
    """An answer in which the priority was raised, as far as consent lets it be told."""

    rank: str
    title: str
    name: str
    address: str
    invented: bool


@dataclass(frozen=True)
class AskedRow:
    """A question of a member for the inspectorate, with those of others that ask nearly the same.

    ``make`` is where it is made a question of ours, for those who may.
    """

    words: str
    name: str
    address: str
    invented: bool
    like_it: tuple["AskedRow", ...] = ()
    shared: str = ""
    make: str = ""


@dataclass(frozen=True)
class PriorityPage:
    """One priority."""

    template: ClassVar[str] = "priorities/priority.html"
    frame: Frame
    citation_files: tuple[Link, ...]
    title: str
    statement: Markup
    status: str
    evidence_words: str
    groups: tuple[StanceGroup, ...]
    raised: tuple[RaisedRow, ...]
    raised_more: str
    raised_words: str
    asked: tuple[AskedRow, ...]
    merged: Link | None
    any_invented: bool
    topics: tuple[Link, ...]
    call: str
    body: Markup
    offers: Offers
    searches: PrioritySearchesPart
    comments: CommentsPart | None
    timeline: TimelinePart | None


def priorities_page(frame: Frame, views: Sequence[PriorityView], waiting: int | None = None) -> PrioritiesPage:
    """Make the list; ``waiting`` is for staff: how many wait for this reader to agree to them."""
    heading = count(len(views), "priority")
    work = [Link("New priority", "/priorities/new")] if waiting is not None else []
    work += [Link(f"Agree to {count(waiting, 'priority')}", "/priorities/agree")] if waiting else []
    return PrioritiesPage(frame, heading[:1].upper() + heading[1:], tuple(_entry(view) for view in views), tuple(work))


def _entry(view: PriorityView) -> PriorityEntry:
    priority = view.priority
    counting = [one for one in view.evidence if not one.cited.is_suspect]
    numbers = {stance: sum(e.cited.stance is stance for e in counting) for stance in Stance}
    return PriorityEntry(
        title=priority.title,
        address=f"/priorities/{priority.id}",
        statement=priority.statement,
        status=STATUS_WORDS[priority.status],
        tallies=tuple(StanceTally(s.value, SIGNS[s], f"{n} {s.value}") for s, n in numbers.items() if n),
        evidence=_evidence_words(view),
        raised=_raised_words(view),
    )


def _evidence_words(view: PriorityView) -> str:
    if not view.evidence:
        return "No evidence yet"
    suspect = sum(one.cited.is_suspect for one in view.evidence)
    passages = count(len(view.evidence), "passage")
    have = "has changed in its source and counts" if suspect == 1 else "have changed in their sources and count"
    waiting = f"; {number(suspect)} of these {have} for no body until somebody has decided" if suspect else ""
    return f"{passages}, {count(view.bodies, 'independent body')}{waiting}"


def _raised_words(view: PriorityView) -> str:
    return f"raised {count(len(view.raised), 'time')}" if view.raised else "in no answer that you can read"


def priority_page(
    frame: Frame,
    view: PriorityView,
    questions: Sequence[QuestionGroup],
    merged: Priority | None,
    base_url: str,
    offers: Offers,
    searches: PrioritySearchesPart,
    comments: CommentsPart | None,
    timeline: TimelinePart | None,
) -> PriorityPage:
    """Make the page of one priority; ``merged`` is the one that it was merged into."""
    priority = view.priority
    raised = tuple(_raised(row.slot, row.answer) for row in view.raised if row.answer is not None)
    more = len(view.raised) - len(raised)
    return PriorityPage(
        frame=frame,
        citation_files=citation_links(f"/priorities/{priority.id}") if view.evidence else (),
        title=priority.title,
        statement=safe_html(priority.statement),
        status=STATUS_WORDS[priority.status],
        evidence_words=_evidence_words(view),
        groups=tuple(group for stance in Stance if (group := stance_group(stance, view.evidence, base_url))),
        raised=raised,
        raised_more=f"{'and ' if raised else ''}{count(more, 'answer')} counted in totals only" if more else "",
        raised_words=_raised_words(view),
        asked=tuple(_asked(group, offers.make) for group in questions),
        merged=Link(merged.title, f"/priorities/{merged.id}") if merged else None,
        any_invented=any(row.invented for row in raised),
        topics=tuple(
            Link(t.name, search_address(SearchQuery(filters=Filters(chosen=(("topic", (t.id,)),)))))
            for t in view.topics
        ),
        call=f"/calls/{priority.call}" if priority.call else "",
        body=safe_html(priority.body),
        offers=offers,
        searches=searches,
        comments=comments,
        timeline=timeline,
    )


def _raised(slot: SlotRef, answer: Input) -> RaisedRow:
    title = answer.slots[slot.rank - 1].title if 0 < slot.rank <= len(answer.slots) else ""
    address = f"/inputs/{answer.call}/{answer.id}#slot-{slot.rank}"
    return RaisedRow(f"choice {slot.rank}", title, answer.organisation, address, answer.illustrative)


def _asked(group: QuestionGroup, make: str) -> AskedRow:
    first, *others = (_asked_row(one, make) for one in group.questions)
    return replace(first, like_it=tuple(others), shared=listed([f"“{word}”" for word in group.words[:5]]))


def _asked_row(one: AskedQuestion, make: str) -> AskedRow:
    address = f"/inputs/{one.call}/{one.slot.input}#slot-{one.slot.rank}"
    made = f"{make}{slot_words(one.slot)}" if make else ""
    return AskedRow(one.words, one.name, address, one.illustrative, make=made)
