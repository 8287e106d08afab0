"""Rows of comments. Who may read or write them is the service's business."""

import datetime as dt
import json
import sqlite3

from kb.domain.comment import Comment
from kb.storage.database import Database, written


class CommentTable:
    """The table of comments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def on(self, subject: str) -> tuple[Comment, ...]:
        """Return the comments on one thing, the earliest first."""
        return self._found("SELECT * FROM comments WHERE subject = ? ORDER BY made_at, id", subject)

    def mentioning(self, account: str) -> tuple[Comment, ...]:
        """Return the comments that call on somebody and are not resolved, the latest first."""
        return self._found(
            "SELECT comments.* FROM comments, json_each(comments.mentions) AS one"
            " WHERE comments.resolved_at IS NULL AND one.value = ? ORDER BY made_at DESC, comments.id",
            account,
        )

    def one(self, id: str) -> Comment | None:
        """Return a comment; nothing where there is none of that id."""
        return next(iter(self._found("SELECT * FROM comments WHERE id = ?", id)), None)

    def add(self, comment: Comment) -> None:
        """Add a comment."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO comments (id, subject, author, text, made_at, mentions) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(comment.id, comment.subject, comment.author, comment.text),
                    *(written(comment.made_at), json.dumps(comment.mentions)),
                ),
            )

    def set_resolved(self, id: str, at: dt.datetime | None, by: str) -> bool:
        """Resolve a comment, or reopen it (``at`` is nothing); say false where it stood so already."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE comments SET resolved_at = ?, resolved_by = ? WHERE id = ? AND (resolved_at IS NULL) = ?",
                (written(at) if at else None, by, id, at is not None),
            )
            return changed.rowcount == 1

    def _found(self, query: str, value: str) -> tuple[Comment, ...]:
        with self._database.reading() as connection:
            return tuple(_comment(row) for row in connection.execute(query, (value,)))


def _comment(row: sqlite3.Row) -> Comment:
    resolved = row["resolved_at"]
    return Comment(
        id=row["id"],
        subject=row["subject"],
        author=row["author"],
        text=row["text"],
        made_at=dt.datetime.fromisoformat(row["made_at"]),
        mentions=tuple(json.loads(row["mentions"])),
        resolved_at=dt.datetime.fromisoformat(resolved) if resolved else None,
        resolved_by=row["resolved_by"],
    )
