"""Files by what they are: mails, boxes of mails, Outlook's mails, documents, plain text, spreadsheets."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from kb.domain.errors import InvalidInput
from kb.parsing.documents.formats import Format, format_of, is_document_name
from kb.parsing.mail.letters import MailFormat, read_letter
from kb.parsing.mail.mailbox import is_mailbox, mails_in
from kb.parsing.mail.message import Attachment, Mail
from kb.parsing.mail.outlook import is_msg
from kb.parsing.sheets.tables import UnreadableSheet, Worksheet, read_worksheets
from kb.parsing.text_bytes import decoded, tidy

_PLAIN = frozenset({Format.HTML, Format.TEXT, None})


class Kind(StrEnum):
    """What a file is."""

    MAIL = "mail"
    BOX = "box of mails"
    OUTLOOK = "mail of Outlook"
    DOCUMENT = "document"
    TEXT = "text"
    SHEET = "spreadsheet"

    @staticmethod
    def of(name: str, data: bytes) -> "Kind":
        """Return what a file is by its bytes and, where they do not tell, by its name; a mail in doubt."""
        ending = Kind.ending(name, "eml")
        if ending in ("csv", "tsv", "xlsx"):
            return Kind.SHEET
        if is_document_name(name) or format_of("", "", data) not in _PLAIN:
            return Kind.DOCUMENT
        if is_msg(data):
            return Kind.OUTLOOK
        if is_mailbox(data):
            return Kind.BOX
        return Kind.TEXT if ending in ("txt", "md") else Kind.MAIL

    @staticmethod
    def ending(name: str, otherwise: str) -> str:
        """Return the ending of a file's name in small letters; ``otherwise`` where it has none that is usable."""
        ending = PurePath(name).suffix.lower().removeprefix(".")
        return ending if re.fullmatch(r"[a-z0-9]{1,5}", ending) else otherwise


@dataclass(frozen=True)
class Letter:
    """Something that came: its name for a person, its bytes, the ending for its file, and what can be read of it."""

    name: str
    data: bytes = field(repr=False)
    ending: str
    mail: Mail
    pasted: bool = False


def letters_in(name: str, data: bytes, kind: Kind) -> list[Letter]:
    """Return the mails that a file holds: one, or as many as are in the box. Never raises, never gives none."""
    if kind is Kind.BOX:
        mails = list(mails_in(data))
        return [letter_of(f"{name}, mail {number}", mail) for number, mail in enumerate(mails, start=1)]
    if kind is Kind.OUTLOOK:
        return [Letter(name, data, "msg", read_letter(data, MailFormat.OUTLOOK))]
    if kind is Kind.DOCUMENT:
        form = format_of(name, "", data)
        ending = form.value if form else Kind.ending(name, "bin")
        return [Letter(name, data, ending, Mail(attachments=(Attachment(name, "", data),)))]
    if kind is Kind.TEXT:
        return [Letter(name, data, "txt", Mail(plain=tidy(decoded(data, ""))))]
    return [letter_of(name, data)]


def letter_of(name: str, data: bytes) -> Letter:
    """Return one mail as a letter."""
    return Letter(name, data, "eml", read_letter(data))


def sheets_in(name: str, data: bytes) -> tuple[Worksheet, ...]:
    """Return the worksheets of a spreadsheet; raise ``InvalidInput`` where it is none."""
    try:
        return read_worksheets(data)
    except UnreadableSheet as error:
        raise InvalidInput({name: str(error)}) from None
