"""The manual as the site serves it: every page, every link, and its search."""

import re
from collections.abc import Callable
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from kb.bootstrap import KnowledgeBase
from kb.services.help.manual import FOLDER

Soup = Callable[..., BeautifulSoup]


@pytest.fixture(scope="module")
def names(kb: KnowledgeBase) -> tuple[str, ...]:
    return kb.manual.names


def address(name: str) -> str:
    return f"/help/{name}".rstrip("/")


def test_every_page_of_the_documentation_is_served(names: tuple[str, ...], soup: Soup) -> None:
    assert len(names) == len(list(FOLDER.rglob("*.md")))
    for name in names:
        page = soup(address(name))
        assert len(page.select("main h1")) == 1, name
        assert page.select_one("main h1").text.strip(), name
        assert not re.search(r"<!--|docs:\w+ -->|\]\(", page.select_one("main").text), name


def test_every_link_of_the_manual_leads_somewhere(names: tuple[str, ...], soup: Soup, client: FlaskClient) -> None:
    pages = {address(name): soup(address(name)) for name in names}
    for at, page in pages.items():
        for link in page.select("main a[href]"):
            path, anchor = urldefrag(link["href"])
            if re.match(r"https?:|mailto:", path):
                continue
            to = pages.get(path) if path else page
            if to is None:
                assert client.get(path).status_code == 200, (at, path)
            else:
                assert not anchor or to.find(id=anchor), (at, link["href"])


def test_the_first_page_leads_to_guide_and_reference_and_has_a_search(soup: Soup) -> None:
    page = soup("/help")
    assert {link["href"] for link in page.select("main a")} >= {"/help/guide/search", "/help/reference/files"}
    box = page.select_one('main form[action="/help"] input[name="q"]')
    assert page.select_one(f'label[for="{box["id"]}"]')


def test_every_page_of_the_site_leads_to_the_help(soup: Soup) -> None:
    assert soup("/").select('footer a[href="/help"]')


def test_a_search_finds_the_section(soup: Soup) -> None:
    page = soup("/help?q=nginx+timeout")
    assert page.select_one("main h1").text == "2 pages"
    assert page.select_one('main section h2 a[href="/help/guide/operate"]')
    assert page.select_one('main section p a[href="/help/guide/operate#nginx"]')
    assert {mark.text.lower() for mark in page.select("main section mark")} <= {"nginx", "timeout"}
    assert page.select("main section mark")


def test_a_slip_is_told_and_a_search_in_vain_says_so(soup: Soup) -> None:
    assert soup("/help?q=bakcup").select_one('.mean a[href="/help?q=backup"]')
    page = soup("/help?q=zebrafinch")
    assert page.select_one("main h1").text == "Nothing found"
    assert page.select_one('main p a[href="/help"]')


def test_what_is_typed_stays_words(soup: Soup) -> None:
    page = soup("/help?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert not [script for script in page.select("script") if "alert" in script.text]
    assert page.select_one("#help-q")["value"] == '"><script>alert(1)</script>'


def test_help_is_not_among_the_evidence(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=nginx").json["passages"] == 0
    assert client.get("/help?q=nginx").text.count("<section>") == 2


def test_a_page_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in ("/help/gone", "/help/guide", "/help/../kb", "/help/guide/search.md", "/help/images/search.png"):
        assert client.get(path).status_code == 404, path
