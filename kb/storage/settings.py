"""Settings: read from the environment in this one place, by the knowledge base and by the scraper."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kb.domain.account.account import Role
from kb.domain.errors import InvalidInput
from kb.storage.opensearch_settings import OpenSearchSettings, opensearch_settings
from kb.storage.smtp import SECURITY, MailServer


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it is without being set, and what it does."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("KB_CONTENT", "content", "Content roots, separated as in PATH; new files go to the first."),
    Setting("KB_HOME", "var", "Where captures, the index and private content live."),
    Setting("KB_BASE_URL", "http://127.0.0.1:8000", "The site's own address, for citations and links that leave it."),
    Setting("KB_SECRET_KEY", "", "Signs cookies; made anew at each start where it is not set."),
    Setting("KB_CONTACT", "", "An e-mail or web address, told to the sites that the scraper reads."),
    Setting("KB_PROXIES", "0", "How many proxies of our own stand before the site; the last ones are believed."),
    Setting(
        "KB_TRUSTED_HOSTS",
        "",
        "Names by which the site may be asked for besides that of its own address and this machine's, by commas.",
    ),
    Setting("KB_OIDC_ISSUER", "", "The organisation's own sign-in: the address of its OpenID Connect provider."),
    Setting("KB_OIDC_CLIENT_ID", "", "The name under which the provider knows this site."),
    Setting("KB_OIDC_CLIENT_SECRET", "", "The secret that the provider gave for it."),
    Setting("KB_OIDC_ROLE", "staff", "The highest role that may sign in there: member, analyst or staff."),
    Setting("KB_REQUIRE_SECOND_FACTOR", "none", "staff: staff who use a passphrase need sign-in codes too; or none."),
    Setting(
        "KB_BALLOTS", "organisation", "What has one ballot in rankings: organisation (its latest answer) or answer."
    ),
    Setting("KB_REVIEWERS", "two", "two: a second person reviews what somebody wrote; one: they may do it alone."),
    Setting("KB_IMAP_HOST", "", "The mail server that `kb inputs fetch` reads; `host:port` where the port is unusual."),
    Setting("KB_IMAP_USER", "", "The name to sign in there with."),
    Setting("KB_IMAP_PASSWORD", "", "The password to sign in there with."),
    Setting("KB_IMAP_FOLDER", "INBOX", "The folder that answers lie in."),
    Setting("KB_IMAP_TLS", "yes", "yes, starttls, or no, which is only for a server on this machine."),
    Setting("KB_SMTP_HOST", "", "The mail server that receipts, invitations and reminders go out by; none: no mail."),
    Setting("KB_SMTP_PORT", "587", "Its port."),
    Setting("KB_SMTP_SECURITY", "starttls", "How it is spoken to: starttls, tls, or none (on this machine only)."),
    Setting("KB_SMTP_USER", "", "The name to sign in to it with, where it wants one."),
    Setting("KB_SMTP_PASSWORD", "", "The password for it."),
    Setting("KB_SMTP_FROM", "", "The address that mail is from."),
    Setting("KB_REMIND_DAYS", "3", "How many days before a deadline reminders fall due, one to each silent member."),
    Setting("KB_SEMANTIC", "off", "Order searches by meaning too: on or off; see kb semantic."),
    Setting(
        "KB_ROLE", "writer", "writer, or reader: a machine that shows, where nobody signs in and nothing is written."
    ),
    Setting("KB_ENGINE", "whoosh", "What the index is kept by: whoosh (in a folder of this machine) or opensearch."),
    Setting("KB_OPENSEARCH_URL", "", "The hosts of the OpenSearch cluster, by commas; any of them may be down."),
    Setting("KB_OPENSEARCH_USER", "", "The name to sign in to it with, where it wants one."),
    Setting("KB_OPENSEARCH_PASSWORD", "", "The password for it."),
    Setting("KB_OPENSEARCH_CA", "", "A file of certificates that the cluster's own is verified by."),
    Setting("KB_OPENSEARCH_CERTIFICATE", "", "The file of our certificate, where the cluster knows us by one."),
    Setting("KB_OPENSEARCH_KEY", "", "The file of its key."),
    Setting("KB_OPENSEARCH_VERIFY", "yes", "yes: verify the cluster's certificate; no: only on a network of ours."),
    Setting("KB_OPENSEARCH_INDEX", "kb", "What the names of the indices begin with: one word for each site."),
    Setting("KB_OPENSEARCH_SHARDS", "1", "Shards of each index: more where one machine cannot hold it."),
    Setting(
        "KB_PROXY", "", "The address of an HTTP proxy that the scraper goes through, and that resolves names for it."
    ),
    Setting("KB_ARCHIVES", "", "Addresses of web archives, by commas, that are asked in place of the two usual ones."),
    Setting("KB_ALLOW_HOSTS", "", "Private or loopback hosts that the scraper may fetch from, by commas."),
)


@dataclass(frozen=True)
class Provider:
    """The organisation's own sign-in: only people who were invited, up to a role, may come in by it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    highest: Role = Role.STAFF


