"""SQLite's FTS5 with Porter stems; metadata in a table beside it, joined by CROSS JOIN in a set order."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from engines.face import Answer, Question, Row


class SqliteFts5:
    """FTS5 as the standard library ships it."""

    name = "fts5"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        self._connect(folder)
        self._db.executescript(
            "CREATE VIRTUAL TABLE passage USING fts5(text, tokenize='porter unicode61');"
            "CREATE TABLE about(rowid INTEGER PRIMARY KEY, id TEXT UNIQUE, org TEXT, kind TEXT, year INTEGER);"
        )
        for number, row in enumerate(rows, start=1):
            self._db.execute("INSERT INTO passage(rowid, text) VALUES (?, ?)", (number, f"{row.title} {row.text}"))
            self._db.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?)", (number, row.id, row.org, row.kind, row.year))
        self._db.commit()

    def open(self, folder: Path) -> None:
        self._connect(folder)

    def ask(self, question: Question) -> Answer:
        match = self._match(question)
        where, values = self._where(question)
        snippet = ", snippet(passage, 0, '[', ']', '…', 32)" if question.snippets else ""
        found = self._db.execute(
            f"SELECT about.id{snippet} FROM passage CROSS JOIN about ON about.rowid = passage.rowid"
            f" WHERE passage MATCH ?{where} ORDER BY bm25(passage) LIMIT ?",
            (match, *values, question.size),
        ).fetchall()
        facets = {name: self._counts(name, match, where, values) for name in ("org", "year")} if question.facets else {}
        return Answer([row[0] for row in found], facets, [row[1] for row in found] if question.snippets else ())

    def prepare(self, rows: Sequence[Row]) -> None:
        del rows  # nothing to prepare

    def update(self, row: Row) -> None:
        number = self._db.execute("SELECT rowid FROM about WHERE id = ?", (row.id,)).fetchone()[0]
        self._db.execute("UPDATE passage SET text = ? WHERE rowid = ?", (f"{row.title} {row.text}", number))
        self._db.commit()

    def _connect(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.sqlite3")

    def _counts(self, name: str, match: str, where: str, values: tuple[object, ...]) -> dict[str, int]:
        sql = (
            f"SELECT about.{name}, count(*) FROM passage CROSS JOIN about ON about.rowid = passage.rowid"
            f" WHERE passage MATCH ?{where} GROUP BY about.{name}"
        )
        return {str(value): count for value, count in self._db.execute(sql, (match, *values))}

    @staticmethod
    def _where(question: Question) -> tuple[str, tuple[object, ...]]:
        parts, values = "", []
        for name in ("kind", "year"):
            if getattr(question, name):
                parts += f" AND about.{name} = ?"
                values.append(getattr(question, name))
        return parts, tuple(values)

    @staticmethod
    def _match(question: Question) -> str:
        words = [word for part in question.words for word in re.findall(r"\w+", part)] or ["nothing"]
        if question.mode == "prefix":
            return f'"{words[0]}"*'
        if question.mode == "phrase":
            return '"' + " ".join(words) + '"'
        return (" AND " if question.mode == "all" else " OR ").join(f'"{word}"' for word in words)
