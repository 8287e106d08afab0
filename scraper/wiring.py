"""Wiring: the scraper's parts put together with the real clock, network and files."""

import datetime as dt
import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kb.storage.audit.audit_log import AuditLog
from kb.storage.capture_log import CaptureLog
from kb.storage.settings import Settings
from scraper.captures import Captures
from scraper.client import Client, Environment, Request
from scraper.gather import Dependencies
from scraper.publishers.registry import Registry, all_publishers
from scraper.robots import Robots
from scraper.source_store import open_source_store

PRODUCT = "police-it-evidence"
VERSION = "0.1"


def user_agent(contact: str) -> str:
    """Return the name under which every request is made, with whom to write to."""
    plain = "".join(c for c in " ".join(contact.split()) if c.isascii() and c.isprintable())
    return f"{PRODUCT}/{VERSION} (+{plain})" if plain else f"{PRODUCT}/{VERSION}"


def utc_now() -> dt.datetime:
    """Return the time in UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def open_dependencies(
    settings: Settings,
    *,
    registry: Registry | None = None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], dt.datetime] = utc_now,
) -> Iterator[Dependencies]:
    """Put the engine together for these settings, and close what it opened at the end."""
    env = Environment(now, time.monotonic, sleep, random.SystemRandom().random)
    agent = user_agent(settings.contact)
    client = Client(agent, env, allow_hosts=settings.allow_hosts, proxy=settings.proxy)
    robots = Robots(lambda address: client.fetch(Request(address)), agent)
    captures = Captures(settings.home / "captures", now, lambda: secrets.token_hex(3))
    try:
        yield Dependencies(
            fetcher=client,
            permit=robots.permit,
            captures=captures,
            log=CaptureLog(settings.home),
            source_store=open_source_store(settings.content, settings.private, AuditLog(settings.home), now),
            registry=registry or all_publishers(),
            now=now,
        )
    finally:
        captures.close()
