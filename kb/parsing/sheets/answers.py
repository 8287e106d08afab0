"""Rows of a spreadsheet → answers, with every error named by its row; and the template that says what goes where."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kb.domain.call.answer_form import LONGEST_NAME, LONGEST_TITLE, LONGEST_WORDS, ORGANISATION_KINDS
from kb.domain.call.call import Call, Consent, Slot
from kb.domain.hints import choose_from, did_you_mean
from kb.parsing.sheets.tables import SheetRow, Worksheet, unguarded

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAYS_FIRST = ("%d/%m/%Y %H:%M", "%d/%m/%Y")


@dataclass(frozen=True)
class AnswerColumn:
    """One column: its name in the head row, whether it must be filled, and what goes in."""

    name: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class AnswerRowProblem:
    """What is wrong in one cell; ``row`` is its number as the spreadsheet program shows it, 1 for the head.

    ``sheet`` names the worksheet where a workbook has more than one.
    """

    row: int
    column: str
    what: str
    hint: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class RowAnswer:
    """An answer from one row; ``received`` is ``None`` where the row does not say.

    ``sheet`` names the worksheet where a workbook has more than one.
    """

    row: int
    organisation: str
    organisation_kind: str
    email: str
    received: dt.datetime | None
    consent: Consent
    slots: tuple[Slot, ...]
    besides: str
    sheet: str = ""


def columns_for(call: Call) -> tuple[AnswerColumn, ...]:
    """Return the columns of a sheet of answers to a call, in the order of the template."""
    kinds = " · ".join(ORGANISATION_KINDS)
    consents = " · ".join(choice.value for choice in call.choices)
    head = (
        AnswerColumn("organisation", True, "who answers"),
        AnswerColumn("organisation_kind", True, f"one of: {kinds}"),
        AnswerColumn("email", False, "the address of whoever answered"),
        AnswerColumn(
            "received", False, f"2016-09-13 10:14 or 13/09/2016 10:14, {call.time_zone}; now, where it is left out"
        ),
        AnswerColumn("consent", False, f"one of: {consents}; staff only, where it is left out"),
    )
    slots = (
        column
        for rank in range(1, call.slots + 1)
        for column in (
            AnswerColumn(f"priority_{rank}", rank == 1, f"choice {rank}: the issue, in the member's own words"),
            AnswerColumn(f"why_{rank}", False, f"choice {rank}: why it matters"),
            AnswerColumn(f"question_{rank}", False, f"choice {rank}: the question for the inspectorate"),
        )
    )
    return (*head, *slots, AnswerColumn("besides", False, "anything else that was said"))


def template_rows(call: Call) -> tuple[tuple[str, ...], ...]:
    """Return the template: the head row only, so that nothing has to be taken out before it is filled in."""
    return (tuple(column.name for column in columns_for(call)),)


def answers_in(sheets: Sequence[Worksheet], call: Call) -> tuple[tuple[RowAnswer, ...], tuple[AnswerRowProblem, ...]]:
    """Return the answers of the rows that are right, and every problem of the others, of heads and of worksheets."""
    if not sheets:
        return (), (AnswerRowProblem(1, "", "the sheet is empty", "begin with the head row of the template"),)
    answers: list[RowAnswer] = []
    problems: list[AnswerRowProblem] = []
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        read, wrong = _of_worksheet(sheet, call, answers)
        answers += [replace(answer, sheet=name) for answer in read]
        problems += [replace(problem, sheet=name) for problem in wrong]
    return tuple(answers), tuple(problems)


def _of_worksheet(
    sheet: Worksheet, call: Call, others: Sequence[RowAnswer]
) -> tuple[list[RowAnswer], list[AnswerRowProblem]]:
    names, problems = _head(sheet.rows[0], call) if sheet.rows else ([], [])
    for one in sheet.problems:
        column = names[one.column - 1] if 0 < one.column <= len(names) else ""
        problems.append(AnswerRowProblem(one.row, column, one.what))
    if not sheet.rows or any(problem.row <= sheet.rows[0].number for problem in problems):
        return [], problems
    unclear = {problem.row for problem in problems}
    answers: list[RowAnswer] = []
    for row in sheet.rows[1:]:
        reading = _RowReading(row, names, call)
        answer = reading.answer()
        if answer is not None:
            reading.tell_repeated(answer, [*others, *answers])
        problems += reading.problems
        if answer is not None and not reading.problems and row.number not in unclear:
            answers.append(answer)
    if len(sheet.rows) == 1:
        problems.append(AnswerRowProblem(1, "", "there is no row below the head"))
    return answers, problems


def _head(row: SheetRow, call: Call) -> tuple[list[str], list[AnswerRowProblem]]:
    known = {column.name: column for column in columns_for(call)}
    names = [re.sub(r"[\s-]+", "_", unguarded(cell).strip().lower()) for cell in row.cells]
    problems = []
    for at, name in enumerate(names):
        if name and name not in known:
            hint = did_you_mean(name, known) or "see: kb inputs template"
            problems.append(AnswerRowProblem(row.number, name, "this column is not known", hint))
        elif name and name in names[:at]:
            problems.append(AnswerRowProblem(row.number, name, "this column is there twice", "keep one"))
    missing = [name for name, column in known.items() if column.required and name not in names]
    problems += (
        AnswerRowProblem(row.number, name, "this column is missing", "see: kb inputs template") for name in missing
    )
    return names, problems


class _RowReading:
    def __init__(self, row: SheetRow, names: Sequence[str], call: Call) -> None:
        self.row, self.call = row, call
        self.problems: list[AnswerRowProblem] = []
        self.cells: Mapping[str, str] = {
            name: _CONTROLS.sub("", unguarded(cell)).strip()
            for name, cell in zip(names, row.cells, strict=False)
            if name
        }
        for cell in row.cells[len(names) :]:
            if cell.strip():
                self.tell("", "there is a cell to the right of the head row's last", "look for an unquoted separator")

    def tell(self, column: str, what: str, hint: str = "") -> None:
        self.problems.append(AnswerRowProblem(self.row.number, column, what, hint))

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")

    def answer(self) -> RowAnswer | None:
        """Return the answer of the row, or nothing after telling every problem of it."""
        organisation = " ".join(self.cell("organisation").split())
        if not organisation:
            self.tell("organisation", "it is empty")
        elif len(organisation) > LONGEST_NAME:
            self.tell("organisation", f"it has more than {LONGEST_NAME} characters")
        kind = self._choice("organisation_kind", ORGANISATION_KINDS, "")
        consent = self._choice("consent", tuple(choice.value for choice in self.call.choices), Consent.STAFF.value)
        email = self.cell("email").casefold()
        if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
            self.tell("email", "this is no e-mail address")
        received = self._received()
        slots = tuple(self._slots())
        if self.problems:
            return None
        besides = self.cell("besides")
        return RowAnswer(self.row.number, organisation, kind, email, received, Consent(consent), slots, besides)

    def tell_repeated(self, answer: RowAnswer, others: Sequence[RowAnswer]) -> None:
        """Tell where a row answers for whom another row answers already: which of the two counts nobody could say."""
        for other in others:
            if answer.email and answer.email == other.email:
                self.tell("email", f"row {other.row} has this address too", "keep one of the rows")
            elif not (answer.email and other.email) and answer.organisation.casefold() == other.organisation.casefold():
                self.tell("email", f"row {other.row} is of this organisation too", "give both an address, or keep one")

    def _choice(self, name: str, values: Sequence[str], default: str) -> str:
        words = " ".join(self.cell(name).split())
        if not words:
            if not default:
                self.tell(name, "it is empty", "one of: " + " · ".join(values))
            return default
        found = next((value for value in values if value.casefold() == words.casefold()), "")
        if not found:
            self.tell(name, f"`{words}` is not known here", choose_from(words, values))
        return found

    def _received(self) -> dt.datetime | None:
        words = self.cell("received")
        if not words:
            return None
        zone = ZoneInfo(self.call.time_zone)
        readers: list[Callable[[str], dt.datetime]] = [dt.datetime.fromisoformat, *map(_reader, _DAYS_FIRST)]
        for read in readers:
            try:
                moment = read(words)
                return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
        self.tell("received", f"`{words}` is not a time", "write it as 2016-09-13 10:14 or 13/09/2016 10:14")
        return None

    def _slots(self) -> Iterator[Slot]:
        empty = 0
        for rank in range(1, self.call.slots + 1):
            title, why, question = (self.cell(f"{name}_{rank}") for name in ("priority", "why", "question"))
            if not title and (why or question):
                self.tell(f"priority_{rank}", "it is empty, and why or question beside it is not")
            if not title:
                empty = empty or rank
                continue
            if empty:
                self.tell(f"priority_{empty}", f"it is empty, and priority_{rank} is not", "leave no gap in the ranks")
                empty = 0
            for name, words, most in (
                ("priority", title, LONGEST_TITLE),
                ("why", why, LONGEST_WORDS),
                ("question", question, LONGEST_WORDS),
            ):
                if len(words) > most:
                    self.tell(f"{name}_{rank}", f"it has {len(words):,} characters; at most {most:,} fit")
            yield Slot(title, why, question)
        if not any(self.cell(f"priority_{rank}") for rank in range(1, self.call.slots + 1)):
            self.tell("priority_1", "it is empty", "an answer has one priority at least")


def _reader(form: str) -> Callable[[str], dt.datetime]:
    return lambda words: dt.datetime.strptime(words, form)  # noqa: DTZ007 - who asks adds the zone of the call
