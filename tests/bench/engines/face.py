"""The face every engine shows to the bench: build, open, ask, update."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Row:
    """One passage of a collection, with the metadata that filters and facets use."""

    id: str
    title: str
    text: str
    org: str = ""
    kind: str = ""
    year: int = 0


@dataclass(frozen=True)
class Question:
    """One question: how the words are meant, what narrows it, and what else is wanted with the best ``size``.

    ``mode`` is ``any``, ``all``, ``phrase`` or ``prefix``; ``literal`` says that marks in the words mean nothing.
    """

    words: tuple[str, ...]
    mode: str = "any"
    kind: str = ""
    year: int = 0
    facets: bool = False
    snippets: bool = False
    size: int = 10
    literal: bool = False


@dataclass(frozen=True)
class Answer:
    """The best passages by id, and what was asked for besides."""

    ids: Sequence[str]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    snippets: Sequence[str] = ()


class Engine(Protocol):
    """One engine over one folder."""

    name: str

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows into an empty folder."""

    def open(self, folder: Path) -> None:
        """Open a built folder for asking."""

    def ask(self, question: Question) -> Answer:
        """Answer one question."""

    def prepare(self, rows: Sequence[Row]) -> None:
        """Take note of all rows before an update; not timed."""

    def update(self, row: Row) -> None:
        """Replace one passage by id so that the next ``ask`` finds it."""
