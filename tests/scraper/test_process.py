"""The scraper in a process of its own: what it is given, what it gives back, and when it is stopped."""

import dataclasses
import datetime as dt
import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.errors import NotFound, ToolFailed
from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.preview import DocumentPreview
from kb.domain.source.run_report import RunReport
from kb.services.sources.filing import AT_ONCE
from scraper.process import PASSED_ON, ScraperProcess, _report

SECRETS = {"KB_SECRET_KEY": "planted-1", "KB_SMTP_PASSWORD": "planted-2", "AWS_SECRET_ACCESS_KEY": "planted-3"}
STAFF = Viewer("staff-1", Audience.STAFF)


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {
        "KB_CONTENT": str(tmp_path / "content"),
        "KB_HOME": str(tmp_path / "var"),
        "KB_ALLOW_HOSTS": "127.0.0.1",
    }


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script in the place of the interpreter; a test writes what it does."""
    script = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(script))
    return script


def write(script: Path, lines: str) -> None:
    script.write_text(f"#!/bin/sh\n{lines}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def test_a_secret_of_the_parent_is_not_in_the_environment_of_the_child(
    settings: dict[str, str], stand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    write(stand_in, f"env > {tmp_path}/seen; echo '{{\"links\": []}}'")
    process = ScraperProcess({**os.environ, **SECRETS, **settings})
    assert process.check_links(20) == ()
    seen = dict(line.split("=", 1) for line in (tmp_path / "seen").read_text().splitlines() if "=" in line)
    assert {name: seen[name] for name in settings} == settings
    assert not any("planted" in value for value in seen.values())
    assert seen.keys() - {*PASSED_ON, "PYTHONPATH"} <= {"PWD", "SHLVL", "_", "OLDPWD"}  # what the shell itself sets


def test_what_takes_too_long_is_stopped_with_all_that_it_started(stand_in: Path, tmp_path: Path) -> None:
    write(stand_in, f"trap '' INT; sleep 60 & echo $! > {tmp_path}/child; wait; sleep 60")
    began = time.monotonic()
    with pytest.raises(ToolFailed, match=r"longer than 0\.5 seconds"):
        ScraperProcess({}).file("report", b"<html>", "saved", 0.5)
    assert time.monotonic() - began < 30
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Say whether a process runs; one that has ended and waits to be asked after does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_interrupted_run_still_reports(stand_in: Path) -> None:
    report = '{"attempts": [], "done_before": [{"source": "a", "outcome": "new"}], "left": ["b"], "seconds": 0.5}'
    report = f'{{"report": {report}}}'
    write(stand_in, f"trap 'echo '\\''{report}'\\''; exit 130' INT; while :; do sleep 0.05; done")
    assert ScraperProcess({}).fetch_due(0.5) == RunReport((), (("a", Outcome.NEW),), ("b",), 0.5)


def test_what_gives_no_answer_is_told_in_its_last_words(settings: dict[str, str]) -> None:
    with pytest.raises(ToolFailed, match="is empty: save it again"):
        ScraperProcess(settings).file("report", b" ", "saved", 60)
    with pytest.raises(ToolFailed, match="no source '--help'"):
        ScraperProcess(settings).fetch(["--help"], 60)
    assert ScraperProcess(settings).fetch([], 60) == RunReport(())


def test_sources_are_fetched_one_several_and_all_that_are_due(house, web, page, settings: dict[str, str]) -> None:
    for name in ("one", "two", "three"):
        house.put(name, web.says(f"/{name}", page()))
    house.put("hidden", audience=Audience.STAFF)
    kb = knowledge_base(settings)
    assert fetched(kb, kb.source_fetching.fetch(["one"], STAFF)) == {"one": "new"}
    assert fetched(kb, kb.source_fetching.fetch(["one", "two"], STAFF)) == {"one": "unchanged", "two": "new"}
    assert fetched(kb, kb.source_fetching.fetch_due(STAFF)) == {"three": "new"}
    assert fetched(kb, kb.source_fetching.fetch_due(STAFF)) == {}
    assert web.paths.count("/three") == 1
    assert kb.browsing.source("one", STAFF).passages
    with pytest.raises(NotFound):
        kb.source_fetching.fetch(["one", "no-such"], STAFF)
    with pytest.raises(NotFound):
        kb.source_fetching.fetch(["hidden"], Viewer("analyst-1", Audience.MEMBERS))


def fetched(kb: KnowledgeBase, job: BackgroundJob) -> dict[str, str]:
    """Wait for a run, and return the outcome of each source."""
    ended = kb.jobs.wait(job.id, 60)
    assert ended.state is JobState.DONE, ended
    attempts = [step["attempt"] for step in ended.steps if step["attempt"]]
    return {attempt["source"]: attempt["outcome"] for attempt in attempts}


def test_documents_are_read_a_few_at_a_time(house, settings: dict[str, str]) -> None:
    house.put("one")
    kb = knowledge_base(settings)
    lock, at_once, most = threading.Lock(), 0, 0

    class Filer:
        def preview_file(self, content: bytes, name: str, source: str, seconds: float) -> DocumentPreview:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.2)
            with lock:
                at_once -= 1
            return DocumentPreview(title=name)

    kb.filing._filer = Filer()  # type: ignore[assignment] - it files nothing in this test
    jobs = [kb.filing.read("one", f"{n}.pdf", b"bytes", STAFF) for n in range(5)]
    previews = [kb.jobs.wait(job.id, 60).result["preview"]["title"] for job in jobs]
    assert previews == [f"{n}.pdf" for n in range(5)]
    assert most == AT_ONCE


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
ATTEMPTS = st.builds(
    Attempt,
    source=TEXT,
    address=TEXT,
    at=st.datetimes(timezones=st.just(dt.UTC)).map(lambda at: at.replace(microsecond=0)),
    outcome=st.sampled_from(Outcome),
    detail=TEXT,
    status=st.integers(0, 599),
    sha256=TEXT,
    media_type=TEXT,
    warc=TEXT,
)


@given(st.lists(ATTEMPTS), st.lists(st.tuples(TEXT, st.sampled_from(Outcome))), st.lists(TEXT))
def test_a_report_is_read_back_as_it_was_written(
    attempts: list[Attempt], earlier: list[tuple[str, Outcome]], left: list[str]
) -> None:
    report = RunReport(tuple(attempts), tuple(earlier), tuple(left), 1.5)
    attempts_of_now = [a for a in attempts if a.at.year >= 1000]  # years of fewer figures are no dates in JSON
    report = dataclasses.replace(report, attempts=tuple(attempts_of_now))
    assert _report(report.as_json()) == report
