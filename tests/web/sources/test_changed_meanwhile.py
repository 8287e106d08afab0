"""A source whose file was saved after the content was looked at: never the old facts with the new words."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.errors import ContentChanged
from kb.domain.source.source import Source, SourceKind
from people import Site, mould_of, site_from

SOURCE = Source("report", "Report", ("Body",), SourceKind.AUDIT, licence="OGL-UK-3.0", body="**1.** Words of old.\n")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    tokens = mould_of(tmp_path / "mould", [SOURCE])
    return site_from(tmp_path / "mould", tokens, tmp_path / "site")


def test_the_page_has_the_words_that_are_in_the_file(site: Site) -> None:
    reader = site.person()
    reader.get("/")  # the content was looked at, and no body was read
    site.put(replace(SOURCE, body="**1.** Words of now.\n"))
    assert "Words of now" in reader.get("/sources/report").text


def test_what_was_made_narrower_is_not_shown(site: Site) -> None:
    reader = site.person()
    reader.get("/")  # the content was looked at, and no body was read
    site.put(replace(SOURCE, audience=Audience.STAFF, body="**1.** Words of now.\n"))
    assert "Words of now" not in reader.get("/sources/report", 404).text


def test_what_changes_again_and_again_is_told_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def changing(*_: object) -> object:
        raise ContentChanged("report.md")

    monkeypatch.setattr(type(site.kb.browsing), "source", changing)
    assert "being changed just now" in site.person().get("/sources/report", 503).text
