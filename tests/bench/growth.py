"""What it costs as the collection grows: invented sources of 19 passages, served and synced by the real commands.

``python tests/bench/growth.py [--sources 1000] [--folder F] [--rounds 15] [--json]``

Content of the given size is written once (kept with ``--folder``). Then, each in processes of its own: the index is
synced from nothing and again, the files are checked, the terminal answers, and ``kb serve`` with one worker is
started, asked its pages and told of edits. Processor time is told where that can be, since a busy machine distorts
the clock; what waits for the clock (start, edits) is told in seconds of it. Nothing here is a test: machines are noisy.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from growth_content import write_content
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
KB = [sys.executable, "-c", "from kb.cli import main; main()"]
PAGES = {
    "home": "/",
    "/sources": "/sources",
    "/coverage": "/coverage",
    "sources at once": "/coverage?by=sources&columns=120",
    "reader": "/sources/source-000007",
    "priorities": "/priorities",
    "search": "/search?q=raco+fira",
    "/sources.atom": "/sources.atom",
    "/search.atom": "/search.atom?q=raco",
    "priority feed": "/priorities/priority-1.atom",
    "/api/v1/sources": "/api/v1/sources",
    "/api/v1/search": "/api/v1/search?q=raco",
}
LONGEST_WAIT = 900.0


def main() -> None:
    """Make the content, measure, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        if not (folder / "content").exists():
            _say(f"writing {options.sources:,} sources to {folder}")
            write_content(options.sources, folder / "content", folder / "var")
        sources = len(list((folder / "content" / "sources").glob("*.md")))
        found = measure(folder, options.rounds)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    table = Table("what", "measured", title=f"{sources:,} sources of 19 passages")
    for name, words in found.items():
        table.add_row(name, words)
    Console(width=110).print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="keep content and index here for the next run")
    parser.add_argument("--rounds", type=int, default=15, help="times that each page is asked for")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(folder: Path, rounds: int) -> dict[str, str]:
    """Return the rows of the table."""
    environment = {**os.environ, "KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")}
    environment |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    found = {}
    for name in ("index", "cache"):  # what may be thrown away
        shutil.rmtree(folder / "var" / name, ignore_errors=True)
    for name, words in {
        "sync from nothing": ("index", "sync"),
        "no-op sync": ("index", "sync"),
        "kb check --files-only": ("check", "--files-only"),
        "kb check": ("check",),
        "kb --help": ("--help",),
        "kb search --as-indexed": ("search", "--as-indexed", "raco"),
        "kb search": ("search", "raco"),
    }.items():
        _say(name)
        found[name] = _command(words, environment)
    with Served(environment) as served:
        found |= served.measure(folder / "content", rounds)
    return found


def _command(words: tuple[str, ...], environment: dict[str, str]) -> str:
    started = time.perf_counter()
    process = subprocess.Popen([*KB, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: a check that found work
        raise RuntimeError(f"kb {' '.join(words)} left with {process.returncode}")
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return f"{seconds:.2f} s of processor time, {time.perf_counter() - started:.2f} s, {megabytes:.0f} MB at most"


class Served:
    """``kb serve`` with one worker in a process of its own, on a free port."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [*KB, "serve", "--port", str(self.port), "--workers", "1", "--threads", "4"]
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def measure(self, content: Path, rounds: int) -> dict[str, str]:
        """Ask for everything, in the order in which it would be asked after a start."""
        _say("serving")
        self._until("/health")
        found = {"/health is green after the start": self._since_start()}
        self._until("/search?q=raco")
        found["first search after the start"] = self._since_start()
        found["edit right after the start is found after"] = self._edit(content, 7)
        time.sleep(1)
        found["edit later is found after"] = self._edit(content, 8)
        for name, path in PAGES.items():
            found[name] = self._page(path, rounds)
        found["worker"] = self._memory()
        return found

    def _since_start(self) -> str:
        return f"{time.perf_counter() - self.started:.1f} s"

    def _until(self, path: str, words: str = "") -> None:
        deadline = time.perf_counter() + LONGEST_WAIT
        while time.perf_counter() < deadline:
            try:
                if words in self._get(path):
                    return
            except OSError:  # not there yet, or not ready (503)
                time.sleep(0.02)
                continue
            time.sleep(0.02)
        raise TimeoutError(f"{path} never said {words!r}")

    def _get(self, path: str) -> str:
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(address, timeout=LONGEST_WAIT) as answer:
            data: bytes = answer.read()
        return data.decode()

    def _edit(self, content: Path, number: int) -> str:
        """Save a source with a word that nothing else has, as an editor does, and wait until it is found."""
        path = content / "sources" / f"source-{number:06}.md"
        word = f"quonk{time.time_ns()}"
        text = re.sub(r" quonk\d+", "", path.read_text(encoding="utf-8"))
        new = path.with_name(".new")
        new.write_text(text.replace("**1.** ", f"**1.** {word} ", 1), encoding="utf-8")
        new.replace(path)
        started = time.perf_counter()
        self._until(f"/api/v1/search?q={word}", f'"source-{number:06}"')
        return f"{time.perf_counter() - started:.2f} s"

    def _page(self, path: str, rounds: int) -> str:
        size = len(self._get(path).encode())
        time.sleep(0.3)
        taken = []
        before = self._used()
        for _ in range(rounds):
            started = time.perf_counter()
            self._get(path)
            taken.append(1000 * (time.perf_counter() - started))
        used = 1000 * (self._used() - before) / rounds
        return f"{used:.1f} ms of processor time, p50 {statistics.median(taken):.1f} ms, {size / 1000:,.0f} kB"

    def _workers(self) -> list[str]:
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()

    def _used(self) -> float:
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split() for pid in self._workers())
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")

    def _memory(self) -> str:
        status = Path(f"/proc/{self._workers()[0]}/status").read_text()
        rss, own = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "RssAnon"))
        return f"{rss:.0f} MB, {own:.0f} of it its own (the rest is files mapped)"


def _say(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    main()
