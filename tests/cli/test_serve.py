import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(run: Run, content: Path, tmp_path: Path, port: int) -> Iterator[str]:
    """The site as ``kb serve`` serves it, in a process of its own."""
    assert run("index", "sync").exit_code == 0
    environment = {**os.environ, "KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var")}
    command = [sys.executable, "-c", "from kb.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    yield address
    process.terminate()
    assert process.wait(timeout=120) == 0


def read(address: str) -> str:
    """Fetch a page as soon as the server answers."""
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server on this machine
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.mark.slow
def test_it_serves_and_an_edit_is_found_without_a_sync_by_hand(server: str, content: Path) -> None:
    assert "A joint look at case files" in read(f"{server}/search?q=systems+talk")
    path = content / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed quadruply"))
    deadline = time.monotonic() + 120
    while "<mark>quadruply</mark>" not in read(f"{server}/search?q=quadruply"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_port_in_use_is_told(run: Run, port: int) -> None:
    run("index", "sync")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    assert f"{port} is in use" in result.stderr


def test_without_an_index_it_does_not_start(run: Run, port: int) -> None:
    assert run("serve", "--port", str(port)).exit_code == 6


@pytest.mark.slow
def test_a_new_installation_is_given_a_link_for_its_first_staff_once(
    run: Run, content: Path, tmp_path: Path, port: int
) -> None:
    run("index", "sync")
    environment = {**os.environ, "KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var")}
    command = [sys.executable, "-c", "from kb.cli import main; main()", "serve", "--port", str(port), "--workers", "1"]
    log = tmp_path / "stderr"
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, env=environment, stderr=stderr)
    try:
        link = next(word for word in _said(log, "first staff").split() if "/welcome/" in word)
        assert link.startswith(f"http://127.0.0.1:{port}/welcome/")
        assert "You are the first to sign in here" in read(link)
    finally:
        process.terminate()
        process.wait(timeout=120)
    first = next(line for line in log.read_text().splitlines() if "/welcome/" in line)
    assert "The first staff:" in first


def _said(log: Path, words: str) -> str:
    deadline = time.monotonic() + 120
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return log.read_text()


def test_all_workers_share_one_key_that_is_new_at_each_start(
    run: Run, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", "sync")
    started: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda _program, _command, environment: started.append(environment))
    monkeypatch.delenv("KB_SECRET_KEY", raising=False)
    for _ in range(2):
        assert run("serve", "--port", str(port)).exit_code == 0
    keys = {environment["KB_SECRET_KEY"] for environment in started}
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)
