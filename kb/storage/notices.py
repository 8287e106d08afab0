"""Rows of notices: who chose which, what each was told, and the day of each one's last letter."""

import json
import sqlite3
from collections.abc import Iterable

from kb.domain.notice import NoticeKind, Subscription
from kb.storage.database import Database


class NoticeTable:
    """The table of notices; safe to share between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def chosen(self, account: str) -> frozenset[NoticeKind]:
        """Return what somebody chose; nothing where they never did."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM notices WHERE account = ?", (account,)).fetchone()
            return _subscription(row).kinds if row else frozenset()

    def choose(self, account: str, kinds: Iterable[NoticeKind]) -> None:
        """Keep what somebody chose instead of what they chose before."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO notices (account, kinds) VALUES (?, ?)"
                " ON CONFLICT (account) DO UPDATE SET kinds = excluded.kinds",
                (account, json.dumps(sorted(kinds))),
            )

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return everybody who chose something."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM notices WHERE kinds <> '[]' ORDER BY account")
            return tuple(map(_subscription, rows))

    def begin(self, account: str, day: str) -> bool:
        """Say that the letter of a day is about to go; return whether it is ours to send: one goes at most."""
        with self._database.writing() as connection:
            done = connection.execute("UPDATE notices SET day = ? WHERE account = ? AND day <> ?", (day, account, day))
            return done.rowcount == 1

    def not_sent(self, account: str, day: str) -> None:
        """Say that a letter that was begun did not go; ``day`` is that of the one before it."""
        with self._database.writing() as connection:
            connection.execute("UPDATE notices SET day = ? WHERE account = ?", (day, account))

    def keep_told(self, account: str, told: Iterable[str]) -> None:
        """Keep what need not be told again."""
        with self._database.writing() as connection:
            connection.execute("UPDATE notices SET told = ? WHERE account = ?", (json.dumps(sorted(told)), account))


def _subscription(row: sqlite3.Row) -> Subscription:
    known = {kind.value: kind for kind in NoticeKind}
    kinds = frozenset(known[kind] for kind in json.loads(row["kinds"]) if kind in known)
    return Subscription(row["account"], kinds, frozenset(json.loads(row["told"])), row["day"])
