"""One connection: waitress's channel, with a clock for each thing that it waits for."""

import socket
import struct
import time
from enum import Enum
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel

from kb.web.serving.limits import ServerLimits

_OVERDUE = (
    "Answering this took too long, and was given up. Nothing that was saved before is lost. Try again in a moment.\n"
)
OVERDUE_ANSWER = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 30\r\n"
    f"Cache-Control: no-store\r\nContent-Length: {len(_OVERDUE)}\r\nConnection: close\r\n\r\n{_OVERDUE}"
).encode()
_RESET = struct.pack("ii", 1, 0)


class Phase(Enum):
    """What a connection is doing; in all but ``ANSWERED`` the server waits for its peer."""

    HEADER = "waits for a header"
    BODY = "takes a body in"
    ANSWERED = "is being answered"
    SENDING = "sends what is not read yet"


class TimedChannel(HTTPChannel):
    """A connection that knows how long it has been at what it does, and how many bytes came or went meanwhile."""

    def __init__(self, server: Any, sock: socket.socket, addr: tuple[str, int], adj: Any, map: Any = None) -> None:
        self.answered = 0
        self.sent = 0
        self.service_began: float | None = None
        self._sent_before_service = 0
        self._phase: tuple[Phase, int] = (Phase.HEADER, 0)
        self._since = time.monotonic()
        self._sent_before_phase = 0
        super().__init__(server, sock, addr, adj, map=map)

    def phase(self) -> Phase:
        """Say what this connection is doing now."""
        if self.requests:
            return Phase.ANSWERED
        if self.total_outbufs_len:
            return Phase.SENDING
        request = self.request
        return Phase.BODY if request is not None and request.headers_finished else Phase.HEADER

    def waiting_seconds(self, now: float) -> float:
        """Return how long this connection has been in its phase; a change is noticed when this is asked."""
        phase = (self.phase(), self.answered)
        if phase != self._phase:
            self._phase, self._since, self._sent_before_phase = phase, now, self.sent
        return now - self._since

    def is_overdue(self, now: float, limits: ServerLimits) -> bool:
        """Say whether the peer keeps the server waiting for longer than the limits allow."""
        waiting, phase = self.waiting_seconds(now), self._phase[0]
        if phase is Phase.ANSWERED:
            return False
        if phase is Phase.HEADER:
            return waiting > limits.header_seconds
        moved = self._received() if phase is Phase.BODY else self.sent - self._sent_before_phase
        return waiting > limits.transfer_seconds + moved / limits.bytes_per_second

    def is_stuck(self, now: float, limits: ServerLimits) -> bool:
        """Say whether the site has been at one request for longer than the limits allow."""
        began = self.service_began
        return began is not None and now - began > limits.request_seconds

    def held(self) -> int:
        """Return the bytes that are kept for this connection, in memory or in files made for it."""
        files = sum(len(each) for each in tuple(self.outbufs) if isinstance(each, ReadOnlyFileBasedBuffer))
        return self._received() + int(self.total_outbufs_len) - files

    def drop(self) -> None:
        """Close at once; ``will_close`` alone waits until the peer can be written to, which may be never."""
        if self.phase() is Phase.SENDING:  # else the system would keep what is not read
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.will_close = True
        if self.connected:
            self.handle_close()

    def give_up(self) -> None:
        """Close, and say so where no answer has begun; the thread that is at it is left to itself."""
        if self.sent == self._sent_before_service and not self.total_outbufs_len:
            self.send(OVERDUE_ANSWER, do_close=False)
        self.will_close = True
        self.handle_close()

    def writable(self) -> bool:
        """Say whether the server is to wait until bytes can be sent.

        Not while the thread that answers is sending: the wait would end at once, again and again, until that has
        ended. It sends what it can and wakes the server when it has answered.
        """
        if self.will_close or self.close_when_flushed or not self.total_outbufs_len:
            return bool(super().writable())
        if not self.outbuf_lock.acquire(blocking=False):
            return False
        self.outbuf_lock.release()
        return True

    def received(self, data: bytes) -> bool:
        """Take bytes in; a peer that asks far ahead without reading is closed."""
        taken = bool(super().received(data))
        if len(self.requests) > self.server.limits.requests_per_connection:
            self.drop()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send bytes, and count those that went."""
        number = int(super().send(data, do_close=do_close))
        self.sent += number
        return number

    def service(self) -> None:
        """Answer one request, and remember when that began."""
        self.service_began = began = time.monotonic()
        self._sent_before_service = self.sent
        try:
            super().service()
        finally:
            self.answered += 1
            if self.service_began == began:  # the connection's next request may have begun in another thread
                self.service_began = None

    def _received(self) -> int:
        request = self.request
        return int(request.body_bytes_received) if request is not None else 0
