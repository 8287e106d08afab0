"""What the pages of questions and advice share: where an entry stands, its turns, its history, its links."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import NEXT, ReviewState, Turn
from kb.domain.priority.priority import Priority
from kb.services.library.browse import PriorityView
from kb.web.addresses import source_address
from kb.web.comments.part import CommentsPart
from kb.web.editorial.entry_form import AUDIENCES
from kb.web.humanize import count, moment
from kb.web.layout.frame import Link
from kb.web.sources.marks import SIGNS

Names = Callable[[str], str]
"""Who an id of an account is, in words for this reader."""

STATES = {
    ReviewState.DRAFT: "Draft",
    ReviewState.IN_REVIEW: "Waits for review",
    ReviewState.REVIEWED: "Reviewed",
    ReviewState.RETIRED: "Retired",
}
_DONE = {
    ReviewState.DRAFT: "made it a draft again",
    ReviewState.IN_REVIEW: "handed it in for review",
    ReviewState.REVIEWED: "reviewed it",
    ReviewState.RETIRED: "retired it",
}
_BUTTONS = {
    ReviewState.DRAFT: "Send it back",
    ReviewState.IN_REVIEW: "Hand it in for review",
    ReviewState.REVIEWED: "Mark it as reviewed",
    ReviewState.RETIRED: "Retire it",
}


@dataclass(frozen=True)
class TurnForm:
    """A turn that can be taken; ``why_not`` says why this person may not take it."""

    state: str
    button: str
    note: str
    why_not: str


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence of a priority, in one line."""

    stance: str
    sign: str
    words: str
    address: str


@dataclass(frozen=True)
class PriorityRow:
    """A priority that an entry is for, with the evidence that rests behind it."""

    title: str
    address: str
    words: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class EntryWork:
    """What people who work on entries get besides: where it stands, what they may do, what was done, and comments."""

    edit: str
    turn: str
    seen: str
    forms: tuple[TurnForm, ...]
    history: tuple[str, ...]
    versions: str
    comments: CommentsPart | None


def state_words(entry: Question | Advice) -> str:
    """Return where an entry stands and who may read it."""
    if entry.state is ReviewState.RETIRED:
        return STATES[entry.state]
    readers = AUDIENCES[entry.audience][0]
    if entry.state is ReviewState.REVIEWED:
        return "Reviewed" if entry.audience is Audience.PUBLIC else f"Reviewed; for {readers}"
    return f"{STATES[entry.state]}; for {readers} once it is reviewed"


def work_of(
    entry: Question | Advice,
    address: str,
    digest: str,
    why_not: Callable[[ReviewState], str],
    names: Names,
    comments: CommentsPart | None,
    *,
    has_versions: bool,
) -> EntryWork:
    """Make what people who work on entries get."""
    can = [TurnForm(to.value, _button(entry.state, to), _note(to), why_not(to)) for to in NEXT[entry.state]]
    is_retired = entry.state is ReviewState.RETIRED
    return EntryWork(
        edit="" if is_retired else f"{address}/edit",
        turn=f"{address}/turn",
        seen=digest[:20],
        forms=tuple(can),
        history=(f"{names(entry.author)} wrote it, {moment(entry.made)}", *(_told(t, names) for t in entry.turns)),
        versions=f"{address}/versions" if has_versions else "",
        comments=comments,
    )


def priority_rows(views: Iterable[PriorityView]) -> tuple[PriorityRow, ...]:
    """Make the rows of priorities with their evidence."""
    return tuple(
        PriorityRow(
            view.priority.title,
            f"/priorities/{view.priority.id}",
            f"{count(len(view.evidence), 'passage')}, {count(view.bodies, 'independent body')}"
            if view.evidence
            else "no evidence yet",
            _evidence(view),
        )
        for view in views
    )


def priority_links(priorities: Iterable[Priority]) -> tuple[Link, ...]:
    """Return links to priorities."""
    return tuple(Link(one.title, f"/priorities/{one.id}") for one in priorities)


def _evidence(view: PriorityView) -> tuple[EvidenceLine, ...]:
    rows = []
    for each in view.evidence:
        stance, source, passage = each.cited.stance, each.cited.source, each.passage
        if source is None:
            continue
        place = f", {passage.locator}" if passage and passage.locator else ""
        address = source_address(source.id, passage.id if passage else "")
        rows.append(EvidenceLine(stance.value, SIGNS[stance], f"{source.heading}{place}", address))
    return tuple(rows)


def _button(now: ReviewState, to: ReviewState) -> str:
    if to is ReviewState.DRAFT and now is ReviewState.RETIRED:
        return "Take it up again"
    if to is ReviewState.DRAFT and now is ReviewState.REVIEWED:
        return "Make it a draft again"
    return _BUTTONS[to]


def _note(to: ReviewState) -> str:
    return {ReviewState.DRAFT: "What is to be changed", ReviewState.RETIRED: "Why (may be left out)"}.get(to, "")


def _told(turn: Turn, names: Names) -> str:
    note = f": {turn.note}" if turn.note else ""
    return f"{names(turn.who)} {_DONE[turn.state]}, {moment(turn.at)}{note}"
