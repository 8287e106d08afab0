"""A site with a report, a private text, priorities of each audience, and people who work on entries."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.priority.priority import Priority
from kb.domain.source.capture import Capture
from kb.domain.source.source import Source, SourceKind
from made_up import RECEIVED, REPORT
from people import Site, mould_of, site_from

JOINT = replace(
    REPORT,
    id="joint",
    captured=Capture("0" * 64, RECEIVED, "https://joint.example/", "text/html"),
    body=(
        "## Files\n\n**1.** Files are keyed twice.[^1]\n\n**2.** The systems of courts do *not* talk to each other, and"
        " forces buy alone.\n\n[^1]: A note.\n"
    ),
)
MINUTES = Source(
    "minutes",
    "Minutes of zebrafinches",
    ("Home Office",),
    SourceKind.OTHER,
    summary="Systems of zebrafinches.",
    audience=Audience.STAFF,
)
PRIORITIES = (
    Priority("talk", "Systems that talk", "They should talk."),
    Priority("buy", "Buy together", "They should buy together."),
    Priority("secret", "The zebrafinch", "For staff.", audience=Audience.STAFF),
)


@pytest.fixture(scope="session")
def notes_mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("notes-mould")
    return folder, mould_of(folder, (JOINT, MINUTES, *PRIORITIES))


@pytest.fixture
def site(tmp_path: Path, notes_mould: tuple[Path, dict[str, str]]) -> Site:
    return site_from(*notes_mould, tmp_path / "site")
