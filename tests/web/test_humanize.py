import datetime as dt

import pytest

from kb.web.humanize import bare, count, day, hour, listed, moment, shortened, weekday


@pytest.mark.parametrize(
    ("n", "noun", "words"),
    [
        (0, "passage", "no passages"),
        (1, "passage", "1 passage"),
        (2000, "passage", "2,000 passages"),
        (2, "priority", "2 priorities"),
        (4, "independent body", "4 independent bodies"),
    ],
)
def test_counts_are_said_with_their_noun(n: int, noun: str, words: str) -> None:
    assert count(n, noun) == words


def test_times_are_said_as_people_say_them() -> None:
    closes = dt.datetime(2016, 9, 23, 17, 0, tzinfo=dt.UTC)
    assert (weekday(closes.date()), hour(closes)) == ("Friday 23 September 2016", "5 pm")
    assert [hour(closes.replace(hour=h, minute=m)) for h, m in ((0, 5), (12, 0), (12, 30))] == [
        "12.05 am",
        "midday",
        "12.30 pm",
    ]
    assert moment(closes) == "23 September 2016, 18:00", "summer time in London"
    assert moment(closes.replace(month=12)) == "23 December 2016, 17:00"
    assert moment(closes.replace(hour=23, minute=30)) == "24 September 2016, 00:30"
    assert day(closes.replace(hour=23, minute=30)) == "24 September 2016"


def test_words_are_listed_and_cut_at_a_word() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == ["a", "a and b", "a, b or c"]
    assert shortened("one two three", 9) == "one two…"
    assert bare("https://www.example.org/a/") == "example.org/a"
