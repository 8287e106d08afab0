import datetime as dt
from pathlib import Path

from kb.content.catalogue import CatalogueLoader
from kb.domain.audience import Audience
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source_state import SourceState
from kb.services.library.source_states import States
from kb.services.search.unread_sources import Freshnesses
from kb.storage.capture_log import CaptureLog

LATER = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def attempt(source: str, outcome: Outcome) -> Attempt:
    return Attempt(source, f"https://example.org/{source}", LATER, outcome)


def test_what_was_read_has_a_date_and_what_was_not_a_reason(roots: tuple[Path, Path], tmp_path: Path) -> None:
    log = CaptureLog(tmp_path / "home")
    log.append(attempt("audit", Outcome.BLOCKED))
    freshness = Freshnesses(States(log)).of(CatalogueLoader(roots).load(), Audience.PUBLIC)
    assert [(one.id, str(one.at.date())) for one in freshness.fetched] == [("joint", "2026-11-14")]
    assert [(one.id, one.state, one.tried) for one in freshness.unread] == [
        ("tank", SourceState.NOT_FETCHED, None),
        ("audit", SourceState.BLOCKED, LATER),
    ]


def test_a_look_that_found_it_unchanged_counts_and_a_failed_one_does_not(
    roots: tuple[Path, Path], tmp_path: Path
) -> None:
    log, catalogue = CaptureLog(tmp_path / "home"), CatalogueLoader(roots).load()
    freshnesses = Freshnesses(States(log))
    log.append(attempt("joint", Outcome.FAILED))
    (first,) = freshnesses.of(catalogue, Audience.PUBLIC).fetched
    assert first.at < LATER
    assert first.state is SourceState.FAILED
    log.append(attempt("joint", Outcome.UNCHANGED))
    (second,) = freshnesses.of(catalogue, Audience.PUBLIC).fetched
    assert second.at == LATER


def test_it_is_worked_out_once_for_each_reader_and_state_of_things(roots: tuple[Path, Path], tmp_path: Path) -> None:
    log, loader = CaptureLog(tmp_path / "home"), CatalogueLoader(roots)
    freshnesses = Freshnesses(States(log))
    first = freshnesses.of(loader.load(), Audience.PUBLIC)
    assert freshnesses.of(loader.load(), Audience.PUBLIC) is first
    assert freshnesses.of(loader.load(), Audience.STAFF) is not first
    log.append(attempt("joint", Outcome.UNCHANGED))
    assert freshnesses.of(loader.load(), Audience.PUBLIC) is not first
