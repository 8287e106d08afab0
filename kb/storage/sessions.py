"""Rows of sessions, of attempts to sign in, and of visits to the provider. Tokens come here as hashes only."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.account.account import Session
from kb.domain.account.attempts import CountedBy, Limit
from kb.storage.accounts import AccountRecord, account_of
from kb.storage.database import Database, written

KEPT_AFTER = dt.timedelta(days=1)
"""How long a session that has ended is still known, so that a form which was open then is not lost."""
REMEMBERED = dt.timedelta(days=1)
"""How long attempts are kept: no limit looks further back."""
MOST_COUNTED = 100
"""No limit needs to know of more attempts than that."""
_SESSIONS = """
    SELECT accounts.*, sessions.id AS session, started_at, seen_at, ends_at, agent, through
    FROM sessions JOIN accounts ON accounts.id = sessions.account
"""


@dataclass(frozen=True)
class Visit:
    """A sign-in under way at the provider: what must come back with it, and where the person wanted to go."""

    nonce: str
    verifier: str
    onward: str


@dataclass(frozen=True)
class Begun:
    """An attempt: from when on another is taken where this one is not, and how many the account had before it."""

    wait_until: dt.datetime | None
    earlier: int


class SessionTable:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, token_hash: str, session: Session, kept: AccountRecord) -> bool:
        """Keep a session of an account that was found to be ``kept``; those that have ended by then are forgotten.

        Say false, and keep nothing, where the account was disabled or its passphrase changed since it was checked.
        """
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE ends_at <= ?", (written(session.started_at - KEPT_AFTER),))
            added = connection.execute(
                "INSERT INTO sessions (token_hash, id, account, started_at, seen_at, ends_at, agent, through)"
                " SELECT ?, ?, id, ?, ?, ?, ?, ? FROM accounts"
                " WHERE id = ? AND passphrase_hash = ? AND provider_subject = ? AND disabled_at IS NULL",
                (
                    token_hash,
                    session.id,
                    written(session.started_at),
                    written(session.seen_at),
                    written(session.ends_at),
                    session.agent,
                    session.through,
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

    What they are counted by keeps them apart.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, id: str, account: str, address: str, limits: Iterable[Limit], now: dt.datetime) -> Begun:
        """Note an attempt before it is looked at.

        Where a limit is reached, nothing is noted. Attempts at the same moment wait for each other here, so none slips
        past the limit.
        """
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempts WHERE at <= ?", (written(now - REMEMBERED),))
            waits = [limit.rule(_times(connection, limit.by, account, address)) for limit in limits]
            until = max((wait for wait in waits if wait and wait > now), default=None)
            earlier = len(_times(connection, CountedBy.ACCOUNT, account, address))
            if until is None:
                connection.execute(
                    "INSERT INTO attempts (id, account, address, at) VALUES (?, ?, ?, ?)",
                    (id, account, address, written(now)),
                )
            return Begun(until, earlier)

    def succeeded(self, account: str, address: str) -> None:
        """Forget an account's attempts from an address: the person has shown who they are. All others are kept."""
        with self._database.writing(durable=False) as connection:
            connection.execute("DELETE FROM attempts WHERE account = ? AND address = ?", (account, address))


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


def _times(connection: sqlite3.Connection, by: CountedBy, account: str, address: str) -> list[dt.datetime]:
    """Return when the attempts were that a limit counts, the latest first, and no more than any limit looks at."""
    query, keys = {
        CountedBy.ACCOUNT: ("account = ?", (account,)),
        CountedBy.ADDRESS: ("address = ?", (address,)),
        CountedBy.BOTH: ("account = ? AND address = ?", (account, address)),
    }[by]
    rows = connection.execute(f"SELECT at FROM attempts WHERE {query} ORDER BY at DESC LIMIT {MOST_COUNTED}", keys)  # noqa: S608 - our own words
    return [dt.datetime.fromisoformat(row["at"]) for row in rows]


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["session"],
        account=account_of(row),
        started_at=dt.datetime.fromisoformat(row["started_at"]),
        seen_at=dt.datetime.fromisoformat(row["seen_at"]),
        ends_at=dt.datetime.fromisoformat(row["ends_at"]),
        agent=row["agent"],
        through=row["through"],
    )
