"""Feeds of a priority and of a source: what is new since somebody last looked, and what has changed."""

import datetime as dt
from dataclasses import replace

import feedparser

from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.storage.capture_log import CaptureLog
from made_up import REPORT
from people import BASE, Person, Site

SUMMARY = ("A joint look at how case files travel · summary", "/sources/joint-report#summary")
AT = dt.datetime(2016, 10, 3, 9, 0, tzinfo=dt.UTC)


def read(person: Person, path: str) -> list[tuple[str, str]]:
    """Return the titles and the paths of a feed's entries."""
    answer = person.client.get(path, base_url=BASE)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    return [(entry.title, entry.link.removeprefix(BASE)) for entry in feed.entries]


def run(staff: Person) -> None:
    staff.send(staff.get("/coverage").select_one("form[data-run]"))


def test_evidence_and_passages_that_nobody_has_looked_at(site: Site, staff: Person) -> None:
    anybody = site.person()
    assert read(anybody, "/priorities/files.atom") == [
        SUMMARY,
        ("Supports: A joint look at how case files travel, para 2", "/sources/joint-report#para-2"),
    ]
    found = [("A joint look at how case files travel · para 1", "/sources/joint-report#para-1")]
    assert read(anybody, "/priorities/radios.atom") == found
    assert [title for title, _ in read(staff, "/priorities/radios.atom")] == [found[0][0], "A think tank · para 1"]
    run(staff)
    assert read(anybody, "/priorities/radios.atom") == []


def test_a_text_that_came_after_the_last_run_is_new(site: Site, staff: Person) -> None:
    run(staff)
    later = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    capture = Capture("ab" * 32, later, "https://reports.example/", "text/html")
    body = "**1.** Forces buy radios alone.\n\n**3.** They buy more radios.\n\n**4.** And boots.\n"
    site.put(replace(REPORT, captured=capture, body=body))
    site.kb.index_sync.sync()
    titles = [title for title, _ in read(site.person(), "/priorities/radios.atom")]
    assert sorted(title.rpartition(" · ")[2] for title in titles) == ["para 1", "para 3"]


def test_changes_of_a_source_and_evidence_that_lost_its_words(site: Site) -> None:
    log = CaptureLog(site.folder / "var")
    for hours, outcome in enumerate((Outcome.NEW, Outcome.UNCHANGED, Outcome.BLOCKED, Outcome.CHANGED)):
        log.append(Attempt("joint-report", "https://x.example/", AT + dt.timedelta(hours=hours), outcome))
    site.put(replace(REPORT, body="**1.** Something else altogether.\n"))
    site.kb.index_sync.sync()
    assert read(site.person(), "/sources/joint-report.atom") == [
        ("Its text has changed: A joint look at how case files travel", "/sources/joint-report"),
        ("Its text was captured: A joint look at how case files travel", "/sources/joint-report"),
        ("Words cited are not there as they were cited: evidence for Files that travel", "/priorities/files"),
    ]
    assert read(site.person(), "/priorities/files.atom") == [SUMMARY]  # the evidence does not count until it is decided
    assert read(site.person(), "/sources/audit.atom") == []


def test_what_a_reader_may_not_see_has_no_feed(site: Site) -> None:
    for path in ("/priorities/hidden.atom", "/priorities/nowhere.atom", "/sources/nowhere.atom"):
        assert site.person("member").client.get(path, base_url=BASE).status_code == 404
