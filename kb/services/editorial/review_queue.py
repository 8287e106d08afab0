"""Which questions and advice wait for somebody: to be reviewed by them, or to be handed in."""

from dataclasses import dataclass

from kb.domain.editorial.review import ReviewState, writers_of
from kb.services.editorial.editing import EntryWriting
from kb.services.editorial.entries import AdviceView, Entries, QuestionView
from kb.services.evidence.visible_annotations import Asker

View = QuestionView | AdviceView


@dataclass(frozen=True)
class WaitingWritten:
    """Questions and advice that somebody may review, and drafts that hold their words."""

    to_review: tuple[View, ...]
    drafts: tuple[View, ...]


def written_waiting(entries: Entries, writing: EntryWriting, asker: Asker) -> WaitingWritten | None:
    """Return what waits for somebody; nothing for those who do not work on entries."""
    if not asker.works:
        return None
    every: tuple[View, ...] = (*entries.questions(asker), *entries.advices(asker))
    return WaitingWritten(
        to_review=tuple(view for view in every if not writing.why_not(view.entry, ReviewState.REVIEWED, asker)),
        drafts=tuple(
            view
            for view in every
            if view.entry.state is ReviewState.DRAFT and asker.id in writers_of(view.entry.author, view.entry.turns)
        ),
    )
