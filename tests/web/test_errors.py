import pytest

from kb.bootstrap import knowledge_base
from kb.web import create_app
from kb.web.access import PUBLIC
from kb.web.security import HEADERS


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere", 404),
        ("get", "/sources/none", 404),
        ("post", "/search", 405),
        ("get", "/static/x/none.css", 404),
    ],
)
def test_errors_are_pages_that_say_what_to_do(client, method: str, path: str, status: int) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert "<h1>" in response.text
    assert "/search" in response.text


def test_an_unknown_error_is_told_without_its_inside_and_logged(kb, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(kb, "https://kb.example")

    @app.extensions["routes"].get("/broken", needs=PUBLIC)
    def broken() -> str:
        raise RuntimeError("inside matters")

    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "inside matters" not in response.text
    assert "inside matters" in caplog.text


def test_without_an_index_the_search_says_so_and_the_rest_works(tmp_path) -> None:
    (tmp_path / "content").mkdir()
    made = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    client = create_app(made, "https://kb.example").test_client()
    response = client.get("/search?q=police")
    assert response.status_code == 503
    assert "kb index sync" in response.text
    assert client.get("/health").status_code == 503
    for path in ("/", "/sources", "/priorities", "/help/search", "/search"):
        assert client.get(path).status_code == 200
    assert client.get("/call").status_code == 302  # to the list of calls, as none is open


@pytest.mark.parametrize("path", ["/", "/nowhere", "/health", "/favicon.ico"])
def test_every_answer_carries_the_headers(client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["Content-Security-Policy"]
