"""Sign-ins at the organisation's provider: what is sent along must come back, once, to the same browser, in time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kb.services.accounts.tokens import hash_of
from kb.storage.sessions import Visit, VisitTable

GOOD_FOR = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class StartedVisit:
    """A visit that begins: ``state`` is sent along and must come back."""

    state: str
    visit: Visit


class ProviderVisits:
    """Remembers visits; a browser is known by a secret that it holds in a cookie."""

    def __init__(self, table: VisitTable, clock: Callable[[], dt.datetime], new_token: Callable[[], str]) -> None:
        self._table, self._clock, self._new_token = table, clock, new_token

    def begin(self, browser: str, onward: str) -> StartedVisit:
        """Begin a visit; ``onward`` is where on the site the person wants to be afterwards."""
        now, state = self._clock(), self._new_token()
        visit = Visit(self._new_token(), self._new_token(), onward)
        self._table.begin(hash_of(state), hash_of(browser), visit, now + GOOD_FOR, now)
        return StartedVisit(state, visit)

    def end(self, state: str, browser: str) -> Visit | None:
        """Return the visit that comes back; nothing where this browser began none of that state, or it is over."""
        return self._table.take(hash_of(state), hash_of(browser), self._clock())
