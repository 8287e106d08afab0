"""The entries on somebody's desk: to review, their own drafts, and those that should have been looked at again."""

from collections.abc import Iterable
from dataclasses import replace

from kb.services.evidence.annotations import AnnotationView, last_act
from kb.services.evidence.review_workflow import ReviewQueue
from kb.web.desk.page import DeskQueue
from kb.web.evidence.annotation_list_page import annotation_link
from kb.web.evidence.annotation_page import Names
from kb.web.humanize import day, moment
from kb.web.layout.frame import Link


def entry_queues(
    views: Iterable[AnnotationView], waiting: ReviewQueue[AnnotationView], names: Names
) -> tuple[DeskQueue, ...]:
    """Return the queues of the desk that have entries."""

    def to_review(seen: AnnotationView) -> Link:
        link = annotation_link(seen)
        return replace(link, note=f"{link.note}, by {names(seen.entry.author)}, {moment(last_act(seen.entry))}")

    def overdue(seen: AnnotationView) -> Link:
        link, by = annotation_link(seen), seen.entry.review_by
        return replace(link, note=f"{link.note}, to be looked at again by {day(by)}" if by else link.note)

    every = Link("All annotated entries", "/annotations")
    return (
        DeskQueue("to-review", "Entries to review", tuple(map(to_review, waiting.to_review)), "None waits for you."),
        DeskQueue(
            "drafts",
            "Your drafts",
            tuple(map(annotation_link, waiting.drafts)),
            "None. Choose “Note” or “Use as evidence” beside a passage of a source to write one.",
            every,
        ),
        DeskQueue(
            "overdue",
            "Entries to look at again",
            tuple(overdue(view) for view in views if view.is_overdue),
            "None: no day has passed.",
        ),
    )
