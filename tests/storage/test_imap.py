"""Fetching mail from a real server (Debian's dovecot), which is started here with a mailbox of its own."""

import datetime as dt
import imaplib
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kb.bootstrap import knowledge_base
from kb.cli import main
from kb.domain.errors import InvalidInput
from kb.storage.imap import LARGEST, FetchedMail, MailboxProblem, each_mail
from kb.storage.settings import MailboxSettings, settings_from

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
CALL = """---
title: A call
question: What?
state: closed
opens: '2016-09-12T18:16'
closes: '2016-09-23T17:00'
time_zone: Europe/London
slots: 5
readers: members
audience: public
---
"""
CONFIGURATION = """
base_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
mail_location = maildir:{home}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={home}/mail/%u
}}
"""


@dataclass(frozen=True)
class Server:
    mailbox: MailboxSettings
    plain: int
    home: Path

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.signed_in() as box:
            box.create(folder)
            for mail in mails:
                assert box.append(folder, "", imaplib.Time2Internaldate(1_474_000_000), mail)[0] == "OK"

    def signed_in(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=str(self.home / "cert.pem"))
        box = imaplib.IMAP4_SSL(self.mailbox.host, self.mailbox.port, ssl_context=context)
        box.login(self.mailbox.user, self.mailbox.password)
        return box

    def flags(self) -> list[bytes]:
        with self.signed_in() as box:
            box.select("INBOX", readonly=True)
            return [line for line in box.fetch("1:*", "(FLAGS)")[1] if isinstance(line, bytes)]


def certificate(home: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    (home / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with TLS and one person's empty mailbox; its certificate is trusted here."""
    if DOVECOT is None:
        pytest.skip("there is no dovecot here; .ci/imap installs it")
    if os.getuid() != 0:
        pytest.skip("dovecot needs root here, to give its processes accounts of their own")
    if not subprocess.run([DOVECOT, "--version"], capture_output=True, text=True, check=True).stdout.startswith("2.3"):
        pytest.skip("the configuration here is for dovecot 2.3")
    home = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    home.chmod(0o755)  # its processes run under other accounts, and a socket's path has to be short
    (home / "mail").mkdir()
    os.chown(home / "mail", 65534, 65534)
    certificate(home)
    (home / "users").write_text("ann:{PLAIN}secret::::::\n")
    port, plain = free_port(), free_port()
    (home / "dovecot.conf").write_text(CONFIGURATION.format(home=home, port=port, plain=plain))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(home / "dovecot.conf")])
    monkeypatch.setenv("SSL_CERT_FILE", str(home / "cert.pem"))
    try:
        wait_for(port, home / "log")
        yield Server(MailboxSettings("localhost", port, "ann", "secret"), plain, home)
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(port: int, log: Path) -> None:
    for _ in range(1200):  # a minute
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"dovecot did not start: {log.read_text() if log.exists() else 'no log'}")


def mail(number: int) -> bytes:
    return f"From: a@b.example\r\nSubject: {number}\r\n\r\n1. Entry {number}\r\n".encode()


def fetch_all(mailbox: MailboxSettings) -> list[FetchedMail]:
    fetched: list[FetchedMail] = []
    assert each_mail(mailbox, fetched.append) == len(fetched)
    return fetched


def test_mails_are_fetched_byte_for_byte_once_and_nothing_else_changes(server: Server) -> None:
    assert fetch_all(server.mailbox) == []
    server.put(mail(1), mail(2))
    fetched = fetch_all(server.mailbox)
    assert [one.data for one in fetched] == [mail(1), mail(2)]
    assert [one.arrived for one in fetched] == [dt.datetime.fromtimestamp(1_474_000_000, dt.UTC)] * 2
    flags = server.flags()
    assert len(flags) == 2
    assert all(b"KBStored" in line and b"\\Seen" not in line for line in flags)
    assert fetch_all(server.mailbox) == []
    server.put(mail(3))
    assert [one.data for one in fetch_all(server.mailbox)] == [mail(3)]


