"""This project's engine with meaning: vectors alone, and words re-ranked by them as the search does it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from engines.face import Answer, Question
from engines.ours import Ours
from rich.progress import Progress

from kb.domain.audience import Audience
from kb.index.reports import RetrievalOptions
from kb.index.whoosh.engine import WhooshEngine
from kb.index.semantic.embedding import embed
from kb.index.whoosh.scoring.passage_vectors import RowPlaces
from kb.index.whoosh.scoring.semantic_ranking import VectorRanking
from kb.services.search.semantic import SemanticFiles
from kb.storage.model_files import MINILM, problems_of


def _files() -> SemanticFiles:
    return SemanticFiles(Path(os.environ.get("KB_HOME") or "var"), MINILM, on=True)


class Both(Ours):
    """The best of what the words found, re-ranked by meaning."""

    name = "both"

    def open(self, folder: Path) -> None:
        files = _files()
        self._index = WhooshEngine(folder, clock=lambda: datetime.now(UTC), meaning=VectorRanking(files.meaning()))
        with Progress(transient=True) as bar:
            task = bar.add_task("vectors", total=None)
            embed(
                self._index.texts(Audience.PUBLIC),
                files.load,
                files.vectors,
                lambda done, total: bar.update(task, completed=done, total=total),
            )

    def ask(self, question: Question) -> Answer:
        text = self._text(question)
        wanted = RetrievalOptions(size=question.size, literal=question.literal, meaning=True)
        found = self._index.retrieve(text, Audience.PUBLIC, wanted)
        return Answer([passage for _, passage in found.ids])


class MeaningAlone(Both):
    """All passages by their nearness to the question, whatever their words."""

    name = "meaning"

    @staticmethod
    def there() -> bool:
        """Say whether the model is there."""
        files = _files()
        return not problems_of(files.folder, files.model, read=False)

    def open(self, folder: Path) -> None:
        super().open(folder)
        files = _files()
        self._model, self._view = files.load(), self._index.view(Audience.PUBLIC)
        self._vectors = files.vectors.vectors(RowPlaces(files.vectors).all(self._view))

    def ask(self, question: Question) -> Answer:
        near = self._vectors @ self._model.encode([self._text(question)])[0]
        rows = np.argsort(-near, kind="stable")[: question.size]
        return Answer([self._view.passage(int(row)) for row in rows])
