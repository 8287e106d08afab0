"""Rows of accounts and invitations. Secrets never come here: only what was made of them by a hash.

What is allowed, and what a role may do, is the business of ``kb.services.accounts``.
"""

import datetime as dt
import sqlite3
from dataclasses import dataclass, field

from kb.domain.account.account import Account, Landing, Role
from kb.storage.database import Database, written


@dataclass(frozen=True)
class AccountRecord:
    """An account with what proves that somebody is that person; both are empty until the first sign-in is set up."""

    account: Account
    passphrase_hash: str = field(repr=False)
    provider_subject: str
    second_factor: str = field(default="", repr=False)
    """The secret that an app makes codes from; nothing where a passphrase is enough."""


@dataclass(frozen=True)
class Invitation:
    """A link that lets one person set up the sign-in; ``account`` is ``None`` for the first staff of all."""

    account: Account | None
    expires_at: dt.datetime


class AccountTable:
    """The tables of accounts and invitations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Account, ...]:
        """Return every account, by role (staff first) and then by address."""
        with self._database.reading() as connection:
            found = [account_of(row) for row in connection.execute("SELECT * FROM accounts ORDER BY email")]
        return tuple(sorted(found, key=lambda account: -account.role.rank))

    def with_id(self, id: str) -> AccountRecord | None:
        """Return the account of that id."""
        return self._one("id", id)

    def with_email(self, email: str) -> AccountRecord | None:
        """Return the account of that address (folded)."""
        return self._one("email", email)

    def add(self, account: Account) -> bool:
        """Add an account; say false where the address has one already."""
        with self._database.writing() as connection:
            return _add(connection, account)

    def describe(self, account: Account) -> None:
        """Keep another role or organisation of an account; nothing else of it changes."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET role = ?, organisation = ?, organisation_kind = ? WHERE id = ?",
                (account.role.value, account.organisation, account.organisation_kind, account.id),
            )

    def set_profile(self, account: str, display_name: str, landing: Landing) -> None:
        """Keep the display name of an account and where its owner begins."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET display_name = ?, landing = ? WHERE id = ?", (display_name, landing.value, account)
            )

    def set_disabled(self, account: str, at: dt.datetime | None) -> int:
        """Take away an account's access or give it back; what was open or offered ends. Return how many sessions."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET disabled_at = ? WHERE id = ?", (written(at) if at else None, account)
            )
            connection.execute("DELETE FROM invitations WHERE account = ?", (account,))
            connection.execute("DELETE FROM begun_sign_ins WHERE account = ?", (account,))
            return connection.execute("DELETE FROM sessions WHERE account = ?", (account,)).rowcount

    def change_passphrase(self, account: str, old: str, new: str, session: str) -> bool:
        """Keep the hash of another passphrase, and end every session but one; say false where it changed meanwhile."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE accounts SET passphrase_hash = ? WHERE id = ? AND passphrase_hash = ?", (new, account, old)
            )
            if changed.rowcount:
                connection.execute("DELETE FROM sessions WHERE account = ? AND id <> ?", (account, session))
                connection.execute("DELETE FROM begun_sign_ins WHERE account = ?", (account,))
                connection.execute("DELETE FROM invitations WHERE account = ?", (account,))
            return changed.rowcount == 1

    def renew_hash(self, account: str, old: str, new: str) -> None:
        """Keep another hash of the same passphrase, unless it was changed meanwhile."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET passphrase_hash = ? WHERE id = ? AND passphrase_hash = ?", (new, account, old)
            )

    def bind(self, account: str, subject: str) -> bool:
        """Tie an account to a person at the provider; say false where it is tied to another one."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE accounts SET provider_subject = ? WHERE id = ? AND provider_subject IN ('', ?)",
                (subject, account, subject),
            )
            return changed.rowcount == 1

    def invite(self, token_hash: str, invitation: Invitation) -> None:
        """Keep an invitation; earlier ones for the same account are void from now on."""
        account = invitation.account.id if invitation.account else None
        with self._database.writing() as connection:
            connection.execute("DELETE FROM invitations WHERE account IS ?", (account,))
            connection.execute(
                "INSERT INTO invitations (token_hash, account, expires_at) VALUES (?, ?, ?)",
                (token_hash, account, written(invitation.expires_at)),
            )

    def withdraw(self, account: str) -> None:
        """Make an account's invitations void."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM invitations WHERE account = ?", (account,))

    def invitation(self, token_hash: str) -> Invitation | None:
        """Return an invitation that was not used yet, expired or not."""
        with self._database.reading() as connection:
            return _invitation(connection, token_hash)

    def accept(
        self, token_hash: str, passphrase_hash: str, newcomer: Account | None, now: dt.datetime
    ) -> AccountRecord | None:
        """Use an invitation, once: keep the passphrase, end every session of before, and return the account.

        ``newcomer`` is the account to make where the invitation is the first staff's. ``None`` is returned, and
        nothing is kept, where the invitation is not good any more: used, expired, its account disabled, or, for the
        first staff's, somebody else was quicker.
        """
        with self._database.writing() as connection:
            invitation = _invitation(connection, token_hash)
            if invitation is None or invitation.expires_at <= now:
                return None
            account = invitation.account
            if account is None:
                if newcomer is None or has_staff(connection) or not _add(connection, newcomer):
                    return None
                account = newcomer
            if account.disabled_at is not None:
                return None
            connection.execute("DELETE FROM invitations WHERE token_hash = ?", (token_hash,))
            connection.execute("DELETE FROM sessions WHERE account = ?", (account.id,))
            connection.execute("DELETE FROM begun_sign_ins WHERE account = ?", (account.id,))
            connection.execute(
                "UPDATE accounts SET passphrase_hash = ?, provider_subject = '' WHERE id = ?",
                (passphrase_hash, account.id),
            )
            return _kept(connection, "id", account.id)

    def has_staff(self) -> bool:
        """Say whether some staff has set up the sign-in and may use it."""
        with self._database.reading() as connection:
            return has_staff(connection)

    def _one(self, column: str, value: str) -> AccountRecord | None:
        with self._database.reading() as connection:
            return _kept(connection, column, value)


