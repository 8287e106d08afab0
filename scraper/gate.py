"""Rate limiting: one request at a time to a host, and a pause between two.

Redirects lead from one host to another, so a worker per host is not enough: every request of every worker
passes this gate.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scraper.fetched import FetchError


class HostGate:
    """Lets one request at a time through to each host, no sooner than ``delay`` after the last one ended."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._ended: dict[str, float] = {}
        self._rest: dict[str, float] = {}

    @contextmanager
    def through(self, host: str, delay: float) -> Iterator[None]:
        """Wait for one's turn at ``host``; the next in line may start ``delay`` seconds after this ends."""
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            self._refuse_if_resting(host)
            wait = self._ended.get(host, float("-inf")) + delay - self._monotonic()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._ended[host] = self._monotonic()

    def rest(self, host: str, seconds: float) -> None:
        """Send nothing more to ``host`` for so long: it asked for more patience than a run has."""
        self._rest[host] = self._monotonic() + seconds

    def _refuse_if_resting(self, host: str) -> None:
        left = self._rest.get(host, 0.0) - self._monotonic()
        if left > 0:
            raise FetchError(host, f"{host} asked to be left alone for another {left:.0f} s")
