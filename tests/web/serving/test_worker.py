"""The server as gunicorn runs it: a process whose request is stuck makes room for another, and a stop is heeded."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

SITE = """
import os, time
from kb.web.serving.limits import ServerLimits
from kb.web.serving.worker import WaitressWorker

class Quick(WaitressWorker):
    limits = ServerLimits(request_seconds=1, retire_seconds=1)

def site(environ, start):
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(600)
    start("200 OK", [])
    return [str(os.getpid()).encode()]
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "stuck_site.py").write_text(SITE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    command = [sys.executable, "-m", "gunicorn", "stuck_site:site", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--threads", "2", "--worker-class", "stuck_site.Quick", "--log-level", "critical"],
        env={**os.environ, "PYTHONPATH": path, "KB_PROXIES": "0"},
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    assert process.wait(timeout=60) == 0


def read(address: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.slow
def test_a_process_with_a_stuck_request_makes_room_for_another(address: str) -> None:
    first = read(address)
    with pytest.raises(urllib.error.HTTPError) as told:
        read(f"{address}/stuck")
    assert told.value.code == 503
    deadline = time.monotonic() + 60
    while read(address) == first:
        assert time.monotonic() < deadline
        time.sleep(0.1)
