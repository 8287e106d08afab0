"""A site with three sources, priorities for each audience, and people who have signed in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from in_browser import served
from kb.domain.audience import Audience
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import PrivateText, Source, SourceKind
from kb.web import create_app
from made_up import CALL, REPORT
from people import BASE, Person, Site, mould_of, site_from

SECRET = "zebrafinch"
BOUGHT = replace(REPORT, body="**1.** Forces buy radios alone.\n\n**2.** Courts wait for files.\n")
AUDIT = Source("audit", "What it costs", ("NAO",), SourceKind.AUDIT, summary="Radios are dear.")
TANK = Source("tank", "A think tank", ("Example",), SourceKind.RESEARCH, licence="all-rights-reserved")
TANK_TEXT = PrivateText("tank", body="**1.** Buy radios as the zebrafinch does.\n")
PRIORITIES = (
    Priority(
        "radios", "Buy radios together", "Radios should be bought together.", queries=("buy radios",), call="call"
    ),
    Priority(
        "files",
        "Files that travel",
        "Files should travel.",
        evidence=(
            Evidence(
                Citation("joint-report", exact="Courts wait for files", label="para 2"), Stance.SUPPORTS, "It says so."
            ),
        ),
        queries=("files",),
    ),
    Priority("silent", "Nothing yet", "Nobody has said how to look for it."),
    Priority("hidden", f"Of the {SECRET}", "For staff.", queries=(SECRET,), audience=Audience.STAFF),
)


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("coverage")
    return folder, mould_of(folder, (CALL, BOUGHT, AUDIT, TANK, TANK_TEXT, *PRIORITIES))


@pytest.fixture
def site(tmp_path: Path, mould: tuple[Path, dict[str, str]]) -> Site:
    return site_from(*mould, tmp_path / "site")


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


@pytest.fixture
def analyst(site: Site) -> Person:
    return site.person("analyst")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """A real server."""
    with served(lambda _: create_app(site.kb, BASE)) as made:
        yield made
