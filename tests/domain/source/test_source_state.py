import datetime as dt

import pytest

from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.source import Source, SourceKind
from kb.domain.source.source_state import SourceState, state_of

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)


def source(address: str | None) -> Source:
    captured = Capture("0" * 64, AT, address, "text/html") if address else None
    return Source("s", "A source", ("HMIC",), SourceKind.INSPECTION, captured=captured)


def attempt(outcome: Outcome) -> Attempt:
    return Attempt("s", "https://example.org/", AT, outcome)


@pytest.mark.parametrize(
    ("address", "outcome", "state"),
    [
        (None, None, SourceState.NOT_FETCHED),
        ("https://example.org/", None, SourceState.READ),
        ("https://example.org/", Outcome.UNCHANGED, SourceState.READ),
        ("file:report.pdf", Outcome.NEW, SourceState.FILED),
        (None, Outcome.BLOCKED, SourceState.BLOCKED),
        ("https://example.org/", Outcome.BLOCKED, SourceState.BLOCKED),
        ("https://example.org/", Outcome.GONE, SourceState.GONE),
        ("https://example.org/", Outcome.WITHDRAWN, SourceState.WITHDRAWN),
        ("https://example.org/", Outcome.FAILED, SourceState.FAILED),
        (None, Outcome.SUSPICIOUS, SourceState.SUSPICIOUS),
    ],
)
def test_the_last_attempt_tells_unless_it_went_well(
    address: str | None, outcome: Outcome | None, state: SourceState
) -> None:
    assert state_of(source(address), attempt(outcome) if outcome else None) is state
