"""The speed of the search page: the real ``kb serve`` over a real content folder, under load.

``python tests/bench/page.py [--size 100000] [--workers 2] [--clients 8] [--seconds 20] [--folder F] [--json]``

Content of the given size is written once (kept with ``--folder``), indexed and served; clients with connections of
their own ask one question after another without a pause, no two alike in a row, so that nothing is answered from
a browser's cache. The client takes its share of the same processors. With ``n`` clients that never pause, the mean
time is ``n`` times the processor time of a page over the number of processors: on a busy machine, the processor
time is what to compare. Nothing here is a test: machines are noisy.
"""

import argparse
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from data import rows
from page_content import write_content
from rich.console import Console
from rich.table import Table
from run import COLLECTIONS

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "1 word": ("t1", "{}"),
    "3 words": ("t3", "{}"),
    "4 words": ("t4", "{}"),
    "sentence": ("nl", "{}"),
    "phrase": ("phrase", '"{}"'),
    "prefix": ("prefix", "{}*"),
    "typo": ("t2", "{}qx"),
}


def main() -> None:
    """Make the content, serve it, ask, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        environment = {**os.environ, "KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")}
        environment |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        if not (folder / "content").exists():
            _say(f"writing {options.size:,} passages to {folder}")
            write_content(rows(options.passages, options.size), folder / "content", folder / "var")
        _say("indexing")
        subprocess.run([*_kb(), "index", "sync"], env=environment, check=True, stdout=sys.stderr)
        with Served(environment, options.workers, options.threads) as served:
            _say("asking")
            found = _measure(served.port, served.process.pid, options)
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        _print(found, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=Path, default=COLLECTIONS / "passages-100k.jsonl.gz")
    parser.add_argument("--queries", type=Path, default=COLLECTIONS / "passages-queries.json")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="threads in each worker")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--folder", type=Path, help="keep content and index here for the next run")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def addresses(queries: Path) -> list[tuple[str, str]]:
    """Return every question as (kind, address): each kind of words, and with filters and on a second page."""
    raw = json.loads(queries.read_text(encoding="utf-8"))
    asked = [(kind, {"q": form.format(text)}) for kind, (name, form) in KINDS.items() for text in raw[name]]
    for at, (a, b, c, _, year) in enumerate(raw["bool"]):
        asked.append(("filters", {"q": f"{a} {b} {c}", "kind": "research", "from": str(year)}))
        asked.append(("no words", {"topic": f"topic-{at % 12}"}))
    asked += [("page 2", {"q": text, "page": "2"}) for text in raw["t2"]]
    return [(kind, f"/search?{urlencode(parameters)}") for kind, parameters in asked]


class Served:
    """``kb serve`` in a process of its own, on a free port."""

    def __init__(self, environment: dict[str, str], workers: int, threads: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [*_kb(), "serve", "--port", str(self.port), "--workers", str(workers), "--threads", str(threads)]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def __enter__(self) -> "Served":
        deadline = time.monotonic() + 300  # each worker imports everything anew, and the machine may be busy
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/search?q=one", timeout=30).read()
            except OSError:
                time.sleep(0.2)
            else:
                return self
        self.__exit__()
        raise TimeoutError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def _measure(port: int, server: int, options: argparse.Namespace) -> dict[str, Any]:
    asked = addresses(options.queries)
    _load(port, asked, options.clients, options.seconds / 4, 0)  # warms both processes
    started, used = time.perf_counter(), _processor_time(server)
    took = _load(port, asked, options.clients, options.seconds, 1)
    seconds, used = time.perf_counter() - started, _processor_time(server) - used
    alone = _load(port, asked, 1, options.seconds / 4, 2)
    whole = [ms for some in took.values() for ms in some]
    return {
        "requests_per_second": len(whole) / seconds,
        "processor_ms": 1000 * used / len(whole),
        "all": _quantiles(whole),
        "one client": _quantiles([ms for some in alone.values() for ms in some]),
        "kinds": {kind: _quantiles(some) for kind, some in sorted(took.items())},
    }


def _load(port: int, asked: list[tuple[str, str]], clients: int, seconds: float, seed: int) -> dict[str, list[float]]:
    """Ask from so many threads until the time is up; returns milliseconds by kind."""
    took: dict[str, list[float]] = {}
    deadline = time.perf_counter() + seconds
    lock = threading.Lock()

    def client(number: int) -> None:
        order = asked.copy()
        random.Random(1000 * seed + number).shuffle(order)
        own: list[tuple[str, float]] = []
        answers = _Connection(port)
        while time.perf_counter() < deadline:
            for kind, address in order:
                began = time.perf_counter()
                answers.get(address)
                own.append((kind, (time.perf_counter() - began) * 1000))
                if time.perf_counter() > deadline:
                    break
        with lock:
            for kind, ms in own:
                took.setdefault(kind, []).append(ms)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


class _Connection:
    """A lean client: it must not take the processor from the server that it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def get(self, address: str) -> int:
        """Ask for an address and read the whole answer; returns its size, raises where it is no page."""
        for _ in range(2):
            try:
                return self._get(address)
            except ConnectionError:  # the server ends a connection after some requests
                self._socket = None
        raise ConnectionError("the server does not answer")

    def _get(self, address: str) -> int:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        data = b"".join(self._until(b"\r\n\r\n"))
        head, _, body = data.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(f"{address}: {head.splitlines()[0]!r}")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        left = int(fields[b"content-length"]) - len(body)
        while left > 0:
            left -= len(self._more())
        if fields.get(b"connection") == b"close":
            self._socket.close()
            self._socket = None
        return int(fields[b"content-length"])

    def _until(self, mark: bytes) -> Iterator[bytes]:
        seen = b""
        while mark not in seen:
            piece = self._more()
            seen += piece
            yield piece

    def _more(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(1 << 18)
        if not piece:
            raise ConnectionError
        return piece


def _processor_time(server: int) -> float:
    """Return the seconds that the server's processes have worked so far: what a busy machine does not distort."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split() for pid in (str(server), *children)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


def _quantiles(took: list[float]) -> dict[str, float]:
    took = sorted(took)

    def at(share: float) -> float:
        return round(took[min(len(took) - 1, int(len(took) * share))], 1)

    return {"n": len(took), "p50": round(statistics.median(took), 1), "p95": at(0.95), "p99": at(0.99), "max": at(1)}


def _print(found: dict[str, Any], options: argparse.Namespace) -> None:
    words = f"/search at {options.size:,} passages, {options.workers} workers, {options.clients} clients"
    table = Table("question", "n", "p50 ms", "p95 ms", "p99 ms", "max ms", title=words)
    for name, row in {**found["kinds"], "all": found["all"], "one client alone": found["one client"]}.items():
        table.add_row(name, *(f"{row[key]:,}" for key in ("n", "p50", "p95", "p99", "max")))
    out = Console(width=110)
    out.print(table)
    words = f"{found['requests_per_second']:.0f} requests a second"
    out.print(f"{words}; {found['processor_ms']:.1f} ms of processor time in the server for each")


def _kb() -> list[str]:
    return [sys.executable, "-c", "from kb.cli import main; main()"]


def _say(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    main()
