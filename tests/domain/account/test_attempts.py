import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.account.attempts import at_most, growing_delay

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
DELAYS = (MINUTE, 2 * MINUTE, 4 * MINUTE)


def test_so_many_are_taken_in_any_window() -> None:
    rule = at_most(2, 10 * MINUTE)
    assert rule([]) is None
    assert rule([AT]) is None
    assert rule([AT, AT - MINUTE]) == AT + 9 * MINUTE
    assert rule([AT, AT - MINUTE, AT - 2 * MINUTE]) == AT + 9 * MINUTE


def test_each_attempt_beyond_the_free_ones_waits_longer_up_to_the_last_delay() -> None:
    rule = growing_delay(2, DELAYS)
    waits = [rule([AT] * number) for number in range(7)]
    assert waits == [None, None, *(AT + delay for delay in (*DELAYS, DELAYS[-1], DELAYS[-1]))]


@given(st.lists(st.integers(0, 10_000), max_size=40), st.integers(1, 6))
def test_nobody_waits_longer_than_the_last_delay_after_the_latest_attempt(seconds: list[int], free: int) -> None:
    times = sorted((AT + dt.timedelta(seconds=one) for one in seconds), reverse=True)
    until = growing_delay(free, DELAYS)(times)
    assert (until is None) == (len(times) < free)
    if until is not None:
        assert times[0] < until <= times[0] + DELAYS[-1]
