import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import CatalogueLoader
from kb.content.files import write_item
from kb.domain.call.call import Consent, Input, Slot
from kb.domain.dates import PartialDate
from kb.domain.priority.priority import Evidence, Priority, SlotRef, Stance
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, PrivateText, Source, SourceKind
from kb.services.checks.check import ContentChecker
from kb.services.library.browse import LibraryReader
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.storage.audit.audit_log import AuditLog
from kb.storage.capture_log import CaptureLog
from made_up import CALL, RECEIVED, REPORT, answer

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)

JOINT = replace(
    REPORT,
    id="joint",
    title="A joint look at case files",
    summary="How case files move between two bodies.",
    findings=(Finding("Court systems were not joined up.", pin="para 2", page="5", quote="do not talk to each other"),),
    captured=Capture("0" * 64, AT, "https://example.org/joint", "text/html"),
    body="## Files\n\n**1.** Files are keyed twice.\n\n**2.** The systems do not talk to each other.\n",
)
AUDIT = Source(
    id="audit",
    title="An audit of case files",
    publishers=("NAO",),
    kind=SourceKind.AUDIT,
    published=PartialDate.parse("2016-03"),
    licence="NAO",
    derives_from=("joint",),
    summary="What it costs to key files twice.",
)
TANK = Source(
    id="tank",
    title="A think tank on tablets",
    publishers=("Example Institute",),
    kind=SourceKind.RESEARCH,
    licence="all-rights-reserved",
    summary="Tablets for all.",
)
TANK_TEXT = PrivateText("tank", body="**1.** Zebrafinch tablets pay for themselves.\n")


def _answer(number: int, consent: Consent) -> Input:
    return answer(
        f"answer-{number}",
        consent,
        Slot(f"One record {number}", "It is keyed twice.", "Who counts the hours?"),
        organisation=f"Example {number} Ltd",
        received=RECEIVED.replace(minute=number),
        illustrative=True,
    )


ANSWERS = tuple(_answer(number, consent) for number, consent in enumerate(Consent, start=1))
PRIORITY = Priority(
    id="one-record",
    title="One record, entered once",
    statement="Material is keyed again because systems do not join.",
    call="call",
    evidence=(
        Evidence(Citation("joint", exact="systems do not talk", label="para 2"), Stance.SUPPORTS, "says so"),
        Evidence(Citation("joint", label="finding 1"), Stance.CONTEXT),
        Evidence(Citation("audit"), Stance.SUPPORTS),
    ),
    slots=tuple(SlotRef(given.id, 1) for given in ANSWERS),
)
THINGS = (JOINT, AUDIT, TANK, CALL, *ANSWERS, PRIORITY)


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    """A public and a private content root with three sources, a call, an answer for each consent, a priority."""
    public, private = tmp_path / "content", tmp_path / "private"
    for thing in THINGS:
        write_item(public, thing)
    write_item(private, TANK_TEXT)
    return public, private


@pytest.fixture
def library_of() -> Callable[[Iterable[Path]], Library]:
    """Make a library that looks at its files at every question."""

    def make(roots: Iterable[Path]) -> Library:
        ticks = iter(range(0, 10**9, 10))
        return Library(CatalogueLoader(tuple(roots)), lambda: float(next(ticks)))

    return make


@pytest.fixture
def library(roots: tuple[Path, Path], library_of: Callable[[Iterable[Path]], Library]) -> Library:
    return library_of(roots)


@pytest.fixture
def checking(roots: tuple[Path, Path], library: Library, tmp_path: Path) -> ContentChecker:
    return ContentChecker(library, roots, States(CaptureLog(tmp_path)), lambda: AT, tmp_path, AuditLog(tmp_path))


@pytest.fixture
def browsing(library: Library, tmp_path: Path) -> LibraryReader:
    return LibraryReader(library, States(CaptureLog(tmp_path)))
