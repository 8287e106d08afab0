"""A run over many sources: hosts in parallel, the sources of one host one by one.

The worker of a host takes its sources in order; the client's gate keeps redirects from breaking that rule. State
lives in the files, the capture log and the journal, so a run that is killed is gone on with by the next.
"""

import datetime as dt
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.run_report import RunReport
from kb.domain.source.source import Source
from scraper.addresses import AddressRefused, clean, host_of
from scraper.journal import Journal
from scraper.publishers.registry import Registry, UnknownReader

WORKERS = 8
ROUND = 0.1  # seconds
GRACE_ROUNDS = 50


class Stopped(BaseException):
    """Raised in a worker that sleeps when the run is asked to stop; never caught as an error of a source."""


class Stopper:
    """Lets the main thread stop the workers: their sleeps end and their next source does not begin."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """Ask the workers to stop."""
        self._event.set()

    @property
    def stopped(self) -> bool:
        """Say whether they were asked to."""
        return self._event.is_set()

    def sleep(self, seconds: float) -> None:
        """Sleep so long, or raise :class:`Stopped` at once when asked to stop."""
        if self._event.wait(seconds):
            raise Stopped


@dataclass(frozen=True)
class RunEvent:
    """An event of a run: a source has begun, or (with an attempt) is done."""

    source: str
    attempt: Attempt | None = None


def choose(
    sources: Mapping[str, Source],
    registry: Registry,
    ids: Sequence[str] = (),
    publisher: str = "",
) -> tuple[Source, ...]:
    """Return the sources to fetch: those named, or all that have an address, of one publisher if so wished.

    ``publisher`` is a reader's name (``govuk``) or a publisher's as written in the files (``HMICFRS``).
    Raise ``KeyError`` with the first id that is not known.
    """
    named = (
        [sources[id] for id in dict.fromkeys(ids)]
        if ids
        else [s for _, s in sorted(sources.items()) if s.address and not s.retired]
    )
    if not publisher:
        return tuple(named)
    wanted = publisher.casefold()
    return tuple(
        source
        for source in named
        if wanted in (name.casefold() for name in source.publishers) or wanted == reader_of(source, registry)
    )


def reader_of(source: Source, registry: Registry) -> str:
    """Return the name of the publisher that reads a source; empty where its ``reader`` is unknown."""
    try:
        return registry.choose(source.reader, source.address).name
    except UnknownReader:
        return source.reader


def due(sources: Iterable[Source], latest: Mapping[str, Attempt], now: dt.datetime, days: float) -> tuple[Source, ...]:
    """Return the sources that nobody attempted for so many days."""
    cut = now - dt.timedelta(days=days)
    return tuple(s for s in sources if s.id not in latest or latest[s.id].at <= cut)


def by_host(sources: Iterable[Source], registry: Registry) -> tuple[tuple[Source, ...], ...]:
    """Return the sources in groups that are fetched from one host each, the largest group first."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        try:
            host = host_of(clean(registry.choose(source.reader, source.address).entry(source.address)))
        except (UnknownReader, AddressRefused, ValueError):
            host = ""  # it will fail by itself, and say why
        groups.setdefault(host, []).append(source)
    return tuple(tuple(group) for group in sorted(groups.values(), key=len, reverse=True))


def run(
    chosen: Sequence[Source],
    registry: Registry,
    gather: Callable[[str], Attempt],
    *,
    journal: Journal,
    stopper: Stopper,
    now: Callable[[], dt.datetime],
    tell: Callable[[RunEvent], None] = lambda told: None,
    workers: int = WORKERS,
) -> RunReport:
    """Fetch the chosen sources and report. Interrupted by the keyboard, it stops soon and reports what is left."""
    began = now()
    ids = [source.id for source in chosen]
    earlier = journal.interrupted(ids, began)
    before = dict(earlier.done)
    if earlier.started is None:
        journal.start(ids, began)
    groups = by_host([source for source in chosen if source.id not in before], registry)
    crew = _Crew(groups, gather, stopper, now)
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(min(workers, len(groups)))]
    attempts: list[Attempt] = []
    for thread in threads:
        thread.start()
    try:
        _listen(crew.news, threads, attempts, journal, tell)
    except KeyboardInterrupt:
        stopper.stop()
        _listen(crew.news, threads, attempts, journal, tell, rounds=GRACE_ROUNDS)
    done = before.keys() | {attempt.source for attempt in attempts}
    left = tuple(id for id in ids if id not in done)
    if not left:
        journal.end(now())
    return RunReport(tuple(attempts), earlier.done, left, (now() - began).total_seconds())


class _Crew:
    """The workers' side of a run: groups to take, and the news they tell."""

    def __init__(
        self,
        groups: Iterable[tuple[Source, ...]],
        gather: Callable[[str], Attempt],
        stopper: Stopper,
        now: Callable[[], dt.datetime],
    ) -> None:
        self.news: queue.Queue[RunEvent] = queue.Queue()
        self._groups = deque(groups)
        self._gather, self._stopper, self._now = gather, stopper, now

    def work(self) -> None:
        """Take one group after another until there is none, or until asked to stop."""
        try:
            while True:
                for source in self._groups.popleft():
                    if self._stopper.stopped:
                        return
                    self._one(source)
        except (IndexError, Stopped):
            return

    def _one(self, source: Source) -> None:
        self.news.put(RunEvent(source.id))
        try:
            attempt = self._gather(source.id)
        except Exception as error:
            why = f"broke down: {type(error).__name__}: {error}"
            attempt = Attempt(source.id, source.address, self._now(), Outcome.FAILED, why)
        self.news.put(RunEvent(source.id, attempt))


def _listen(
    news: "queue.Queue[RunEvent]",
    threads: Sequence[threading.Thread],
    attempts: list[Attempt],
    journal: Journal,
    tell: Callable[[RunEvent], None],
    rounds: int | None = None,
) -> None:
    """Handle the workers' events until all have ended, or for so many silent ``rounds`` at most."""
    silent = 0
    while rounds is None or silent < rounds:
        alive = any(thread.is_alive() for thread in threads)  # looked at before the queue, so no word is missed
        try:
            told = news.get(timeout=ROUND)
        except queue.Empty:
            if not alive:
                return
            silent += 1
            continue
        if told.attempt is not None:
            attempts.append(told.attempt)
            journal.done(told.attempt)
        tell(told)
