import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import Filters, SearchQuery
from kb.services.search.failed_searches import LONGEST_WORDS, FailedSearchLog, normalised
from kb.storage.database import open_database
from kb.storage.failed_searches import FailedSearches

START = dt.datetime(2026, 11, 14, 23, 32, tzinfo=dt.UTC)


def nothing(text: str, **fields: Any) -> SearchResult:
    return SearchResult(SearchQuery(text, **fields), 0, 0, 0, ())


@pytest.fixture
def now() -> list[dt.datetime]:
    return [START]


def failures(home: Path, now: list[dt.datetime], most: int = 100) -> FailedSearchLog:
    return FailedSearchLog(FailedSearches(open_database(home, lambda: now[0]), most), lambda: now[0])


def told(kept: FailedSearchLog) -> list[tuple[str, bool, int]]:
    return [(row.words, row.filtered, row.times) for row in kept.most_asked(100)]


def test_the_same_words_are_counted_together_most_asked_first(tmp_path: Path, now: list[dt.datetime]) -> None:
    kept = failures(tmp_path, now)
    kept.note(nothing("Quantum  radios"))
    kept.note(nothing("hovercraft"))
    now[0] += dt.timedelta(days=2)
    kept.note(nothing(" quantum RADIOS "))
    kept.note(nothing("quantum radios", filters=Filters(source=("joint",))))
    assert told(kept) == [("quantum radios", False, 2), ("quantum radios", True, 1), ("hovercraft", False, 1)]
    first = kept.most_asked(1)[0]
    assert (first.first_day, first.last_day) == (dt.date(2026, 11, 14), dt.date(2026, 11, 16))


def test_what_found_something_says_nothing_or_is_still_being_typed_is_not_counted(
    tmp_path: Path, now: list[dt.datetime]
) -> None:
    kept = failures(tmp_path, now)
    kept.note(SearchResult(SearchQuery("found"), 1, 1, 1, ()))
    kept.note(nothing("  "))
    kept.note(nothing("unfin", as_prefix=True))
    assert told(kept) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Letters to jo.bloggs@example.org please", "letters to [e-mail] please"),
        ("ring 020 7946 0018 now", "ring [number] now"),
        ("QQ 12 34 56 C", "[number]"),
        ("HC 23 2016-17 para 4.12", "hc 23 2016-17 para 4.12"),
        ("year:2013..2016", "year:2013..2016"),
    ],
)
def test_what_could_name_a_person_is_not_kept(typed: str, kept: str) -> None:
    assert normalised(SearchQuery(typed)) == kept


@given(st.text())
def test_any_words_can_be_kept(text: str) -> None:
    words = normalised(SearchQuery(text))
    assert len(words) <= LONGEST_WORDS
    assert words.encode().decode() == words


def test_the_log_is_bounded_and_keeps_what_was_just_asked(tmp_path: Path, now: list[dt.datetime]) -> None:
    kept = failures(tmp_path, now, most=3)
    for words in ("often", "often", "a", "b", "c", "d"):
        kept.note(nothing(words))
    rows = told(kept)
    assert len(rows) == 3
    assert {"often", "d"} <= {words for words, _, _ in rows}


def test_a_log_that_cannot_be_written_does_not_stop_the_answer(
    tmp_path: Path, now: list[dt.datetime], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kb.sqlite3").write_text("this is no database, and somebody put it here")
    kept = failures(tmp_path, now)
    kept.note(nothing("words"))
    assert "not counted" in caplog.text
    with pytest.raises(sqlite3.DatabaseError):
        kept.most_asked(1)


def test_a_busy_log_is_left_alone_soon(tmp_path: Path, now: list[dt.datetime]) -> None:
    database = open_database(tmp_path, lambda: now[0])
    kept = FailedSearchLog(FailedSearches(database, 10), lambda: now[0])
    with database.writing():
        kept.note(nothing("words"))
    assert told(kept) == []
