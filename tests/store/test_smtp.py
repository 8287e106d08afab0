"""Mail is handed to a real SMTP server, started here."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from kb.domain.errors import InvalidInput
from kb.store.settings import settings_from
from kb.store.smtp import Letter, Mailer, MailServer

LETTER = Letter("ann@example.org", "Closing soon: “What next?”", "Dear Ann,\n\n.a line with a dot\nZoë\n")


class Inbox:
    """Keeps what comes in; refuses one address and one word."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options) -> str:  # noqa: N802
        if address.startswith("refused"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.kept.append(envelope)
        return "250 kept"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    controller = Controller(inbox, hostname="127.0.0.1", port=_port())
    controller.start()
    yield MailServer("127.0.0.1", controller.port, "call@example.org", security="none")
    controller.stop()


def test_a_letter_arrives_as_it_was_written(server: MailServer, inbox: Inbox) -> None:
    assert Mailer(server).send([LETTER]) == ()
    (envelope,) = inbox.kept
    assert (envelope.mail_from, envelope.rcpt_tos) == ("call@example.org", ["ann@example.org"])
    text = envelope.content.decode()
    assert "Auto-Submitted: auto-generated" in text
    assert "Message-ID: <" in text
    assert "=?utf-8?" in text


def test_one_that_is_refused_does_not_hold_up_the_others(server: MailServer, inbox: Inbox) -> None:
    letters = [Letter(f"{who}@example.org", "S", "T\n") for who in ("one", "refused", "two")]
    failed = Mailer(server).send(letters)
    assert [one.letter.to for one in failed] == ["refused@example.org"]
    assert "no such person" in failed[0].why
    assert [envelope.rcpt_tos for envelope in inbox.kept] == [["one@example.org"], ["two@example.org"]]


def test_no_header_can_be_put_in_by_a_subject_or_an_address(server: MailServer, inbox: Inbox) -> None:
    failed = Mailer(server).send(
        [
            Letter("ann@example.org", "Hello\nBcc: eve@example.org", "T\n"),
            Letter("ann@example.org\nBcc: eve@example.org", "S", "T\n"),
        ]
    )
    assert len(failed) == 1
    assert [envelope.rcpt_tos for envelope in inbox.kept] == [["ann@example.org"]]
    assert b"\nBcc:" not in inbox.kept[0].content


def test_a_server_that_is_not_there_is_told_for_every_letter() -> None:
    failed = Mailer(MailServer("127.0.0.1", _port(), "call@example.org")).send([LETTER, LETTER])
    assert len(failed) == 2
    assert "ConnectionRefusedError" in failed[0].why


def test_a_server_without_encryption_gets_nothing_where_encryption_was_asked_for(
    server: MailServer, inbox: Inbox
) -> None:
    strict = MailServer(server.host, server.port, server.sender, security="starttls")
    failed = Mailer(strict).send([LETTER])
    assert len(failed) == 1
    assert inbox.kept == []


def test_signing_in_to_the_server(inbox: Inbox) -> None:
    def known(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"kb", b"secret"))

    controller = Controller(
        inbox, hostname="127.0.0.1", port=_port(), authenticator=known, auth_required=True, auth_require_tls=False
    )
    controller.start()
    try:
        for password, failures in (("secret", 0), ("wrong", 1)):
            mailer = Mailer(MailServer("127.0.0.1", controller.port, "call@example.org", "kb", password, "none"))
            assert len(mailer.send([LETTER])) == failures
    finally:
        controller.stop()
    assert len(inbox.kept) == 1


def test_the_mail_server_comes_from_the_settings() -> None:
    assert settings_from({}).mail is None
    mail = settings_from({"KB_SMTP_HOST": "mail.example.org", "KB_SMTP_FROM": "call@example.org"}).mail
    assert mail == MailServer("mail.example.org", 587, "call@example.org")
    for wrong in ({"KB_SMTP_FROM": ""}, {"KB_SMTP_PORT": "0"}, {"KB_SMTP_PORT": "x"}, {"KB_SMTP_SECURITY": "some"}):
        with pytest.raises(InvalidInput):
            settings_from({"KB_SMTP_HOST": "mail.example.org", "KB_SMTP_FROM": "call@example.org", **wrong})
    assert "secret" not in repr(settings_from({"KB_SMTP_HOST": "h", "KB_SMTP_FROM": "f", "KB_SMTP_PASSWORD": "secret"}))
