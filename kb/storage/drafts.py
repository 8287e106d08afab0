"""Rows of answers being written. Whose a draft is, is a text that the service gives."""

import datetime as dt
import json
from dataclasses import asdict, dataclass

from kb.domain.call.answer_form import AnswerForm, AnswerFormSlot
from kb.domain.call.call import Pointer
from kb.storage.database import Database


@dataclass(frozen=True)
class Draft:
    """An answer being written, and when it was last kept."""

    typed: AnswerForm
    saved_at: dt.datetime


class Drafts:
    """The table of drafts: one for each owner and call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str, call: str) -> Draft | None:
        """Return an owner's draft of an answer to a call."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT typed, saved_at FROM answer_drafts WHERE owner = ? AND call = ?", (owner, call)
            ).fetchone()
        return Draft(_typed(row["typed"]), dt.datetime.fromisoformat(row["saved_at"])) if row else None

    def keep(self, owner: str, call: str, typed: AnswerForm, at: dt.datetime) -> None:
        """Keep a draft in place of the one before."""
        with self._database.writing() as connection:
            connection.execute(
                """
                INSERT INTO answer_drafts (owner, call, typed, saved_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (owner, call) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at
                """,
                (owner, call, _written(typed), at.astimezone(dt.UTC).isoformat(timespec="seconds")),
            )

    def drop(self, owner: str, call: str) -> None:
        """Forget a draft."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM answer_drafts WHERE owner = ? AND call = ?", (owner, call))


def _written(typed: AnswerForm) -> str:
    return json.dumps(asdict(typed), sort_keys=True)


def _typed(text: str) -> AnswerForm:
    values = json.loads(text)
    slots = tuple(
        AnswerFormSlot(**{**slot, "evidence": tuple(Pointer(**pointer) for pointer in slot["evidence"])})
        for slot in values["slots"]
    )
    return AnswerForm(**{**values, "slots": slots})
