"""Fifty readers of a served site, with five hundred hostile connections beside them: errors, and how long pages take.

    python tests/attack/crowd_under_attack.py [--seconds 600] [--clients 50] [--hostile 500] [--pause 1] [--content DIR]

Serves the content of the repository in processes of its own, as ``kb serve`` does. Readers search, open documents,
priorities and lists, and pause between; attackers are of every kind of ``hostile_connections.py``. Prints what was
asked, what failed, and p50, p95 and p99 for each sort of page; leaves with 1 where a request failed. ``--hostile 0``
gives the figures to compare with.
"""

import argparse
import asyncio
import contextlib
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from hostile_connections import KINDS, Site, attackers

from served_site import served_site

CONTENT = Path(__file__).parents[2] / "content"
WORDS = ("police", "systems", "data", "procurement", "digital", "evidence", "forces", "contract", "sharing", "courts")


@dataclass
class Seen:
    """What readers met: seconds by sort of page, and failures."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


async def read(address: str, number: int, end: float, pause: float, seen: Seen, pages: dict[str, list[str]]) -> None:
    """Be one reader until the end."""
    chance = random.Random(number)  # noqa: S311 - the same readers each time
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        while time.monotonic() < end:
            await asyncio.sleep(chance.uniform(0, 2 * pause))
            sort = chance.choice(list(pages))
            path = chance.choice(pages[sort]) if sort != "search" else f"/search?q={'+'.join(chance.sample(WORDS, 2))}"
            began = time.monotonic()
            try:
                answer = await client.get(path, follow_redirects=True)
            except httpx.HTTPError as error:
                seen.failures.append(f"{path}: {error!r}")
                continue
            seen.seconds[sort].append(time.monotonic() - began)
            if answer.status_code >= 400:
                seen.failures.append(f"{path}: {answer.status_code}")


async def crowd(address: str, clients: int, seconds: float, pause: float) -> Seen:
    """Read with many clients, and ask for ``/health`` beside."""
    seen = Seen()
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        listed = (await client.get("/api/v1/sources?limit=100")).json()
        ids = [one["id"] for one in next(value for value in listed.values() if isinstance(value, list))]
        pages = {
            "search": [""],
            "document": [f"/sources/{id}" for id in ids],
            "list": ["/", "/sources", "/priorities", "/calls"],
            "health": ["/health"],
        }
        for path in (*pages["list"], "/search?q=police", *pages["document"][:3]):
            await client.get(path, follow_redirects=True)  # what is made at the first request is no one's attack
    end = time.monotonic() + seconds
    await asyncio.gather(*(read(address, number, end, pause, seen, pages) for number in range(clients)))
    return seen


def told(seen: Seen) -> str:
    """Return the figures in a line for each sort of page."""
    lines = []
    for sort, seconds in sorted(seen.seconds.items()):
        parts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        p50, p95, p99 = parts[49], parts[94], parts[98]
        lines.append(f"{sort}: {len(seconds)} requests, p50 {p50:.3f} s, p95 {p95:.3f} s, p99 {p99:.3f} s")
    return "\n".join(lines)


def main() -> int:
    """Serve, attack, read and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--hostile", type=int, default=500)
    parser.add_argument("--pause", type=float, default=1)
    parser.add_argument("--content", type=Path, default=CONTENT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(options.content, Path(folder) / "content")
        with served_site(Path(folder)) as port:
            site = Site("127.0.0.1", port)
            beside = attackers(site, list(KINDS), options.hostile) if options.hostile else contextlib.nullcontext()
            with beside:
                address = f"http://127.0.0.1:{port}"
                seen = asyncio.run(crowd(address, options.clients, options.seconds, options.pause))
    every = [one for seconds in seen.seconds.values() for one in seconds]
    p95 = statistics.quantiles(every, n=100)[94] if len(every) > 1 else 0.0
    sys.stdout.write(
        f"{told(seen)}\n{options.clients} readers, {options.hostile} attackers, {options.seconds:g} s: {len(every)}"
        f" requests, {len(seen.failures)} failed, p95 {p95:.3f} s\n"
    )
    for failure in seen.failures[:10]:
        sys.stdout.write(f"failed: {failure}\n")
    return int(bool(seen.failures))


if __name__ == "__main__":
    sys.exit(main())
