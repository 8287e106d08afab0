import datetime as dt
from pathlib import Path

import pytest

from kb.domain.notice import NoticeKind
from kb.storage.database import Database, open_database
from kb.storage.notices import NoticeTable

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
KINDS = frozenset({NoticeKind.MENTION, NoticeKind.REVIEW})


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = open_database(tmp_path, lambda: AT)
    with database.writing() as connection:
        for id in ("ann", "bea"):
            row = (id, f"{id}@example.org", "staff", "")
            connection.execute("INSERT INTO accounts (id, email, role, created_at) VALUES (?, ?, ?, ?)", row)
    return database


def test_nothing_is_chosen_at_first_and_what_is_chosen_takes_the_place_of_before(database: Database) -> None:
    table = NoticeTable(database)
    assert table.chosen("ann") == frozenset()
    table.choose("ann", KINDS)
    table.choose("bea", KINDS)
    table.choose("bea", ())
    assert (table.chosen("ann"), table.chosen("bea")) == (KINDS, frozenset())
    assert [one.account for one in table.subscriptions()] == ["ann"]


def test_one_letter_a_day_is_begun_whoever_asks(database: Database) -> None:
    table, other = NoticeTable(database), NoticeTable(database)
    table.choose("ann", KINDS)
    assert [table.begin("ann", "2026-11-14"), other.begin("ann", "2026-11-14")] == [True, False]
    assert table.begin("ann", "2026-11-15")
    table.not_sent("ann", "2026-11-14")
    assert other.begin("ann", "2026-11-15")
    assert not other.begin("nobody", "2026-11-15")


def test_what_was_told_is_kept_when_the_choice_changes(database: Database) -> None:
    table = NoticeTable(database)
    table.choose("ann", KINDS)
    table.keep_told("ann", {"a", "b"})
    table.choose("ann", [NoticeKind.MENTION])
    assert table.subscriptions()[0].told == {"a", "b"}
