"""Which questions and advice wait for somebody: to be reviewed by them, or to be handed in."""

from dataclasses import dataclass

from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState, writers_of
from kb.services.editorial.editing import EntryEditing
from kb.services.editorial.entries import AdviceView, Entries, QuestionView

View = QuestionView | AdviceView


@dataclass(frozen=True)
class WaitingWritten:
    """Questions and advice that somebody may review, and drafts that hold their words."""

    to_review: tuple[View, ...]
    drafts: tuple[View, ...]


def written_waiting(entries: Entries, editing: EntryEditing, viewer: Viewer) -> WaitingWritten | None:
    """Return what waits for somebody; nothing for those who do not work on entries."""
    if not viewer.annotates:
        return None
    every: tuple[View, ...] = (*entries.questions(viewer), *entries.advices(viewer))
    return WaitingWritten(
        to_review=tuple(view for view in every if not editing.why_not(view.entry, ReviewState.REVIEWED, viewer)),
        drafts=tuple(
            view
            for view in every
            if view.entry.state is ReviewState.DRAFT and viewer.id in writers_of(view.entry.author, view.entry.turns)
        ),
    )
