"""Hundreds of connections that never do what they came for, beside somebody who asks for ``/health``.

    python tests/attack/hostile_connections.py http://127.0.0.1:8000 [--connections 500] [--seconds 30] [--kind KIND]

Each attacker connects anew as soon as it is turned away. Prints for each kind how many requests for ``/health`` were
answered, the slowest of them, and how many connections were made; leaves with 1 where one took longer than ``--limit``
seconds. ``--addresses`` spreads the attackers over as many addresses of this machine (127.0.1.1 and on).
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import socket
import ssl
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from urllib.parse import urlsplit

Attack = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
Counter = Synchronized  # of int, which it cannot be told when the program runs
FIRST_ROUND_SECONDS = 30
PAGE = b"/help"
"""What slow readers ask for: a page that anybody may see."""


async def _silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter, _host: bytes) -> None:
    await reader.read()


async def _half_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: bytes) -> None:
    writer.write(b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nX-Half: ")
    await writer.drain()
    await reader.read()


async def _drip_header(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: bytes) -> None:
    writer.write(b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n")
    while True:
        writer.write(b"X-Drip: a\r\n")
        await writer.drain()
        await asyncio.sleep(1)


async def _drip_body(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: bytes) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    writer.write(head + b"Content-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(1)


async def _slow_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: bytes) -> None:
    writer.write((b"GET " + PAGE + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n") * 50)
    await writer.drain()
    while await reader.read(1):
        await asyncio.sleep(1)


async def _idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: bytes) -> None:
    writer.write(b"GET /health HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    await writer.drain()
    await reader.read()


KINDS: dict[str, Attack] = {
    "silent": _silent,
    "half-header": _half_header,
    "dripping header": _drip_header,
    "dripping body": _drip_body,
    "slow reading": _slow_read,
    "kept alive": _idle,
}


@dataclass
class Site:
    """Where a site listens, and how many addresses of this machine the attackers come from."""

    host: str
    port: int
    addresses: int = 1
    name: str = "localhost"
    encrypted: bool = False

    def context(self) -> ssl.SSLContext | None:
        """Return what to speak TLS with, whoever signed the certificate; None where the site is not encrypted."""
        return ssl._create_unverified_context() if self.encrypted else None  # noqa: S323 - a site of our own

    async def connect(self, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open the connection of the attacker of a number, with little room for what it does not read."""
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.setblocking(False)
        if self.addresses > 1:
            plain.bind((f"127.0.{1 + number % self.addresses // 250}.{1 + number % self.addresses % 250}", 0))
        try:
            await asyncio.get_running_loop().sock_connect(plain, (self.host, self.port))
            name = self.name if self.encrypted else None
            return await asyncio.open_connection(sock=plain, limit=4096, ssl=self.context(), server_hostname=name)
        except BaseException:
            plain.close()
            raise


@dataclass
class Answers:
    """What somebody who asked for ``/health`` all the while was told, and how soon."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def slowest(self) -> float:
        """Return the seconds of the slowest answer."""
        return max(self.seconds, default=float("inf"))


def attack(site: Site, kinds: list[str], connections: int, seconds: float, limit: float) -> Answers:
    """Attack a site from another process, in the kinds that are named by turns; ask for ``/health`` all the while."""
    answers = Answers()
    asyncio.run(ask(site, "/health"))  # what is made at the first request is no one's attack
    with attackers(site, kinds, connections) as made:
        asyncio.run(_ask_for_health(site, answers, time.monotonic() + seconds, limit))
        answers.connections = made.value
    return answers


@contextlib.contextmanager
def attackers(site: Site, kinds: list[str], connections: int) -> Iterator[Counter]:
    """Attack a site from another process; the counter says how many connections were made, one each at least."""
    context = multiprocessing.get_context("spawn")
    made: Counter = context.Value("q", 0)
    process = context.Process(target=_attack_all, args=(site, kinds, connections, made), daemon=True)
    process.start()
    try:
        deadline = time.monotonic() + FIRST_ROUND_SECONDS
        while made.value < connections and time.monotonic() < deadline:
            time.sleep(0.05)
        yield made
    finally:
        process.kill()
        process.join()


def _attack_all(site: Site, kinds: list[str], connections: int, made: Counter) -> None:
    async def attack_all() -> None:
        each = (_keep_on(site, KINDS[kinds[number % len(kinds)]], number, made) for number in range(connections))
        await asyncio.gather(*each)

    asyncio.run(attack_all())


async def _ask_for_health(site: Site, answers: Answers, end: float, limit: float) -> None:
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            status = await asyncio.wait_for(ask(site, "/health"), 10 * limit)
            if status != 200:
                answers.failures.append(f"status {status}")
        except (OSError, TimeoutError, ValueError, IndexError) as error:
            answers.failures.append(repr(error))
        answers.seconds.append(time.monotonic() - began)
        await asyncio.sleep(0.25)


async def ask(site: Site, path: str) -> int:
    """Return the status of a page, asked for on a connection of its own and read to its end."""
    name = site.name if site.encrypted else None
    reader, writer = await asyncio.open_connection(site.host, site.port, ssl=site.context(), server_hostname=name)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {site.name}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        whole = await reader.read()
        return int(whole.split(b" ", 2)[1])
    finally:
        writer.close()


async def _keep_on(site: Site, kind: Attack, number: int, made: Counter) -> None:
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await site.connect(number)
            made.value += 1
            try:
                await kind(reader, writer, site.name.encode())
            finally:
                writer.close()
        await asyncio.sleep(1)


def main() -> int:
    """Attack a site that is served already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--kind", choices=(*KINDS, "each", "mixed"), default="each")
    parser.add_argument("--addresses", type=int, default=1)
    parser.add_argument("--name", default="localhost", help="what the site is asked for as")
    parser.add_argument("--limit", type=float, default=1)
    options = parser.parse_args()
    parts = urlsplit(options.address)
    encrypted = parts.scheme == "https"
    port = parts.port or (443 if encrypted else 80)
    site = Site(parts.hostname or "127.0.0.1", port, options.addresses, options.name, encrypted)
    runs = [[kind] for kind in KINDS] if options.kind == "each" else [[options.kind]]
    fell = False
    for kinds in [list(KINDS)] if options.kind == "mixed" else runs:
        answers = attack(site, kinds, options.connections, options.seconds, options.limit)
        fell = fell or bool(answers.failures) or answers.slowest > options.limit
        sys.stdout.write(
            f"{' and '.join(kinds)}: {len(answers.seconds) - len(answers.failures)} of {len(answers.seconds)} answered,"
            f" slowest {answers.slowest:.2f} s, {answers.connections} connections made"
            f"{'; ' + answers.failures[0] if answers.failures else ''}\n"
        )
        sys.stdout.flush()
    return int(fell)


if __name__ == "__main__":
    sys.exit(main())
