"""Taking answers in that come by other ways than the form: mail, documents, spreadsheets.

Everything that comes is kept byte for byte before anything is made of it, and everything becomes an answer, one
that counts or one that waits for a person with the reasons. Importing a thing twice stores it once.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kb.content.catalogue import CatalogueLoader
from kb.content.repository import locked
from kb.domain.call.call import Call, Channel, Input
from kb.domain.errors import InvalidInput, or_not_found
from kb.parsing.mail.message import Mail
from kb.parsing.sheets.answers import AnswerRowProblem, RowAnswer, answers_in
from kb.parsing.sheets.roll import Member, Roll, load_roll
from kb.services.intake.answer_reading import read_message
from kb.services.intake.file_formats import ImportFormat, ReceivedLetter, letters_in, sheets_in
from kb.services.intake.import_rules import ImportOutcome, ImportResult, ImportRules, Incoming
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library
from kb.services.triage.board import is_set_aside
from kb.storage.originals import FOLDER, Originals

UNKNOWN = "not yet known"
"""Stands for organisation and kind of an answer in triage whose sender is not on the roll."""

__all__ = ["UNKNOWN", "ImportBatch", "ImportOutcome", "ImportResult", "Intake"]


class Intake:
    """Takes in what comes for the calls; safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, root: Path, clock: Callable[[], dt.datetime]) -> None:
        """``root`` is the content root for what is private: answers, originals and rolls lie there."""
        self._library, self._writer, self._root, self._clock = library, writer, root, clock

    def call(self, id: str) -> Call:
        """Return a call; raise ``NotFound`` where there is none."""
        return or_not_found(self._library.snapshot(fresh=True).catalogue.calls.get(id), "call", id)

    def take_files(
        self, call: str, paths: Sequence[tuple[str, bytes]], who: str, *, valid_only: bool = False
    ) -> tuple[ImportResult, ...]:
        """Take in files of any of the kinds, each with its name; ``who`` is who of the staff does it.

        Raises ``InvalidInput`` with every wrong row of every spreadsheet, and then nothing at all was taken in;
        with ``valid_only`` the right rows are, and the wrong ones come back as outcomes.
        """
        found = self.call(call)
        letters: list[ReceivedLetter] = []
        sheets: list[tuple[str, bytes, tuple[RowAnswer, ...]]] = []
        wrong: list[ImportResult] = []
        for name, data in paths:
            kind = ImportFormat.of(name, data)
            if kind is ImportFormat.SHEET:
                answers, problems = answers_in(sheets_in(name, data), found)
                wrong += [_wrong(name, problem) for problem in problems]
                sheets.append((name, data, answers))
            else:
                letters += letters_in(name, data, kind)
        if wrong and not valid_only:
            raise InvalidInput({one.name: "; ".join(one.reasons) for one in _by_name(wrong)})
        letters.sort(key=lambda letter: letter.mail.received or dt.datetime.max.replace(tzinfo=dt.UTC))
        with self.batch(call, who) as batch:
            taken = [batch.take(letter) for letter in letters]
            taken += [batch.take_row(name, data, row) for name, data, rows in sheets for row in rows]
        return (*taken, *wrong)

    @contextmanager
    def batch(self, call: str, who: str) -> Iterator["ImportBatch"]:
        """Hold the door for one import: no other import of this call runs meanwhile; the form is not held up."""
        found = self.call(call)
        roll = load_roll(self._root, call)
        folder = self._root / "inputs" / call / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(folder):
            loader = CatalogueLoader([self._root])
            rules = ImportRules(found, self._writer, loader.load())
            yield ImportBatch(found, roll, rules, Originals(self._root), self._clock, who)

    def waiting(self, call: str, *, set_aside: bool = False) -> tuple[Input, ...]:
        """Return the answers that wait for a person, the oldest first; with ``set_aside`` those set aside too."""
        self.call(call)
        catalogue = self._library.snapshot(fresh=True).catalogue
        found = (
            answer
            for answer in catalogue.waiting.values()
            if answer.call == call and (set_aside or not is_set_aside(answer))
        )
        return tuple(sorted(found, key=lambda answer: (answer.received, answer.id)))

    def original(self, call: str, id: str) -> tuple[str, bytes]:
        """Return the name and the bytes of what an answer was read from; raise ``NotFound`` where there is none."""
        answer = self._writer.read(Input, id, call).item
        data = or_not_found(Originals(self._root).read(call, answer.original), "original", id)
        return answer.original, data


