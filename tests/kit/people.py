"""A site over a folder of its own, and people of each role who have signed in: to ask pages and send forms."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.catalogue import FullCatalogue, load_catalogue
from kb.content.files import write_item
from kb.content.items import ContentItem
from kb.domain.account.account import Role
from kb.domain.priority.priority import Priority
from kb.web import create_app

BASE = "http://kb.example"
PASSPHRASE = "seven quiet herons wade"


@dataclass
class Site:
    """A site over its own folder: anybody's browser, and the files. ``tokens`` are of people who have signed in."""

    folder: Path
    kb: KnowledgeBase
    tokens: dict[str, str]

    def __post_init__(self) -> None:
        self.app = create_app(self.kb, BASE)

    def person(self, name: str = "") -> "Person":
        """Return a browser, signed in as ``ann`` or ``bea`` of the staff, as ``member`` or ``analyst``."""
        client = self.app.test_client()
        if name:
            client.set_cookie("kb-session", self.tokens[name], domain="kb.example")
        return Person(client)

    @property
    def priorities(self) -> dict[str, Priority]:
        return dict(load_catalogue(self.kb.settings.roots).priorities)

    @property
    def catalogue(self) -> FullCatalogue:
        """Return what stands in the files."""
        return load_catalogue(self.kb.settings.roots)

    def put(self, thing: ContentItem) -> None:
        """Write a file."""
        write_item(self.folder / "content", thing)


@dataclass
class Person:
    """Somebody's browser."""

    client: FlaskClient

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        response = self.client.get(path, base_url=BASE)
        assert response.status_code == status, (path, response.status_code)
        return BeautifulSoup(response.text, "html.parser")

    def send(self, form, button=None, **typed: str | Iterable[str]) -> TestResponse:
        """Send a form of a page as a browser without scripts would, with the fields that were typed or ticked."""
        fields = [
            (f["name"], f.get("value", "") if f.name == "input" else f.text.removeprefix("\n"))
            for f in form.select("input[name], textarea[name]")
            if f.get("type") != "submit" and f["name"] not in typed
            if f.get("type") not in ("checkbox", "radio") or f.has_attr("checked")
        ]
        for select in form.select("select[name]"):
            chosen = select.select_one("option[selected]") or select.select_one("option")
            if select["name"] not in typed:
                fields.append((select["name"], chosen.get("value", chosen.text)))
        fields += [
            (name, value) for name, many in typed.items() for value in ([many] if isinstance(many, str) else many)
        ]
        if button is not None and button.get("name"):
            fields.append((button["name"], button.get("value", "")))
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        return self.client.post(form["action"], base_url=BASE, data=data)


PEOPLE = {"staff": Role.STAFF, "bea": Role.STAFF, "member": Role.MEMBER, "analyst": Role.ANALYST}


def kb_over(folder: Path) -> KnowledgeBase:
    """Wire a knowledge base over a folder."""
    return knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})


def mould_of(folder: Path, things: Iterable[ContentItem]) -> dict[str, str]:
    """Fill the folder that many sites begin as: passphrases take long to hash. Returns the tokens of its people."""
    for thing in things:
        write_item(folder / "content", thing)
    kb = kb_over(folder)
    assert kb.checker.check().problems == ()
    kb.index_sync.sync()
    return {name: _token(kb, name, role) for name, role in PEOPLE.items()}


def site_from(mould: Path, tokens: dict[str, str], folder: Path) -> Site:
    """Make a site of one's own from a mould."""
    shutil.copytree(mould, folder)
    return Site(folder, kb_over(folder), tokens)


def _token(kb: KnowledgeBase, name: str, role: Role) -> str:
    invited = kb.accounts.invite(f"{name}@example.org", role, "system")
    return kb.sign_in.accept(invited.token, PASSPHRASE, PASSPHRASE).token
