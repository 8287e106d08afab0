"""The server: waitress, which reads requests and writes answers without holding a thread, within limits."""

import logging
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from kb.web.serving.channel import Phase, TimedChannel
from kb.web.serving.limits import ServerLimits
from kb.web.serving.request_queue import FairQueue

HEALTH = "/health"
_LOOK_EVERY_SECONDS = 1
_LARGEST_HEADER = 32 << 10
_ACCEPTED_AT_ONCE = 16
_NEVER_BLOCK = 1 << 40
"""Bytes: answers go to temporary files where they are long, so that no thread waits for a slow reader."""

_log = logging.getLogger("kb.web.serving")


class LimitedServer(TcpWSGIServer):
    """A server on a socket that listens already; ``/health`` has a thread of its own.

    Peers that keep it waiting are closed. Where there are too many connections, of one address or altogether, the one
    that waited longest makes room for the new one: so somebody who asks at once is answered from any address.
    """

    channel_class = TimedChannel

    def __init__(
        self, application: Callable[..., Iterable[bytes]], sock: socket.socket, threads: int, limits: ServerLimits
    ) -> None:
        self.limits = limits
        self.stuck = 0
        self._next_look = 0.0
        self._dropped: list[TimedChannel] = []
        self._threads = threads
        self._health = ThreadedTaskDispatcher()
        self._health.set_thread_count(1)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.queue = FairQueue()
        dispatcher.set_thread_count(threads)
        adjustments = Adjustments(
            asyncore_use_poll=True,
            channel_request_lookahead=1,  # so that it notices who is gone while their request waits
            channel_timeout=2**31,  # connections have clocks of their own
            clear_untrusted_proxy_headers=False,  # the site knows how many of them to believe
            connection_limit=2**31,  # likewise
            ident=None,
            max_request_body_size=limits.body,
            max_request_header_size=_LARGEST_HEADER,
            outbuf_high_watermark=_NEVER_BLOCK,
        )
        info = (sock.family, sock.type, sock.proto, sock.getsockname())
        super().__init__(
            application, {}, _sock=sock, dispatcher=dispatcher, adj=adjustments, sockinfo=info, bind_socket=False
        )

    def add_task(self, task: TimedChannel) -> None:
        """Give a request to the threads, or to the one that only says whether all is well."""
        waiting = self._health if task.requests[0].path == HEALTH else self.task_dispatcher
        waiting.add_task(task)

    def handle_accept(self) -> None:
        """Take connections in, some at once, and close others where there are too many."""
        for _ in range(_ACCEPTED_AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                break
        channels = [each for each in self.active_channels.values() if not each.will_close]
        most = self.limits.connections_per_address
        if most and len(channels) > most:
            for address, number in Counter(each.addr[0] for each in channels).items():
                if number > most:
                    self._make_room([each for each in channels if each.addr[0] == address], number - most)
        number = sum(not each.will_close for each in channels)
        if number > self.limits.connections:
            self._make_room([each for each in channels if not each.will_close], number - self.limits.connections)

    def maintenance(self, now: float) -> None:
        """Do nothing here, while sockets are being waited for: see :meth:`step`."""

    def step(self) -> None:
        """Look after connections, then wait for the network for a second at most, and do what there is to do.

        Connections are closed in here only, between two waits: the number of a socket that is closed may be that of
        the next one, and what was waited for on the old would be done to the new.
        """
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _LOOK_EVERY_SECONDS
            self._look_after_all(now)
        while self._dropped:
            self._dropped.pop().drop()
        self.asyncore.loop(timeout=_LOOK_EVERY_SECONDS, map=self._map, use_poll=True, count=1)

    def is_busy(self) -> bool:
        """Say whether somebody is being answered, or has an answer on the way."""
        waits = (Phase.ANSWERED, Phase.SENDING)
        return any(each.phase() in waits for each in tuple(self.active_channels.values()))

    def stop_accepting(self) -> None:
        """Take no new connections in; others that listen on the socket go on."""
        self.accepting = False

    def shut_down(self) -> None:
        """Let threads end, and close all connections."""
        for dispatcher in (self.task_dispatcher, self._health):
            dispatcher.shutdown(timeout=1)
        self.asyncore.close_all(self._map)

    def _look_after_all(self, now: float) -> None:
        """Close who keeps the server waiting, and give up what is stuck."""
        for channel in tuple(self.active_channels.values()):
            if channel.is_overdue(now, self.limits):
                self._drop(channel)
            elif channel.is_stuck(now, self.limits):
                self._give_up(channel)
        held = {each: each.held() for each in self.active_channels.values() if not each.will_close}
        total = sum(held.values())
        for channel in sorted(held, key=held.__getitem__, reverse=True):
            if total <= self.limits.held:
                break
            if channel.phase() is not Phase.ANSWERED:
                self._drop(channel)
                total -= held[channel]

    def _give_up(self, channel: TimedChannel) -> None:
        request = channel.requests[0] if channel.requests else None
        _log.error("gave up after %g s: %s", self.limits.request_seconds, getattr(request, "path", "a request"))
        channel.service_began = None
        self.stuck += 1
        channel.give_up()
        self.task_dispatcher.set_thread_count(self._threads + self.stuck)

    def _drop(self, channel: TimedChannel) -> None:
        channel.will_close = True
        self._dropped.append(channel)

    def _make_room(self, channels: Sequence[TimedChannel], number: int) -> None:
        """Close so many of the channels, the newest of which stands last and stays.

        Those go first that keep the server waiting, the longest before others; then requests that nobody has begun to
        answer, the newest before others, so that those who wait have their turn.
        """
        now, others = time.monotonic(), channels[:-1]
        waiting = [each for each in others if each.phase() is not Phase.ANSWERED]
        waiting.sort(key=lambda each: each.waiting_seconds(now), reverse=True)
        queued = [each for each in reversed(others) if each.phase() is Phase.ANSWERED and each.service_began is None]
        for channel in [*waiting, *queued][:number]:
            self._drop(channel)
