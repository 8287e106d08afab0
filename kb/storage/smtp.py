"""Sending mail through a server that the settings name; the only place that speaks SMTP."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

SECURITY = ("starttls", "tls", "none")
SECONDS = 15


@dataclass(frozen=True)
class MailServer:
    """How to reach a mail server, and who the mail is from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"


@dataclass(frozen=True)
class OutgoingLetter:
    """One mail, in plain text, to one address."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Undelivered:
    """A letter that the server did not take, and why."""

    letter: OutgoingLetter
    why: str


class Mailer:
    """Sends letters, all in one visit to the server; one that is refused does not hold up the others."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def send(self, letters: Sequence[OutgoingLetter]) -> tuple[Undelivered, ...]:
        """Hand the letters over; return those that were not taken. Never raises for what a server or a net may do."""
        left = list(letters)
        failed: list[Undelivered] = []
        try:
            with self._connection() as smtp:
                while left:
                    why = _hand_over(smtp, self._server.sender, left[0])
                    letter = left.pop(0)
                    if why:
                        failed.append(Undelivered(letter, why))
        except (OSError, smtplib.SMTPException) as error:
            failed += [Undelivered(letter, f"{type(error).__name__}: {error}") for letter in left]
        return tuple(failed)

    def _connection(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _hand_over(smtp: smtplib.SMTP, sender: str, letter: OutgoingLetter) -> str:
    """Hand one letter over; return why not, where the server refuses this one only."""
    try:
        smtp.send_message(_message(sender, letter))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _message(sender: str, letter: OutgoingLetter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip(" >") or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
