"""Outcomes: the rules one by one, and the laws over all of them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.markdown.dialect import write
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Attempt, Capture, Outcome
from scraper.measure import measure
from scraper.outcomes import DEAD_DAYS, FetchVerdict, Got, Held, of_same_bytes, of_status, of_text

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
URL = "https://example.org/report"
WORDS = "Forces buy what each of them likes and so the systems of two forces seldom link to one another at all."


def text(paragraphs, numbered=True):
    blocks = [Block(BlockKind.PARAGRAPH, f"{WORDS} {n}", str(n) if numbered else "") for n in range(1, paragraphs + 1)]
    return write(blocks)


def held(body, sha="0" * 64, media_type="text/html", address=URL):
    return Held(Capture(sha, NOW, address, media_type), body)


def got(body, sha="1" * 64, media_type="text/html", address=URL, title="How forces buy", **more):
    return Got(sha, media_type, address, title, body, **more)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (Held(), got(text(10)), Outcome.NEW),
        (held(text(10)), got(text(10)), Outcome.UNCHANGED),
        (held(text(10)), got(text(10) + "\n\n"), Outcome.UNCHANGED),
        (held(text(10)), got(text(11)), Outcome.CHANGED),
        (held(text(10)), got(text(9)), Outcome.SUSPICIOUS),
        (held(text(10, numbered=False)), got(text(7, numbered=False)), Outcome.CHANGED),
        (held(text(10, numbered=False)), got(text(5, numbered=False)), Outcome.SUSPICIOUS),
        (held(text(10)), got(""), Outcome.SUSPICIOUS),
        (Held(), got(""), Outcome.SUSPICIOUS),
        (Held(), got("## Contents\n\n<!-- page 3 -->\n\n## Findings\n"), Outcome.SUSPICIOUS),
        (held(text(10)), got(text(10), withdrawn="superseded"), Outcome.WITHDRAWN),
        (held(text(10)), got(text(10), moved_to=URL + "/new"), Outcome.MOVED),
        (held(text(10)), got(text(11), moved_to=URL + "/new"), Outcome.CHANGED),
        (held(text(10), media_type="application/pdf"), got(text(11)), Outcome.SUSPICIOUS),
        (held(text(10), media_type="application/pdf", address="file:a.pdf"), got(text(11)), Outcome.CHANGED),
        (Held(), got(text(10), address=URL + ".pdf"), Outcome.SUSPICIOUS),
        (Held(), got(text(10), address=URL + ".PDF?download=1"), Outcome.SUSPICIOUS),
        (Held(), got(f"Sorry, we could not load it. {WORDS}", title="Error 404"), Outcome.SUSPICIOUS),
        (Held(), got(f"{WORDS} The URL has not been archived."), Outcome.SUSPICIOUS),
        (Held(), got(text(10) + "\nThe old site says page not found for it.\n"), Outcome.NEW),
    ],
)
def test_of_text(before, after, outcome):
    assert of_text(before, after).outcome is outcome


def test_the_same_bytes_need_no_reading_but_only_where_their_text_is_still_there():
    assert of_same_bytes(held(text(3)), "0" * 64) == FetchVerdict(Outcome.UNCHANGED)
    assert of_same_bytes(held(text(3)), "1" * 64) is None
    assert of_same_bytes(held("  \n"), "0" * 64) is None
    assert of_same_bytes(Held(None, text(3)), "0" * 64) is None
    moved = of_same_bytes(held(text(3)), "0" * 64, URL + "/new")
    assert moved is not None
    assert moved.outcome is Outcome.MOVED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (405, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (404, Outcome.FAILED),
        (410, Outcome.FAILED),
        (429, Outcome.FAILED),
        (500, Outcome.FAILED),
        (418, Outcome.FAILED),
        (301, Outcome.FAILED),
        (100, Outcome.FAILED),
    ],
)
def test_of_status(status, outcome):
    verdict = of_status(status, URL, (), NOW)
    assert verdict is not None
    assert verdict.outcome is outcome
    assert str(status) in verdict.detail


@pytest.mark.parametrize("status", [200, 203, 206, 304])
def test_good_statuses_are_read(status):
    assert of_status(status, URL, (), NOW) is None


def past(*told):
    return [Attempt("s", URL, NOW - dt.timedelta(days=days), outcome, status=status) for days, outcome, status in told]


FAILED, NEW = Outcome.FAILED, Outcome.NEW


@pytest.mark.parametrize(
    ("attempts", "outcome"),
    [
        (past(), FAILED),
        (past((5, FAILED, 404)), FAILED),
        (past((4, FAILED, 404), (2, FAILED, 404)), Outcome.GONE),
        (past((3, FAILED, 410), (2, FAILED, 404)), Outcome.GONE),
        (past((2.9, FAILED, 404), (2, FAILED, 404)), FAILED),
        (past((9, FAILED, 404), (8, NEW, 200), (1, FAILED, 404)), FAILED),
        (past((9, FAILED, 500), (8, FAILED, 0), (1, FAILED, 404)), FAILED),
        (past((9, FAILED, 404), (8, FAILED, 503), (7, Outcome.BLOCKED, 403), (1, FAILED, 404)), Outcome.GONE),
        (past((9, Outcome.GONE, 404), (1, Outcome.GONE, 404)), Outcome.GONE),
    ],
)
def test_gone(attempts, outcome):
    verdict = of_status(404, URL, attempts, NOW)
    assert verdict is not None
    assert verdict.outcome is outcome


bodies = st.one_of(
    st.text(max_size=300),
    st.builds(text, st.integers(0, 14), st.booleans()),
    st.builds(lambda n, extra: text(n) + extra, st.integers(0, 14), st.text(max_size=60)),
)
befores = st.builds(
    Held,
    st.one_of(st.none(), st.builds(Capture, st.just("0" * 64), st.just(NOW), st.just(URL), st.just("text/html"))),
    bodies,
)


@given(befores, bodies, st.sampled_from(["", "withdrawn"]), st.sampled_from(["", URL + "/n"]))
def test_good_text_is_never_replaced_by_less(before, body, withdrawn, moved_to):
    verdict = of_text(before, got(body, withdrawn=withdrawn, moved_to=moved_to))
    if not verdict.writes:
        return
    was, now = measure(before.body), measure(body)
    assert now.words >= 15
    assert now.numbered >= was.numbered
    assert now.words >= 0.6 * was.words
    assert not withdrawn
    assert verdict.outcome is (Outcome.CHANGED if before.body.strip() else Outcome.NEW)


@given(befores, bodies)
def test_judging_twice_settles(before, body):
    if of_text(before, got(body)).writes:
        assert of_text(held(body), got(body)).outcome is Outcome.UNCHANGED


statuses = st.lists(
    st.tuples(st.floats(0, 30), st.sampled_from(list(Outcome)), st.sampled_from([0, 200, 404, 410, 500])), max_size=8
)


@given(statuses, st.integers(100, 599))
def test_gone_takes_three_dead_answers_over_three_days(told, status):
    attempts = past(*sorted(told, reverse=True, key=lambda one: one[0]))
    verdict = of_status(status, URL, attempts, NOW)
    if verdict is not None and verdict.outcome is Outcome.GONE:
        dead = [a for a in attempts if a.status in (404, 410)]
        assert status in (404, 410)
        assert len(dead) >= 2
        assert NOW - dead[0].at >= DEAD_DAYS
    if verdict is not None:
        assert not verdict.writes


def test_a_text_that_was_not_read_whole_is_suspicious_and_doubts_are_told() -> None:
    short = of_text(Held(), got(text(10), incomplete="it was not read whole: only 60.0% of the words"))
    assert short == FetchVerdict(Outcome.SUSPICIOUS, "it was not read whole: only 60.0% of the words")
    doubts = ("3 numbers in doubt, pages 12, 14",)
    assert of_text(Held(), got(text(10), doubts=doubts)) == FetchVerdict(
        Outcome.NEW, "3 numbers in doubt, pages 12, 14"
    )
    assert of_text(held(text(10)), got(text(11), doubts=doubts)).detail.endswith("; 3 numbers in doubt, pages 12, 14")
