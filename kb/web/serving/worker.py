"""A process of gunicorn's in which waitress serves: gunicorn keeps processes, waitress connections."""

import logging
import os
import resource
import time
from dataclasses import replace

from gunicorn.workers.base import Worker

from kb.storage.settings import settings_from
from kb.web.serving.limits import ServerLimits
from kb.web.serving.server import LimitedServer

_DESCRIPTORS = 4096
_EXIT_STUCK = 1


class WaitressWorker(Worker):
    """Serves until it is told to stop, or until a request is stuck; gunicorn then starts another."""

    limits = ServerLimits()

    def run(self) -> None:
        """Serve; what is being answered when this ends is answered to its end, within gunicorn's grace."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is no news
        _raise_descriptors()
        limits = self.limits
        if settings_from(os.environ).proxies:
            limits = replace(limits, connections_per_address=0)
        server = LimitedServer(self.wsgi, self.sockets[0].sock, self.cfg.threads, limits)
        while self.alive and not server.stuck and os.getppid() == self.ppid:
            self.notify()
            server.step()
        server.stop_accepting()
        grace = limits.retire_seconds if server.stuck else self.cfg.graceful_timeout
        end = time.monotonic() + grace
        while server.is_busy() and time.monotonic() < end:
            self.notify()
            server.step()
        if server.stuck:
            os._exit(_EXIT_STUCK)  # a thread that does not end would keep an orderly exit waiting for ever
        server.shut_down()


def _raise_descriptors() -> None:
    """Ask for as many open files as connections need: systems often grant 1,024 until one asks."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
