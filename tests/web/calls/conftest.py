"""A site with a call that is open now, one report to point to, and people who can sign in."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from in_browser import served
from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.call.call import Input
from kb.web import create_app
from made_up import REPORT, call_now

PASSPHRASE = "four words nobody guesses"
LONDON = ZoneInfo("Europe/London")
JOINT = replace(
    REPORT,
    body=(
        "## Court systems\n\n**4.11.** Clerks key the same material again.\n\n"
        "**4.12.** The systems of courts and police do not talk to each other.\n"
    ),
)
HIDDEN = replace(JOINT, id="hidden-paper", title="Zebrafinch minutes", audience=Audience.STAFF)


@dataclass
class Site:
    """One site: its files, its services, and clients for its readers."""

    folder: Path
    kb: KnowledgeBase
    app: Flask
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def say(self, **changes: object) -> None:
        """Write the call anew, with these changes."""
        write_item(self.folder / "content", call_now(self.now, **changes))

    def over(self) -> None:
        """Let the deadline pass."""
        clock = self.now.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
        self.say(closes=clock - dt.timedelta(minutes=1))

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def signed_in(self, role: Role, organisation: str = "", kind: str = "") -> FlaskClient:
        """Sign somebody in through the pages that people use."""
        client = self.client()
        invited = self.kb.accounts.invite(f"{role}@example.org", role, "test", organisation=organisation, kind=kind)
        address = f"/welcome/{invited.token}"
        form = client.get(address).text.split('name="csrf" value="')[1].split('"')[0]
        typed = {"csrf": form, "passphrase": PASSPHRASE, "again": PASSPHRASE}
        assert client.post(address, data=typed).status_code == 303
        return client

    @property
    def answers(self) -> list[Input]:
        found = self.kb.call_lifecycle.answers("call-now")
        return list(found)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    for thing in (JOINT, HIDDEN):
        write_item(tmp_path / "content", thing)
    environment = {"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")}
    kb = knowledge_base(environment)
    made = Site(tmp_path, kb, create_app(kb, "http://localhost"))
    made.say()
    kb.index_sync.sync()
    return made


Fields = list[tuple[str, str]]


def fields_of(page: str, action: str = "") -> Fields:
    """The fields of the form of an answer as a browser would send them, in the order of the page."""
    soup = BeautifulSoup(page, "html.parser")
    form = soup.select_one("main form")
    assert form is not None
    found: Fields = []
    for tag in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(tag["name"]), tag.get("type", "text")
        if kind == "radio" and not tag.has_attr("checked"):
            continue
        if tag.name == "select":
            chosen = tag.select_one("option[selected]")
            found.append((name, str(chosen.get("value", chosen.text)) if chosen else ""))
        elif tag.name == "textarea":
            found.append((name, tag.text.removeprefix("\n")))
        else:
            found.append((name, str(tag.get("value", "on"))))
    return found


@pytest.fixture
def typed() -> Callable[..., Fields]:
    """Fill the fields of a page in: ``typed(page, **{"title-a": "One record"})``, with the button ``do``."""

    def fill(page: str, do: str, **words: str) -> Fields:
        left = {name.replace("__", "-"): value for name, value in words.items()}
        filled = [(name, left.pop(name, value)) for name, value in fields_of(page)]
        return [*filled, *left.items(), ("do", do)]

    return fill


@pytest.fixture
def whole() -> dict[str, str]:
    """What somebody types who has two things to say."""
    return {
        "organisation": "Example Systems Ltd",
        "organisation_kind": "large supplier",
        "title__a": "One record, entered once",
        "why__a": "Clerks key everything twice.",
        "question__a": "Who counts the hours?",
        "title__b": "Standards that hold",
        "besides": "Thank you.",
        "consent": "named",
    }


@pytest.fixture
def server(site: Site) -> Iterator[str]:
    """A real server on a port of its own, in a thread."""
    with served(lambda _: site.app) as address:
        yield address
