"""The page on which staff take answers in from files, and what became of each file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.call import Call
from kb.services.intake.importing import ImportOutcome, ImportResult
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link

ENDINGS = (".eml", ".msg", ".mbox", ".docx", ".odt", ".rtf", ".pdf", ".txt", ".csv", ".xlsx")
MOST_FILES = 50
_WORDS = {
    ImportOutcome.STORED: "taken in",
    ImportOutcome.REPLACED: "taken in, in place of an earlier answer of the same sender",
    ImportOutcome.WAITING: "waits for you to read it",
    ImportOutcome.KNOWN: "was there already",
    ImportOutcome.WRONG: "not taken in",
}


@dataclass(frozen=True)
class TakenRow:
    """What became of one thing in a file; ``address`` leads to where it waits, if it does."""

    name: str
    words: str
    reasons: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class ImportPage:
    """The form, what is wrong with what was sent, and what became of it."""

    template: ClassVar[str] = "intake/import.html"
    frame: Frame
    csrf: str
    call_title: str
    back: str
    endings: tuple[str, ...]
    most_files: int
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    wrong: tuple[tuple[str, str], ...]
    summary: str
    rows: tuple[TakenRow, ...]


def import_page(
    frame: Frame,
    csrf: str,
    call: Call,
    taken: Sequence[ImportResult] = (),
    wrong: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ImportPage:
    """Make the page; ``wrong`` says by file and row why nothing was taken in."""
    found = errors or {}
    return ImportPage(
        frame=frame,
        csrf=csrf,
        call_title=call.title,
        back=f"/calls/{call.id}/triage",
        endings=ENDINGS,
        most_files=MOST_FILES,
        errors=found,
        problems=tuple(Link(words, f"#{name}") for name, words in found.items()),
        wrong=tuple((wrong or {}).items()),
        summary=_summary(taken),
        rows=tuple(_row(call, one) for one in taken),
    )


def _summary(taken: Sequence[ImportResult]) -> str:
    numbers = {outcome: sum(one.outcome is outcome for one in taken) for outcome in ImportOutcome}
    parts = [f"{number} {_WORDS[outcome].partition(',')[0]}" for outcome, number in numbers.items() if number]
    return f"{count(len(taken), 'answer')} found: {'; '.join(parts)}." if taken else ""


def _row(call: Call, one: ImportResult) -> TakenRow:
    waits = one.outcome is ImportOutcome.WAITING and one.answer is not None
    address = f"/calls/{call.id}/triage/waiting/{one.answer.id}" if waits and one.answer else ""
    reasons = one.reasons or (one.answer.triage if waits and one.answer else ())
    return TakenRow(one.name, _WORDS[one.outcome], tuple(reasons), address)
