"""Answers that wait for a person: read beside their original, put right, taken in or set aside. Never dropped.

What came stays as it came, byte for byte; here only the reading of it is put right. Setting aside (an absence note,
a copy) keeps the file as well, and can be taken back.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from kb.content.repository import Stored
from kb.domain.account.viewer import Viewer
from kb.domain.call.answer_form import AnswerForm, answer_form_of, form_errors, with_room, written_into
from kb.domain.call.call import Call, Channel, Input
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.parsing.mail.attachments import read_attachment
from kb.parsing.sheets.tables import UnreadableSheet, read_worksheets
from kb.services.intake.file_formats import ImportFormat, letters_in
from kb.services.intake.importing import UNKNOWN
from kb.services.library.content_writer import ContentWriter
from kb.services.triage.board import SET_ASIDE
from kb.storage.originals import Originals


@dataclass(frozen=True)
class OriginalPart:
    """A part of what came, as text: the words of a mail, or a document attached to it."""

    name: str
    text: str
    problem: str = ""


@dataclass(frozen=True)
class WaitingItem:
    """An answer that waits, with what it was read from and the form to put it right; ``digest`` is of its file."""

    call: Call
    answer: Input
    digest: str
    typed: AnswerForm
    subject: str
    parts: tuple[OriginalPart, ...]


class WaitingAnswers:
    """Sees to the answers that wait; who may is decided at the door."""

    def __init__(self, writer: ContentWriter, root: Path) -> None:
        """``root`` is the content root in which originals lie."""
        self._writer, self._originals = writer, Originals(root)

    def item(self, call: str, id: str, *, even_done: bool = False) -> WaitingItem:
        """Return one that waits; raise ``NotFound`` where there is none, or no more of it unless ``even_done``."""
        of_call, kept = self._writer.read(Call, call).item, self._read(call, id, even_done=even_done)
        answer = kept.item
        subject, parts = self._original(call, answer)
        typed = answer_form_of(answer)
        known = replace(
            typed, organisation=_known(typed.organisation), organisation_kind=_known(typed.organisation_kind)
        )
        return WaitingItem(of_call, answer, kept.digest, with_room(known, of_call), subject, parts)

    def original(self, call: str, id: str) -> bytes:
        """Return the bytes of what came."""
        return or_not_found(self._originals.read(call, self._read(call, id).item.original), "original", id)

    def accept(self, call: str, id: str, typed: AnswerForm, digest: str, viewer: Viewer) -> Input:
        """Take an answer in as it was put right: from now on it counts, and its slots are sorted.

        Raises ``InvalidInput`` by field where something is missing, ``ContentConflict`` where somebody saved first.
        """
        kept = self._seen(call, id, digest)
        found = form_errors(typed, self._writer.read(Call, call).item)
        if found:
            raise InvalidInput(found)
        put_right = replace(written_into(kept.item, _with_evidence(typed, kept.item)), triage=(), confidence=0)
        return self._writer.save(kept, put_right, viewer, "triage: take answer in").item

    def set_aside(self, call: str, id: str, reason: str, digest: str, viewer: Viewer) -> Input:
        """Set aside what is no answer, with the reason."""
        kept = self._seen(call, id, digest)
        words = " ".join(reason.split())
        if not words:
            raise InvalidInput({"reason": "Say why it is set aside; the reason stays with it."})
        return self._writer.save(
            kept, _with_reasons(kept.item, f"{SET_ASIDE}{words}"), viewer, "triage: set aside"
        ).item

    def take_up(self, call: str, id: str, digest: str, viewer: Viewer) -> Input:
        """Put an answer that was set aside back into the queue."""
        kept = self._seen(call, id, digest)
        return self._writer.save(kept, _with_reasons(kept.item), viewer, "triage: take up again").item

    def _read(self, call: str, id: str, *, even_done: bool = False) -> Stored[Input]:
        read = self._writer.read(Input, id, call)
        if not (read.item.triage or even_done):
            raise NotFound("answer", id)
        return read

    def _seen(self, call: str, id: str, digest: str) -> Stored[Input]:
        read = self._read(call, id, even_done=True)
        self._writer.expect(read, digest if read.item.triage else "", read.item)
        return read

    def _original(self, call: str, answer: Input) -> tuple[str, tuple[OriginalPart, ...]]:
        name = answer.original.partition("#")[0]
        data = self._originals.read(call, answer.original) if name else None
        if data is None:
            return "", ()
        kind = ImportFormat.of(name, data)
        if kind is ImportFormat.SHEET:
            return "", _rows(answer.original.partition("#")[2], data)
        mail = letters_in(name, data, kind)[0].mail
        words = tuple(OriginalPart("", text) for text in mail.readings[-1:])
        attached = (read_attachment(one) for one in mail.attachments)
        documents = tuple(OriginalPart(one.name, one.whole, one.problem) for one in attached if one is not None)
        return mail.subject, (*words, *documents)


def _rows(place: str, data: bytes) -> tuple[OriginalPart, ...]:
    """Return a spreadsheet as text, a part for each worksheet; ``place`` says which row an answer was read from."""
    try:
        sheets = read_worksheets(data)
    except UnreadableSheet as error:
        return (OriginalPart(place, "", str(error)),)
    return tuple(
        OriginalPart(f"{sheet.name} {place}".strip(), "\n".join("\t".join(row.cells) for row in sheet.rows))
        for sheet in sheets
    )


def _with_reasons(answer: Input, *more: str) -> Input:
    reasons = (reason for reason in answer.triage if not reason.startswith(SET_ASIDE))
    return replace(answer, triage=(*reasons, *more) or ("it was taken up again",))


def _with_evidence(typed: AnswerForm, answer: Input) -> AnswerForm:
    """Return the form with what the entries pointed to, which the page has no fields for."""
    held = {slot.key: slot.evidence for slot in answer_form_of(answer).slots}
    return replace(typed, slots=tuple(replace(slot, evidence=held.get(slot.key, ())) for slot in typed.slots))


def _known(words: str) -> str:
    return "" if words == UNKNOWN else words


CHANNELS = {Channel.EMAIL: "e-mail", Channel.CSV: "spreadsheet", Channel.ON_BEHALF: "pasted text"}
"""What an original is called, by how it came."""
