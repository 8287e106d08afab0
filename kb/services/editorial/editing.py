"""Making, changing and reviewing questions and advice, by people who work on entries, as far as they see them."""

import datetime as dt
from collections.abc import Callable

from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import NotAllowed, NotFound
from kb.services.editorial.entries import sees_entry
from kb.services.editorial.form_data import Typed
from kb.services.editorial.question_form import advice_with, question_with
from kb.services.editorial.writing import Writing
from kb.services.library.library import Library

LONGEST_NOTE = 2_000


class EntryWriting:
    """Writes questions and advice; safe to share between threads and processes."""

    def __init__(self, library: Library, writing: Writing, now: Callable[[], dt.datetime]) -> None:
        self._library, self._writing, self._now = library, writing, now

    def make_question(self, typed: Typed, viewer: Viewer) -> Question:
        """Write a new question, a draft; raise ``InvalidInput`` by field where something is amiss."""
        blank = Question("new", "", QuestionKind.FACT, "", self._author(viewer), self._now())
        made = question_with(blank, typed, self._library.snapshot(fresh=True).catalogue, viewer)
        return self._writing.make(made, made.text, viewer.id)

    def edit_question(self, id: str, typed: Typed, digest: str, viewer: Viewer) -> Question:
        """Change a question that was seen with this ``digest``; raise ``WriteConflict`` where somebody saved first."""
        self._check(Question, id, viewer)
        catalogue = self._library.snapshot(fresh=True).catalogue
        return self._writing.edit_entry(
            Question, id, digest, lambda now: question_with(now, typed, catalogue, viewer), viewer.id
        )

    def make_advice(self, typed: Typed, viewer: Viewer) -> Advice:
        """Write a new piece of advice, a draft; raise ``InvalidInput`` by field where something is amiss."""
        blank = Advice("new", "", AdviceKind.STRATEGY, "", "", self._author(viewer), self._now())
        made = advice_with(blank, typed, self._library.snapshot(fresh=True).catalogue, viewer)
        return self._writing.make(made, made.title, viewer.id)

    def edit_advice(self, id: str, typed: Typed, digest: str, viewer: Viewer) -> Advice:
        """Change advice that was seen with this ``digest``; raise ``WriteConflict`` where somebody saved first."""
        self._check(Advice, id, viewer)
        catalogue = self._library.snapshot(fresh=True).catalogue
        return self._writing.edit_entry(
            Advice, id, digest, lambda now: advice_with(now, typed, catalogue, viewer), viewer.id
        )

    def turn(
        self, type_: type[Question] | type[Advice], id: str, to: ReviewState, note: str, digest: str, viewer: Viewer
    ) -> None:
        """Hand in, review, send back, retire or take up again what was seen with this ``digest``.

        Raises ``InvalidInput`` where that may not be, ``WriteConflict`` where somebody saved first.
        """
        self._check(type_, id, viewer)
        if type_ is Question:
            self._writing.turn(Question, id, to, note[:LONGEST_NOTE], digest, viewer.id)
        else:
            self._writing.turn(Advice, id, to, note[:LONGEST_NOTE], digest, viewer.id)

    def why_not(self, entry: Question | Advice, to: ReviewState, viewer: Viewer) -> str:
        """Return why somebody may not take this turn; empty where they may."""
        return self._writing.why_not(entry, to, viewer.id)

    def _author(self, viewer: Viewer) -> str:
        if not viewer.annotates:
            raise NotAllowed("write questions and advice")
        return viewer.id

    def _check(self, type_: type[Question] | type[Advice], id: str, viewer: Viewer) -> None:
        self._author(viewer)
        if not sees_entry(self._writing.kept(type_, id).item, viewer):
            raise NotFound("question" if type_ is Question else "advice", id)