def test_a_run_that_broke_off_goes_on_where_it_stopped(server: Server) -> None:
    server.put(mail(1), mail(2), mail(3))
    seen: list[bytes] = []

    def full_disk(fetched: FetchedMail) -> None:
        if len(seen) == 1:
            raise OSError(28, "no space left")
        seen.append(fetched.data)

    with pytest.raises(OSError, match="no space"):
        each_mail(server.mailbox, full_disk)
    assert [one.data for one in fetch_all(server.mailbox)] == [mail(2), mail(3)]
    assert seen == [mail(1)]


def test_another_folder_and_starttls(server: Server) -> None:
    server.put(mail(1), folder="Answers")
    there = replace(server.mailbox, folder="Answers", tls="starttls", port=server.plain)
    assert [one.data for one in fetch_all(there)] == [mail(1)]


def test_of_a_very_large_mail_the_head_is_fetched(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.storage.imap.LARGEST", 1000)
    assert LARGEST > 1000
    server.put(mail(1) + b"x" * 2000)
    [fetched] = fetch_all(server.mailbox)
    assert fetched.too_large
    assert fetched.data == b"From: a@b.example\r\nSubject: 1\r\n\r\n"


def test_what_is_wrong_is_told_in_words(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MailboxProblem, match=r"[Aa]uthentication failed"):
        fetch_all(replace(server.mailbox, password="wrong"))
    with pytest.raises(MailboxProblem, match="Mailbox doesn't exist"):
        fetch_all(replace(server.mailbox, folder="None"))
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxProblem, match="not trusted"):
        fetch_all(server.mailbox)


def test_the_command_takes_in_what_lies_there_and_runs_again_for_nothing(server: Server, tmp_path: Path) -> None:
    calls, rolls = tmp_path / "content" / "calls", tmp_path / "var" / "private" / "rolls"
    calls.mkdir(parents=True)
    rolls.mkdir(parents=True)
    (calls / "call.md").write_text(CALL)
    (rolls / "call.csv").write_text("name,email,organisation,kind\nAnn,a@b.example,A Ltd,charity\n")
    server.put(mail(1).replace(b"Subject", b"Date: 14 Sep 2016 10:00:00 +0000\r\nSubject"), b"not a mail")
    environment = {
        "KB_CONTENT": str(tmp_path / "content"),
        "KB_HOME": str(tmp_path / "var"),
        "KB_IMAP_HOST": f"localhost:{server.mailbox.port}",
        "KB_IMAP_USER": "ann",
        "KB_IMAP_PASSWORD": "secret",
    }

    def fetch() -> tuple[int, list[str]]:
        words = ["inputs", "fetch", "--call", "call", "--json"]
        done = CliRunner().invoke(main, words, obj=knowledge_base(environment), catch_exceptions=False)
        return done.exit_code, [one["outcome"] for one in json.loads(done.stdout)]

    assert fetch() == (0, ["stored", "waits in triage"])
    assert fetch() == (0, [])
    with server.signed_in() as box:
        box.select("INBOX")
        box.store("1:*", "-FLAGS", "KBStored")
    assert fetch() == (0, ["was there already"] * 2)


def test_no_password_crosses_a_network_in_the_open() -> None:
    with pytest.raises(MailboxProblem, match="TLS"):
        fetch_all(MailboxSettings("mail.example.org", 143, "ann", "secret", tls="no"))
    with pytest.raises(MailboxProblem, match="refused"):
        fetch_all(MailboxSettings("127.0.0.1", free_port(), "ann", "secret", tls="no"))


def test_the_settings_of_a_mailbox() -> None:
    assert settings_from({}).mailbox is None
    found = settings_from(
        {"KB_IMAP_HOST": "mail.example.org:1993", "KB_IMAP_USER": "ann", "KB_IMAP_PASSWORD": "secret"}
    )
    assert found.mailbox == MailboxSettings("mail.example.org", 1993, "ann", "secret", "INBOX", "yes")
    assert "secret" not in repr(found)
    for wrong in ({"KB_IMAP_HOST": "x:y"}, {"KB_IMAP_HOST": "x", "KB_IMAP_TLS": "perhaps"}):
        with pytest.raises(InvalidInput):
            settings_from(wrong)
