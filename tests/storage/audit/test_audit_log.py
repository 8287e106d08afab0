import datetime as dt
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.account.audit import Act
from kb.storage.audit.audit_log import AuditLog

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
WORDS = st.text(max_size=20)
ACTS = st.lists(
    st.builds(
        Act,
        st.just(AT),
        WORDS,
        WORDS,
        WORDS,
        details=st.dictionaries(WORDS, WORDS).map(lambda d: tuple(sorted(d.items()))),
    ),
    min_size=2,
    max_size=6,
)


def filled(home: Path, count: int) -> AuditLog:
    log = AuditLog(home)
    for number in range(count):
        log.record(Act(AT, "a.analyst", f"act {number}", "priorities/one.md"))
    return log


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_what_was_recorded_is_read_and_whole(tmp_path_factory: pytest.TempPathFactory, acts: list[Act]) -> None:
    log = AuditLog(tmp_path_factory.mktemp("home"))
    for act in acts:
        log.record(act)
    assert list(log.acts()) == acts
    assert log.verify() == ()
    assert log.head()[0] == len(acts)


@pytest.mark.parametrize("line", range(5))
def test_a_changed_line_is_found(tmp_path: Path, line: int) -> None:
    log = filled(tmp_path, 5)
    lines = log.path.read_text().splitlines()
    lines[line] = lines[line].replace("a.analyst", "b.analyst")
    log.path.write_text("\n".join(lines) + "\n")
    assert [broken.line for broken in log.verify()] == [line + 1]


@pytest.mark.parametrize("line", range(4))
def test_a_missing_line_is_found(tmp_path: Path, line: int) -> None:
    log = filled(tmp_path, 5)
    lines = log.path.read_text().splitlines()
    del lines[line]
    log.path.write_text("\n".join(lines) + "\n")
    assert [broken.line for broken in log.verify()] == [line + 1]


def test_lines_cut_off_the_end_show_against_a_head_written_down(tmp_path: Path) -> None:
    log = filled(tmp_path, 5)
    head = log.head()
    lines = log.path.read_text().splitlines()
    log.path.write_text("\n".join(lines[:-1]) + "\n")
    assert log.verify() == ()
    assert log.head() != head


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("torn", [1, 30, 250])
def test_a_line_that_a_crash_cut_short_is_none_and_the_chain_goes_on(tmp_path: Path, kept: int, torn: int) -> None:
    log = filled(tmp_path, kept)
    whole = log.path.read_bytes() if kept else b""
    log.record(Act(AT, "a.analyst", "cut short", details=(("why", "x" * 200),)))
    log.path.write_bytes(log.path.read_bytes()[:-torn])
    assert log.verify() == ()
    assert log.head()[0] == kept
    log.record(Act(AT, "a.analyst", "after the crash"))
    assert log.verify() == ()
    assert [act.what for act in log.acts()] == [*(f"act {number}" for number in range(kept)), "after the crash"]
    assert log.path.read_bytes().startswith(whole)


def record_many(home: Path, count: int) -> None:
    filled(home, count)


def test_processes_that_record_at_once_keep_the_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=record_many, args=(tmp_path, 25)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    log = AuditLog(tmp_path)
    assert log.verify() == ()
    assert log.head()[0] == 100
