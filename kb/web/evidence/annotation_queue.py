"""The entries on somebody's desk: to review, their own drafts, and those that should have been looked at again."""

from collections.abc import Iterable
from dataclasses import replace

from kb.domain.editorial.review import sent_back_because
from kb.services.evidence.annotations import AnnotationView, last_act
from kb.services.evidence.review_workflow import ReviewQueue
from kb.web.desk.page import DeskQueue
from kb.web.evidence.annotation_list_page import annotation_link
from kb.web.evidence.annotation_page import Names
from kb.web.humanize import day, moment, shortened
from kb.web.layout.frame import Link

LONGEST = 120


def entry_queues(
    views: Iterable[AnnotationView], waiting: ReviewQueue[AnnotationView], names: Names
) -> tuple[DeskQueue, ...]:
    """Return the queues of the desk that have entries."""

    def to_review(seen: AnnotationView) -> Link:
        link = annotation_link(seen)
        return replace(link, note=f"{link.note}, by {names(seen.entry.author)}, {moment(last_act(seen.entry))}")

    def sent_back(seen: AnnotationView) -> Link:
        link = annotation_link(seen)
        return replace(link, note=f"{link.note}, sent back: {shortened(sent_back_because(seen.entry.turns), LONGEST)}")

    def overdue(seen: AnnotationView) -> Link:
        link, by = annotation_link(seen), seen.entry.review_by
        return replace(link, note=f"{link.note}, to be looked at again by {day(by)}" if by else link.note)

    return (
        DeskQueue(
            "to-review",
            "Entries to review",
            tuple(map(to_review, waiting.to_review)),
            Link("Read them and review several", "/annotations/review"),
        ),
        DeskQueue("sent-back", "Entries sent back to you", tuple(map(sent_back, waiting.sent_back))),
        DeskQueue("drafts", "Your draft entries", tuple(map(annotation_link, waiting.drafts))),
        DeskQueue("overdue", "Entries to look at again", tuple(overdue(view) for view in views if view.is_overdue)),
    )
