"""Rows of brief openings: the title, meeting and introduction that staff gave to the brief on a call."""

import datetime as dt

from kb.domain.brief import BriefOpening
from kb.storage.database import Database, written


class BriefOpeningTable:
    """The table of brief openings, one row a call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, call: str) -> BriefOpening:
        """Return the opening of the brief on a call, an empty one where nobody has written any."""
        if not self._database.path.exists():
            return BriefOpening(call)
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM brief_openings WHERE call = ?", (call,)).fetchone()
        if row is None:
            return BriefOpening(call)
        return BriefOpening(
            call=row["call"],
            title=row["title"],
            meeting=dt.date.fromisoformat(row["meeting"]) if row["meeting"] else None,
            introduction=row["introduction"],
            changed_at=dt.datetime.fromisoformat(row["changed_at"]),
            changed_by=row["changed_by"],
        )

    def write(self, opening: BriefOpening, at: dt.datetime) -> None:
        """Keep an opening as changed at a time, in place of the one before."""
        with self._database.writing() as connection:
            connection.execute(
                """
                INSERT INTO brief_openings (call, title, meeting, introduction, changed_at, changed_by)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (call) DO UPDATE SET
                    title = excluded.title, meeting = excluded.meeting, introduction = excluded.introduction,
                    changed_at = excluded.changed_at, changed_by = excluded.changed_by
                """,
                (
                    *(opening.call, opening.title, opening.meeting.isoformat() if opening.meeting else ""),
                    *(opening.introduction, written(at), opening.changed_by),
                ),
            )