def has_staff(connection: sqlite3.Connection) -> bool:
    """Say whether some staff has set up the sign-in and may use it."""
    found = connection.execute(
        "SELECT 1 FROM accounts WHERE role = ? AND disabled_at IS NULL"
        " AND (passphrase_hash <> '' OR provider_subject <> '') LIMIT 1",
        (Role.STAFF.value,),
    )
    return found.fetchone() is not None


def account_of(row: sqlite3.Row) -> Account:
    """Return the account of a row of ``accounts``."""
    return Account(
        id=row["id"],
        email=row["email"],
        role=Role(row["role"]),
        organisation=row["organisation"],
        organisation_kind=row["organisation_kind"],
        created_at=dt.datetime.fromisoformat(row["created_at"]),
        is_set_up=bool(row["passphrase_hash"] or row["provider_subject"]),
        disabled_at=dt.datetime.fromisoformat(row["disabled_at"]) if row["disabled_at"] else None,
        has_second_factor=bool(row["second_factor"]),
        display_name=row["display_name"],
        landing=next((landing for landing in Landing if landing.value == row["landing"]), None),
    )


def _kept(connection: sqlite3.Connection, column: str, value: str) -> AccountRecord | None:
    query = {
        "id": "SELECT * FROM accounts WHERE id = ?",
        "email": "SELECT * FROM accounts WHERE email = ?",
    }[column]
    row = connection.execute(query, (value,)).fetchone()
    if row is None:
        return None
    return AccountRecord(account_of(row), row["passphrase_hash"], row["provider_subject"], row["second_factor"])


def _add(connection: sqlite3.Connection, account: Account) -> bool:
    added = connection.execute(
        "INSERT INTO accounts (id, email, role, organisation, organisation_kind, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
        (
            account.id,
            account.email,
            account.role.value,
            account.organisation,
            account.organisation_kind,
            written(account.created_at),
        ),
    )
    return added.rowcount == 1


def _invitation(connection: sqlite3.Connection, token_hash: str) -> Invitation | None:
    row = connection.execute("SELECT * FROM invitations WHERE token_hash = ?", (token_hash,)).fetchone()
    if row is None:
        return None
    kept = _kept(connection, "id", row["account"]) if row["account"] else None
    return Invitation(kept.account if kept else None, dt.datetime.fromisoformat(row["expires_at"]))
