"""One way of work for everything that people write: made, edited, handed in, reviewed by a second person, retired.

What may follow on what, and who may review, is decided in ``kb.domain.editorial.review`` (annotations, questions and
advice) and ``kb.domain.priority.agreement`` (the words of priorities); recommendations are facts, and wait for nobody.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from kb.content.codec import kind_of
from kb.content.repository import Stored
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import ReviewState, Turn, sent_back_because, state_of, why_not, writers_of
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.agreement import edited, waits_for
from kb.domain.priority.priority import Priority
from kb.services.library.content_writer import ContentWriter, tidy

LONGEST_NOTE = 2_000
_TAKEN_UP = "Taken up again."

Reviewed = Annotation | Question | Advice
R = TypeVar("R", bound=Reviewed)
E = TypeVar("E", bound=Reviewed | Recommendation | Priority)


class ReviewedView(Protocol):
    """An annotation, a question or a piece of advice, as somebody sees it."""

    @property
    def entry(self) -> Reviewed:
        """Return what is seen."""


V = TypeVar("V", bound=ReviewedView)


@dataclass(frozen=True)
class ReviewQueue(Generic[V]):
    """What waits for somebody: what others wrote and they may review, and drafts that hold their words.

    Drafts that a reviewer sent back stand apart from the others.
    """

    to_review: tuple[V, ...]
    sent_back: tuple[V, ...]
    drafts: tuple[V, ...]


class ReviewWorkflow:
    """Makes, edits and reviews what people write; safe to share between threads and processes."""

    def __init__(self, writer: ContentWriter, now: Callable[[], dt.datetime], *, one_may_review: bool = False) -> None:
        """``one_may_review`` lets people review what they wrote themselves."""
        self._writer, self._now, self._one_may_review = writer, now, one_may_review

    def make(self, item: E, ids: Iterable[str], viewer: Viewer) -> E:
        """Write a new item under the first of ``ids`` that is free; return it as written."""
        for id in ids:
            stored = self._writer.create(tidy(replace(item, id=id)), viewer, f"{kind_of(item)}: make")
            if stored is not None:
                return stored.item
        raise InvalidInput({"body": "It could not be given a name of its own. Nothing was saved; send it again."})

    def edit(
        self,
        read: Stored[E],
        seen: str,
        change: Callable[[E], E],
        viewer: Viewer,
        act: str = "edit",
        *,
        reverts: bool = True,
    ) -> E:
        """Change an item that a page showed with the digest ``seen``, and keep the version before it.

        Other words make it a draft again, unless ``reverts`` says that no words are changed. Where nothing is
        changed, nothing is written. Raises what ``change`` raises, and ``ContentConflict`` where somebody saved first.
        """
        yours = tidy(change(read.item))
        self._writer.expect(read, seen, yours)
        if yours == read.item:
            return yours
        return self._save(read, self._reverted(read.item, yours, viewer) if reverts else yours, viewer, act)

    def transition(self, read: Stored[R], seen: str, to: ReviewState, note: str, viewer: Viewer) -> R:
        """Hand in, review, send back, retire or take up again: what ``to`` is from where the item stands.

        Raises ``InvalidInput`` where that cannot be, ``ContentConflict`` where somebody saved first.
        """
        self._writer.expect(read, seen, read.item)
        by = Turn(self._now(), viewer.id, to, note[:LONGEST_NOTE])
        return self._save(read, transition(read.item, by, one_may_do=self._one_may_review), viewer, to.value)

    def why_not(self, item: Reviewed, to: ReviewState, viewer: Viewer) -> str:
        """Return why somebody may not take an item to this state; empty where they may."""
        return why_not(item.author, item.turns, to, viewer.id, one_may_do=self._one_may_review)

    def may_review(self, item: Reviewed | Priority, viewer: Viewer) -> bool:
        """Say whether an item waits to be reviewed by this person."""
        if isinstance(item, Priority):
            return waits_for(item, viewer.id, one_may_do=self._one_may_review)
        return not self.why_not(item, ReviewState.REVIEWED, viewer)

    def queue(self, views: Iterable[V], viewer: Viewer) -> ReviewQueue[V]:
        """Return the items of these that wait for a reviewer."""
        every = tuple(views)
        drafts = (view for view in every if view.entry.state is ReviewState.DRAFT)
        own = [view for view in drafts if viewer.id in writers_of(view.entry.author, view.entry.turns)]
        return ReviewQueue(
            to_review=tuple(view for view in every if self.may_review(view.entry, viewer)),
            sent_back=tuple(view for view in own if sent_back_because(view.entry.turns)),
            drafts=tuple(view for view in own if not sent_back_because(view.entry.turns)),
        )

    def _reverted(self, before: E, after: E, viewer: Viewer) -> E:
        if isinstance(after, Priority) and isinstance(before, Priority):
            return edited(before, after, viewer.id, self._now(), one_may_do=self._one_may_review)
        if isinstance(after, Annotation | Question | Advice):
            return revert_to_draft(after, viewer.id, self._now())
        return after

    def _save(self, read: Stored[E], item: E, viewer: Viewer, act: str) -> E:
        new = tidy(replace(item, changes=read.item.changes + 1, changed=self._now()))
        return self._writer.save(read, new, viewer, f"{kind_of(item)}: {act}").item


def transition(item: R, by: Turn, *, one_may_do: bool) -> R:
    """Return an item in the state of ``by``, which says who, when and why.

    Raises ``InvalidInput`` where that state may not follow, for this person: in words for them. Whoever sends an
    item back says what is amiss.
    """
    to, note = by.state, by.note.strip()
    refused = why_not(item.author, item.turns, to, by.who, one_may_do=one_may_do)
    if refused:
        raise InvalidInput({"state": f"{refused[0].upper()}{refused[1:]}."})
    if item.state is ReviewState.IN_REVIEW and to is ReviewState.DRAFT and not note:
        raise InvalidInput({"note": "Say what is to be changed; whoever wrote it sees that."})
    if item.state is ReviewState.RETIRED and not note:  # without a note it would count as written by who takes it up
        note = _TAKEN_UP
    return replace(item, turns=(*item.turns, replace(by, note=note)))


def revert_to_draft(item: R, who: str, at: dt.datetime) -> R:
    """Return an item whose words ``who`` changes: a draft again, and theirs too, so that they cannot review it."""
    if state_of(item.turns) is ReviewState.RETIRED:
        raise InvalidInput({"state": "It is retired. Take it up again before you change it."})
    if state_of(item.turns) is ReviewState.DRAFT and who in writers_of(item.author, item.turns):
        return item
    return replace(item, turns=(*item.turns, Turn(at, who, ReviewState.DRAFT)))
