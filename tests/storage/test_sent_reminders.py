import datetime as dt
import threading
from pathlib import Path

import pytest

from kb.storage.database import open_database
from kb.storage.sent_reminders import Addressee, Reminded

NOW = dt.datetime(2026, 9, 20, 12, 0, tzinfo=dt.UTC)
SINCE = NOW - dt.timedelta(days=3)
ANN = Addressee("c", NOW + dt.timedelta(days=2), "Example Ltd", "ann@example.org")


@pytest.fixture
def table(tmp_path: Path) -> Reminded:
    return Reminded(open_database(tmp_path, lambda: NOW))


def test_one_that_was_begun_is_nobody_elses_to_send(table: Reminded) -> None:
    assert table.begin(ANN, NOW, SINCE)
    assert not table.begin(ANN, NOW, SINCE)
    (one,) = table.of("c", ANN.closes)
    assert (one.to, one.begun_at, one.sent_at) == (ANN, NOW, None)
    table.sent(ANN, NOW)
    assert table.of("c", ANN.closes)[0].sent_at == NOW
    table.failed(ANN)  # too late: it went
    assert not table.begin(ANN, NOW, SINCE)


def test_one_that_failed_is_tried_again(table: Reminded) -> None:
    assert table.begin(ANN, NOW, SINCE)
    table.failed(ANN)
    assert table.of("c", ANN.closes) == ()
    assert table.begin(ANN, NOW, SINCE)


def test_one_from_before_the_window_does_not_count(table: Reminded) -> None:
    table.sent(ANN, SINCE - dt.timedelta(seconds=1))
    assert table.begin(ANN, NOW, SINCE)
    assert table.of("c", ANN.closes)[0].sent_at is None


def test_each_deadline_has_its_own(table: Reminded) -> None:
    assert table.begin(ANN, NOW, SINCE)
    later = Addressee("c", ANN.closes + dt.timedelta(days=1), ANN.organisation, ANN.email)
    assert table.begin(later, NOW, SINCE)


def test_of_many_at_once_one_sends(tmp_path: Path) -> None:
    database, ours, start = open_database(tmp_path, lambda: NOW), [], threading.Barrier(6)

    def run() -> None:
        start.wait()
        ours.append(Reminded(database).begin(ANN, NOW, SINCE))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ours) == [False] * 5 + [True]
