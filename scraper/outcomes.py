"""Rules that judge an attempt: the held document and the fetched one give an outcome. Pure.

Only *new* and *changed* touch the Markdown, and good text is never replaced by less. Every rule that stops a text
says what a person may do about it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.source.capture import Attempt, Capture, Outcome
from scraper.error_pages import error_said
from scraper.extract import Extract, Unreadable
from scraper.fetched import FetchError
from scraper.measure import measure
from scraper.merge import body_of
from scraper.sniff import HTML, PDF, in_words

DEAD = frozenset({404, 410})
REFUSED = frozenset({401, 402, 403, 405, 406, 451})
DEAD_TRIES = 3
DEAD_DAYS = dt.timedelta(days=3)
SHORTER = 0.6
FEWEST_WORDS = 15


@dataclass(frozen=True)
class FetchVerdict:
    """An outcome with the words for it; ``writes`` says whether the text goes into the Markdown."""

    outcome: Outcome
    detail: str = ""

    @property
    def writes(self) -> bool:
        """Say whether the text is to be written."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(frozen=True)
class Held:
    """The document held before the attempt: its capture and its text, either of which may be missing."""

    captured: Capture | None = None
    body: str = ""


@dataclass(frozen=True)
class Got:
    """The document that an attempt brought: hash of its bytes, its text, and where it was found.

    ``moved_to`` is set where the publisher says that the document has another address for good; ``incomplete`` says
    how the text falls short of what is on the pages, ``doubts`` what of it a person should look at.
    """

    sha256: str
    media_type: str
    address: str
    title: str
    body: str
    withdrawn: str = ""
    moved_to: str = ""
    incomplete: str = ""
    doubts: tuple[str, ...] = ()

    @classmethod
    def of(cls, extract: Extract, sha256: str, media_type: str, address: str, moved_to: str = "") -> "Got":
        """Return what was read of bytes with this hash, found at an address."""
        return cls(
            sha256,
            media_type,
            address,
            extract.title,
            body_of(extract),
            extract.withdrawn,
            moved_to,
            extract.incomplete,
            extract.doubts,
        )


def of_text(held: Held, got: Got) -> FetchVerdict:
    """Judge a document that was fetched and read."""
    if got.withdrawn:
        return FetchVerdict(Outcome.WITHDRAWN, f"withdrawn by its publisher: {got.withdrawn}")
    if held.body.strip() and _same_text(held.body, got.body):
        return _still_the_same(got)
    if why := wrong_with(held, got):
        return FetchVerdict(Outcome.SUSPICIOUS, why)
    if not held.body.strip():
        return FetchVerdict(Outcome.NEW, _with_doubts(_moved_words(got), got))
    return FetchVerdict(Outcome.CHANGED, _with_doubts(_difference(held.body, got.body), got))


def of_same_bytes(held: Held, sha256: str, moved_to: str = "") -> FetchVerdict | None:
    """Judge by the bytes alone: ``None`` where they are not those that the held text was read from."""
    if held.captured is None or held.captured.sha256 != sha256 or not held.body.strip():
        return None
    if moved_to:
        return FetchVerdict(Outcome.MOVED, f"has moved to {moved_to}: make that its address")
    return FetchVerdict(Outcome.UNCHANGED)


def wrong_with(held: Held, got: Got) -> str:
    """Return the reason why a text is suspicious; empty where it is not."""
    now = measure(got.body)
    if now.words < FEWEST_WORDS:
        return f"there is hardly any text in it ({now.words} words)"
    if got.incomplete:
        return got.incomplete
    if got.address.lower().split("?")[0].endswith(".pdf") and got.media_type == HTML:
        return "the address is of a PDF, but what came is a web page"
    if now.numbered == 0 and (said := error_said(now.words, got.title, got.body)):
        return f"it reads like an error page (“{said}”)"
    if not held.body.strip():
        return ""
    before = measure(held.body)
    was = held.captured.media_type if held.captured else ""
    if {was, got.media_type} == {PDF, HTML} and held.captured and held.captured.address == got.address:
        return f"it was {in_words(was)} and is {in_words(got.media_type)} now"
    if now.words < SHORTER * before.words:
        return f"it is much shorter than before ({now.words} words, was {before.words})"
    if now.numbered < before.numbered:
        return f"it has fewer numbered paragraphs than before ({now.numbered}, was {before.numbered})"
    return ""


def of_status(status: int, what: str, past: Sequence[Attempt], now: dt.datetime) -> FetchVerdict | None:
    """Judge an HTTP status by itself; ``None`` where the body is to be read (2xx and 304)."""
    if 200 <= status < 300 or status == 304:
        return None
    if status in DEAD:
        return _dead(status, what, past, now)
    if status in REFUSED:
        return FetchVerdict(Outcome.BLOCKED, f"{what} answered {status}: refused to scripts")
    if status == 429:
        return FetchVerdict(Outcome.FAILED, f"{what} answered 429: too many requests, try again later")
    return FetchVerdict(Outcome.FAILED, f"{what} answered {status}")


def of_problem(problem: Unreadable | FetchError) -> FetchVerdict:
    """Judge an error of fetching or reading: it carries its outcome."""
    where = f" (now at {problem.location})" if isinstance(problem, Unreadable) and problem.location else ""
    return FetchVerdict(problem.outcome, f"{problem.detail}{where}")


def _dead(status: int, what: str, past: Sequence[Attempt], now: dt.datetime) -> FetchVerdict:
    """Judge a dead address: a failure until it was dead at three attempts over three days."""
    times = [now]
    for attempt in reversed(past):
        if attempt.outcome in (Outcome.FAILED, Outcome.GONE) and attempt.status in DEAD:
            times.append(attempt.at)
        elif attempt.outcome not in (Outcome.FAILED, Outcome.BLOCKED):
            break  # it was there at that time; other failures say nothing either way
    if len(times) >= DEAD_TRIES and now - times[-1] >= DEAD_DAYS:
        return FetchVerdict(Outcome.GONE, f"{what} answered {status}, as it has since {times[-1]:%Y-%m-%d}")
    return FetchVerdict(
        Outcome.FAILED,
        f"{what} answered {status} (attempt {len(times)}; gone after {DEAD_TRIES} over {DEAD_DAYS.days} days)",
    )


def _with_doubts(detail: str, got: Got) -> str:
    return "; ".join(part for part in (detail, *got.doubts) if part)


def _same_text(one: str, other: str) -> bool:
    return one.split() == other.split()


def _still_the_same(got: Got) -> FetchVerdict:
    if got.moved_to:
        return FetchVerdict(Outcome.MOVED, _moved_words(got))
    return FetchVerdict(Outcome.UNCHANGED, "other bytes, the same text")


def _moved_words(got: Got) -> str:
    return f"has moved to {got.moved_to}: make that its address" if got.moved_to else ""


def _difference(before: str, after: str) -> str:
    was, now = measure(before), measure(after)
    return f"{was.words} → {now.words} words, {was.numbered} → {now.numbered} numbered paragraphs"
