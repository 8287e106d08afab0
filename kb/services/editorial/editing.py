"""Making, editing and reviewing questions and advice, by people who work on entries, as far as they see them."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from kb.content.codec import kind_of
from kb.content.repository import Stored
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import NotAllowed, NotFound
from kb.domain.form_data import FormData
from kb.domain.ids import ids_from
from kb.services.editorial.question_form import entry_with
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library

E = TypeVar("E", bound=Question | Advice)


class EntryEditor:
    """Edits questions and advice; safe to share between threads and processes."""

    def __init__(
        self, library: Library, writer: ContentWriter, workflow: ReviewWorkflow, now: Callable[[], dt.datetime]
    ) -> None:
        self._library, self._writer, self._workflow, self._now = library, writer, workflow, now

    def make_question(self, form: FormData, viewer: Viewer) -> Question:
        """Write a new question, a draft; raise ``InvalidInput`` by field where something is amiss."""
        made = self._filled(Question("new", "", QuestionKind.FACT, "", viewer.id, self._now()), form, viewer)
        return self._workflow.make(made, ids_from(made.text), viewer)

    def make_advice(self, form: FormData, viewer: Viewer) -> Advice:
        """Write a new piece of advice, a draft; raise ``InvalidInput`` by field where something is amiss."""
        made = self._filled(Advice("new", "", AdviceKind.STRATEGY, "", "", viewer.id, self._now()), form, viewer)
        return self._workflow.make(made, ids_from(made.title), viewer)

    def edit(self, type_: type[E], id: str, form: FormData, seen: str, viewer: Viewer) -> E:
        """Change what was seen with this digest; raise ``ContentConflict`` where somebody saved first."""
        read = self._read(type_, id, viewer)
        return self._workflow.edit(read, seen, lambda now: self._filled(now, form, viewer), viewer)

    def transition(self, type_: type[E], id: str, to: ReviewState, note: str, seen: str, viewer: Viewer) -> E:
        """Hand in, review, send back, retire or take up again; see :meth:`ReviewWorkflow.transition`."""
        return self._workflow.transition(self._read(type_, id, viewer), seen, to, note, viewer)

    def why_not(self, entry: Question | Advice, to: ReviewState, viewer: Viewer) -> str:
        """Return why somebody may not take an entry to this state; empty where they may."""
        return self._workflow.why_not(entry, to, viewer)

    def _filled(self, entry: E, form: FormData, viewer: Viewer) -> E:
        _check(viewer)
        return entry_with(entry, form, self._library.visible(viewer, fresh=True), viewer)

    def _read(self, type_: type[E], id: str, viewer: Viewer) -> Stored[E]:
        _check(viewer)
        read = self._writer.read(type_, id)
        if self._library.snapshot().as_seen(read.item, viewer) is None:
            raise NotFound(kind_of(read.item), id)
        return read


def _check(viewer: Viewer) -> None:
    if not viewer.annotates:
        raise NotAllowed("write questions and advice")
