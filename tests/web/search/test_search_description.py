import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import etree

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
BASE = "https://kb.example"
SECRET = "zebrafinch"


def test_every_address_of_the_description_answers_in_its_type(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.content_type == "application/opensearchdescription+xml; charset=utf-8"
    root = etree.fromstring(response.data)
    assert len(root.findtext(f"{SPACE}ShortName")) <= 16
    assert len(root.findtext(f"{SPACE}Description")) <= 1024
    assert len(root.findtext(f"{SPACE}LongName")) <= 48
    urls = root.findall(f"{SPACE}Url")
    assert [url.get("rel") for url in urls] == ["results", "results", "suggestions", "self"]
    for url in urls:
        assert url.get("template").startswith(BASE)
        path = url.get("template").removeprefix(BASE).replace("{searchTerms}", "case%20files")
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, url.get("type"))
    icon = urlsplit(root.findtext(f"{SPACE}Image")).path
    assert client.get(icon).mimetype == "image/svg+xml"


def test_every_page_says_where_the_description_is(soup: Callable[[str], BeautifulSoup]) -> None:
    for page in ("/", "/search?q=systems", "/sources/joint-report"):
        link = soup(page).find("link", rel="search")
        assert link["href"] == "/opensearch.xml"
        assert link["type"] == "application/opensearchdescription+xml"
        assert link["title"]


def suggest(client: FlaskClient, typed: str) -> Any:
    response = client.get("/suggest", query_string={"q": typed})
    assert response.mimetype == "application/x-suggestions+json"
    return json.loads(response.data)


def test_suggestions_are_in_the_form_that_browsers_read(client: FlaskClient) -> None:
    assert suggest(client, "crown pro") == ["crown pro", ["CPS"], ["Crown Prosecution Service"]]
    assert suggest(client, "") == ["", [], []]
    assert suggest(client, SECRET) == [SECRET, [], []]
    hostile = suggest(client, "title")
    assert hostile[1][0].startswith("Title <script>")
