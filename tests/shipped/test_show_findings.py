"""The script that counts findings and draws some, over content whose counts can be done in the head."""

import datetime as dt
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.content.files import write_item
from kb.domain.dates import PartialDate
from kb.domain.source.source import Finding, ReadingVerdict, SecondReading, Source, SourceKind

READING = SecondReading(dt.date(2026, 11, 30), "bea", ReadingVerdict.MENDED, "para 3 has 12 radios")
ADDRESS = "https://audit.example/3"
FINDINGS = (
    Finding("12 radios.", "para 3", via=ADDRESS, topics=("radios",), date=PartialDate(2011, 7), checked=READING),
    Finding("No radios.", unpinned="one line of press", topics=("radios", "costs")),
    Finding("Costs rose.", page="9", date=PartialDate(2011)),
)


@pytest.fixture
def show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    for id, own in (("audit", FINDINGS[:2]), ("study", FINDINGS[2:]), ("empty", ())):
        write_item(tmp_path, Source(id, id.title(), (f"The {id}ors",), SourceKind.AUDIT, findings=own))
    main = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "show_findings.py"))["main"]

    def run(*arguments: str) -> str:
        assert main(["--content", str(tmp_path), *arguments]) == 0
        return capsys.readouterr().out

    return run


def rows(told: str) -> list[str]:
    return [" ".join(line.split()) for line in told.splitlines()]


def test_findings_are_counted_by_what_they_are_of_and_how_well_they_are_known(show: Callable[..., str]) -> None:
    told = rows(show())
    assert told[:4] == [
        "3 findings in 2 sources",
        "2 67% with a pin or page",
        "2 67% with a date",
        "1 33% with the address seen",
    ]
    for row in ("1 mended", "2 not read again", "2 2011", "1 no date", "2 The auditors", "2 radios", "1 costs"):
        assert row in told
    assert told.index("2 audit") < told.index("1 study")


def test_a_draw_shows_what_a_reader_needs_to_check_and_is_the_same_again(show: Callable[..., str]) -> None:
    told = show("--draw", "30", "--seed", "7")
    assert told == show("--draw", "30", "--seed", "7")
    assert sum(line.startswith("  verdict:") for line in told.splitlines()) == len(FINDINGS)
    told_rows = rows(told)
    for row in ("place: para 3", f"address: {ADDRESS}", "date: 2011-07", "seen: para 3 has 12 radios"):
        assert row in told_rows
    for row in ("place: none: one line of press", "place: p 9", "verdict: mended", "verdict: not read again"):
        assert row in told_rows
    assert sum(line.startswith("  verdict:") for line in show("--draw", "2").splitlines()) == 2
