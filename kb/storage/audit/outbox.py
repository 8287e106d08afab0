"""Acts on the small database that have no line yet: rows written in the transaction of what they tell of.

So an act and its row are kept together or not at all; the row goes once its line is in the log (a transactional
outbox).
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from kb.storage.database import Database


class Outbox:
    """The table of acts that wait for their line."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @staticmethod
    def add(connection: sqlite3.Connection, act: dict[str, Any]) -> None:
        """Put an act down within a transaction."""
        connection.execute("INSERT INTO audit_outbox (id, act) VALUES (?, ?)", (act["id"], json.dumps(act)))

    def waiting(self) -> list[dict[str, Any]]:
        """Return the acts that wait, the earliest first; none where there is no database yet."""
        if not self.database.path.exists():
            return []
        with self.database.reading() as connection:
            rows = connection.execute("SELECT act FROM audit_outbox ORDER BY number").fetchall()
        return [json.loads(row["act"]) for row in rows]

    def remove(self, ids: Iterable[str]) -> None:
        """Take away acts whose lines are written."""
        with self.database.writing(durable=False) as connection:
            connection.executemany("DELETE FROM audit_outbox WHERE id = ?", [(id,) for id in ids])
