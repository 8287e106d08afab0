"""What else waits on the desk of people who write: questions and advice to review, and priorities to agree to."""

from collections.abc import Iterable

from kb.domain.editorial.question import Question
from kb.domain.editorial.review import sent_back_because
from kb.domain.priority.agreement import writer_of
from kb.domain.priority.priority import Priority
from kb.services.editorial.entries import AdviceView, QuestionView
from kb.services.editorial.priority_text import WordsToAgree
from kb.services.evidence.review_workflow import ReviewQueue
from kb.web.desk.page import DeskQueue
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import moment, shortened
from kb.web.layout.frame import Link

LONGEST_WORDS = 120


def written_queues(waiting: ReviewQueue[QuestionView | AdviceView], names: Names) -> tuple[DeskQueue, ...]:
    """Return the queues with questions and advice."""
    return (
        DeskQueue("written", "Questions and advice to review", tuple(_link(view, names) for view in waiting.to_review)),
        DeskQueue(
            "written-back",
            "Questions and advice sent back to you",
            tuple(_link(view, names) for view in waiting.sent_back),
        ),
        DeskQueue(
            "written-drafts",
            "Your drafts of questions and advice",
            tuple(_link(view, names) for view in waiting.drafts),
        ),
    )


def to_agree_queue(waiting: Iterable[WordsToAgree], names: Names) -> DeskQueue:
    """Return the queue with the priorities whose words somebody else wrote, for staff to agree to."""
    found = [one.priority for one in waiting]
    links = (Link(one.title, f"/priorities/{one.id}", _written(one, names)) for one in found)
    every = Link("Read them and agree to several", "/priorities/agree")
    return DeskQueue("to-agree", "Priorities to agree to", tuple(links), every)


def _link(view: QuestionView | AdviceView, names: Names) -> Link:
    entry = view.entry
    is_question = isinstance(entry, Question)
    words = entry.text if isinstance(entry, Question) else entry.title
    what = "question" if is_question else entry.kind.value
    address = f"/{'questions' if is_question else 'advice'}/{entry.id}"
    last = entry.turns[-1].at if entry.turns else entry.changed or entry.made
    why = sent_back_because(entry.turns)
    sent_back = f", sent back: {shortened(why, LONGEST_WORDS)}" if why else ""
    note = f"{what}, by {names(entry.author)}, {moment(last)}{sent_back}"
    return Link(shortened(words, LONGEST_WORDS), address, note)


def _written(one: Priority, names: Names) -> str:
    since = f", {moment(one.changed)}" if one.changed else ""
    writer = writer_of(one)
    return f"worded by {names(writer)}{since}" if writer else f"from a file{since}"
