"""A reader among several machines: it shows what is public, and nobody signs in or writes there."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kb.domain.errors import IndexWrittenElsewhere
from kb.services.library.index_sync import IndexSync
from kb.web import create_app
from people import Site, mould_of, site_from

BASE = "https://kb.example"


@pytest.fixture
def reader(kb) -> FlaskClient:
    return create_app(replace(kb, settings=replace(kb.settings, reader=True)), BASE).test_client()


@pytest.mark.parametrize("path", ["/", "/sources", "/sources/joint-report", "/search?q=systems", "/health"])
def test_what_is_public_is_shown_and_found(reader, path: str) -> None:
    assert reader.get(path).status_code == 200


def test_nothing_can_be_written_there_whatever_the_address(reader, kb) -> None:
    rules = [rule for rule in create_app(kb, BASE).url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) > 30
    for rule in rules:
        path = "/".join("x" if part.startswith("<") else part for part in rule.rule.split("/"))
        response = reader.post(path, data={"csrf": "x"})
        assert (response.status_code, "only shows" in response.text) == (403, True), path
        assert "kb-session" not in response.headers.get("Set-Cookie", "")


def test_a_session_of_the_writer_is_worth_nothing_there(tmp_path) -> None:
    (tmp_path / "mould" / "content").mkdir(parents=True)
    mould = mould_of(tmp_path / "mould", ())
    site = site_from(tmp_path / "mould", mould, tmp_path / "site")
    assert site.person("analyst").client.get("/desk", base_url="http://kb.example").status_code == 200
    reading = Site(site.folder, replace(site.kb, settings=replace(site.kb.settings, reader=True)), site.tokens)
    assert reading.person("analyst").client.get("/desk", base_url="http://kb.example").status_code == 303


def test_the_index_of_a_cluster_is_the_writers(kb) -> None:
    indexing = IndexSync(kb.search._library, kb.search._index, written_elsewhere=True)
    indexing.sync_if_changed(timeout=0)
    for act in (indexing.sync, indexing.rebuild):
        with pytest.raises(IndexWrittenElsewhere, match="the writer keeps"):
            act()
