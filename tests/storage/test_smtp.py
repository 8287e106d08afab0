"""Mail is handed to a real SMTP server, started here."""

from collections.abc import Iterator

import pytest
from aiosmtpd.smtp import AuthResult

from kb.domain.errors import InvalidInput
from kb.storage.settings import settings_from
from kb.storage.smtp import Mailer, MailServer, OutgoingLetter
from mail_server import Inbox, free_port, mail_server

LETTER = OutgoingLetter("ann@example.org", "Closing soon: “What next?”", "Dear Ann,\n\n.a line with a dot\nZoë\n")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[MailServer]:
    with mail_server(inbox) as port:
        yield MailServer("127.0.0.1", port, "call@example.org", security="none")


def test_a_letter_arrives_as_it_was_written(server: MailServer, inbox: Inbox) -> None:
    assert Mailer(server).send([LETTER]) == ()
    (envelope,) = inbox.kept
    assert (envelope.mail_from, envelope.rcpt_tos) == ("call@example.org", ["ann@example.org"])
    text = envelope.content.decode()
    assert "Auto-Submitted: auto-generated" in text
    assert "Message-ID: <" in text
    assert "=?utf-8?" in text


def test_one_that_is_refused_does_not_hold_up_the_others(server: MailServer, inbox: Inbox) -> None:
    letters = [OutgoingLetter(f"{who}@example.org", "S", "T\n") for who in ("one", "refused", "two")]
    failed = Mailer(server).send(letters)
    assert [one.letter.to for one in failed] == ["refused@example.org"]
    assert "no such person" in failed[0].why
    assert [envelope.rcpt_tos for envelope in inbox.kept] == [["one@example.org"], ["two@example.org"]]


def test_no_header_can_be_put_in_by_a_subject_or_an_address(server: MailServer, inbox: Inbox) -> None:
    failed = Mailer(server).send(
        [
            OutgoingLetter("ann@example.org", "Hello\nBcc: eve@example.org", "T\n"),
            OutgoingLetter("ann@example.org\nBcc: eve@example.org", "S", "T\n"),
        ]
    )
    assert len(failed) == 1
    assert [envelope.rcpt_tos for envelope in inbox.kept] == [["ann@example.org"]]
    assert b"\nBcc:" not in inbox.kept[0].content


def test_a_server_that_is_not_there_is_told_for_every_letter() -> None:
    failed = Mailer(MailServer("127.0.0.1", free_port(), "call@example.org")).send([LETTER, LETTER])
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

    with mail_server(inbox, authenticator=known, auth_required=True, auth_require_tls=False) as port:
        for password, failures in (("secret", 0), ("wrong", 1)):
            mailer = Mailer(MailServer("127.0.0.1", port, "call@example.org", "kb", password, "none"))
            assert len(mailer.send([LETTER])) == failures
    assert len(inbox.kept) == 1


def test_the_mail_server_comes_from_the_settings() -> None:
    assert settings_from({}).mail is None
    mail = settings_from({"KB_SMTP_HOST": "mail.example.org", "KB_SMTP_FROM": "call@example.org"}).mail
    assert mail == MailServer("mail.example.org", 587, "call@example.org")
    for wrong in ({"KB_SMTP_FROM": ""}, {"KB_SMTP_PORT": "0"}, {"KB_SMTP_PORT": "x"}, {"KB_SMTP_SECURITY": "some"}):
        with pytest.raises(InvalidInput):
            settings_from({"KB_SMTP_HOST": "mail.example.org", "KB_SMTP_FROM": "call@example.org", **wrong})
    assert "secret" not in repr(settings_from({"KB_SMTP_HOST": "h", "KB_SMTP_FROM": "f", "KB_SMTP_PASSWORD": "secret"}))
