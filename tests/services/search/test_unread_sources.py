import datetime as dt
from pathlib import Path

from kb.content.catalogue import CatalogueLoader
from kb.content.visibility import visible_to
from kb.domain.account.viewer import reader_as
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
    freshness = Freshnesses(States(log)).of(visible_to(CatalogueLoader(roots).load(), reader_as(Audience.PUBLIC)))
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
    (first,) = freshnesses.of(visible_to(catalogue, reader_as(Audience.PUBLIC))).fetched
    assert first.at < LATER
    assert first.state is SourceState.FAILED
    log.append(attempt("joint", Outcome.UNCHANGED))
    (second,) = freshnesses.of(visible_to(catalogue, reader_as(Audience.PUBLIC))).fetched
    assert second.at == LATER


def test_it_is_worked_out_once_for_each_reader_and_state_of_things(roots: tuple[Path, Path], tmp_path: Path) -> None:
    log, loader = CaptureLog(tmp_path / "home"), CatalogueLoader(roots)
    freshnesses = Freshnesses(States(log))
    public, staff = (visible_to(loader.load(), reader_as(each)) for each in (Audience.PUBLIC, Audience.STAFF))
    first = freshnesses.of(public)
    assert freshnesses.of(public) is first
    assert freshnesses.of(staff) is not first
    log.append(attempt("joint", Outcome.UNCHANGED))
    assert freshnesses.of(public) is not first
