"""The site answers by the names that it has, and by no other."""

from pathlib import Path

import pytest

from kb.bootstrap import knowledge_base
from kb.web import create_app


@pytest.mark.parametrize(
    ("base", "others", "host", "status"),
    [
        ("https://kb.example", "", "kb.example", 200),
        ("https://kb.example", "", "kb.example:8443", 200),
        ("https://kb.example", "", "localhost", 200),
        ("https://kb.example", "", "127.0.0.1:8000", 200),
        ("https://kb.example", "", "evil.example", 400),
        ("https://kb.example", "", "kb.example.evil.example", 400),
        ("https://kb.example", "", "kb.example@evil.example", 400),
        ("https://kb.example", "kb.inside, .office.example", "kb.inside", 200),
        ("https://kb.example", "kb.inside, .office.example", "a.office.example", 200),
        ("https://kb.example", "kb.inside, .office.example", "evil.example", 400),
        ("http://0.0.0.0:8000", "", "192.0.2.7:8000", 200),
        ("http://0.0.0.0:8000", "kb.inside", "192.0.2.7:8000", 400),
    ],
)
def test_names(tmp_path: Path, base: str, others: str, host: str, status: int) -> None:
    settings = {"KB_CONTENT": str(tmp_path), "KB_HOME": str(tmp_path / "var"), "KB_TRUSTED_HOSTS": others}
    client = create_app(knowledge_base(settings), base).test_client()
    for path in ("/help", "/api/v1/nothing-here", "/static/nothing.css"):
        answer = client.get(path, headers={"Host": host})
        assert (answer.status_code == 400) == (status == 400), path
    assert client.get("/help", headers={"Host": host}).status_code == status
    if status == 400:
        assert b"evil" not in client.get("/help", headers={"Host": host}).data
