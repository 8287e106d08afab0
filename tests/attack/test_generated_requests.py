"""Some of the generated requests; the script beside asks a hundred thousand, with any seed."""

import pytest
from generated_requests import attack

REQUESTS = 1500


@pytest.mark.slow
def test_no_request_is_answered_with_an_error_of_ours() -> None:
    counted, fell = attack(1, range(REQUESTS))
    assert [asked.line() for asked in fell] == []
    assert sum(counted.values()) >= REQUESTS
    assert {200, 303, 403, 404, 422} <= counted.keys(), "every kind of answer was met, so the requests reach the pages"
