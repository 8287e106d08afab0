import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.dates import PartialDate

DATES = st.dates(min_value=dt.date(1000, 1, 1))


@given(DATES)
def test_what_is_printed_is_read_back(day: dt.date) -> None:
    for date in (PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)):
        assert PartialDate.parse(str(date)) == date


@given(DATES, DATES)
def test_order_follows_the_calendar(one: dt.date, other: dt.date) -> None:
    assert (PartialDate.of(one) < PartialDate.of(other)) == (one < other)


def test_the_less_precise_comes_first() -> None:
    dates = [PartialDate(2016, 4, 1), PartialDate(2016), PartialDate(2016, 4)]
    assert [str(date) for date in sorted(dates)] == ["2016", "2016-04", "2016-04-01"]


@pytest.mark.parametrize("bad", ["", "April 2016", "2016-13", "2016-02-30", "2016-4", "16", "0000-00-00"])
def test_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(bad)


def test_in_words_says_no_more_than_is_known() -> None:
    assert PartialDate.parse("2016-04-13").in_words() == "13 April 2016"
    assert PartialDate.parse("2016-04").in_words() == "April 2016"
    assert PartialDate.parse("2016").in_words() == "2016"
