"""Kill `scraper run` with SIGKILL at random moments, and see that nothing is lost and the next run completes.

By hand: `.venv/bin/python tests/tools/crash_run.py --times 20`. The test suite calls it with fewer.
"""

import argparse
import datetime as dt
import http.server
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from kb.content import codec
from kb.domain.source.source import Source, SourceKind
from kb.storage.capture_log import CaptureLog
from scraper.captures import Captures

HOSTS, PER_HOST = 3, 7
NOTE = "A note that people wrote and no crash may take away."


class Site(http.server.BaseHTTPRequestHandler):
    """Serves a report in an edition that the script can raise, slowly enough to be killed in between."""

    edition = 1
    first_asked = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        Site.first_asked.set()
        time.sleep(0.03)
        content = page(self.path, Site.edition).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("ETag", f'"{Site.edition}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content[:20_000])
            time.sleep(0.01)
            self.wfile.write(content[20_000:])
        except OSError:
            pass  # the scraper was killed

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def page(path: str, edition: int) -> str:
    words = "Forces buy what each likes, so that the systems of two of them seldom link. " * 6
    numbered = "".join(f"<p>{n}. {words} Edition {edition}, page {path}.</p>" for n in range(1, 81))
    return f"<!doctype html><title>Report {path}</title><main><h1>Report {path}</h1>{numbered}</main>"


def read(folder: Path) -> dict[str, Source]:
    found = {}
    for path in sorted((folder / "content" / "sources").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        item, problems = codec.load("source", path.stem, text)
        assert isinstance(item, Source), f"{path} is broken: {problems}"
        assert codec.dump(item) == text, f"{path} is not canonical"
        found[item.id] = item
    return found


def check(folder: Path, bodies: dict[str, str], attempts: int) -> int:
    """Check what a crash left; return how many lines the log has."""
    sources = read(folder)
    assert len(sources) == HOSTS * PER_HOST, "a source is lost"
    captures = Captures(folder / "var" / "captures", lambda: dt.datetime.now(dt.UTC), lambda: os.urandom(4).hex())
    for source in sources.values():
        assert source.notes == NOTE, f"{source.id}: what people wrote is lost"
        if source.captured is None:
            assert source.body == ""
            continue
        editions = {source.body.count(f"Edition {n}, page") for n in range(1, Site.edition + 1)} - {0}
        assert editions == {80}, f"{source.id}: its text is torn or mixed"
        assert captures.read(source.captured.sha256) is not None, f"{source.id}: the bytes of its text are lost"
        assert source.body or not bodies.get(source.id), f"{source.id}: its text is lost"
    log = CaptureLog(folder / "var").attempts()
    assert len(log) >= attempts, "a line of the log is lost"
    for attempt in log:
        assert not attempt.sha256 or captures.read(attempt.sha256) is not None, "a logged body is lost"
    bodies.update({id: source.body for id, source in sources.items()})
    return len(log)


def run(folder: Path, kill_after: float | None) -> tuple[int, str]:
    env = {
        **os.environ,
        "KB_CONTENT": str(folder / "content"),
        "KB_HOME": str(folder / "var"),
        "KB_ALLOW_HOSTS": "127.0.0.1",
        "KB_CONTACT": "tests@example.org",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from scraper.cli import main; main()", "run", "--json"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if kill_after is not None:  # the clock starts with the first page asked for, not with Python's own start
        Site.first_asked.wait(30)
    try:
        out, _ = process.communicate(timeout=60 if kill_after is None else kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return -9, ""
    return process.returncode, out


def main(times: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    folder = Path(tempfile.mkdtemp(prefix="crash-run-"))
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) for _ in range(HOSTS)]
    for number, server in enumerate(servers):
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        for n in range(PER_HOST):
            source = Source(
                f"s{number}-{n}",
                "A report",
                ("Example",),
                SourceKind.AUDIT,
                licence="OGL-UK-3.0",
                notes=NOTE,
                address=f"http://127.0.0.1:{server.server_port}/{n}",
            )
            path = folder / "content" / "sources" / f"{source.id}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(codec.dump(source), encoding="utf-8")
    threading.Thread(target=run, args=(folder, None)).start()
    Site.first_asked.wait(30)
    began = time.monotonic()
    while len(CaptureLog(folder / "var").attempts()) < HOSTS * PER_HOST:
        time.sleep(0.01)
    whole = time.monotonic() - began
    time.sleep(1)  # for the process to end
    bodies: dict[str, str] = {}
    attempts = check(folder, bodies, HOSTS * PER_HOST)
    killed = went_on = 0
    try:
        while killed < times:
            Site.edition += 1
            Site.first_asked.clear()
            code, _ = run(folder, chance.uniform(0, whole))
            killed += code == -9
            attempts = check(folder, bodies, attempts)
            code, out = run(folder, None)
            report = json.loads(out)
            went_on += bool(report["done_before"])
            assert code == 0, f"the run after a crash ended with {code}: {out}"
            assert report["sources"] == HOSTS * PER_HOST, "the run after a crash left sources out"
            attempts = check(folder, bodies, attempts)
            said = f"Edition {Site.edition}, page"
            assert all(said in body for body in bodies.values()), "the run after a crash left old text"
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
    shutil.rmtree(folder)
    print(f"killed {killed} times, {went_on} runs went on with what was done, nothing lost")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - moments, not secrets
    given = parser.parse_args()
    print(f"seed {given.seed}")
    main(given.times, given.seed)
