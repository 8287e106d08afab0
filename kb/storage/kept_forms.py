"""Rows of forms that were sent after the session had run out: kept until their owner has signed in again."""

import datetime as dt
import json
from dataclasses import dataclass

from kb.storage.database import Database, written

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KeptForm:
    """A form as it was sent: where to, and its fields in order."""

    address: str
    fields: Fields


class KeptFormTable:
    """The table of kept forms. Tokens come here as hashes only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, token_hash: str, account: str, form: KeptForm, now: dt.datetime, forgotten: dt.datetime) -> None:
        """Keep a form of an account; all that were kept up to ``forgotten`` go."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM kept_forms WHERE kept_at <= ?", (written(forgotten),))
            connection.execute(
                "INSERT INTO kept_forms (token_hash, account, address, fields, kept_at) VALUES (?, ?, ?, ?, ?)",
                (token_hash, account, form.address, json.dumps(form.fields), written(now)),
            )

    def limit(self, account: str, most: int) -> None:
        """Forget all forms of an account but the latest ones."""
        with self._database.writing(durable=False) as connection:
            connection.execute(
                "DELETE FROM kept_forms WHERE account = ? AND token_hash NOT IN"
                " (SELECT token_hash FROM kept_forms WHERE account = ? ORDER BY kept_at DESC LIMIT ?)",
                (account, account, most),
            )

    def find(self, token_hash: str, account: str, since: dt.datetime) -> KeptForm | None:
        """Return a form of that account that was kept since then."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT address, fields FROM kept_forms WHERE token_hash = ? AND account = ? AND kept_at > ?",
                (token_hash, account, written(since)),
            ).fetchone()
        if row is None:
            return None
        return KeptForm(row["address"], tuple((str(name), str(value)) for name, value in json.loads(row["fields"])))

    def forget(self, token_hash: str, account: str) -> None:
        """Forget a form."""
        with self._database.writing(durable=False) as connection:
            connection.execute("DELETE FROM kept_forms WHERE token_hash = ? AND account = ?", (token_hash, account))
