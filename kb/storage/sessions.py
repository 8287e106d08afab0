"""Rows of sessions, of attempts to sign in, and of visits to the provider. Tokens come here as hashes only."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from kb.domain.account.account import Session
from kb.storage.accounts import AccountRecord, account_of, written
from kb.storage.database import Database

_SESSIONS = """
    SELECT accounts.*, sessions.id AS session, started_at, seen_at, ends_at, agent
    FROM sessions JOIN accounts ON accounts.id = sessions.account
"""


@dataclass(frozen=True)
class Visit:
    """A sign-in under way at the provider: what must come back with it, and where the person wanted to go."""

    nonce: str
    verifier: str
    onward: str


class SessionTable:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, token_hash: str, session: Session, kept: AccountRecord) -> bool:
        """Keep a session of an account that was found to be ``kept``; those that have ended by then are forgotten.

        Say false, and keep nothing, where the account was disabled or its passphrase changed since it was checked.
        """
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE ends_at <= ?", (written(session.started_at),))
            added = connection.execute(
                "INSERT INTO sessions (token_hash, id, account, started_at, seen_at, ends_at, agent)"
                " SELECT ?, ?, id, ?, ?, ?, ? FROM accounts"
                " WHERE id = ? AND passphrase_hash = ? AND provider_subject = ? AND disabled_at IS NULL",
                (
                    token_hash,
                    session.id,
                    written(session.started_at),
                    written(session.seen_at),
                    written(session.ends_at),
                    session.agent,
                    session.account.id,
                    kept.passphrase_hash,
                    kept.provider_subject,
                ),
            )
            return added.rowcount == 1

    def find(self, token_hash: str) -> Session | None:
        """Return the session of that token with its account as it is now, ended or not."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_SESSIONS} WHERE token_hash = ?", (token_hash,)).fetchone()
            return _session(row) if row else None

    def of(self, account: str) -> tuple[Session, ...]:
        """Return an account's sessions, the one used last first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{_SESSIONS} WHERE account = ? ORDER BY seen_at DESC, session", (account,))
            return tuple(_session(row) for row in rows)

    def seen(self, id: str, at: dt.datetime) -> None:
        """Keep when a session was last used."""
        with self._database.writing(durable=False) as connection:
            connection.execute("UPDATE sessions SET seen_at = ? WHERE id = ?", (written(at), id))

    def close(self, token_hash: str) -> None:
        """End one session."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))

    def close_all(self, account: str, but: str = "") -> int:
        """End every session of an account, but for the one of that id; return how many."""
        with self._database.writing() as connection:
            ended = connection.execute("DELETE FROM sessions WHERE account = ? AND id <> ?", (account, but))
            return ended.rowcount

    def close_one(self, account: str, id: str) -> bool:
        """End one session of an account by its id; say whether there was one."""
        with self._database.writing() as connection:
            ended = connection.execute("DELETE FROM sessions WHERE account = ? AND id = ?", (account, id))
            return ended.rowcount == 1


class AttemptTable:
    """The table of attempts to sign in that did not succeed, or have not yet; and of files that were made.

    What they are counted by keeps them apart; all must be counted over the same window, beyond which rows go.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, id: str, keys: tuple[str, str], most: tuple[int, int], now: dt.datetime, window: dt.timedelta
    ) -> dt.datetime | None:
        """Note an attempt before it is looked at; ``keys`` and ``most`` are those of account and address.

        Where either has had its most within the window, nothing is noted, and the time is returned from which on
        another attempt is taken. Attempts at the same moment wait for each other here, so none slips past the limit.
        """
        since = written(now - window)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempts WHERE at <= ?", (since,))
            waits = [
                _nth_latest(connection, query, key, limit)
                for query, key, limit in zip(
                    (
                        "SELECT at FROM attempts WHERE account = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                        "SELECT at FROM attempts WHERE address = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                    ),
                    keys,
                    most,
                    strict=True,
                )
            ]
            until = max((dt.datetime.fromisoformat(at) + window for at in waits if at), default=None)
            if until is None:
                connection.execute(
                    "INSERT INTO attempts (id, account, address, at) VALUES (?, ?, ?, ?)", (id, *keys, written(now))
                )
            return until

    def succeeded(self, account: str, id: str) -> None:
        """Forget an account's attempts: the person has shown who they are. The address keeps its others."""
        with self._database.writing(durable=False) as connection:
            connection.execute("DELETE FROM attempts WHERE account = ? OR id = ?", (account, id))


class VisitTable:
    """The table of sign-ins under way at the provider."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, state_hash: str, browser_hash: str, visit: Visit, expires_at: dt.datetime, now: dt.datetime
    ) -> None:
        """Keep a visit that begins; those that have expired are forgotten."""
        with self._database.writing(durable=False) as connection:
            connection.execute("DELETE FROM provider_visits WHERE expires_at <= ?", (written(now),))
            connection.execute(
                "INSERT INTO provider_visits (state_hash, browser_hash, nonce, verifier, onward, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (state_hash, browser_hash, visit.nonce, visit.verifier, visit.onward, written(expires_at)),
            )

    def take(self, state_hash: str, browser_hash: str, now: dt.datetime) -> Visit | None:
        """Return the visit that this browser began, once; nothing for another browser, a second time or too late."""
        with self._database.writing() as connection:
            row = connection.execute(
                "DELETE FROM provider_visits WHERE state_hash = ? AND browser_hash = ? AND expires_at > ? RETURNING *",
                (state_hash, browser_hash, written(now)),
            ).fetchone()
            return Visit(row["nonce"], row["verifier"], row["onward"]) if row else None


def _nth_latest(connection: sqlite3.Connection, query: str, key: str, limit: int) -> str:
    """Return when the ``limit``-th attempt before now was; empty where there were fewer."""
    row = connection.execute(query, (key, limit - 1)).fetchone()
    return str(row["at"]) if row else ""


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["session"],
        account=account_of(row),
        started_at=dt.datetime.fromisoformat(row["started_at"]),
        seen_at=dt.datetime.fromisoformat(row["seen_at"]),
        ends_at=dt.datetime.fromisoformat(row["ends_at"]),
        agent=row["agent"],
    )
