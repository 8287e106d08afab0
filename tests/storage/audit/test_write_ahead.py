"""Acts whose process is gone before their line is written: each has it after the next recovery, once."""

import datetime as dt
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.account.audit import Act
from kb.storage.audit.audit_log import INTERRUPTED, AuditLog
from kb.storage.audit.intents import Intents
from kb.storage.database import Database, open_database

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
PLACE = "priorities/one.md"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def rewording(before: str, after: str) -> Act:
    return Act(AT, "sue", "edit", PLACE, digest(before), digest(after))


def in_a_process_that_dies(work: Callable[[], object]) -> None:
    """Do work in a process that ends without any clearing up, as by SIGKILL."""

    def die() -> None:
        work()
        os._exit(9)

    process = multiprocessing.get_context("fork").Process(target=die)
    process.start()
    process.join()
    assert process.exitcode == 9


class Disk:
    """One content file and the log of a home folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.file = home, home / "one.md"
        self.file.write_text("first")
        self.log = AuditLog(home)

    def digest_of(self, place: str) -> str:
        return digest(self.file.read_text()) if place == PLACE else ""

    def begin(self, act: Act, text: str = "") -> None:
        """Begin an act in a process that dies, before or after the file was written."""

        def work() -> None:
            self.log.intending([act]).__enter__()
            if text:
                self.file.write_text(text)

        in_a_process_that_dies(work)

    def recovered(self) -> list[Act]:
        self.log.recover(self.digest_of)
        assert self.log.recover(self.digest_of) == 0
        assert self.log.verify() == ()
        return list(self.log.acts())


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def test_an_act_that_was_done_has_its_line(disk: Disk) -> None:
    act = rewording("first", "second")
    disk.begin(act, "second")
    assert list(disk.log.acts()) == []
    assert disk.recovered() == [act]


def test_an_act_that_was_not_done_has_none(disk: Disk) -> None:
    disk.begin(rewording("first", "second"))
    assert disk.recovered() == []


def test_an_act_that_another_one_built_on_was_done(disk: Disk) -> None:
    first, second = rewording("first", "second"), rewording("second", "third")
    disk.begin(first, "second")
    with disk.log.intending([second]):
        disk.file.write_text("third")
    assert set(disk.recovered()) == {first, second}


def test_an_act_whose_place_another_one_took_was_not_done(disk: Disk) -> None:
    disk.begin(rewording("first", "second"))
    other = rewording("first", "other")
    with disk.log.intending([other]):
        disk.file.write_text("other")
    assert disk.recovered() == [other]


def test_an_act_that_nothing_tells_of_is_logged_as_interrupted(disk: Disk) -> None:
    outside, lost = Act(AT, "sue", "send invitation", details=(("call", "top-five"),)), rewording("first", "second")
    disk.begin(outside)
    disk.begin(lost, "by hand")
    assert {act.what: INTERRUPTED in act.details for act in disk.recovered()} == {"send invitation": True, "edit": True}


def test_what_is_under_way_is_left_alone(disk: Disk) -> None:
    act = rewording("first", "second")
    with disk.log.intending([act]):
        disk.file.write_text("second")
        assert disk.recovered() == []
    assert list(disk.log.acts()) == [act]


def test_a_line_that_was_written_is_not_written_again(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    act = rewording("first", "second")

    def work() -> None:
        monkeypatch.setattr("kb.storage.audit.intents.Intent.done", lambda _self: os._exit(9))
        with disk.log.intending([act]):
            disk.file.write_text("second")

    in_a_process_that_dies(work)
    assert disk.recovered() == [act]


def test_a_line_cut_short_by_the_crash_is_completed(disk: Disk) -> None:
    act = rewording("first", "second")
    disk.log.record(Act(AT, "sue", "before"))
    disk.begin(act, "second")
    whole = disk.log.path.read_bytes()
    disk.log.recover(disk.digest_of)
    line = disk.log.path.read_bytes()[len(whole) :]
    disk.log.path.write_bytes(whole + line[: len(line) // 2])
    Intents(disk.home).begin([json.loads(line)]).leave()
    assert disk.recovered() == [Act(AT, "sue", "before"), act]


def test_a_log_that_cannot_be_written_fails_no_act_that_was_done(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    act = rewording("first", "second")
    with monkeypatch.context() as full:
        full.setattr("kb.storage.audit.chain.append_line", no_space)
        with disk.log.intending([act]):
            disk.file.write_text("second")
    assert "follows later" in caplog.text
    assert disk.recovered() == [act]


def no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(tmp_path, lambda: AT)


def record_and_fail(log: AuditLog, act: Act) -> None:
    with log.transaction():
        log.record(act)
        raise RuntimeError


def test_rows_and_their_act_are_kept_together_or_not_at_all(tmp_path: Path, database: Database) -> None:
    log, act = AuditLog(tmp_path, database), Act(AT, "sue", "invite", details=(("account", "x"),))

    def commit_and_die() -> None:
        with database.together() as connection:
            connection.execute("INSERT INTO failed_searches VALUES ('x', 0, 1, '', '')")
            log.record(act)

    in_a_process_that_dies(commit_and_die)
    with pytest.raises(RuntimeError):
        record_and_fail(log, replace(act, what="not done"))
    assert list(log.acts()) == []
    assert log.recover(lambda _place: "") == 1
    assert log.recover(lambda _place: "") == 0
    assert list(log.acts()) == [act]


def test_a_transaction_within_another_belongs_to_it(tmp_path: Path, database: Database) -> None:
    log = AuditLog(tmp_path, database)
    with log.transaction():
        with log.transaction():
            log.record(Act(AT, "sue", "inner"))
        assert list(log.acts()) == []
        log.record(Act(AT, "sue", "outer"))
    assert [act.what for act in log.acts()] == ["inner", "outer"]


def test_each_line_tells_the_process_that_wrote_it(disk: Disk) -> None:
    in_a_process_that_dies(lambda: disk.log.record(Act(AT, "sue", "there")))
    disk.log.record(Act(AT, "sue", "here"))
    there, here = (act.id.partition("-")[0] for act in disk.log.acts())
    assert here == str(os.getpid()) != there
