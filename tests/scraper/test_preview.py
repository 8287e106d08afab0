"""Previews: what a document is, and what speaks against it, before it is anybody's text."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.domain.dates import PartialDate
from kb.domain.source.preview import DocumentPreview, preview_from
from kb.domain.source.source import Reference, Source, SourceKind
from scraper.cli import main
from scraper.extract import Extract
from scraper.preview.contradictions import contradictions
from scraper.preview.read import preview_address, preview_file


@pytest.fixture
def saved(tmp_path: Path, page) -> Path:
    path = tmp_path / "saved.html"
    path.write_text(page(title="How forces buy"))
    return path


def test_a_preview_tells_what_is_in_a_document_and_changes_nothing(house, saved) -> None:
    house.put("buying", title="How forces buy")
    before = house.get("buying")
    with house.deps() as deps:
        found = preview_file(deps, saved, "buying")
    assert (found.title, found.paragraphs, found.outcome, found.writes) == ("How forces buy", 12, "new", True)
    assert found.first[0].startswith("1. Force 0 bought radios")
    assert (found.contradictions, found.elsewhere) == ((), ())
    assert house.get("buying") == before
    assert not list((house.settings.home / "captures").glob("*.warc.gz"))
    assert preview_from(json.loads(json.dumps(dataclasses.asdict(found)))) == found


def test_the_same_bytes_are_found_in_another_source(house, saved) -> None:
    house.put("buying", title="How forces buy")
    house.put("other", title="How forces buy")
    house.file("other", saved)
    with house.deps() as deps:
        assert preview_file(deps, saved, "buying").elsewhere == ("other",)
        same = preview_file(deps, saved, "other")
    assert (same.outcome, same.elsewhere, same.unreadable) == ("unchanged", (), "")


def test_what_would_be_filled_in_is_named(house, saved) -> None:
    house.put("buying", title="How forces buy", licence="unknown")
    path = saved.with_name("dated.html")
    path.write_text(
        saved.read_text().replace("<h1>", "<meta property='article:published_time' content='2016-04-13'><h1>")
    )
    with house.deps() as deps:
        fills = dict(preview_file(deps, path, "buying").fills)
    assert set(fills) <= {"published", "licence", "reference"}
    with house.deps() as deps:
        filed = house.file("buying", path).source
    assert {name: str(getattr(filed, name)) for name in fills} == fills


def test_an_address_is_read_for_a_new_source(house, web, page) -> None:
    address = web.says("/report", page(title="How forces buy"))
    with house.deps() as deps:
        found = preview_address(deps, address)
        dead = preview_address(deps, web.says("/dead", "", status=404))
        refused = preview_address(deps, web.says("/refused", "no", status=403))
        strange = preview_address(deps, "ftp://example.org/x")
    assert (found.title, found.paragraphs, found.address) == ("How forces buy", 12, address)
    assert "answered 404" in dead.unreadable
    assert (refused.outcome, "refused to scripts" in refused.unreadable) == ("blocked", True)
    assert strange.unreadable
    assert not house.sources.exists()


def test_private_addresses_are_not_read(house, web, page) -> None:
    web.says("/report", page())
    closed = dataclasses.replace(house.settings, allow_hosts=())
    with type(house)(closed, house.clock).deps() as deps:
        found = preview_address(deps, f"{web.host}/report")
    assert found.unreadable
    assert web.asked == []


SOURCE = Source(
    id="hc-23",
    title="College of Policing: three years on",
    publishers=("HMIC",),
    kind=SourceKind.COMMITTEE,
    published=PartialDate.parse("2016-07"),
    reference=Reference("HC 23", "2016-17"),
)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (Extract("College of Policing: three years on", ()), []),
        (Extract("College of Policing – Three Years On", (), reference=Reference("HC23")), []),
        (Extract(SOURCE.title, (), publishers=("HMICFRS",), published=PartialDate.parse("2016-07-09")), []),
        (
            Extract(SOURCE.title, (), reference=Reference("HC 72")),
            ["Its reference number is HC 72. This source is HC 23."],
        ),
        (Extract("Ferries", ()), [f"Its title is “Ferries”. This source is “{SOURCE.title}”."]),
        (Extract(SOURCE.title, (), publishers=("NAO",)), ["It was published by NAO. This source is by HMIC."]),
        (
            Extract(SOURCE.title, (), published=PartialDate.parse("2017")),
            ["It is dated 2017. This source is of 2016-07."],
        ),
    ],
)
def test_printed_facts_that_are_not_those_of_the_source_are_told(printed: Extract, said: list[str]) -> None:
    assert list(contradictions(SOURCE, printed)) == said


def test_the_command_prints_a_preview(house, saved, monkeypatch) -> None:
    house.put("buying", title="How forces buy")
    monkeypatch.setenv("KB_CONTENT", str(house.settings.content[0]))
    monkeypatch.setenv("KB_HOME", str(house.settings.home))
    told = CliRunner().invoke(main, ["preview", str(saved), "--id", "buying", "--json"])
    assert told.exit_code == 0
    assert preview_from(json.loads(told.output)).title == "How forces buy"
    assert "paragraphs: 12" in CliRunner().invoke(main, ["preview", str(saved)]).output
    assert CliRunner().invoke(main, ["preview"]).exit_code == 2
    saved.write_text("  ")
    assert "saved.html is empty" in CliRunner().invoke(main, ["preview", str(saved)]).output
    assert preview_from({"title": "x", "nonsense": 1}) == DocumentPreview(title="x")


def test_each_text_is_kept_as_a_version_with_its_private_text(house, saved, page) -> None:
    house.put("buying", title="How forces buy", licence="all-rights-reserved")
    house.file("buying", saved)
    saved.write_text(page(title="How forces buy", word="tablets"))
    house.file("buying", saved, anyway=True)
    now = house.get("buying")
    assert now.changes == 2
    folder = house.sources / ".versions" / "buying"
    assert sorted(path.name for path in folder.iterdir()) == ["0001.md", "0002.md"]
    texts = house.settings.private / "texts"
    assert "tablets" in (texts / "buying.md").read_text()
    assert "radios" in (texts / ".versions" / "buying" / "0002.md").read_text()
    assert not (texts / ".versions" / "buying" / "0001.md").exists()
