"""A folder of a mail server, read by IMAP. The only importer of ``imapclient``.

Nothing is moved, deleted or marked as seen. A mail that was taken in gets the keyword ``KBStored``, after it is on
disk; mails with the keyword are not fetched again, so a run that broke off goes on where it stopped. On servers that
keep no keywords every mail is fetched each time, and the intake knows what it has.
"""

import contextlib
import datetime as dt
import imaplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from kb.domain.errors import KnowledgeBaseError
from kb.storage.settings import MailboxSettings

KEYWORD = b"KBStored"
LARGEST = 50_000_000
SECONDS = 60
_T = TypeVar("_T")


class MailboxProblem(KnowledgeBaseError):
    """The mailbox could not be read; ``why`` says in what way. What was taken in before stays taken in."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the mailbox cannot be read: {why}")
        self.why = why


@dataclass(frozen=True)
class FetchedMail:
    """A mail as the server has it; ``arrived`` is when it came there. ``too_large``: only its head was fetched."""

    uid: int
    data: bytes = field(repr=False)
    arrived: dt.datetime | None
    too_large: bool = False


def each_mail(mailbox: MailboxSettings, take: Callable[[FetchedMail], None]) -> int:
    """Hand each mail that is not marked to ``take``, in the order of arrival; mark it when ``take`` has returned.

    Return how many there were. Raises :class:`MailboxProblem`; what ``take`` raises is passed on.
    """
    count = 0
    with _open(mailbox) as (client, marks):
        for uid in _told(lambda: sorted(client.search(["UNKEYWORD", KEYWORD.decode()] if marks else "ALL"))):
            fetched = _told(partial(_fetch, client, uid))
            if fetched is None:  # somebody moved it meanwhile
                continue
            take(fetched)
            count += 1
            if marks:
                _told(partial(client.add_flags, [uid], [KEYWORD]))
    return count


@contextlib.contextmanager
def _open(mailbox: MailboxSettings) -> Iterator[tuple[IMAPClient, bool]]:
    """Sign in and open the folder; yields the connection, and whether the server keeps our keyword."""
    client = _told(lambda: _connect(mailbox))
    try:
        _told(lambda: client.login(mailbox.user, mailbox.password))
        chosen = _told(lambda: client.select_folder(mailbox.folder))
        allowed = {flag.lower() for flag in chosen.get(b"PERMANENTFLAGS", ())}
        writable = b"READ-ONLY" not in chosen
        yield client, writable and (b"\\*" in allowed or KEYWORD.lower() in allowed)
    finally:
        with contextlib.suppress(IMAPClientError, OSError):
            client.logout()


def _connect(mailbox: MailboxSettings) -> IMAPClient:
    if mailbox.tls == "no" and mailbox.host not in ("localhost", "127.0.0.1", "::1"):
        raise MailboxProblem("without TLS the password would cross the network in the open; set KB_IMAP_TLS")
    context = ssl.create_default_context()
    encrypted = mailbox.tls == "yes"
    client = IMAPClient(
        mailbox.host,
        port=mailbox.port or None,
        ssl=encrypted,
        ssl_context=context if encrypted else None,
        timeout=SECONDS,
    )
    if mailbox.tls == "starttls":
        client.starttls(context)
    return client


def _fetch(client: IMAPClient, uid: int) -> FetchedMail | None:
    """Fetch one mail without marking it as seen; of a very large one only the head."""
    facts = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
    if facts is None:
        return None
    large = facts[b"RFC822.SIZE"] > LARGEST
    part = b"BODY[HEADER]" if large else b"BODY[]"
    answer = client.fetch([uid], [part.replace(b"BODY", b"BODY.PEEK")]).get(uid)
    if answer is None or part not in answer:
        return None
    arrived = facts.get(b"INTERNALDATE")
    return FetchedMail(uid, answer[part], arrived.astimezone(dt.UTC) if arrived else None, large)


def _told(step: Callable[[], _T]) -> _T:
    """Do a step with the server; raise what goes wrong as a :class:`MailboxProblem`."""
    try:
        return step()
    except MailboxProblem:
        raise
    except ssl.SSLCertVerificationError as error:
        raise MailboxProblem(f"the server's certificate is not trusted ({error.verify_message})") from None
    except (IMAPClientError, imaplib.IMAP4.error, OSError) as error:
        raise MailboxProblem(str(error) or type(error).__name__) from None
