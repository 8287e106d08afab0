import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.comment import Comment
from kb.storage.comments import CommentTable
from kb.storage.database import open_database

AT = dt.datetime(2026, 11, 14, 10, 32, 1, 5, tzinfo=dt.UTC)
ONE = Comment("one", "priorities/a", "ann", "Is *this* so, @Bob?\nSay.", AT, ("bob", "cy"))
TWO = Comment("two", "priorities/a", "bob", "Yes", AT + dt.timedelta(seconds=1), ("ann",))


@pytest.fixture
def table(tmp_path: Path) -> CommentTable:
    table = CommentTable(open_database(tmp_path, lambda: AT))
    table.add(TWO)
    table.add(ONE)
    return table


def test_what_is_added_is_had_back_also_by_another_process_later(table: CommentTable, tmp_path: Path) -> None:
    other = CommentTable(open_database(tmp_path, lambda: AT))
    assert other.on("priorities/a") == (ONE, TWO)
    assert other.on("priorities/b") == ()
    assert (other.one("one"), other.one("none")) == (ONE, None)


def test_it_is_resolved_once_and_reopened_once(table: CommentTable) -> None:
    assert table.set_resolved("one", AT, "bob")
    assert not table.set_resolved("one", AT, "cy")
    assert table.one("one") == replace(ONE, resolved_at=AT, resolved_by="bob")
    assert table.set_resolved("one", None, "")
    assert not table.set_resolved("one", None, "")
    assert table.one("one") == ONE


def test_who_is_called_on_finds_what_is_not_resolved(table: CommentTable) -> None:
    assert table.mentioning("cy") == (ONE,)
    assert table.mentioning("o") == ()
    table.set_resolved("one", AT, "ann")
    assert table.mentioning("cy") == ()
