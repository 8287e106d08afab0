"""Making, changing and reviewing questions and advice, by people who work on entries, as far as they see them."""

import datetime as dt
from collections.abc import Callable

from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import NotAllowed, NotFound
from kb.services.editorial.entries import sees_entry
from kb.services.editorial.form_data import Typed
from kb.services.editorial.question_form import advice_with, question_with
from kb.services.editorial.writing import Writing
from kb.services.evidence.visible_annotations import Asker
from kb.services.library.library import Library

LONGEST_NOTE = 2_000


class EntryWriting:
    """Writes questions and advice; safe to share between threads and processes."""

    def __init__(self, library: Library, writing: Writing, now: Callable[[], dt.datetime]) -> None:
        self._library, self._writing, self._now = library, writing, now

    def make_question(self, typed: Typed, asker: Asker) -> Question:
        """Write a new question, a draft; raise ``InvalidInput`` by field where something is amiss."""
        blank = Question("new", "", QuestionKind.FACT, "", self._author(asker), self._now())
        made = question_with(blank, typed, self._library.snapshot(fresh=True).catalogue, asker)
        return self._writing.make(made, made.text, asker.id)

    def edit_question(self, id: str, typed: Typed, digest: str, asker: Asker) -> Question:
        """Change a question that was seen with this ``digest``; raise ``WriteConflict`` where somebody saved first."""
        self._check(Question, id, asker)
        catalogue = self._library.snapshot(fresh=True).catalogue
        return self._writing.edit_entry(
            Question, id, digest, lambda now: question_with(now, typed, catalogue, asker), asker.id
        )

    def make_advice(self, typed: Typed, asker: Asker) -> Advice:
        """Write a new piece of advice, a draft; raise ``InvalidInput`` by field where something is amiss."""
        blank = Advice("new", "", AdviceKind.STRATEGY, "", "", self._author(asker), self._now())
        made = advice_with(blank, typed, self._library.snapshot(fresh=True).catalogue, asker)
        return self._writing.make(made, made.title, asker.id)

    def edit_advice(self, id: str, typed: Typed, digest: str, asker: Asker) -> Advice:
        """Change advice that was seen with this ``digest``; raise ``WriteConflict`` where somebody saved first."""
        self._check(Advice, id, asker)
        catalogue = self._library.snapshot(fresh=True).catalogue
        return self._writing.edit_entry(
            Advice, id, digest, lambda now: advice_with(now, typed, catalogue, asker), asker.id
        )

    def turn(
        self, type_: type[Question] | type[Advice], id: str, to: ReviewState, note: str, digest: str, asker: Asker
    ) -> None:
        """Hand in, review, send back, retire or take up again what was seen with this ``digest``.

        Raises ``InvalidInput`` where that may not be, ``WriteConflict`` where somebody saved first.
        """
        self._check(type_, id, asker)
        if type_ is Question:
            self._writing.turn(Question, id, to, note[:LONGEST_NOTE], digest, asker.id)
        else:
            self._writing.turn(Advice, id, to, note[:LONGEST_NOTE], digest, asker.id)

    def why_not(self, entry: Question | Advice, to: ReviewState, asker: Asker) -> str:
        """Return why somebody may not take this turn; empty where they may."""
        return self._writing.why_not(entry, to, asker.id)

    def _author(self, asker: Asker) -> str:
        if not asker.works:
            raise NotAllowed("write questions and advice")
        return asker.id

    def _check(self, type_: type[Question] | type[Advice], id: str, asker: Asker) -> None:
        self._author(asker)
        if not sees_entry(self._writing.kept(type_, id).item, asker):
            raise NotFound("question" if type_ is Question else "advice", id)
