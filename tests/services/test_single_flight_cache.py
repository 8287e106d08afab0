"""What is kept of things that cost work: made once, for as long as what they were made from is the very same."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.services.single_flight_cache import SingleFlightCache


def test_a_thing_is_made_once_while_it_is_made_from_the_same() -> None:
    made: SingleFlightCache[object] = SingleFlightCache()
    one, other = object(), object()
    first = made.get((one,), "asked", object)
    assert made.get((one,), "asked", object) is first
    assert made.get((one,), "else", object) is not first
    assert made.get((other,), "asked", object) is not first


def test_what_equals_what_it_was_made_from_is_not_the_same() -> None:
    """Two snapshots may be equal and have other things behind them: nothing is compared but who they are."""
    made: SingleFlightCache[object] = SingleFlightCache()
    first = made.get(([1],), "asked", object)
    assert made.get(([1],), "asked", object) is not first


def test_no_more_are_kept_than_said() -> None:
    made: SingleFlightCache[object] = SingleFlightCache(most=2)
    first = made.get((), 1, object)
    for number in (2, 3):
        made.get((), number, object)
    assert made.get((), 1, object) is not first


def test_what_could_not_be_made_is_tried_again() -> None:
    made: SingleFlightCache[str] = SingleFlightCache()
    with pytest.raises(ZeroDivisionError):
        made.get((), "asked", lambda: str(1 // 0))
    assert made.get((), "asked", lambda: "now") == "now"


def test_who_asks_for_what_is_being_made_waits_for_it() -> None:
    made: SingleFlightCache[object] = SingleFlightCache()
    times: list[int] = []

    def make() -> object:
        times.append(1)
        return object()

    with ThreadPoolExecutor(8) as pool:
        things = set(pool.map(lambda _: made.get((), "asked", make), range(40)))
    assert (len(things), len(times)) == (1, 1)


def test_what_changed_while_it_was_made_is_not_kept() -> None:
    made: SingleFlightCache[object] = SingleFlightCache()
    one, other = object(), object()
    late: list[object] = []

    def make() -> object:
        late.append(made.get((other,), "else", object))
        return object()

    first = made.get((one,), "asked", make)
    assert made.get((other,), "else", object) is late[0]
    assert made.get((other,), "asked", object) is not first
