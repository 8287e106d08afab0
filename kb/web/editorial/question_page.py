"""Inspection questions: the list, and one with where it comes from and what an inspector would look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.markdown.html import safe_html
from kb.domain.editorial.question import Pillar, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.priority.priority import Priority
from kb.services.calls.raised import RaisedBy, RaisedSlot
from kb.services.editorial.entries import EntryFilter, QuestionView
from kb.services.library.browse import PriorityView
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import STATES, EntryWork, PriorityRow, priority_links, priority_rows, state_words
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame, Link
from kb.web.sources.page import ListOption, Select

KINDS = {
    QuestionKind.FACT: ("Fact", "what is there: numbers, dates, contracts"),
    QuestionKind.PRACTICE: ("Practice", "how it is done"),
    QuestionKind.OUTCOME: ("Outcome", "what came of it"),
}


@dataclass(frozen=True)
class EntryRow:
    """An entry in a list."""

    words: str
    address: str
    about: str
    priorities: tuple[Link, ...]
    state: str


@dataclass(frozen=True)
class EntriesPage:
    """A list of questions or of advice; ``new`` is where to write another, for those who may."""

    template: ClassVar[str] = "editorial/entries.html"
    frame: Frame
    heading: str
    lead: str
    action: str
    filters: tuple[Select, ...]
    is_narrowed: bool
    rows: tuple[EntryRow, ...]
    empty: str
    new: Link | None
    others: tuple[Link, ...]


@dataclass(frozen=True)
class RaisedQuestionRow:
    """A member's question, as consent lets it be told."""

    words: str
    name: str
    address: str
    invented: bool


@dataclass(frozen=True)
class QuestionPage:
    """One question."""

    template: ClassVar[str] = "editorial/question.html"
    frame: Frame
    csrf: str
    text: str
    state: str
    told: str
    problem: str
    facts: tuple[tuple[str, str], ...]
    look_at: tuple[str, ...]
    background: tuple[Link, ...]
    good_answer: Markup
    priorities: tuple[PriorityRow, ...]
    raised: tuple[RaisedQuestionRow, ...]
    raised_more: str
    any_invented: bool
    body: Markup
    work: EntryWork | None


def questions_page(
    frame: Frame, views: Sequence[QuestionView], wanted: EntryFilter, priorities: Iterable[Priority], *, works: bool
) -> EntriesPage:
    """Make the list; ``priorities`` are those to choose from, ``works`` says that others than reviewed show."""
    heading = count(len(views), "question for the inspectorate", "questions for the inspectorate")
    kinds = [(kind.value, KINDS[kind][0]) for kind in QuestionKind]
    pillars = [(pillar.value, pillar.value.capitalize()) for pillar in Pillar]
    pillar = wanted.pillar.value if wanted.pillar else ""
    return EntriesPage(
        frame=frame,
        heading=f"{heading[:1].upper()}{heading[1:]}",
        lead="What to ask, of whom, and what an inspector would look at.",
        action="/questions",
        filters=(*filters_of(wanted, priorities, kinds, works=works), _filter("pillar", "Pillar", pillars, pillar)),
        is_narrowed=wanted != EntryFilter(),
        rows=tuple(_row(view) for view in views),
        empty=_empty("question", "questions", works=works),
        new=Link("Write a question", "/questions/new") if works else None,
        others=(
            Link("Strategies and guidance", "/advice"),
            Link("Recommendations", "/recommendations"),
        ),
    )


def filters_of(
    wanted: EntryFilter, priorities: Iterable[Priority], kinds: Sequence[tuple[str, str]], *, works: bool
) -> tuple[Select, ...]:
    """Make the filters that both lists have; the state is asked for by those who see more than one."""
    by_title = sorted(((one.id, one.title) for one in priorities), key=lambda pair: pair[1])
    states = [(state.value, STATES[state]) for state in ReviewState]
    filters = (
        _filter("priority", "Priority", by_title, wanted.priority),
        _filter("kind", "Kind", kinds, wanted.kind.value if wanted.kind else ""),
    )
    return (
        (*filters, _filter("state", "State", states, wanted.state.value if wanted.state else "")) if works else filters
    )


def _filter(name: str, label: str, values: Sequence[tuple[str, str]], chosen: str) -> Select:
    options = (
        ListOption("", "any", not chosen),
        *(ListOption(value, words, value == chosen) for value, words in values),
    )
    return Select(name, label, options)


def _empty(one: str, many: str, *, works: bool) -> str:
    if works:
        return f"No {one} here yet. Write one, or take away a filter."
    return f"No {many} here yet that a second person has reviewed. Read the priorities that they will be for."


def _row(view: QuestionView) -> EntryRow:
    question = view.entry
    about = ", ".join((KINDS[question.kind][0], f"asked of {question.asked_of}", *(p.value for p in question.pillars)))
    address = f"/questions/{question.id}"
    return EntryRow(question.text, address, about, priority_links(view.priorities), STATES[question.state])


def question_page(
    frame: Frame,
    csrf: str,
    view: QuestionView,
    priorities: Iterable[PriorityView],
    work: EntryWork | None,
    *,
    told: str = "",
    problem: str = "",
) -> QuestionPage:
    """Make the page of one question; ``told`` is what was just done, ``problem`` why something was not."""
    question = view.entry
    raised = tuple(raised_row(row) for row in view.raised.rows)
    name, means = KINDS[question.kind]
    facts = (
        ("Asks for", f"{name.lower()}: {means}"),
        ("Asked of", question.asked_of),
        ("Pillar", listed([pillar.value for pillar in question.pillars])),
    )
    return QuestionPage(
        frame=frame,
        csrf=csrf,
        text=question.text,
        state=state_words(question),
        told=told,
        problem=problem,
        facts=tuple((label, words) for label, words in facts if words),
        look_at=question.look_at,
        background=tuple(
            Link(source.heading, source_address(source.id), listed(source.publishers)) for source in view.background
        ),
        good_answer=safe_html(question.good_answer),
        priorities=priority_rows(priorities),
        raised=raised,
        raised_more=more_words(view.raised),
        any_invented=any(row.invented for row in raised),
        body=safe_html(question.body),
        work=work,
    )


def raised_row(row: RaisedSlot) -> RaisedQuestionRow:
    """Make the row of an entry of an answer: its question, or its title where it asks none."""
    address = f"/inputs/{row.call}/{row.slot.input}#slot-{row.slot.rank}"
    return RaisedQuestionRow(row.question or row.title, row.name, address, row.illustrative)


def more_words(raised: RaisedBy) -> str:
    """Say how many members more there are, who are counted and not read."""
    if not raised.more:
        return ""
    more = count(raised.more, "member")
    return f"and {more} counted in totals only" if raised.rows else f"{more}, counted in totals only"
