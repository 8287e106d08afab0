"""Address guard: resolves names and refuses private addresses. Nothing else decides what may be reached.

The caller connects to the numbers returned here and resolves no second time, so a name that answers
differently a moment later (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from scraper.addresses import SCHEMES, is_allowed, refusal
from scraper.fetched import FetchError

_INNER = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".home")
Resolver = Callable[[str, int], tuple[str, ...]]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the numbers of a host, IPv4 first as fewer networks fail on it; raise ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in ordered))


def refuse_inner_names(address: str, allow_hosts: Collection[str]) -> None:
    """Raise :class:`FetchError` for an address that is none of the public network by its name or number alone.

    Where a proxy resolves names nobody here can judge the number behind one: that rule is then the proxy's to keep.
    """
    host = (urlsplit(address).hostname or "").rstrip(".")
    if is_allowed(address, allow_hosts):
        return
    is_number = ":" in host or host.replace(".", "").isdigit()
    if is_number and (why := refusal(host)):
        raise FetchError(address, f"{host} is {why}: not fetched")
    if not is_number and ("." not in host or host.endswith(_INNER)):
        raise FetchError(address, f"{host} is a name of an inner network: not fetched")


def numbers_of(address: str, resolver: Resolver, allow_hosts: Collection[str]) -> tuple[str, ...]:
    """Return the numbers to connect to for a clean address.

    Raise :class:`FetchError` where any of them is not an ordinary public one, unless a setting allows the host:
    a name with one good and one private number is somebody's trick or mistake, and is refused whole.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        numbers = resolver(host, parts.port or SCHEMES[parts.scheme])
    except (OSError, UnicodeError) as error:
        raise FetchError(
            address, f"no such host, or no network: {host} ({error})", passing=True, unreached=True
        ) from error
    if not numbers:
        raise FetchError(address, f"no such host: {host}", passing=True, unreached=True)
    if not is_allowed(address, allow_hosts):
        for number in numbers:
            if why := refusal(number):
                hint = "set KB_ALLOW_HOSTS to allow it"
                raise FetchError(address, f"{host} is {number}, {why}: not fetched ({hint})")
    return numbers
