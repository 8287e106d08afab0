"""Rows of saved searches. Whose they are is a text that the door gives; what is allowed is the service's business."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from kb.storage.database import Database, written


@dataclass(frozen=True)
class SavedSearch:
    """A search that somebody kept.

    ``parameters`` is the search as it stands in an address (``q=case+files&publisher=NAO``); ``deleted_at`` is set
    while it can still be had back.
    """

    id: str
    owner: str
    name: str
    note: str
    parameters: str
    saved_at: dt.datetime
    changed_at: dt.datetime
    deleted_at: dt.datetime | None = None


class SavedSearches:
    """The table of saved searches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str) -> tuple[SavedSearch, ...]:
        """Return an owner's searches, deleted ones too, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM saved_searches WHERE owner = ? ORDER BY saved_at DESC, id", (owner,)
            )
            return tuple(_saved(row) for row in rows)

    def put(self, saved: SavedSearch, most: int) -> bool:
        """Add a search or replace the one of its id; say false where the owner already has ``most`` others."""
        with self._database.writing() as connection:
            others = connection.execute(
                "SELECT count(*) FROM saved_searches WHERE owner = ? AND id <> ? AND deleted_at IS NULL",
                (saved.owner, saved.id),
            ).fetchone()[0]
            if saved.deleted_at is None and others >= most:
                return False
            connection.execute(
                """
                INSERT INTO saved_searches (id, owner, name, note, parameters, saved_at, changed_at, deleted_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    name = excluded.name, note = excluded.note,
                    changed_at = excluded.changed_at, deleted_at = excluded.deleted_at
                WHERE owner = excluded.owner
                """,
                (
                    saved.id,
                    saved.owner,
                    saved.name,
                    saved.note,
                    saved.parameters,
                    written(saved.saved_at),
                    written(saved.changed_at),
                    written(saved.deleted_at) if saved.deleted_at else None,
                ),
            )
            return True

    def forget_deleted(self, before: dt.datetime) -> int:
        """Remove for good what was deleted before that time; return how many."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM saved_searches WHERE deleted_at < ?", (written(before),)).rowcount


def _saved(row: sqlite3.Row) -> SavedSearch:
    deleted = row["deleted_at"]
    return SavedSearch(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        note=row["note"],
        parameters=row["parameters"],
        saved_at=dt.datetime.fromisoformat(row["saved_at"]),
        changed_at=dt.datetime.fromisoformat(row["changed_at"]),
        deleted_at=dt.datetime.fromisoformat(deleted) if deleted else None,
    )
