from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.bootstrap import knowledge_base
from kb.web import create_app
from kb.web.access import PUBLIC

Get = Callable[..., Any]


@pytest.mark.parametrize(
    ("path", "parameter", "words"),
    [
        ("/search?publsher=NAO", "publsher", "did you mean `publisher`?"),
        ("/search?xyzzy=1", "xyzzy", "no such parameter"),
        ("/search?page=2", "page", "no such parameter"),
        ("/search?q=a&q=b", "q", "only once"),
        (f"/search?q={'a' * 2001}", "q", "2000 are the most"),
        ("/search?year=abc", "year", "four figures"),
        ("/search?year=2016%0a", "year", "longest|most|four figures"),
        ("/search?year=%EF%BC%92%EF%BC%90%EF%BC%91%EF%BC%96", "year", "four figures"),
        ("/search?from=0", "from", "from 1 to 9999"),
        ("/search?to=2016.5", "to", "whole number"),
        ("/search?to=", "to", "whole number"),
        ("/search?sort=newset", "sort", "did you mean `newest`?"),
        ("/search?kind=inspection", "kind", "did you mean"),
        ("/search?cited=maybe", "cited", "one of: yes, no"),
        ("/search?explain=true", "explain", "one of: 0, 1"),
        ("/search?limit=51", "limit", "from 1 to 50"),
        ("/search?limit=-1", "limit", "from 1 to 50"),
        ("/search?source=No%20Id", "source", "must be an id"),
        ("/search?cursor=", "cursor", "empty"),
        ("/search?cursor=abc", "cursor", "next"),
        ("/search?" + "&".join(["topic=x"] * 51), "topic", "50 times"),
        ("/suggest", "q", "must be given"),
        ("/similar", "passage", "must be given"),
        ("/similar?passage=joint-report", "passage", "colon"),
        ("/sources?state=lost", "state", "one of:"),
        ("/sources/joint-report?q=x", "q", "no such parameter"),
        ("/openapi.json?x=1", "x", "nothing can be asked here"),
    ],
)
def test_what_cannot_be_used_is_refused_and_why_is_said(get: Get, path: str, parameter: str, words: str) -> None:
    problem = get(path, 422)
    assert problem["status"] == 422
    told = {error["parameter"]: error["detail"] for error in problem["errors"]}
    assert list(told) == [parameter]
    assert any(word in told[parameter] for word in words.split("|")), told


def test_everything_wrong_is_told_at_once(get: Get) -> None:
    errors = get("/search?qq=1&sort=bst&limit=0&year=x&year=2016", 422)["errors"]
    assert [error["parameter"] for error in errors] == ["qq", "year", "sort", "limit"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/sources/none-such", 404),
        ("/sources/NO%20ID", 404),
        ("/passages/joint-report:x", 404),
        ("/passages/joint-report", 404),
        ("/passages/x%00:y", 404),
        ("/", 404),
    ],
)
def test_what_is_not_there_is_a_problem_in_json(get: Get, path: str, status: int) -> None:
    problem = get(path, status)
    assert set(problem) == {"type", "title", "status", "detail", "instance", "errors"}
    assert problem["status"] == status
    assert problem["instance"].startswith("/api/v1")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PURGE"])
def test_only_reading_is_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search", method=method)
    assert response.status_code == 405
    assert response.content_type == "application/problem+json"
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_only_json_is_given(client: FlaskClient) -> None:
    refused = client.get("/api/v1/sources", headers={"Accept": "text/html"})
    assert (refused.status_code, refused.content_type) == (406, "application/problem+json")
    for accept in ("*/*", "application/*", "text/html, application/json;q=0.1", ""):
        assert client.get("/api/v1/sources", headers={"Accept": accept}).status_code == 200


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?q=systems")
    again = client.get("/api/v1/search?q=systems", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get("/api/v1/search?q=keyed", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_no_other_site_may_read_it_from_a_page(client: FlaskClient) -> None:
    headers = client.get("/api/v1/sources", headers={"Origin": "https://elsewhere.example"}).headers
    assert not [name for name, _ in headers if name.lower().startswith("access-control")]


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    head, got = client.head("/api/v1/sources"), client.get("/api/v1/sources")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", got.headers["ETag"])


def test_without_an_index_only_what_needs_it_is_missing(tmp_path: Path) -> None:
    source = "---\ntitle: One\npublishers: [NAO]\nkind: audit report\nsummary: Words.\n---\n"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "one.md").write_text(source)
    kb = knowledge_base({"KB_CONTENT": str(tmp_path), "KB_HOME": str(tmp_path / "var")})
    client = create_app(kb, "https://kb.example").test_client()
    for path in ("/search?q=x", "/similar?passage=one:summary"):
        response = client.get(f"/api/v1{path}")
        assert (response.status_code, response.content_type) == (503, "application/problem+json")
        assert "kb index sync" in response.get_json(force=True)["detail"]
        assert response.headers["Cache-Control"] == "no-store"
        assert int(response.headers["Retry-After"]) > 0
    for path in ("/sources", "/sources/one", "/passages/one:summary", "/suggest?q=one"):
        assert client.get(f"/api/v1{path}").status_code == 200


def test_a_fault_of_ours_is_told_without_its_insides(tmp_path: Path) -> None:
    kb = knowledge_base({"KB_CONTENT": str(tmp_path), "KB_HOME": str(tmp_path / "var")})
    client = create_app(kb, "https://kb.example").test_client()

    @client.application.extensions["routes"].get("/api/v1/broken", needs=PUBLIC)
    def broken() -> str:
        raise RuntimeError("the password is swordfish")

    response = client.get("/api/v1/broken")
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    assert "swordfish" not in response.text
