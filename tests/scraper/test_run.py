"""Runs over many sources: order, politeness, interruption, and going on."""

import dataclasses
import datetime as dt
import threading
import time

import pytest

from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.run_report import RunReport
from kb.domain.source.source import Source, SourceKind
from scraper.gather import Gatherer
from scraper.journal import Journal, RunBusy, alone
from scraper.publishers.registry import all_publishers
from scraper.run import Stopper, by_host, choose, due, run

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
REGISTRY = all_publishers()


def source(id, address="", publisher="HMIC", **fields):
    return Source(id, id, (publisher,), SourceKind.INSPECTION, address=address, **fields)


def store(*sources):
    return {one.id: one for one in sources}


def test_many_hosts_at_once_and_never_two_at_once_on_one(house, webs, page):
    sites = [webs() for _ in range(3)]
    for number, site in enumerate(sites):
        for n in range(4):
            house.put(f"s{number}-{n}", site.says(f"/{n}", page(), wait=0.05))
    # a redirect from one host to another must wait for its turn there as well
    house.put("s0-to-s1", sites[0].says("/far", status=302, Location=sites[1].host + "/1"))
    peak = threading.Event()

    def watch():
        while not peak.is_set() and not done.is_set():
            if sum(site.now_running for site in sites) > 1:
                peak.set()
            time.sleep(0.005)

    done = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    with house.deps() as deps:
        chosen = choose(deps.source_store.sources, deps.registry)
        report = run(
            chosen,
            deps.registry,
            Gatherer(deps).gather,
            journal=Journal(house.settings.home / "run.jsonl"),
            stopper=Stopper(),
            now=house.clock.now,
        )
    done.set()
    watcher.join()
    assert report.counts == {Outcome.NEW: 13}
    assert report.exit_code == 0
    assert [site.most_at_once for site in sites] == [1, 1, 1]
    assert peak.is_set(), "hosts are asked at the same time"


def test_one_source_failing_never_stops_the_rest(house, web, page):
    house.put("a-down", web.says("/down", status=500))
    house.put("b-good", web.says("/good", page()))
    house.put("c-blocked", web.says("/no", "<h1>Human Verification</h1>", status=405))
    house.put("d-file", "ftp://example.org/x".replace("ftp", "http") + ":1")
    with house.deps() as deps:
        report = run(
            choose(deps.source_store.sources, deps.registry),
            deps.registry,
            Gatherer(deps).gather,
            journal=Journal(house.settings.home / "run.jsonl"),
            stopper=Stopper(),
            now=house.clock.now,
        )
    outcomes = {attempt.source: attempt.outcome for attempt in report.attempts}
    assert outcomes["b-good"] is Outcome.NEW
    assert outcomes["a-down"] is Outcome.FAILED
    assert outcomes["c-blocked"] is Outcome.BLOCKED
    assert report.exit_code == 1
    assert report.as_json()["counts"] == {"new": 1, "blocked": 1, "failed": 2}


def test_a_gatherer_that_cannot_even_log_is_told_as_failed(tmp_path):
    def broken(id):
        raise OSError("No space left on device")

    sources = [source("a", "https://a.example/"), source("b", "https://a.example/")]
    report = run(sources, REGISTRY, broken, journal=Journal(tmp_path / "j"), stopper=Stopper(), now=lambda: NOW)
    assert [attempt.detail for attempt in report.attempts] == ["broke down: OSError: No space left on device"] * 2


def attempt(id, outcome=Outcome.NEW, at=NOW):
    return Attempt(id, "https://a.example/", at, outcome)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    sources = [source(f"s{n}", f"https://h{n % 2}.example/{n}") for n in range(6)]
    stopper, asked = Stopper(), []

    def gather(id):
        asked.append(id)
        if len(asked) == 3:
            stopper.stop()
        return attempt(id, Outcome.FAILED if id == "s0" else Outcome.NEW)

    journal = Journal(tmp_path / "j")
    first = run(sources, REGISTRY, gather, journal=journal, stopper=stopper, now=lambda: NOW, workers=1)
    assert len(first.attempts) == 3
    assert len(first.left) == 3
    assert first.exit_code == 130
    later = NOW + dt.timedelta(hours=1)
    second = run(sources, REGISTRY, gather, journal=journal, stopper=Stopper(), now=lambda: later, workers=1)
    assert second.left == ()
    assert sorted(asked[3:]) == sorted([*first.left, "s0"])  # what failed is tried again
    assert sum(second.counts.values()) == 6
    third = run(sources, REGISTRY, gather, journal=journal, stopper=Stopper(), now=lambda: later, workers=1)
    assert len(third.attempts) == 6  # a run that came to its end is not gone on with


