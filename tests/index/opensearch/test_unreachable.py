"""A cluster that does not answer: pages say so in words, what is safe goes on, and nobody waits for long."""

import logging
from dataclasses import replace

import pytest
from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.cli.main import main
from kb.domain.errors import IndexUnavailable, InvalidInput
from kb.storage.settings import settings_from
from kb.web import create_app
from opensearch_node import free_port

MUST = {"KB_ENGINE": "opensearch", "KB_OPENSEARCH_URL": "https://one.example:9200, https://two.example:9200/"}


@pytest.fixture
def kb(tmp_path, monkeypatch):
    monkeypatch.setattr("kb.index.opensearch.cluster.PAUSES", (0.01,))
    (tmp_path / "content").mkdir()
    environment = {"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")}
    url = f"http://127.0.0.1:{free_port()}"
    return knowledge_base({**environment, "KB_ENGINE": "opensearch", "KB_OPENSEARCH_URL": url})


def test_a_search_page_says_what_is_safe_and_other_pages_work(kb, caplog) -> None:
    caplog.set_level(logging.CRITICAL)
    client = create_app(kb, "https://kb.example").test_client()
    page = client.get("/search?q=police")
    assert page.status_code == 503
    assert "does not answer at the moment" in page.text
    assert "Nothing is lost" in page.text
    assert "127.0.0.1" not in page.text
    assert client.get("/sources").status_code == 200
    assert client.get("/").status_code == 200
    health = client.get("/health")
    assert (health.status_code, health.json["problem"]) == (503, "OpenSearch cannot be reached")


@pytest.mark.parametrize("reader", [False, True])
def test_the_site_is_served_all_the_same_and_only_a_writer_asks_for_its_first_staff(kb, monkeypatch, reader) -> None:
    begun = []
    monkeypatch.setattr("os.execve", lambda *what: begun.append(what))
    serving = replace(kb, settings=replace(kb.settings, reader=reader))
    told = CliRunner().invoke(main, ["serve", "--port", str(free_port())], obj=serving, catch_exceptions=False)
    assert begun
    assert "Nothing can be searched yet: OpenSearch cannot be reached" in told.stderr
    assert ("The first staff" in told.stderr) is not reader


def test_a_sync_says_what_is_wrong(kb, monkeypatch) -> None:
    with pytest.raises(IndexUnavailable, match="cannot be reached"):
        kb.index_sync.sync()


def test_settings_name_several_hosts_and_verify_them() -> None:
    made = settings_from(MUST | {"KB_OPENSEARCH_USER": "kb", "KB_OPENSEARCH_PASSWORD": "hidden"}).opensearch
    assert made is not None
    assert made.urls == ("https://one.example:9200", "https://two.example:9200")
    assert made.verify
    assert "hidden" not in repr(made)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_ENGINE", "sqlite"),
        ("KB_OPENSEARCH_URL", ""),
        ("KB_OPENSEARCH_URL", "one.example:9200"),
        ("KB_OPENSEARCH_URL", "https://me:secret@one.example"),
        ("KB_OPENSEARCH_SHARDS", "0"),
        ("KB_OPENSEARCH_INDEX", "Kb-1"),
        ("KB_OPENSEARCH_VERIFY", "maybe"),
        ("KB_ROLE", "editor"),
    ],
)
def test_settings_that_cannot_be_are_named(name: str, value: str) -> None:
    with pytest.raises(InvalidInput) as error:
        settings_from(MUST | {name: value})
    assert name in error.value.field_errors
