"""A real mail server that keeps what comes in, and refuses whom it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """What came in; addresses that begin with one of ``refuses`` are refused."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.refuses: tuple[str, ...] = ("refused",)

    @property
    def addresses(self) -> list[str]:
        return sorted(address for envelope in self.kept for address in envelope.rcpt_tos)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(self.refuses):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        self.kept.append(envelope)
        return "250 kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(inbox: Inbox, **options) -> Iterator[int]:
    """Run the server; gives its port on this machine."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    yield controller.port
    controller.stop()
