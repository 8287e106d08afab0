"""How often somebody may try, or have something made: counted by who they are and by where they come from.

What is counted is noted in the database before the work is begun, so that requests at the same moment, and to
several processes, do not slip past the limit.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from kb.domain.account.viewer import Viewer
from kb.domain.errors import TooMany
from kb.storage.sessions import AttemptTable

WINDOW = dt.timedelta(minutes=15)
"""One window for everything that is counted: the table forgets what is older."""
MOST_BY_PERSON = 20
MOST_BY_ADDRESS = 60
"""More than by a person: an office, or a whole meeting, may come from one address."""


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
        keys = (key_of(f"made for {person}"), key_of(f"made at {network}"))
        most = (MOST_BY_PERSON, MOST_BY_ADDRESS)
        until = self._attempts.begin(secrets.token_hex(8), keys, most, self._clock(), WINDOW)
        if until is not None:
            raise TooMany(until)


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
