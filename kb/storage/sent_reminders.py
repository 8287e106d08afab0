"""Rows of reminders: to whom one went before which deadline of a call, so that none goes out twice."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from kb.storage.database import Database


@dataclass(frozen=True)
class Addressee:
    """A member who is reminded of one deadline of a call (in UTC)."""

    call: str
    closes: dt.datetime
    organisation: str
    email: str


@dataclass(frozen=True)
class Reminder:
    """A reminder begun at a time; ``sent_at`` is nothing where it is not known to have been handed over."""

    to: Addressee
    begun_at: dt.datetime
    sent_at: dt.datetime | None


class Reminded:
    """The table of reminders; safe to share between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, to: Addressee, at: dt.datetime, since: dt.datetime) -> bool:
        """Say that a reminder is about to go; return whether it is ours to send.

        It is not where one was begun at or after ``since``, here or in another process: at most one goes out.
        """
        with self._database.writing() as connection:
            done = connection.execute(
                """
                INSERT INTO reminders (call, closes, organisation, email, begun_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET begun_at = excluded.begun_at, sent_at = NULL WHERE begun_at < ?
                """,
                (*_key(to), _text(at), _text(since)),
            )
            return done.rowcount == 1

    def sent(self, to: Addressee, at: dt.datetime) -> None:
        """Say that a reminder was handed over, whether or not it was begun here."""
        with self._database.writing() as connection:
            connection.execute(
                """
                INSERT INTO reminders (call, closes, organisation, email, begun_at, sent_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET begun_at = excluded.begun_at, sent_at = excluded.sent_at
                """,
                (*_key(to), _text(at), _text(at)),
            )

    def failed(self, to: Addressee) -> None:
        """Say that a reminder that was begun could not be handed over: the next try may send it."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM reminders WHERE (call, closes, organisation, email) = (?, ?, ?, ?) AND sent_at IS NULL",
                _key(to),
            )

    def of(self, call: str, closes: dt.datetime) -> tuple[Reminder, ...]:
        """Return the reminders of one deadline, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM reminders WHERE call = ? AND closes = ? ORDER BY begun_at DESC, email",
                (call, _text(closes)),
            )
            return tuple(_reminder(row) for row in rows)


def _key(to: Addressee) -> tuple[str, str, str, str]:
    return (to.call, _text(to.closes), to.organisation, to.email)


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _reminder(row: sqlite3.Row) -> Reminder:
    moment = dt.datetime.fromisoformat
    return Reminder(
        Addressee(row["call"], moment(row["closes"]), row["organisation"], row["email"]),
        moment(row["begun_at"]),
        moment(row["sent_at"]) if row["sent_at"] else None,
    )
