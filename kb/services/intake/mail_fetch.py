"""Fetching answers from the folder of a mail server."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kb.domain.errors import InvalidInput
from kb.services.intake.file_formats import ReceivedLetter, letter_of
from kb.services.intake.importing import ImportResult, Intake
from kb.storage.settings import MailboxSettings

if TYPE_CHECKING:
    from kb.storage.imap import FetchedMail


class MailFetcher:
    """Takes in what lies in one folder; run again, it goes on where it stopped."""

    def __init__(self, intake: Intake, mailbox: MailboxSettings | None) -> None:
        self._intake, self._mailbox = intake, mailbox

    def fetch(self, call: str, who: str) -> tuple[ImportResult, ...]:
        """Take in every mail that was not yet; each is marked on the server once it is on disk.

        Raises ``InvalidInput`` where no mailbox is set, and ``MailboxProblem`` where it cannot be read.
        """
        if self._mailbox is None:
            raise InvalidInput({"KB_IMAP_HOST": "set it, KB_IMAP_USER and KB_IMAP_PASSWORD to fetch mail"})
        from kb.storage.imap import each_mail  # noqa: PLC0415 - its library is for those who have a mailbox

        taken: list[ImportResult] = []
        with self._intake.batch(call, who) as batch:
            each_mail(self._mailbox, lambda fetched: taken.append(batch.take(_letter(fetched))))
        return tuple(taken)


def _letter(fetched: "FetchedMail") -> ReceivedLetter:
    letter = letter_of(f"mail {fetched.uid}", fetched.data)
    mail = replace(letter.mail, received=letter.mail.received or fetched.arrived)
    if fetched.too_large:
        mail = replace(mail, problems=(*mail.problems, "it is very large; only its head was fetched"))
    return replace(letter, mail=mail)