@dataclass(frozen=True)
class MailboxSettings:
    """The folder of a mail server that answers come to; ``port`` is 0 for the usual one."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: str = "yes"


@dataclass(frozen=True)
class Settings:
    """The settings in force. ``content`` has at least one root; ``private`` is one more root below ``home``."""

    content: tuple[Path, ...]
    home: Path
    base_url: str
    secret_key: str = field(repr=False)
    contact: str
    allow_hosts: tuple[str, ...]
    proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    provider: Provider | None = None
    mail: MailServer | None = None
    ballots: str = "organisation"
    semantic: bool = False
    opensearch: OpenSearchSettings | None = None
    reader: bool = False
    one_may_review: bool = False
    mailbox: MailboxSettings | None = None
    remind_days: int = 3
    proxy: str = field(default="", repr=False)
    archives: tuple[str, ...] = ()
    staff_need_second_factor: bool = False

    @property
    def private(self) -> Path:
        """Return the content root for what must not reach a public repository."""
        return self.home / "private"

    @property
    def roots(self) -> tuple[Path, ...]:
        """Return every content root, the private one last."""
        return (*self.content, self.private)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; a variable that is set but empty counts as not set."""
    value = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    roots = tuple(Path(root) for root in value["KB_CONTENT"].split(os.pathsep) if root)
    return Settings(
        content=roots or (Path("content"),),
        home=Path(value["KB_HOME"]),
        base_url=value["KB_BASE_URL"].rstrip("/"),
        secret_key=value["KB_SECRET_KEY"],
        contact=value["KB_CONTACT"],
        allow_hosts=_hosts(value["KB_ALLOW_HOSTS"]),
        trusted_hosts=_hosts(value["KB_TRUSTED_HOSTS"]),
        proxies=_whole("KB_PROXIES", value["KB_PROXIES"]),
        provider=_provider(value),
        mail=_mail(value),
        mailbox=_mailbox(value),
        remind_days=_whole("KB_REMIND_DAYS", value["KB_REMIND_DAYS"]),
        proxy=_proxy(value["KB_PROXY"]),
        archives=tuple(one.strip() for one in value["KB_ARCHIVES"].split(",") if one.strip()),
        one_may_review=_one_of("KB_REVIEWERS", value["KB_REVIEWERS"], ("two", "one")) == "one",
        staff_need_second_factor=_one_of(
            "KB_REQUIRE_SECOND_FACTOR", value["KB_REQUIRE_SECOND_FACTOR"], ("none", "staff")
        )
        == "staff",
        opensearch=_opensearch(value),
        reader=_one_of("KB_ROLE", value["KB_ROLE"], ("writer", "reader")) == "reader",
        semantic=_one_of("KB_SEMANTIC", value["KB_SEMANTIC"], ("off", "on")) == "on",
        ballots=_one_of("KB_BALLOTS", value["KB_BALLOTS"], ("organisation", "answer")),
    )


def _opensearch(value: Mapping[str, str]) -> OpenSearchSettings | None:
    engine = _one_of("KB_ENGINE", value["KB_ENGINE"], ("whoosh", "opensearch"))
    return opensearch_settings(value) if engine == "opensearch" else None


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip().lower() for host in text.split(",") if host.strip())


def _proxy(address: str) -> str:
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise InvalidInput({"KB_PROXY": "must be an address such as http://proxy.example.org:3128"})
    return address


def _provider(value: Mapping[str, str]) -> Provider | None:
    issuer, client = value["KB_OIDC_ISSUER"].rstrip("/"), value["KB_OIDC_CLIENT_ID"]
    if not issuer:
        return None
    if not client:
        raise InvalidInput({"KB_OIDC_CLIENT_ID": "must be set where KB_OIDC_ISSUER is"})
    try:
        highest = Role(value["KB_OIDC_ROLE"])
    except ValueError as error:
        raise InvalidInput({"KB_OIDC_ROLE": f"must be one of {', '.join(Role)}"}) from error
    return Provider(issuer, client, value["KB_OIDC_CLIENT_SECRET"], highest)


def _mail(value: Mapping[str, str]) -> MailServer | None:
    if not value["KB_SMTP_HOST"]:
        return None
    if not value["KB_SMTP_FROM"]:
        raise InvalidInput({"KB_SMTP_FROM": "must be set where KB_SMTP_HOST is"})
    if value["KB_SMTP_SECURITY"] not in SECURITY:
        raise InvalidInput({"KB_SMTP_SECURITY": f"must be one of {', '.join(SECURITY)}"})
    port = value["KB_SMTP_PORT"]
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise InvalidInput({"KB_SMTP_PORT": "must be the number of a port, such as 587"})
    return MailServer(
        host=value["KB_SMTP_HOST"],
        port=int(port),
        sender=value["KB_SMTP_FROM"],
        user=value["KB_SMTP_USER"],
        password=value["KB_SMTP_PASSWORD"],
        security=value["KB_SMTP_SECURITY"],
    )


def _whole(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text)
    raise InvalidInput({name: "must be a number such as 0 or 1"})


def _mailbox(value: Mapping[str, str]) -> MailboxSettings | None:
    """Read where answers come to by mail; nowhere where no host is set."""
    host, _, port = value["KB_IMAP_HOST"].partition(":")
    if not host:
        return None
    if port and not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise InvalidInput({"KB_IMAP_HOST": "write it as mail.example.org or mail.example.org:993"})
    return MailboxSettings(
        host=host,
        port=int(port or 0),
        user=value["KB_IMAP_USER"],
        password=value["KB_IMAP_PASSWORD"],
        folder=value["KB_IMAP_FOLDER"],
        tls=_one_of("KB_IMAP_TLS", value["KB_IMAP_TLS"], ("yes", "starttls", "no")),
    )


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text in known:
        return text
    raise InvalidInput({name: f"must be one of {', '.join(known)}"})
