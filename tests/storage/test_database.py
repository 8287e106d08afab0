import datetime as dt
import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from kb.storage.database import Database, DatabaseMismatch, open_database
from kb.storage.migrations import MIGRATIONS, Migration

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
FIRST = Migration(1, "things", ("CREATE TABLE things (name TEXT NOT NULL) STRICT",))
SECOND = Migration(2, "sizes", ("ALTER TABLE things ADD COLUMN size INTEGER", "UPDATE things SET size = 1"))


def database(path: Path, *migrations: Migration, wait: float = 5) -> Database:
    return Database(path, migrations, lambda: AT, wait)


def names(found: Database) -> list[str]:
    with found.reading() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM things ORDER BY name")]


def test_nothing_is_made_before_the_first_work(tmp_path: Path) -> None:
    kept = open_database(tmp_path / "home", lambda: AT)
    assert not (tmp_path / "home").exists()
    assert [done.number for done in kept.done()] == [migration.number for migration in MIGRATIONS]
    assert (tmp_path / "home" / "kb.sqlite3").exists()


def test_migrations_are_numbered_in_order_without_gaps() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_later_migration_is_added_to_a_file_in_use_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    old = database(path, FIRST)
    with old.writing() as connection:
        connection.execute("INSERT INTO things (name) VALUES ('kept')")
    new = database(path, FIRST, SECOND)
    with new.reading() as connection:
        assert [tuple(row) for row in connection.execute("SELECT name, size FROM things")] == [("kept", 1)]
    assert [done.name for done in new.done()] == ["things", "sizes"]
    assert {done.at for done in new.done()} == {"2026-11-14T10:32:00+00:00"}


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    broken = Migration(2, "broken", ("CREATE TABLE half (a TEXT) STRICT", "CREATE TABLE nonsense ("))
    with pytest.raises(sqlite3.OperationalError):
        database(path, FIRST, broken).done()
    repaired = database(path, FIRST, SECOND)
    assert [done.name for done in repaired.done()] == ["things", "sizes"]
    with repaired.reading() as connection:
        tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "half" not in tables


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    database(path, FIRST, SECOND).done()
    with pytest.raises(DatabaseMismatch, match="newer version"):
        database(path, FIRST).done()


def test_an_edited_migration_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    database(path, FIRST).done()
    with pytest.raises(DatabaseMismatch, match="edited"):
        database(path, Migration(1, "things", ("CREATE TABLE things (name TEXT) STRICT",))).done()


def test_what_raises_is_not_kept(tmp_path: Path) -> None:
    kept = database(tmp_path / "x.sqlite3", FIRST)

    def half() -> None:
        with kept.writing() as connection:
            connection.execute("INSERT INTO things (name) VALUES ('half')")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert names(kept) == []


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_kept_before(tmp_path: Path) -> None:
    kept = database(tmp_path / "x.sqlite3", FIRST, wait=0.05)
    with kept.writing() as connection:
        connection.execute("INSERT INTO things (name) VALUES ('new')")
        assert names(kept) == []
        with pytest.raises(sqlite3.OperationalError), kept.writing():
            pass
    assert names(kept) == ["new"]


def test_a_file_that_was_taken_away_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    kept = database(path, FIRST)
    assert names(kept) == []
    for file in tmp_path.iterdir():
        file.unlink()
    assert names(kept) == []


def add(path: Path, who: int) -> None:
    kept = database(path, FIRST, SECOND, wait=30)
    for number in range(10):
        with kept.writing() as connection:
            connection.execute("INSERT INTO things (name) VALUES (?)", (f"{who}-{number}",))


def test_processes_that_start_at_once_migrate_once_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=add, args=(path, who)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert len(names(database(path, FIRST, SECOND))) == 40
