"""Notices by mail: chosen by each person, and sent as one letter a day at most, with what is new since the last.

What a letter may tell is asked when it is sent, as its reader: who lost a role, or sight of a thing, is told nothing of
it. A letter is put down as begun before it is handed over, so that no two processes send it; what it told is kept
after. So a crash in between tells the same on the next day, and nothing is lost.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kb.documents.humanize import LONDON
from kb.domain.account.account import Account
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer, viewer_of
from kb.domain.errors import InvalidInput
from kb.domain.notice import NoticeKind, Subscription
from kb.services.notices.letter import digest_letter
from kb.services.notices.news import News, offered_to
from kb.storage.audit.audit_log import AuditLog
from kb.storage.notices import NoticeTable
from kb.storage.smtp import Mailer, OutgoingLetter, Undelivered

LETTERS_AT_ONCE = 20
"""Letters handed over together."""


@dataclass(frozen=True)
class Digest:
    """A letter that is due to somebody, and the keys to keep once it went."""

    subscription: Subscription
    letter: OutgoingLetter
    told: frozenset[str]


@dataclass(frozen=True)
class DigestRun:
    """What came of a run: how many letters went, and those that were refused."""

    sent: int = 0
    failed: tuple[Undelivered, ...] = field(default=())


class Digests:
    """Keeps what people chose, and sends the letters; ``mailer`` is nothing where no mail server is set."""

    def __init__(
        self,
        table: NoticeTable,
        accounts: Callable[[], Iterable[Account]],
        news: News,
        mailer: Mailer | None,
        audit: AuditLog,
        base_url: str,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._table, self._accounts, self._news, self._mailer = table, accounts, news, mailer
        self._audit, self._base_url, self._clock = audit, base_url, clock

    @property
    def can_send(self) -> bool:
        """Say whether a mail server is set."""
        return self._mailer is not None

    def chosen(self, account: Account) -> frozenset[NoticeKind]:
        """Return what somebody chose; at first nothing."""
        return self._table.chosen(account.id)

    def choose(self, account: Account, kinds: Collection[str]) -> None:
        """Keep what somebody chose; what they may not choose is left out."""
        self._table.choose(account.id, [kind for kind in offered_to(viewer_of(account)) if kind.value in kinds])

    def send(self, viewer: Viewer) -> DigestRun:
        """Send what is new to everybody who chose it and had no letter today."""
        if self._mailer is None:
            raise InvalidInput({"KB_SMTP_HOST": "no mail server is set, so there are no notices to send"})
        due = self._due()
        runs = [
            self._batch(self._mailer, due[at : at + LETTERS_AT_ONCE], viewer)
            for at in range(0, len(due), LETTERS_AT_ONCE)
        ]
        return DigestRun(sum(run.sent for run in runs), tuple(one for run in runs for one in run.failed))

    def _due(self) -> list[Digest]:
        accounts = {account.id: account for account in self._accounts() if account.disabled_at is None}
        due = []
        for subscription in self._table.subscriptions():
            account = accounts.get(subscription.account)
            if account is None or subscription.day == self._today():
                continue
            items = self._news.of(viewer_of(account), subscription.kinds)
            new, told = subscription.news(items), frozenset(item.key for item in items)
            if new:
                due.append(Digest(subscription, digest_letter(account.email, new, self._base_url), told))
            elif told != subscription.told:
                self._table.keep_told(account.id, told)
        return due

    def _batch(self, mailer: Mailer, due: Sequence[Digest], viewer: Viewer) -> DigestRun:
        act = Act(self._clock(), viewer.logged_as, "send notices", details=(("letters", str(len(due))),))
        with self._audit.intending([act]) as under_way:
            ours = [one for one in due if self._table.begin(one.subscription.account, self._today())]
            failed = mailer.send([one.letter for one in ours])
            refused = {one.letter.to for one in failed}
            for one in ours:
                if one.letter.to in refused:
                    self._table.not_sent(one.subscription.account, one.subscription.day)
                else:
                    self._table.keep_told(one.subscription.account, one.told)
            facts = (("failed", str(len(failed))), ("sent", str(len(ours) - len(failed))))
            under_way.settle(*([Act(act.at, act.who, act.what, details=facts)] if ours else []))
        return DigestRun(len(ours) - len(failed), failed)

    def _today(self) -> str:
        return self._clock().astimezone(LONDON).date().isoformat()
