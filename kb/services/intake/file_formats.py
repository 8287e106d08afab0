"""Files by what they are: mails, boxes of mails, Outlook's mails, documents, plain text, spreadsheets."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from kb.domain.errors import InvalidInput
from kb.parsing.documents.formats import DocumentFormat, format_of, is_document_name
from kb.parsing.mail.letters import MailFormat, read_letter
from kb.parsing.mail.mailbox import is_mailbox, mails_in
from kb.parsing.mail.message import Attachment, Mail
from kb.parsing.mail.outlook import is_msg
from kb.parsing.sheets.tables import UnreadableSheet, Worksheet, read_worksheets
from kb.parsing.text_bytes import decoded, tidy

_PLAIN = frozenset({DocumentFormat.HTML, DocumentFormat.TEXT, None})


class ImportFormat(StrEnum):
    """What a file is."""

    MAIL = "mail"
    BOX = "box of mails"
    OUTLOOK = "mail of Outlook"
    DOCUMENT = "document"
    TEXT = "text"
    SHEET = "spreadsheet"

    @staticmethod
    def of(name: str, data: bytes) -> "ImportFormat":
        """Return the kind of a file by its bytes, else by its name; a mail in doubt."""
        ending = ImportFormat.ending(name, "eml")
        if ending in ("csv", "tsv", "xlsx"):
            return ImportFormat.SHEET
        if is_document_name(name) or format_of("", "", data) not in _PLAIN:
            return ImportFormat.DOCUMENT
        if is_msg(data):
            return ImportFormat.OUTLOOK
        if is_mailbox(data):
            return ImportFormat.BOX
        return ImportFormat.TEXT if ending in ("txt", "md") else ImportFormat.MAIL

    @staticmethod
    def ending(name: str, otherwise: str) -> str:
        """Return the ending of a file's name in small letters; ``otherwise`` where it has none that is usable."""
        ending = PurePath(name).suffix.lower().removeprefix(".")
        return ending if re.fullmatch(r"[a-z0-9]{1,5}", ending) else otherwise


@dataclass(frozen=True)
class ReceivedLetter:
    """Something that came: its name for a person, its bytes, the ending for its file, and what can be read of it."""

    name: str
    data: bytes = field(repr=False)
    ending: str
    mail: Mail


def letters_in(name: str, data: bytes, kind: ImportFormat) -> list[ReceivedLetter]:
    """Return the mails that a file holds: one, or as many as are in the box. Never raises, never gives none."""
    if kind is ImportFormat.BOX:
        mails = list(mails_in(data))
        return [letter_of(f"{name}, mail {number}", mail) for number, mail in enumerate(mails, start=1)]
    if kind is ImportFormat.OUTLOOK:
        return [ReceivedLetter(name, data, "msg", read_letter(data, MailFormat.OUTLOOK))]
    if kind is ImportFormat.DOCUMENT:
        form = format_of(name, "", data)
        ending = form.value if form else ImportFormat.ending(name, "bin")
        return [ReceivedLetter(name, data, ending, Mail(attachments=(Attachment(name, "", data),)))]
    if kind is ImportFormat.TEXT:
        return [ReceivedLetter(name, data, "txt", Mail(plain=tidy(decoded(data, ""))))]
    return [letter_of(name, data)]


def letter_of(name: str, data: bytes) -> ReceivedLetter:
    """Return one mail as a letter."""
    return ReceivedLetter(name, data, "eml", read_letter(data))


def sheets_in(name: str, data: bytes) -> tuple[Worksheet, ...]:
    """Return the worksheets of a spreadsheet; raise ``InvalidInput`` where it is none."""
    try:
        return read_worksheets(data)
    except UnreadableSheet as error:
        raise InvalidInput({name: str(error)}) from None
