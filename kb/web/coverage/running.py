"""Running the searches of many priorities in pieces: which are next, and how far one is.

One request runs a few, so that nobody waits before a blank page; the page that comes back offers to go on. How far a
run has come is read from the records: what was run since it began is done, whoever ran it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kb.services.coverage.coverage import CoverageView
from kb.web.humanize import count


@dataclass(frozen=True)
class StartedRun:
    """A run under way: since when, and how many priorities were run in it and found more in than before."""

    since: dt.datetime | None = None
    ran: int = 0
    news: int = 0


@dataclass(frozen=True)
class Running:
    """The form that runs searches: of which priorities, what it carries on, and its words."""

    ids: tuple[str, ...]
    carried: tuple[tuple[str, str], ...]
    button: str
    words: str


def begun_from(since: str, ran: str, news: str) -> StartedRun:
    """Read how far a run has come from an address or a form; what cannot be is left out."""
    try:
        at = dt.datetime.fromisoformat(since)
    except ValueError:
        return StartedRun()
    return StartedRun(at, _number(ran), _number(news)) if at.tzinfo else StartedRun()


def carried_on(begun: StartedRun) -> tuple[tuple[str, str], ...]:
    """Return how far a run has come as the fields of an address or a form."""
    since = (("since", begun.since.isoformat()),) if begun.since else ()
    return (("ran", str(begun.ran)), ("news", str(begun.news)), *since)


def running_of(view: CoverageView, shown: Iterable[str], begun: StartedRun, at_once: int) -> Running | None:
    """Return the form for the priorities shown; nothing where none of them has searches."""
    all = [id for id in shown if view.priorities[id].queries]
    left = [id for id in all if begun.since and not _was_run(view, id, begun.since)]
    if not all:
        return None
    if begun.since and left:
        words = f"{count(begun.ran, 'priority')} searched, {len(left)} left: a press runs {min(at_once, len(left))}"
        return Running(tuple(left), carried_on(begun), "Go on with the searches", words)
    more = f", {at_once} at a time" if len(all) > at_once else ""
    words = f"and write down what they find, for the priorities shown here{more}"
    return Running(tuple(all), (), "Run all searches", words)


def _was_run(view: CoverageView, id: str, since: dt.datetime) -> bool:
    record = view.search_records.get(id)
    return record is not None and bool(record.runs) and record.runs[-1].at >= since


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
