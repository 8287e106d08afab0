import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kb.storage.database import open_database
from kb.storage.saved_searches import SavedSearch, SavedSearches

AT = dt.datetime(2026, 11, 14, 10, 32, 1, 5, tzinfo=dt.UTC)
ONE = SavedSearch("one", "visitor:a", "Name ≠ ASCII", "two\nlines", "q=x&publisher=R%26D", AT, AT)


@pytest.fixture
def table(tmp_path: Path) -> SavedSearches:
    return SavedSearches(open_database(tmp_path, lambda: AT))


def test_what_is_put_is_had_back_as_it_was_also_by_another_process_later(table: SavedSearches, tmp_path: Path) -> None:
    deleted = replace(ONE, id="two", deleted_at=AT)
    assert table.put(ONE, 9)
    assert table.put(deleted, 9)
    assert SavedSearches(open_database(tmp_path, lambda: AT)).of("visitor:a") == (ONE, deleted)


def test_an_id_of_somebody_else_is_never_written_over(table: SavedSearches) -> None:
    table.put(ONE, 9)
    table.put(replace(ONE, owner="visitor:b", name="theirs"), 9)
    assert table.of("visitor:a") == (ONE,)
    assert table.of("visitor:b") == ()


def test_the_limit_holds_when_many_save_at_once(table: SavedSearches) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: table.put(replace(ONE, id=f"s{n}"), 5), range(24)))
    assert kept.count(True) == 5
    assert len(table.of("visitor:a")) == 5


def test_only_what_was_deleted_long_enough_ago_is_forgotten(table: SavedSearches) -> None:
    day = dt.timedelta(days=1)
    for id, at in (("old", AT - 2 * day), ("new", AT), ("kept", None)):
        table.put(replace(ONE, id=id, deleted_at=at), 9)
    assert table.forget_deleted(AT - day) == 1
    assert {saved.id for saved in table.of("visitor:a")} == {"new", "kept"}
