"""How often somebody may try, or have something made: counted by who they are and by where they come from.

What is counted is noted in the database before the work is begun, so that requests at the same moment, and to
several processes, do not slip past the limit.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from kb.domain.account.attempts import CountedBy, Limit, at_most, growing_delay
from kb.domain.account.viewer import Viewer
from kb.domain.errors import KnowledgeBaseError, TooMany
from kb.storage.sessions import AttemptTable

WINDOW = dt.timedelta(minutes=15)
MOST_BY_PERSON = 20
MOST_BY_ADDRESS = 60
"""More than by a person: an office, or a whole meeting, may come from one address."""
FREE_ATTEMPTS = 5
"""So many wrong passphrases for an account, or wrong codes, cost nobody any time."""
DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
"""How long to wait after each further one."""
SIGN_INS_BY_ADDRESS = 30


class TooManyAttempts(KnowledgeBaseError):
    """Nobody may try again before ``until``; told for unknown addresses just as for known ones."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__("too many attempts to sign in")
        self.until = until


class Throttle:
    """Counts files that are made, apart from attempts to sign in though in the same table."""

    def __init__(self, attempts: AttemptTable, clock: Callable[[], dt.datetime]) -> None:
        self._attempts, self._clock = attempts, clock

    def count(self, viewer: Viewer) -> None:
        """Note that something is about to be made; raise ``TooMany`` where there was enough of that.

        Visitors who have not signed in are one person by address.
        """
        network = network_of(viewer.address)
        person = f"account {viewer.id}" if viewer.id else f"address {network}"
        limits = (
            Limit(CountedBy.ACCOUNT, at_most(MOST_BY_PERSON, WINDOW)),
            Limit(CountedBy.ADDRESS, at_most(MOST_BY_ADDRESS, WINDOW)),
        )
        keys = (key_of(f"made for {person}"), key_of(f"made at {network}"))
        begun = self._attempts.begin(secrets.token_hex(8), *keys, limits, self._clock())
        if begun.wait_until is not None:
            raise TooMany(begun.wait_until)


@dataclass(frozen=True)
class CountedAttempt:
    """An attempt that may be looked at; ``earlier`` is how many the account had before it, from wherever."""

    account: str
    address: str
    earlier: int


class SignInLimits:
    """Counts attempts to sign in, so that guessing is slow and nobody is shut out by others.

    Wrong passphrases count by account and network together: who guesses elsewhere takes no time from the person whose
    account it is. Wrong codes of a second factor count by account alone, since who gets so far has the passphrase.
    """

    def __init__(self, attempts: AttemptTable, clock: Callable[[], dt.datetime]) -> None:
        self._attempts, self._clock = attempts, clock

    def begin(self, email: str, address: str) -> CountedAttempt:
        """Note an attempt with a passphrase; raise ``TooManyAttempts`` where another has to wait."""
        pair = Limit(CountedBy.BOTH, growing_delay(FREE_ATTEMPTS, DELAYS))
        network = Limit(CountedBy.ADDRESS, at_most(SIGN_INS_BY_ADDRESS, WINDOW))
        return self._begin(key_of(email), key_of(network_of(address)), (pair, network))

    def begin_code(self, account: str) -> CountedAttempt:
        """Note an attempt with the code of a second factor; raise ``TooManyAttempts`` likewise."""
        key = key_of(f"codes of {account}")
        return self._begin(key, key, (Limit(CountedBy.ACCOUNT, growing_delay(FREE_ATTEMPTS, DELAYS)),))

    def succeeded(self, attempt: CountedAttempt) -> None:
        """Forget the attempts on this account from there: the person has shown who they are."""
        self._attempts.succeeded(attempt.account, attempt.address)

    def once_a_day(self, what: str) -> bool:
        """Say whether this has not been asked within a day."""
        key = key_of(what)
        limit = Limit(CountedBy.ACCOUNT, at_most(1, dt.timedelta(days=1)))
        return self._attempts.begin(secrets.token_hex(8), key, key, (limit,), self._clock()).wait_until is None

    def _begin(self, account: str, address: str, limits: tuple[Limit, ...]) -> CountedAttempt:
        begun = self._attempts.begin(secrets.token_hex(8), account, address, limits, self._clock())
        if begun.wait_until is not None:
            raise TooManyAttempts(begun.wait_until)
        return CountedAttempt(account, address, begun.earlier)


def network_of(address: str) -> str:
    """Return the network that attempts are counted by: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


def key_of(text: str) -> str:
    """Return the hashed key of attempts, so that the database does not tell who tried from where."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
