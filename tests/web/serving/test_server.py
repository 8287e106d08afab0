"""What the server takes from a connection, an address and all together, on a real socket with short limits."""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from kb.web.serving.limits import ServerLimits
from kb.web.serving.request_queue import FairQueue
from kb.web.serving.server import LimitedServer

GET = b"GET %s HTTP/1.1\r\nHost: here\r\n\r\n"
LONG = b"x" * 4_000_000


@dataclass
class Served:
    server: LimitedServer
    port: int
    opened: list[socket.socket] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def connect(self, sent: bytes = b"", address: str = "127.0.0.1") -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.bind((address, 0))
        made.settimeout(60)
        made.connect(("127.0.0.1", self.port))
        made.sendall(sent)
        self.opened.append(made)
        return made

    def wait_for(self, number: int) -> None:
        wait(lambda: len(self.server.active_channels) == number)


def wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_closed(connection: socket.socket) -> bool:
    """Say whether the server closed without an answer."""
    if not select.select([connection], [], [], 0)[0]:
        return False
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except ConnectionResetError:
        return True


@contextmanager
def serve(limits: ServerLimits) -> Iterator[Served]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    stopped = threading.Event()
    served: Served

    def site(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/stuck":
            served.release.wait(60)
        answer = LONG if environ["PATH_INFO"] == "/long" else b"%d" % len(body)
        start("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    server = LimitedServer(site, listener, 2, limits)
    served = Served(server, int(listener.getsockname()[1]))

    def run() -> None:
        while not stopped.is_set():
            server.step()

    thread = threading.Thread(target=run)
    thread.start()
    yield served
    served.release.set()
    for each in served.opened:
        each.close()
    stopped.set()
    server.pull_trigger()
    thread.join()
    server.shut_down()


def rest_of(connection: socket.socket) -> bytes:
    """Read what comes until the server closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def answer_on(connection: socket.socket) -> bytes:
    told = b""
    while not (body := told.partition(b"\r\n\r\n")[2]):
        part = connection.recv(4096)  # header and body may come one by one
        assert part
        told += part
    return body


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HT", id="half a line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: ", id="half a header"),
        pytest.param(GET % b"/", id="nothing after an answer"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab", id="half a body"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na", id="half a chunk"),
    ],
)
def test_who_keeps_the_server_waiting_is_closed(sent: bytes) -> None:
    with serve(ServerLimits(header_seconds=0.5, transfer_seconds=0.5)) as served:
        connection = served.connect(sent)
        told = rest_of(connection)
        assert told == b"" or told.startswith(b"HTTP/1.1 200")


def test_dripping_wins_no_time() -> None:
    with serve(ServerLimits(header_seconds=1)) as served:
        connection = served.connect(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError):  # noqa: PT011, PT012 - reset or broken pipe, whichever is noticed first
            for _ in range(600):
                connection.sendall(b"X: a\r\n")
                time.sleep(0.1)


def test_a_slow_body_that_moves_fast_enough_is_taken() -> None:
    with serve(ServerLimits(transfer_seconds=1, bytes_per_second=10)) as served:
        connection = served.connect(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"ten bytes.")
            time.sleep(0.3)
        assert answer_on(connection) == b"100"


def test_who_does_not_read_is_closed_and_holds_no_thread() -> None:
    with serve(ServerLimits(transfer_seconds=1.5)) as served:
        for _ in range(8):
            served.connect(GET % b"/long")
        served.wait_for(8)
        wait(lambda: all(each.answered for each in served.server.active_channels.values()))
        assert answer_on(served.connect(GET % b"/")) == b"0"
        wait(lambda: len(served.server.active_channels) <= 1)


def test_the_server_does_not_ask_for_room_while_the_thread_that_answers_is_sending() -> None:
    with serve(ServerLimits()) as served, ThreadPoolExecutor() as server_thread:
        served.connect(GET % b"/long")
        served.wait_for(1)
        (channel,) = served.server.active_channels.values()
        wait(lambda: channel.answered and channel.total_outbufs_len)
        assert server_thread.submit(channel.writable).result()
        with channel.outbuf_lock:
            assert not server_thread.submit(channel.writable).result()


def test_who_asks_far_ahead_is_closed() -> None:
    with serve(ServerLimits()) as served:
        connection = served.connect(GET % b"/long" * 100)
        assert len(rest_of(connection)) < 5 * len(LONG)


def test_an_address_with_too_many_makes_room_itself() -> None:
    with serve(ServerLimits(connections_per_address=5)) as served:
        other = served.connect(address="127.0.0.9")
        silent = [served.connect() for _ in range(12)]
        served.wait_for(6)
        assert rest_of(silent[0]) == b""
        assert answer_on(served.connect(GET % b"/")) == b"0"
        other.sendall(GET % b"/")
        assert answer_on(other) == b"0"


def test_too_many_altogether_make_room_for_who_comes() -> None:
    with serve(ServerLimits(connections=5, connections_per_address=0)) as served:
        for number in range(12):
            served.connect(address=f"127.0.0.{number + 1}")
        assert answer_on(served.connect(GET % b"/")) == b"0"
        served.wait_for(5)


def test_bodies_are_bounded_one_by_one_and_together() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    with serve(ServerLimits(body=1000, held=1500)) as served:
        large = served.connect(head % 2000)
        assert rest_of(large).startswith(b"HTTP/1.1 413")
        begun = [served.connect(head % 999 + b"x" * 900) for _ in range(3)]
        wait(lambda: sum(map(is_closed, begun)) == 2)
        assert sum(each.held() for each in served.server.active_channels.values()) <= 1500


def test_a_stuck_request_is_told_and_others_are_answered() -> None:
    with serve(ServerLimits(request_seconds=1)) as served:
        stuck = [served.connect(GET % b"/stuck") for _ in range(2)]
        assert answer_on(served.connect(GET % b"/health")) == b"0"  # both threads are taken; this has its own
        for each in stuck:
            told = rest_of(each)
            assert told.startswith(b"HTTP/1.1 503 ")
            assert b"Answering this took too long" in told
        assert served.server.stuck == 2
        assert answer_on(served.connect(GET % b"/")) == b"0"


def channel(address: str, name: str) -> Any:
    return SimpleNamespace(addr=(address, 1), name=name)


def test_addresses_take_turns() -> None:
    queue = FairQueue()
    for number in range(3):
        queue.append(channel("10.0.0.1", f"a{number}"))
    queue.append(channel("10.0.0.2", "b0"))
    assert len(queue) == 4
    assert [queue.popleft().name for _ in range(4)] == ["a0", "b0", "a1", "a2"]
    assert not queue
