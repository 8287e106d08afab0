"""A site whose sources are fetched from a real local server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from kb.bootstrap import knowledge_base
from kb.domain.source.source import Source, SourceKind
from people import Person, Site, mould_of
from web_server import Web, serve

TEXT = "".join(
    f"<p>{n}. Force {n} bought radios of its own and they do not link to those of force {n + 1}.</p>"
    for n in range(1, 9)
)


def _page(title: str) -> str:
    return f"<html lang='en'><head><title>{title}</title></head><body><main><h1>{title}</h1>{TEXT}</main></body></html>"


def _source(id: str, address: str = "", **more: Any) -> Source:
    facts: dict[str, Any] = {"title": f"The {id} report", "licence": "OGL-UK-3.0", **more}
    return Source(id=id, publishers=("Example Inspectorate",), kind=SourceKind.AUDIT, address=address, **facts)


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("mould")
    return folder, mould_of(folder, [_source("plain")])


@pytest.fixture
def web() -> Iterator[Web]:
    made, server = serve()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(mould: tuple[Path, dict[str, str]], web: Web, tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    shutil.copytree(mould[0], folder)
    content, home = str(folder / "content"), str(folder / "var")
    kb = knowledge_base(
        {"KB_CONTENT": content, "KB_HOME": home, "KB_ALLOW_HOSTS": "127.0.0.1", "KB_ARCHIVES": f"{web.host}/web"}
    )
    return Site(folder, kb, mould[1])


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


def _press(person: Person, at: str, action: str, do: str = "", **typed: str | list[str]) -> str:
    """Press a button of a form on a page; return where it led."""
    forms = person.get(at).find_all("form", action=action)
    form = next(form for form in forms if not do or form.find("button", value=do))
    button = form.find("button", value=do) if do else form.find("button")
    sent = person.send(form, button, **typed)
    assert sent.status_code == 303, sent.text
    parts = urlsplit(sent.headers["Location"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _ended(site: Site, person: Person, at: str) -> BeautifulSoup:
    """Wait for a job to end, and return its page."""
    site.kb.jobs.wait(at.rpartition("/")[2].partition("?")[0], 60)
    return person.get(at)


@pytest.fixture
def make_page() -> Callable[[str], str]:
    return _page


@pytest.fixture
def make_source() -> Callable[..., Source]:
    return _source


@pytest.fixture
def press() -> Callable[..., str]:
    return _press


@pytest.fixture
def ended() -> Callable[[Site, Person, str], BeautifulSoup]:
    return _ended
