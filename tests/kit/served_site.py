"""The site as ``kb serve`` serves it, in processes of its own, for attacks and for what only a real server shows."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KB = (sys.executable, "-c", "from kb.cli import main; main()")
PATIENCE_SECONDS = 120


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_site(home: Path, **settings: str) -> Iterator[int]:
    """Serve the content below ``home``, made where there is none, and give the port; it has to stop in good order."""
    (home / "content").mkdir(exist_ok=True)
    environment = {**os.environ, "KB_CONTENT": str(home / "content"), "KB_HOME": str(home / "var"), **settings}
    port = free_port()
    subprocess.run([*KB, "index", "sync"], env=environment, check=True, capture_output=True)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([*KB, "serve", "--port", str(port)], env=environment, stderr=log)
    try:
        wait_for_health(f"http://127.0.0.1:{port}", home / "log")
        yield port
    finally:
        process.terminate()
        code = process.wait(timeout=PATIENCE_SECONDS)
    assert code == 0, (home / "log").read_text()


def wait_for_health(address: str, log: Path) -> None:
    """Wait until a site says that it is ready; until then nobody answers, or it says that it reads its files."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=10):  # noqa: S310 - our own server
                return
        except OSError:  # an answer of 503 is one, too
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
