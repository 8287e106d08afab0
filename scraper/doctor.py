"""`scraper doctor`: what of this machine gathering rests on, whether it works, and what to do where it does not."""

import datetime as dt
import email.utils
import os
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import click
from rich.console import Console
from rich.markup import escape

from kb.domain.source.capture import Outcome
from kb.domain.source.source import Source
from kb.storage.settings import Settings, settings_from
from scraper.addresses import AddressRefused, clean, host_of
from scraper.archives.memento import ARCHIVES
from scraper.challenge import is_challenge
from scraper.client import Request, trusted_authorities
from scraper.fetched import Fetched, FetchError
from scraper.gather import Dependencies
from scraper.terminal import print_json
from scraper.wiring import open_dependencies

MOST_HOSTS = 8
SLOW_CLOCK = dt.timedelta(minutes=5)
PROGRAMS = {
    "tesseract": "reads PDFs of pictures; apt install tesseract-ocr",
    "pandoc": "reads and writes Word files; apt install pandoc",
}
_ROUTE_6 = ("2001:4860:4860::8888", 53)


@dataclass(frozen=True)
class DoctorFinding:
    """One thing that was looked at: whether it works (``None``: it does not, and need not), and what to do."""

    name: str
    works: bool | None
    said: str
    to_do: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return dict(vars(self))


def examine(
    deps: Dependencies, settings: Settings, environment: Mapping[str, str], which: Callable[[str], str | None]
) -> Iterator[DoctorFinding]:
    """Look at everything in turn: settings, folders, certificates, the network, programs."""
    yield _contact(settings)
    yield _home(settings)
    yield _certificates()
    yield _proxy(settings, environment)
    yield _ipv6()
    for host in hosts_of(deps.source_store.sources.values()):
        yield _host(deps, host)
    for archive in ARCHIVES:
        yield _host(deps, "/".join(archive.base.split("/")[:3]))
    for program, use in PROGRAMS.items():
        found = which(program)
        yield DoctorFinding(program, True if found else None, found or f"not installed: {use}")


def hosts_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the hosts that most sources are on, as the beginnings of addresses."""
    counts: Counter[str] = Counter()
    for source in sources:
        try:
            address = clean(source.address)
        except AddressRefused:
            continue
        counts[f"{address.split('://')[0]}://{host_of(address)}"] += 1
    return tuple(host for host, _ in counts.most_common(MOST_HOSTS))


def _contact(settings: Settings) -> DoctorFinding:
    if settings.contact:
        return DoctorFinding("contact", True, settings.contact)
    return DoctorFinding(
        "contact", False, "sites cannot tell whom to write to", "set KB_CONTACT to an e-mail or web address"
    )


def _home(settings: Settings) -> DoctorFinding:
    folder = next(path for path in (settings.home, *settings.home.resolve().parents) if path.exists())
    if os.access(folder, os.W_OK):
        free = shutil.disk_usage(folder).free // 2**20
        return DoctorFinding("captures", True, f"{settings.home} can be written, {free:,} MB free")
    return DoctorFinding(
        "captures", False, f"{folder} cannot be written", "make it writable, or set KB_HOME to another folder"
    )


def _certificates() -> DoctorFinding:
    trusted = trusted_authorities()
    if trusted:
        return DoctorFinding("certificates", True, f"{trusted} authorities are trusted")
    return DoctorFinding(
        "certificates",
        False,
        "no authority is trusted, so no https works",
        "apt install ca-certificates, or set SSL_CERT_FILE to the file of your organisation",
    )


def _proxy(settings: Settings, environment: Mapping[str, str]) -> DoctorFinding:
    if settings.proxy:
        return DoctorFinding("proxy", True, "KB_PROXY is set: it resolves names and is asked for every host")
    if environment.get("HTTPS_PROXY") or environment.get("https_proxy"):
        return DoctorFinding(
            "proxy", None, "HTTPS_PROXY is set, and is not read", "where hosts are not reached, set KB_PROXY to it"
        )
    return DoctorFinding("proxy", True, "none")


def _ipv6() -> DoctorFinding:
    """Say whether there is a way out by IPv6; connecting a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(_ROUTE_6)
    except OSError:
        return DoctorFinding("IPv6", None, "no way out by IPv6: hosts that have nothing else are not reached")
    return DoctorFinding("IPv6", True, "there is a way out")


def _host(deps: Dependencies, host: str) -> DoctorFinding:
    """Ask a host for its robots.txt, and whether that lets us in."""
    try:
        answer = deps.fetcher.fetch(Request(f"{host}/robots.txt"))
        deps.permit(f"{host}/")
    except FetchError as error:
        return DoctorFinding(host, None if error.outcome is Outcome.BLOCKED else False, error.detail, _remedy(error))
    if why := is_challenge(answer.status, dict(answer.headers), answer.content):
        return DoctorFinding(host, None, why, "save its pages in a browser and use scraper file, or scraper archive")
    if wrong := _clock(deps, answer):
        return DoctorFinding(host, False, wrong, "set the clock: certificates and conditional requests rest on it")
    return DoctorFinding(host, True, f"answered {answer.status}, robots.txt lets us in")


def _clock(deps: Dependencies, answer: Fetched) -> str:
    try:
        theirs = email.utils.parsedate_to_datetime(answer.header("date"))
    except (ValueError, TypeError, IndexError):
        return ""
    off = abs(deps.now() - theirs)
    return f"its clock and ours are {off.total_seconds() // 60:.0f} minutes apart" if off > SLOW_CLOCK else ""


def _remedy(error: FetchError) -> str:
    said = error.detail.lower()
    if error.outcome is Outcome.BLOCKED:
        return "save its pages in a browser and use scraper file, or scraper archive"
    if "certificate" in said:
        return "the network may look into https: set SSL_CERT_FILE to the certificate of its authority"
    if "no such host" in said:
        return "names are not resolved: see to DNS, or set KB_PROXY where a proxy does that"
    if "proxy" in said:
        return "see whether KB_PROXY is right, and whether it lets this host through"
    if error.unreached or "timed out" in said:
        return "nothing is reached: see to the firewall, or set KB_PROXY where the way out is a proxy"
    return "try again later"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def doctor(as_json: bool) -> None:
    """Say what works of this machine's network, certificates and programs, and what to do where something does not."""
    settings = settings_from(os.environ)
    with open_dependencies(settings) as deps:
        found = []
        for finding in examine(deps, settings, os.environ, shutil.which):
            found.append(finding)
            if not as_json:
                sign = {True: "[green]works[/]", False: "[red]fails[/]", None: "[yellow]note[/] "}[finding.works]
                to_do = f"\n       {finding.to_do}" if finding.to_do else ""
                Console().print(f"{sign}  {escape(f'{finding.name}: {finding.said}{to_do}')}", highlight=False)
    if as_json:
        print_json([finding.as_json() for finding in found])
    sys.exit(1 if any(finding.works is False for finding in found) else 0)
