"""Rows of searches that found nothing: words, how often, first and last day; nothing about who searched."""

import datetime as dt
from dataclasses import dataclass

from kb.storage.database import Database

PATIENCE_SECONDS = 0.2
"""How long to wait for another writer: a person is waiting for a page, and the log can do without one line."""


@dataclass(frozen=True)
class FailedSearch:
    """A search that found nothing; ``filtered`` where filters were in force, so that the words alone may find more."""

    words: str
    filtered: bool
    times: int
    first_day: dt.date
    last_day: dt.date


class FailedSearches:
    """The table of searches that found nothing."""

    def __init__(self, database: Database, most: int) -> None:
        """``most`` rows are kept: the least asked for, and of those the oldest, go first."""
        self._database = database
        self._most = most

    def count(self, words: str, filtered: bool, day: dt.date) -> None:
        """Count a search once more; may raise ``sqlite3.Error``, where the caller goes on without."""
        with self._database.writing(PATIENCE_SECONDS, durable=False) as connection:
            connection.execute(
                """
                INSERT INTO failed_searches (words, filtered, times, first_day, last_day) VALUES (?, ?, 1, ?, ?)
                ON CONFLICT (words, filtered) DO UPDATE SET times = times + 1, last_day = excluded.last_day
                """,
                (words, filtered, day.isoformat(), day.isoformat()),
            )
            (rows,) = connection.execute("SELECT count(*) FROM failed_searches").fetchone()
            if rows > self._most:
                connection.execute(
                    """
                    DELETE FROM failed_searches WHERE (words, filtered) IN (
                        SELECT words, filtered FROM failed_searches
                        WHERE NOT (words = ? AND filtered = ?) ORDER BY times, last_day LIMIT ?
                    )
                    """,
                    (words, filtered, rows - self._most),
                )

    def most_asked(self, limit: int) -> tuple[FailedSearch, ...]:
        """Return the searches that failed most often, the latest first among equals."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM failed_searches ORDER BY times DESC, last_day DESC, words LIMIT ?", (limit,)
            )
            return tuple(
                FailedSearch(
                    row["words"],
                    bool(row["filtered"]),
                    row["times"],
                    dt.date.fromisoformat(row["first_day"]),
                    dt.date.fromisoformat(row["last_day"]),
                )
                for row in rows
            )
