"""Rows of second factors: secrets of apps, unused recovery codes, and sign-ins that wait for a code.

An app's secret is kept as it is, since codes are made from it; the file is closed to others, and no export has it.
Recovery codes and tokens come here as hashes only.
"""

import datetime as dt
from collections.abc import Iterable

from kb.storage.accounts import AccountRecord
from kb.storage.database import Database, written


class SecondFactorTable:
    """The tables of second factors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn_on(self, account: str, secret: str, step: int, code_hashes: Iterable[str]) -> bool:
        """Keep a secret, the time step of the code that it was shown with, and new recovery codes.

        Say false, and keep nothing, where the account has a second factor already.
        """
        with self._database.writing() as connection:
            kept = connection.execute(
                "UPDATE accounts SET second_factor = ?, second_factor_step = ? WHERE id = ? AND second_factor = ''",
                (secret, step, account),
            )
            if kept.rowcount:
                connection.execute("DELETE FROM recovery_codes WHERE account = ?", (account,))
                connection.executemany(
                    "INSERT INTO recovery_codes (code_hash, account) VALUES (?, ?)",
                    [(code, account) for code in code_hashes],
                )
            return kept.rowcount == 1

    def turn_off(self, account: str) -> bool:
        """Forget the secret, the recovery codes, and sign-ins that wait; say whether there was a second factor."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM recovery_codes WHERE account = ?", (account,))
            connection.execute("DELETE FROM begun_sign_ins WHERE account = ?", (account,))
            changed = connection.execute(
                "UPDATE accounts SET second_factor = '', second_factor_step = 0 WHERE id = ? AND second_factor <> ''",
                (account,),
            )
            return changed.rowcount == 1

    def use_step(self, account: str, secret: str, step: int) -> bool:
        """Note that the code of a time step was used; say false where that one, or a later one, was used before."""
        with self._database.writing() as connection:
            used = connection.execute(
                "UPDATE accounts SET second_factor_step = ?"
                " WHERE id = ? AND second_factor = ? AND second_factor_step < ?",
                (step, account, secret, step),
            )
            return used.rowcount == 1

    def use_recovery_code(self, account: str, code_hash: str) -> bool:
        """Use up a recovery code; say false where the account has no such code, or not any more."""
        with self._database.writing() as connection:
            used = connection.execute(
                "DELETE FROM recovery_codes WHERE account = ? AND code_hash = ?", (account, code_hash)
            )
            return used.rowcount == 1

    def renew_recovery_codes(self, account: str, code_hashes: Iterable[str]) -> None:
        """Put new recovery codes in the place of all earlier ones."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM recovery_codes WHERE account = ?", (account,))
            connection.executemany(
                "INSERT INTO recovery_codes (code_hash, account) VALUES (?, ?)",
                [(code, account) for code in code_hashes],
            )

    def recovery_codes_left(self, account: str) -> int:
        """Return how many recovery codes were not used yet."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT count(*) FROM recovery_codes WHERE account = ?", (account,)).fetchone()
            return int(row[0])

    def begin(self, token_hash: str, kept: AccountRecord, now: dt.datetime, expires_at: dt.datetime) -> bool:
        """Keep a sign-in whose passphrase was right and that waits for a code; those that expired are forgotten.

        Say false, and keep nothing, where the account was disabled or its passphrase changed since it was checked.
        """
        with self._database.writing(durable=False) as connection:
            connection.execute("DELETE FROM begun_sign_ins WHERE expires_at <= ?", (written(now),))
            added = connection.execute(
                "INSERT INTO begun_sign_ins (token_hash, account, expires_at)"
                " SELECT ?, id, ? FROM accounts WHERE id = ? AND passphrase_hash = ? AND disabled_at IS NULL",
                (token_hash, written(expires_at), kept.account.id, kept.passphrase_hash),
            )
            return added.rowcount == 1

    def begun(self, token_hash: str, now: dt.datetime) -> str:
        """Return the id of the account of a sign-in that waits; empty where there is none, or not any more."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT account FROM begun_sign_ins WHERE token_hash = ? AND expires_at > ?",
                (token_hash, written(now)),
            ).fetchone()
            return str(row["account"]) if row else ""

    def end(self, token_hash: str) -> bool:
        """Forget a sign-in that waited; say false where it is gone already."""
        with self._database.writing(durable=False) as connection:
            ended = connection.execute("DELETE FROM begun_sign_ins WHERE token_hash = ?", (token_hash,))
            return ended.rowcount == 1
