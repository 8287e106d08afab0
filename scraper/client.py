"""HTTP client: one polite, guarded request at a time. The only module that imports httpx.

One answer per call: redirects are followed by hand so that every hop is checked and recorded; each host is asked
one thing at a time; what fails for a passing reason is tried again, later; a body is never read beyond its limit.
"""

import datetime as dt
import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

import httpx

from scraper.addresses import AddressRefused, clean, host_of, is_allowed
from scraper.backoff import RETRIED, Backoff, retry_after
from scraper.challenge import is_challenge
from scraper.fetched import Fetched, FetchError, Hop
from scraper.gate import HostGate
from scraper.guard import Resolver, numbers_of, refuse_inner_names, resolve
from scraper.unpack import ACCEPTED, Garbled, unpacked

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class FetchLimits:
    """Limits of one fetch: seconds to connect, between two reads and in all; bytes; redirects."""

    connect: float = 20.0
    read: float = 45.0
    total: float = 300.0
    size: int = 64 * 1024 * 1024
    hops: int = 8


@dataclass(frozen=True)
class Environment:
    """Clocks, sleep, randomness and name resolution; tests replace them."""

    now: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]
    resolver: Resolver = resolve


@dataclass(frozen=True)
class Request:
    """One request: the address, the least pause for its host, and the validators of earlier answers.

    ``permit`` is asked before each hop; it returns a further pause or raises :class:`FetchError`.
    ``known`` returns the ETag and Last-Modified of the last good answer from an address.
    """

    address: str
    delay: float = 1.0
    permit: Callable[[str], float] = field(default=lambda address: 0.0)
    known: Callable[[str], tuple[str, str]] = field(default=lambda address: ("", ""))


def trusted_authorities() -> int:
    """Return how many certificate authorities are trusted for https."""
    return httpx.create_ssl_context().cert_store_stats()["x509_ca"]