@pytest.mark.parametrize(("hours", "same"), [(13, True), (1, False)])
def test_an_old_or_other_run_is_not_gone_on_with(tmp_path, hours, same):
    journal = Journal(tmp_path / "j")
    journal.start(["a", "b"], NOW)
    journal.done(attempt("a"))
    chosen = ["b", "a"] if same else ["a", "b", "c"]
    assert journal.interrupted(chosen, NOW + dt.timedelta(hours=hours)).done == ()


def test_a_torn_journal_is_read_as_far_as_it_is_whole(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.start(["a", "b"], NOW)
    journal.done(attempt("a"))
    with (tmp_path / "j").open("a") as file:
        file.write('{"done": "b", "outc')
    assert journal.interrupted(["a", "b"], NOW).done == (("a", Outcome.NEW),)
    journal.done(attempt("b"))
    assert [id for id, _ in journal.interrupted(["a", "b"], NOW).done] == ["a", "b"]


def test_ctrl_c_stops_soon_and_tells_what_is_left(tmp_path):
    sources = [source(f"s{n}", f"https://h.example/{n}") for n in range(5)]
    stopper = Stopper()

    def gather(id):
        if id != "s0":
            stopper.sleep(600)
        return attempt(id)

    def press(told):
        if told.attempt is not None:
            raise KeyboardInterrupt

    began = time.monotonic()
    report = run(
        sources, REGISTRY, gather, journal=Journal(tmp_path / "j"), stopper=stopper, now=lambda: NOW, tell=press
    )
    assert time.monotonic() - began < 60
    assert [one.source for one in report.attempts] == ["s0"]
    assert report.left == ("s1", "s2", "s3", "s4")


def test_choosing():
    sources = store(
        source("a", "https://www.gov.uk/x", "HMICFRS"),
        source("b", "https://www.nao.org.uk/y", "NAO"),
        source("c", "", "NAO"),
        source("d", "https://www.gov.uk/z", "Home Office"),
    )

    def ids(**how):
        return [one.id for one in choose(sources, REGISTRY, **how)]

    assert ids() == ["a", "b", "d"]
    assert ids(ids=["c", "a", "c"]) == ["c", "a"]
    assert ids(publisher="nao") == ["b"]
    assert ids(publisher="govuk") == ["a", "d"]
    assert ids(publisher="hmicfrs") == ["a"]
    with pytest.raises(KeyError):
        ids(ids=["nope"])


def test_due():
    sources = [source("a"), source("b"), source("c")]
    latest = {"a": attempt("a", at=NOW - dt.timedelta(days=8)), "b": attempt("b", at=NOW - dt.timedelta(days=2))}
    assert [one.id for one in due(sources, latest, NOW, 7)] == ["a", "c"]


def test_sources_of_one_host_are_one_group_by_what_is_fetched():
    groups = by_host(
        [
            source("a", "https://www.gov.uk/x"),
            source("b", "https://www.nao.org.uk/y"),
            source("c", "https://WWW.gov.uk/z"),
            source("d", "https://x.example/", reader="nobody"),
            source("e", ""),
        ],
        REGISTRY,
    )
    assert [[one.id for one in group] for group in groups] == [["a", "c"], ["d", "e"], ["b"]]


def test_one_run_at_a_time(tmp_path):
    with alone(tmp_path / "lock"), pytest.raises(RunBusy), alone(tmp_path / "lock"):
        pass
    with alone(tmp_path / "lock"):
        pass


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.NEW, 0),
        (Outcome.UNCHANGED, 0),
        (Outcome.CHANGED, 0),
        (Outcome.MOVED, 0),
        (Outcome.BLOCKED, 0),
        (Outcome.WITHDRAWN, 0),
        (Outcome.GONE, 0),
        (Outcome.FAILED, 1),
        (Outcome.SUSPICIOUS, 1),
    ],
)
def test_exit_codes(outcome, code):
    assert RunReport((attempt("a", outcome),)).exit_code == code
    assert dataclasses.replace(RunReport((attempt("a", outcome),)), left=("b",)).exit_code == 130