@dataclass(frozen=True)
class ImportBatch:
    """One import under way; ``take`` returns when the thing is on disk."""

    call: Call
    roll: Roll
    rules: ImportRules
    originals: Originals
    clock: Callable[[], dt.datetime]
    who: str

    def take(self, letter: ReceivedLetter, member: Member | None = None) -> ImportResult:
        """Take in one mail or document; whatever it is, it is kept."""
        name = self.originals.keep(self.call.id, letter.data, letter.ending)
        mail = letter.mail
        known = self.rules.known_letter(name, mail, self.originals)
        if known is not None:
            return ImportResult(letter.name, ImportOutcome.KNOWN, known)
        said = read_message(mail, self.call)
        reasons = list(said.reasons)
        member = member or self.roll.of(mail.sender)
        if member is None:
            reasons.append(self._stranger(mail))
        if self.rules.same_message_id(mail.message_id):
            reasons.append("another mail with other words has the same Message-ID")
        received = mail.received
        if received is None:
            received = self.clock()
            reasons.append("it does not say when it came; the time of the import stands for that")
        elif received > self.clock() + dt.timedelta(days=1):
            reasons.append("its date lies in the future")
        sender = member.emails[0] if member and member.emails else mail.sender
        incoming = Incoming(
            name=letter.name,
            key=name.partition(".")[0],
            answer=Input(
                id="",
                call=self.call.id,
                organisation=member.organisation if member else UNKNOWN,
                organisation_kind=member.kind if member else UNKNOWN,
                received=received,
                channel=Channel.EMAIL,
                consent=said.consent,
                slots=said.slots,
                body=said.besides,
                entered_by=self.who,
                triage=tuple(reasons),
                confidence=said.certainty,
                original=name,
                message_id=mail.message_id,
                sender=sender,
            ),
        )
        return self.rules.apply(incoming)

    def take_row(self, name: str, data: bytes, row: RowAnswer) -> ImportResult:
        """Take in one row of a spreadsheet, which is right in every cell."""
        place = f"sheet={quote(row.sheet)}&row={row.row}" if row.sheet else f"row={row.row}"
        original = f"{self.originals.keep(self.call.id, data, ImportFormat.ending(name, 'csv'))}#{place}"
        told = _row_name(name, row)
        known = self.rules.known_original(original)
        if known is not None:
            return ImportResult(told, ImportOutcome.KNOWN, known)
        answer = Input(
            id="",
            call=self.call.id,
            organisation=row.organisation,
            organisation_kind=row.organisation_kind,
            received=row.received or self.clock(),
            channel=Channel.CSV,
            consent=row.consent,
            slots=row.slots,
            body=row.besides,
            entered_by=self.who,
            original=original,
            sender=row.email,
        )
        return self.rules.apply(Incoming(told, hashlib.sha256(original.encode()).hexdigest(), answer))

    def _stranger(self, mail: Mail) -> str:
        if not self.roll.members:
            return "there is no roll of this call, so nobody knows whose answer it is"
        return f"{mail.sender} is not on the roll of this call" if mail.sender else "nobody knows who sent it"


def _row_name(name: str, place: RowAnswer | AnswerRowProblem) -> str:
    sheet = f", worksheet {place.sheet}" if place.sheet else ""
    return f"{name}{sheet}, row {place.row}"


def _wrong(name: str, problem: AnswerRowProblem) -> ImportResult:
    hint = f" ({problem.hint})" if problem.hint else ""
    what = f"{problem.column}: {problem.what}{hint}" if problem.column else f"{problem.what}{hint}"
    return ImportResult(_row_name(name, problem), ImportOutcome.WRONG, reasons=(what,))


def _by_name(wrong: Sequence[ImportResult]) -> list[ImportResult]:
    """Return one outcome a row, with everything that is wrong in it."""
    rows: dict[str, list[str]] = {}
    for one in wrong:
        rows.setdefault(one.name, []).extend(one.reasons)
    return [ImportResult(name, ImportOutcome.WRONG, reasons=tuple(reasons)) for name, reasons in rows.items()]
