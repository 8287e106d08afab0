"""What the doctor says of a machine: each thing that may fail, with what to do about it."""

import datetime as dt
import json
from typing import Any

import pytest
from click.testing import CliRunner

from scraper import doctor
from scraper.cli import main
from scraper.doctor import DoctorFinding, examine, hosts_of
from tests.scraper.conftest import Clock, House
from web_server import Web


@pytest.fixture(autouse=True)
def _today_and_no_archives(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Leave the public archives alone: a test asks nobody but its own servers, which tell today's time."""
    monkeypatch.setattr(doctor, "ARCHIVES", ())
    clock.time = dt.datetime.now(dt.UTC)


def findings(house: House, environment: dict[str, str] | None = None) -> dict[str, DoctorFinding]:
    with house.deps() as deps:
        return {f.name: f for f in examine(deps, house.settings, environment or {}, lambda program: None)}


def test_a_host_that_lets_us_in(house: House, web: Web) -> None:
    house.put("a", web.says("/a", "x"))
    web.says("/robots.txt", "User-agent: *\nDisallow: /private\n", media_type="text/plain")
    found = findings(house)
    assert found[web.host].works is True
    assert found["certificates"].works is True
    assert found["captures"].works is True


@pytest.mark.parametrize(
    ("robots", "answer", "works", "said", "to_do"),
    [
        ("\ufeffUser-agent: *\nDisallow: /\n", {}, None, "robots.txt", "scraper archive"),
        ("<title>Just a moment...</title>", {"status": 403}, None, "challenge", "scraper file"),
        ("", {"status": 500}, False, "robots.txt answered 500", "try again"),
    ],
)
def test_what_a_host_may_answer(
    house: House, web: Web, robots: str, answer: dict[str, Any], works: bool | None, said: str, to_do: str
) -> None:
    house.put("a", web.host + "/a")
    web.says("/robots.txt", robots, **{"media_type": "text/html", **answer})
    found = findings(house)[web.host]
    assert (found.works, said in found.said, to_do in found.to_do) == (works, True, True), found


def test_a_clock_that_is_wrong(house: House, web: Web, clock: Clock) -> None:
    house.put("a", web.says("/a", "x"))
    clock.forward(hours=3)
    assert "set the clock" in findings(house)[web.host].to_do


def test_a_host_that_is_not_reached_and_a_name_that_is_none(house: House) -> None:
    house.put("a", "http://127.0.0.1:1/a")
    house.put("b", "http://no-such-host.invalid/b")
    found = findings(house)
    assert "KB_PROXY" in found["http://127.0.0.1:1"].to_do
    assert "DNS" in found["http://no-such-host.invalid"].to_do


def test_a_proxy_of_the_environment_is_told_of(house: House) -> None:
    assert findings(house)["proxy"].works is True
    assert "KB_PROXY" in findings(house, {"HTTPS_PROXY": "http://proxy:3128"})["proxy"].to_do


def test_programs_that_are_not_installed_are_no_failure(house: House) -> None:
    assert findings(house)["tesseract"].works is None


def test_the_hosts_with_most_sources_come_first(house: House) -> None:
    sources = [house.put(str(n), f"https://{host}/x{n}") for n, host in enumerate(["a.test", "b.test", "b.test"])]
    assert hosts_of([*sources, house.put("none")]) == ("https://b.test", "https://a.test")


def test_the_command(house: House, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("KB_CONTENT", house.settings.content[0]), ("KB_HOME", house.settings.home)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("KB_CONTACT", raising=False)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "set KB_CONTACT" in result.output
    told = CliRunner().invoke(main, ["doctor", "--json"])
    assert {"name": "contact", "works": False}.items() <= json.loads(told.stdout)[0].items()
