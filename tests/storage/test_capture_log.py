"""The capture log on a real disk, with crashes and with several processes."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.source.capture import Attempt, Outcome
from kb.storage.capture_log import CaptureLog

AT = dt.datetime(2026, 11, 14, 10, 32, 0, 250, tzinfo=dt.UTC)


def attempt(source="a", outcome=Outcome.NEW, detail=""):
    return Attempt(source, f"https://example.org/{source}", AT, outcome, detail)


def test_attempts_are_read_back_in_order(tmp_path):
    log = CaptureLog(tmp_path)
    assert log.attempts() == ()
    assert log.latest() == {}
    whole = Attempt(
        "a",
        "https://example.org/",
        AT,
        Outcome.CHANGED,
        "new edition",
        200,
        "ab" * 32,
        "text/html",
        "x.warc",
        '"e"',
        "Mon",
    )
    for one in (attempt("a"), attempt("b", Outcome.BLOCKED, "challenge"), whole):
        log.append(one)
    assert (
        log.attempts()
        == CaptureLog(tmp_path).attempts()
        == (attempt("a"), attempt("b", Outcome.BLOCKED, "challenge"), whole)
    )
    assert log.attempts("a") == (attempt("a"), whole)
    assert log.latest() == {"a": whole, "b": attempt("b", Outcome.BLOCKED, "challenge")}


def test_the_latest_are_the_very_same_mapping_until_something_comes(tmp_path):
    log = CaptureLog(tmp_path)
    log.append(attempt("a"))
    first = log.latest()
    assert log.latest() is first
    CaptureLog(tmp_path).append(attempt("a", Outcome.BLOCKED))
    assert log.latest() == {"a": attempt("a", Outcome.BLOCKED)}
    assert first == {"a": attempt("a")}
    log.path.unlink()
    assert log.latest() == {}


def test_it_lies_under_captures_as_one_line_of_json_each(tmp_path):
    CaptureLog(tmp_path).append(attempt(detail="two\nlines"))
    lines = (tmp_path / "captures/log.jsonl").read_text().splitlines()
    assert lines == [
        '{"source": "a", "address": "https://example.org/a", "at": "2026-11-14T10:32:00.000250Z", '
        '"outcome": "new", "detail": "two\\nlines"}'
    ]


def test_a_line_that_a_crash_cut_short_is_skipped_and_taken_off(tmp_path):
    log = CaptureLog(tmp_path)
    log.append(attempt("a"))
    log.append(attempt("b"))
    data = log.path.read_bytes()
    for cut in range(1, len(data) // 2):
        log.path.write_bytes(data[:-cut])
        fresh = CaptureLog(tmp_path)
        assert fresh.attempts() == (attempt("a"),)
        fresh.append(attempt("c"))
        assert fresh.attempts() == CaptureLog(tmp_path).attempts() == (attempt("a"), attempt("c"))
        assert log.path.read_bytes().count(b"\n") == 2


def test_lines_of_another_time_or_hand_are_no_harm(tmp_path):
    log = CaptureLog(tmp_path)
    log.append(attempt("a"))
    with log.path.open("ab") as file:
        file.write(b'[]\n"x"\n{"source": "b"}\n\xff\n\n{"at": 5, "outcome": "new"}\n')
        file.write(b'{"source": "n", "address": "", "at": "2026-11-14T10:32:00Z", "outcome": "gone", "later": 1}\n')
    assert [a.source for a in log.attempts()] == ["a", "n"]


def test_what_another_process_added_is_seen(tmp_path):
    log, other = CaptureLog(tmp_path), CaptureLog(tmp_path)
    log.append(attempt("a"))
    assert len(other.attempts()) == 1
    log.append(attempt("b"))
    assert len(other.attempts()) == 2
    log.path.unlink()
    assert other.attempts() == ()


def test_processes_append_beside_each_other_and_no_line_is_lost(tmp_path):
    program = (
        "import sys, datetime as dt; from pathlib import Path\n"
        "from kb.domain.source.capture import Attempt, Outcome; from kb.storage.capture_log import CaptureLog\n"
        "log = CaptureLog(Path(sys.argv[1])); at = dt.datetime(2026, 11, 14, tzinfo=dt.UTC)\n"
        "for n in range(100): log.append(Attempt(sys.argv[2], 'x' * n * 50, at, Outcome.NEW, str(n)))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"s-{n}"]) for n in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    log = CaptureLog(tmp_path)
    for n in range(3):
        assert [a.detail for a in log.attempts(f"s-{n}")] == [str(i) for i in range(100)]


_ATTEMPTS = st.builds(
    Attempt,
    source=st.text(max_size=9),
    address=st.text(max_size=9),
    at=st.datetimes(timezones=st.just(dt.UTC)),
    outcome=st.sampled_from(Outcome),
    detail=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    status=st.integers(0, 599),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_ATTEMPTS, max_size=5))
def test_what_is_appended_is_read_back(tmp_path_factory, attempts):
    log = CaptureLog(tmp_path_factory.mktemp("log"))
    for one in attempts:
        log.append(one)
    assert log.attempts() == tuple(attempts)


def test_what_was_taken_back_no_longer_counts(tmp_path: Path) -> None:
    log = CaptureLog(tmp_path)

    def add(sha256: str, outcome: Outcome, *, taken_back: bool = False, source: str = "one") -> None:
        log.append(Attempt(source, "file:x", AT, outcome, sha256=sha256, taken_back=taken_back))

    add("aa", Outcome.NEW)
    add("bb", Outcome.BLOCKED)
    add("aa", Outcome.NEW, source="two")
    add("aa", Outcome.CHANGED)
    add("aa", Outcome.UNCHANGED)
    add("aa", Outcome.UNCHANGED, taken_back=True)
    for read in (log, CaptureLog(tmp_path)):
        assert [(a.sha256, a.outcome) for a in read.attempts("one")] == [("aa", Outcome.NEW), ("bb", Outcome.BLOCKED)]
        assert read.latest()["one"].outcome is Outcome.BLOCKED
        assert read.latest()["two"].outcome is Outcome.NEW
    add("aa", Outcome.UNCHANGED, taken_back=True, source="two")
    assert "two" not in log.latest()