class Client:
    """Fetches addresses, politely and guardedly. One client serves all threads of a run."""

    def __init__(
        self,
        agent: str,
        env: Environment,
        *,
        allow_hosts: Collection[str] = (),
        limits: FetchLimits | None = None,
        backoff: Backoff | None = None,
        tls: ssl.SSLContext | None = None,
        proxy: str = "",
    ) -> None:
        """``proxy`` is asked for every host that is not allowed by name; it then resolves names, and not we."""
        self._agent, self._env, self._allow = agent, env, frozenset(allow_hosts)
        self._limits, self._backoff = limits or FetchLimits(), backoff or Backoff()
        self._tls = tls or httpx.create_ssl_context()
        self._proxy = proxy
        self._silent: set[str] = set()
        self._gate = HostGate(env.monotonic, env.sleep)

    def fetch(self, request: Request) -> Fetched:
        """Fetch an address; raise :class:`FetchError` where no complete answer of fair size came.

        Any status is an answer, 304, 404 and challenge pages included: what it means is decided elsewhere.
        """
        hops: list[Hop] = []
        address = self._clean(request.address)
        seen = {address}
        while True:
            answer = self._patiently(address, request)
            location = answer.header("location")
            if answer.status not in _REDIRECTS or not location:
                return replace(answer, hops=tuple(hops))
            target = self._clean(location, address)
            hops.append(Hop(address, answer.status, target))
            if target in seen:
                raise FetchError(address, f"redirects go round in a circle: {_trail(hops)}", status=answer.status)
            if len(hops) > self._limits.hops:
                raise FetchError(
                    address, f"more than {self._limits.hops} redirects: {_trail(hops)}", status=answer.status
                )
            seen.add(target)
            address = target

    def _clean(self, address: str, base: str = "") -> str:
        try:
            return clean(address, base)
        except AddressRefused as error:
            raise FetchError(address, str(error)) from error

    def _patiently(self, address: str, request: Request) -> Fetched:
        """Ask one address, again after a pause where the reason may pass."""
        failures, host = 0, host_of(address)
        while True:
            asked = 0.0
            # A host that could not be reached at all a moment ago is tried once, not three times, for each source.
            last = failures + 1 >= self._backoff.tries or host in self._silent
            try:
                answer = self._ask(address, request)
                self._silent.discard(host)
                asked = self._pause_asked_for(answer)
                if last or not _passing(answer):
                    return answer
            except FetchError as error:
                if last or not error.passing:
                    if error.unreached:
                        self._silent.add(host)
                    raise
            failures += 1
            self._env.sleep(max(asked, self._backoff.pause(failures, self._env.chance())))

    def _pause_asked_for(self, answer: Fetched) -> float:
        """Return the pause that the server wants; where it is longer than a run can wait, leave the host alone."""
        if not _passing(answer):
            return 0.0
        asked = retry_after(answer.header("retry-after"), self._env.now()) or 0.0
        if asked > self._backoff.patience:
            self._gate.rest(host_of(answer.address), asked)
            why = f"the server answered {answer.status} and asks for a pause of {asked:.0f} s: given up for this run"
            raise FetchError(answer.address, why, status=answer.status)
        return asked

    def _ask(self, address: str, request: Request) -> Fetched:
        """Send one request, if the guard, the host's own rules and the gate let it through."""
        by_proxy = bool(self._proxy) and not is_allowed(address, self._allow)
        if by_proxy:
            refuse_inner_names(address, self._allow)
        else:
            numbers_of(address, self._env.resolver, self._allow)  # before robots.txt of such a host is asked for
        host = host_of(address)
        asked_pause = request.permit(address)
        delay = 0.0 if is_allowed(address, self._allow) else max(request.delay, asked_pause)
        with self._gate.through(host, delay):
            if by_proxy:
                with _said_in_words(address):
                    return self._send(address, "", request.known(address))
            numbers = numbers_of(address, self._env.resolver, self._allow)
            return self._first_that_connects(address, numbers, request.known(address))

    def _first_that_connects(self, address: str, numbers: tuple[str, ...], known: tuple[str, str]) -> Fetched:
        for left, number in zip(range(len(numbers) - 1, -1, -1), numbers, strict=True):
            try:
                with _said_in_words(address):
                    return self._send(address, number, known)
            except FetchError as error:
                if not (left and isinstance(error.__cause__, (httpx.ConnectError, httpx.ConnectTimeout))):
                    raise
        raise FetchError(address, "no number to connect to")  # numbers_of never returns none

    def _send(self, address: str, number: str, known: tuple[str, str]) -> Fetched:
        """Send to this very number, with the name in the Host header and in the TLS handshake.

        Without a number, send to the name through the proxy.

        A client is made for each request: connections are pooled by number, and two names behind one number
        must never share one that was checked for the other.
        """
        parts = urlsplit(address)
        place = f"[{number}]" if ":" in number else number
        netloc = f"{place}:{parts.port}" if parts.port else place
        url = urlunsplit((parts.scheme, netloc, parts.path, parts.query, "")) if number else address
        etag, modified = known
        sent = {
            "host": parts.netloc,
            "user-agent": self._agent,
            "accept": "*/*",
            "accept-encoding": ACCEPTED,
            "connection": "close",
            **({"if-none-match": etag} if etag else {}),
            **({"if-modified-since": modified} if modified else {}),
        }
        timeout = httpx.Timeout(self._limits.read, connect=self._limits.connect)
        deadline = self._env.monotonic() + self._limits.total
        proxy = None if number else self._proxy
        with httpx.Client(verify=self._tls, trust_env=False, timeout=timeout, proxy=proxy) as http:
            extensions = {"sni_hostname": parts.hostname}
            with http.stream("GET", url, headers=sent, extensions=extensions) as response:
                content = self._body(address, response, deadline)
                headers = tuple((name.lower(), value) for name, value in response.headers.multi_items())
                sent_headers = tuple(sent.items())
                return Fetched(address, response.status_code, headers, content, self._env.now(), sent=sent_headers)

    def _body(self, address: str, response: httpx.Response, deadline: float) -> bytes:
        limit = self._limits.size
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated[:18]) > limit:
            raise FetchError(
                address,
                f"the body is {int(stated[:18]):,} bytes, over the limit of {limit:,}: not read",
                status=response.status_code,
            )
        content = bytearray()
        coding = ", ".join(response.headers.get_list("content-encoding"))
        for chunk in unpacked(response.iter_raw(), coding):  # as they come: who drips must not hold us past the end
            content += chunk
            if len(content) > limit:
                raise FetchError(
                    address,
                    f"the body is over the limit of {limit:,} bytes: reading stopped",
                    status=response.status_code,
                )
            if self._env.monotonic() > deadline:
                raise FetchError(
                    address,
                    f"the body took over {self._limits.total:g} s: reading stopped",
                    status=response.status_code,
                )
        return bytes(content)


def _passing(answer: Fetched) -> bool:
    """Say whether asking again soon may do better; a challenge only gets harder when asked again."""
    return answer.status in RETRIED and not is_challenge(answer.status, dict(answer.headers), answer.content)


def _trail(hops: list[Hop]) -> str:
    return " → ".join([*(hop.address for hop in hops), hops[-1].location])


@contextmanager
def _said_in_words(address: str) -> Iterator[None]:
    """Turn every error of the network and of HTTP into a :class:`FetchError` with its reason in words."""
    try:
        yield
    except httpx.TimeoutException as error:
        what = "connecting" if isinstance(error, httpx.ConnectTimeout) else "waiting for an answer"
        unreached = isinstance(error, httpx.ConnectTimeout)
        raise FetchError(address, f"timed out {what}", passing=True, unreached=unreached) from error
    except httpx.ProxyError as error:
        raise FetchError(address, f"the proxy refused: {error}", passing=True, unreached=True) from error
    except httpx.ConnectError as error:
        raise FetchError(address, f"could not connect: {error}", passing=True, unreached=True) from error
    except (httpx.RemoteProtocolError, httpx.ReadError, Garbled) as error:
        raise FetchError(address, f"the answer was cut short or broken: {error}", passing=True) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchError(address, f"could not be fetched: {error or type(error).__name__}") from error
