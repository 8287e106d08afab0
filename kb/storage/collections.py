"""Rows of collections. Whose they are is a text that the door gives; what is allowed is the service's business."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict

from kb.domain.collection import CollectedPassage, Collection
from kb.storage.database import Database, written


class CollectionTable:
    """The table of collections."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str) -> tuple[Collection, ...]:
        """Return an owner's collections, deleted ones too, the last changed first."""
        with self._database.reading() as connection:
            return _owned(connection, owner)

    def shared(self, token: str) -> Collection | None:
        """Return the collection that a link leads to, while it is shared and not deleted."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT * FROM collections WHERE shared = ? AND shared <> '' AND deleted_at IS NULL", (token,)
            ).fetchone()
            return _collection(row) if row else None

    def write(self, owner: str, change: Callable[[tuple[Collection, ...]], Collection]) -> Collection:
        """Put the collection that ``change`` makes of an owner's; changes at once come one after another."""
        with self._database.writing() as connection:
            changed = change(_owned(connection, owner))
            connection.execute(
                """
                INSERT INTO collections (id, owner, title, introduction, items, changed_at, shared, deleted_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    title = excluded.title, introduction = excluded.introduction, items = excluded.items,
                    changed_at = excluded.changed_at, shared = excluded.shared, deleted_at = excluded.deleted_at
                WHERE owner = excluded.owner
                """,
                (
                    *(changed.id, owner, changed.title, changed.introduction),
                    json.dumps([asdict(item) for item in changed.items]),
                    written(changed.changed_at),
                    changed.shared,
                    written(changed.deleted_at) if changed.deleted_at else None,
                ),
            )
            return changed

    def forget_deleted(self, before: dt.datetime) -> int:
        """Remove for good what was deleted before that time; return how many."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM collections WHERE deleted_at < ?", (written(before),)).rowcount


def _owned(connection: sqlite3.Connection, owner: str) -> tuple[Collection, ...]:
    rows = connection.execute("SELECT * FROM collections WHERE owner = ? ORDER BY changed_at DESC, id", (owner,))
    return tuple(_collection(row) for row in rows)


def _collection(row: sqlite3.Row) -> Collection:
    deleted = row["deleted_at"]
    return Collection(
        id=row["id"],
        owner=row["owner"],
        title=row["title"],
        introduction=row["introduction"],
        items=tuple(CollectedPassage(**item) for item in json.loads(row["items"])),
        changed_at=dt.datetime.fromisoformat(row["changed_at"]),
        shared=row["shared"],
        deleted_at=dt.datetime.fromisoformat(deleted) if deleted else None,
    )
