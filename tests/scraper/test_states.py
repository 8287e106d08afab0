"""A source as it stood on a day: captured twice, and once more by an archive of an earlier day."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from kb.domain.errors import NotFound
from kb.domain.source.capture import Outcome
from kb.domain.source.text_version import as_it_stood
from scraper.archives.memento import WebArchive
from scraper.archives.recover import recover
from scraper.cli import main
from scraper.states.versions import changes_between, versions_of
from tests.scraper.conftest import House
from web_server import Web

PAGE = "<main><h1>Radios</h1><p>1. Forces buy radios of their own, of {kinds} kinds.</p><p>2. {second}</p></main>"
SECOND = "The board of the forces met in the month of May to look at the contracts that they had."


@pytest.fixture
def captured(house: House, web: Web) -> str:
    """Capture a source in two states, and an archived copy of an earlier day between."""
    address = web.says("/radios", PAGE.format(kinds="eleven", second=SECOND))
    house.put("radios", address, title="Radios")
    assert house.gather("radios").outcome is Outcome.NEW
    base = f"{web.host}/web"
    line = json.dumps({"timestamp": "20160501120000", "url": address, "status": "200", "mime": "text/html"})
    web.says(f"/web/timemap/json/{address}", line, media_type="application/json")
    web.says(f"/web/20160501120000id_/{address}", PAGE.format(kinds="nine", second=SECOND))
    with house.deps() as deps:
        assert recover(deps, house.get("radios"), (WebArchive("Local", base),)).attempt is not None
    house.clock.forward(days=30)
    web.says("/radios", PAGE.format(kinds="twelve", second=SECOND.replace("May", "June")))
    assert house.gather("radios").outcome is Outcome.CHANGED
    return address


def test_each_state_has_its_day_and_its_text(house: House, captured: str) -> None:
    with house.deps() as deps:
        source = house.get("radios")
        versions = versions_of(deps, source)
        assert [(v.at.year, v.archived, v.original) for v in versions] == [
            (2016, True, captured),
            (2026, False, captured),
            (2026, False, captured),
        ]
        old = as_it_stood(versions, dt.date(2020, 1, 1))
        assert old is versions[0]
        with pytest.raises(NotFound):
            as_it_stood(versions, dt.date(2010, 1, 1))
        changes = changes_between(deps, source, old, versions[-1])
    assert [(change.kind.value, change.label) for change in changes] == [("reworded", "para 1"), ("reworded", "para 2")]


def test_the_commands(house: House, captured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("KB_CONTENT", house.settings.content[0]), ("KB_HOME", house.settings.home)):
        monkeypatch.setenv(name, str(value))
    listed = CliRunner().invoke(main, ["captures", "radios"])
    assert (listed.exit_code, len(listed.output.splitlines())) == (0, 3)
    changed = CliRunner().invoke(main, ["changes", "radios", "--from", "2018-01-01"])
    assert changed.exit_code == 1
    assert "[-nine-] {+twelve+}" in changed.output
    same = CliRunner().invoke(main, ["changes", "radios", "--from", "2018-01-01", "--to", "2018-01-01", "--json"])
    assert (same.exit_code, json.loads(same.stdout)["changes"]) == (0, [])
    assert CliRunner().invoke(main, ["changes", "radios", "--from", "2001-01-01"]).exit_code == 1


def test_the_text_of_a_day_and_of_a_capture_is_printed(
    house: House, captured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("KB_CONTENT", house.settings.content[0]), ("KB_HOME", house.settings.home)):
        monkeypatch.setenv(name, str(value))
    told = CliRunner().invoke(main, ["text", "radios", "--on", "2020-01-01"])
    assert told.output.startswith("para 1  Forces buy radios of their own, of nine kinds.")
    with house.deps() as deps:
        middle = versions_of(deps, house.get("radios"))[1]
    told = CliRunner().invoke(main, ["text", "radios", "--on", middle.sha256, "--json"])
    assert "eleven kinds" in json.loads(told.output)["passages"][0]["text"]
    assert "twelve kinds" in CliRunner().invoke(main, ["text", "radios"]).output
    assert CliRunner().invoke(main, ["text", "radios", "--on", "2001"]).exit_code == 1
    assert CliRunner().invoke(main, ["text", "radios", "--on", "whenever"]).exit_code == 2
