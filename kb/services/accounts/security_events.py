"""What happens to an account's security: written to the audit log, and told to its owner by mail where that is set.

Mail goes out in the background: how long a page takes must not tell whether there is such an account.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum

from kb.documents.humanize import moment
from kb.domain.account.account import Account
from kb.domain.account.audit import Act
from kb.storage.audit.audit_log import AuditLog
from kb.storage.smtp import Mailer, OutgoingLetter

Background = Callable[[Callable[[], None]], None]


@dataclass(frozen=True)
class NoticeText:
    """The words of a letter: its subject, what happened, and what to do."""

    subject: str
    happened: str
    advice: str


class Notice(Enum):
    """Why the owner of an account is written to."""

    GUESSED = NoticeText(
        "Wrong passphrases for your account",
        "Somebody typed several wrong passphrases for your account. They did not get in by them.",
        "Your account is open to you as before. If it was you, there is nothing to do. If not, and your passphrase is"
        " one that others could know, choose another one.",
    )
    CODES_GUESSED = NoticeText(
        "Somebody knows your passphrase",
        "Somebody signed in with your passphrase, and then typed several wrong codes. They did not get in.",
        "If it was not you, choose another passphrase now, and tell the people who run the site.",
    )
    PASSPHRASE_CHANGED = NoticeText(
        "Your passphrase was changed",
        "The passphrase of your account was changed, and it was signed out everywhere else.",
        "If it was not you, tell the people who run the site at once.",
    )
    FACTOR_ON = NoticeText(
        "Sign-in codes are on for your account",
        "From now on signing in to your account takes a code of your app too.",
        "If it was not you, tell the people who run the site at once.",
    )
    FACTOR_OFF = NoticeText(
        "Sign-in codes are off for your account",
        "Signing in to your account takes no code any more.",
        "If it was not you, and you did not ask for it, tell the people who run the site at once.",
    )
    RECOVERY_CODE_USED = NoticeText(
        "A recovery code was used for your account",
        "Somebody signed in to your account with your passphrase and one of your recovery codes.",
        "If it was not you, choose another passphrase and make new recovery codes now.",
    )


class SecurityEvents:
    """Records events, and writes to the owners of accounts; ``mailer`` is nothing where no mail server is set."""

    def __init__(
        self,
        audit: AuditLog,
        mailer: Mailer | None,
        base_url: str,
        clock: Callable[[], dt.datetime],
        background: Background | None = None,
    ) -> None:
        self._audit, self._mailer, self._base_url, self._clock = audit, mailer, base_url, clock
        self.background = background or _in_thread
        """Does some work after the answer was given."""
        self._log = logging.getLogger("kb.mail")

    def together(self) -> AbstractContextManager[None]:
        """Change rows together with the acts that are recorded within the block, or neither."""
        return self._audit.transaction()

    def record(self, account: Account, what: str, by: str = "", **details: str) -> None:
        """Write to the audit log what was done to an account, by its owner unless said otherwise."""
        facts = tuple(sorted({"account": account.id, **details}.items()))
        self._audit.record(Act(self._clock(), by or account.id, what, details=facts))

    def tell(self, account: Account, notice: Notice) -> None:
        """Write to the owner of an account; what does not go out is in the log of the site."""
        if self._mailer is None:
            return
        mailer, letter = self._mailer, _letter(account, notice.value, self._base_url, self._clock())

        def send() -> None:
            for failed in mailer.send([letter]):
                self._log.warning("account %s was not told “%s”: %s", account.id, letter.subject, failed.why)

        self.background(send)


def _letter(account: Account, text: NoticeText, base_url: str, at: dt.datetime) -> OutgoingLetter:
    facts = f"When: {moment(at)}\nAccount: {account.email}"
    body = "\n\n".join((text.happened, facts, text.advice, f"{base_url}/account\n"))
    return OutgoingLetter(account.email, text.subject, body)


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="security notice").start()
