"""A site with people: invited through the services, signed in through the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.source.source import Source, SourceKind
from kb.services.accounts.passphrase_hash import Passphrases
from kb.web import create_app

PASSPHRASE = "four words nobody guesses"
SECURE = "https://kb.example"


def _source(id: str, audience: Audience) -> Source:
    return Source(
        id=id,
        title=f"Minutes of the {id}",
        publishers=("Example Institute",),
        kind=SourceKind.OTHER,
        summary="What was said.",
        audience=audience,
    )


@dataclass
class Person:
    """A browser on the site, and what one does with it."""

    kb: KnowledgeBase
    client: FlaskClient
    base: str

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=self.base)

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        response = self.get(path)
        assert response.status_code == status, path
        return BeautifulSoup(response.text, "html.parser")

    def send(self, page: BeautifulSoup, action: str, /, **typed: str) -> TestResponse:
        """Fill in the form that goes to ``action`` on a page, and send it."""
        form = page.find("form", action=action)
        assert form is not None, action
        fields = {box["name"]: box.get("value", "") for box in form.find_all("input") if box.get("name")}
        fields |= {box["name"]: box.find("option", selected=True)["value"] for box in form.find_all("select")}
        return self.post(action, **(fields | typed))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields, headers=headers, base_url=self.base)

    def accept(self, token: str, **typed: str) -> TestResponse:
        path = f"/welcome/{token}"
        return self.send(self.page(path), path, **({"passphrase": PASSPHRASE, "again": PASSPHRASE} | typed))

    def join(self, role: Role, email: str = "") -> "Person":
        token = self.kb.accounts.invite(email or f"{role}@example.org", role, "terminal").token
        assert self.accept(token).status_code == 303
        return self

    def sign_in(self, email: str, passphrase: str = PASSPHRASE, path: str = "/sign-in") -> TestResponse:
        return self.send(self.page(path), "/sign-in", email=email, passphrase=passphrase)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content")
    for audience in Audience:
        write_item(folder, _source(f"{audience}-circle", audience))
    return folder


@pytest.fixture
def kb(content: Path, tmp_path: Path) -> KnowledgeBase:
    made = knowledge_base(
        {"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var"), "KB_CONTACT": "desk@kb.example"}
    )
    made.index_sync.sync()
    quick = Passphrases(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    made.sign_in._passphrases = made.own_account._passphrases = quick
    return made


Visit = Callable[..., Person]


@pytest.fixture
def visit(kb: KnowledgeBase) -> Visit:
    """A new browser on the site: ``visit()``, or on a site without https: ``visit("http://localhost")``."""
    apps = {}

    def new(base: str = SECURE) -> Person:
        if base not in apps:
            apps[base] = create_app(kb, base)
        return Person(kb, apps[base].test_client(), base)

    return new
