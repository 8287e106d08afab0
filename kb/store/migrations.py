"""The migrations of the small database, in order. One that was released is never edited: add another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step: its number, what it is for, and its statements, done together or not at all."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        1,
        "saved searches",
        (
            """
            CREATE TABLE saved_searches (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                note TEXT NOT NULL DEFAULT '',
                parameters TEXT NOT NULL,
                saved_at TEXT NOT NULL,
                changed_at TEXT NOT NULL,
                deleted_at TEXT
            ) STRICT
            """,
            "CREATE INDEX saved_searches_by_owner ON saved_searches (owner, saved_at)",
        ),
    ),
    Migration(
        2,
        "failed searches",
        (
            """
            CREATE TABLE failed_searches (
                words TEXT NOT NULL,
                filtered INTEGER NOT NULL,
                times INTEGER NOT NULL,
                first_day TEXT NOT NULL,
                last_day TEXT NOT NULL,
                PRIMARY KEY (words, filtered)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX failed_searches_by_use ON failed_searches (times, last_day)",
        ),
    ),
)
