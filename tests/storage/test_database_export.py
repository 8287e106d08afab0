"""An export of the small database has what an import needs, column by column, and nothing else."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

from kb.storage.database import Database, open_database
from kb.storage.exported_tables import EXPORTED
from kb.storage.migrations import MIGRATIONS

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
STAYS = {
    "audit_outbox": None,
    "sessions": None,
    "invitations": None,
    "attempts": None,
    "accounts": {"second_factor", "second_factor_step"},
    "recovery_codes": None,
    "begun_sign_ins": None,
    "kept_forms": None,
    "provider_visits": None,
    "answer_drafts": None,
    "call_links": None,
    "saved_searches": {"deleted_at"},
    "collections": {"shared", "deleted_at"},
}
"""What stays here: tables as a whole, or some of their columns."""


def columns_of(connection: sqlite3.Connection) -> dict[str, set[str]]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables}


def test_each_table_and_column_goes_out_or_stays(tmp_path: Path) -> None:
    with open_database(tmp_path, lambda: AT).reading() as connection:
        there = columns_of(connection)
    goes_out = {table.name: set(table.columns) for table in EXPORTED}
    stays = {name: there[name] if columns is None else columns for name, columns in STAYS.items()}
    assert there == {name: goes_out.get(name, set()) | stays.get(name, set()) for name in there}
    assert not [name for name, columns in goes_out.items() if columns & stays.get(name, set())]


def filled(database: Database) -> set[str]:
    """Write a row into each table, each text of its own; return the texts of what must stay."""
    secret: set[str] = set()
    goes_out = {table.name: set(table.columns) for table in EXPORTED}
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO accounts (id, email, role, created_at, second_factor)"
            " VALUES ('ann', 'a@example.org', 'staff', '', 'planted-second-factor')"
        )
        for table, columns in columns_of(connection).items():
            if table in ("migrations", "accounts"):
                continue
            numbers = {row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[2] == "INTEGER"}
            row = {name: 7 if name in numbers else f"planted-{table}-{name}" for name in sorted(columns)}
            row |= {name: "ann" for name in ("account", "owner") if name in row}
            if table in ("saved_searches", "collections"):
                row["deleted_at"] = None
            names, places = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))  # noqa: S608 - our own names
            secret |= {
                str(row[name]) for name in columns - goes_out.get(table, set()) if row[name] not in ("ann", None, 7)
            }
        row = ("gone", "ann", "planted-name", "", "q=x", "", "", "2026")
        connection.execute("INSERT INTO saved_searches VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return secret | {"planted-name", "planted-second-factor"}


def test_what_stays_is_not_in_the_bytes_and_what_goes_out_is_read_back(tmp_path: Path) -> None:
    database = open_database(tmp_path, lambda: AT)
    secret = filled(database)
    assert len(secret) > 20
    exported = database.export(EXPORTED)
    assert not [words for words in secret if words.encode() in exported]
    other = tmp_path / "other"
    other.mkdir()
    (other / "kb.sqlite3").write_bytes(exported)
    assert [done.number for done in open_database(other, lambda: AT).done()] == [step.number for step in MIGRATIONS]
    with closing(sqlite3.connect(other / "kb.sqlite3")) as connection:
        for table in EXPORTED:
            rows = len(connection.execute(f"SELECT * FROM {table.name}").fetchall())  # noqa: S608 - our own names
            assert rows == (len(MIGRATIONS) if table.name == "migrations" else 1), table.name
        for name, columns in STAYS.items():
            if columns is None:
                assert connection.execute(f"SELECT * FROM {name}").fetchall() == [], name  # noqa: S608 - our own names
