"""Rows of links by which an invited member answers a call without an account; only the hash of each is kept."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from kb.storage.database import Database


@dataclass(frozen=True)
class CallLink:
    """Who a link was made for."""

    call: str
    organisation: str
    organisation_kind: str
    email: str
    made_at: dt.datetime


class CallLinks:
    """The table of links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token_hash: str, link: CallLink) -> None:
        """Keep a link; earlier ones of the same member stay good, since they may be in an unread mail."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO call_links (token_hash, call, organisation, organisation_kind, email, made_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    token_hash,
                    link.call,
                    link.organisation,
                    link.organisation_kind,
                    link.email,
                    link.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
                ),
            )

    def of(self, token_hash: str) -> CallLink | None:
        """Return who the link of this hash was made for."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM call_links WHERE token_hash = ?", (token_hash,)).fetchone()
        return _link(row) if row else None

    def made_for(self, call: str) -> dict[str, dt.datetime]:
        """Return when the latest link of a call was made for each address."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM call_links WHERE call = ? ORDER BY made_at", (call,))
            return {row["email"]: dt.datetime.fromisoformat(row["made_at"]) for row in rows}


def _link(row: sqlite3.Row) -> CallLink:
    return CallLink(
        call=row["call"],
        organisation=row["organisation"],
        organisation_kind=row["organisation_kind"],
        email=row["email"],
        made_at=dt.datetime.fromisoformat(row["made_at"]),
    )
