"""A small call with answers and priorities, a site over it, and people who have signed in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from in_browser import served
from kb.content.files import write_item
from kb.content.items import TopicList
from kb.domain.audience import Audience
from kb.domain.call.call import Channel, Consent, Slot
from kb.domain.priority.priority import Direction, Priority, SlotRef
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source import Source, SourceKind
from kb.domain.vocabulary import Topic
from kb.storage.capture_log import CaptureLog
from kb.storage.originals import Originals
from kb.web import create_app
from made_up import CALL, RECEIVED, answer
from people import BASE, Person, Site, mould_of, site_from

SECRET = "zebrafinch"

ANSWERS = (
    answer(
        "ann",
        Consent.NAMED,
        Slot("Forces should buy radios together", "One by one costs more.", "Who buys radios alone?"),
        Slot("Court dates are missed", "", "How many dates are missed?"),
        organisation_kind="charity",
    ),
    answer(
        "bob",
        Consent.NAMED,
        Slot("Buying radios together saves money", "", "Which force still buys its radios alone, and why?"),
        Slot("A national body should decide on case systems", "One body must adopt a national rule."),
        organisation_kind="consultancy",
    ),
    answer(
        "cat",
        Consent.KIND,
        Slot("Case systems are for each force to decide", "It is a local matter."),
        Slot("Boards that never decide"),
        organisation_kind="charity",
    ),
    answer(
        "dot",
        Consent.TOTALS,
        Slot(f"The {SECRET} wants radios", "", f"Where is the {SECRET}?"),
        organisation_kind="charity",
    ),
    answer("eve", Consent.STAFF, Slot(f"Only staff hear of the {SECRET}")),
)
PRIORITIES = (
    Priority(
        "buy",
        "Buy together",
        "Radios and other kit should be bought by forces together.",
        call="call",
        slots=(SlotRef("bob", 1), SlotRef("dot", 1)),
        direction=(Direction("governance", "national"),),
    ),
    Priority(
        "decide",
        "Decisions at home",
        "Each force decides for itself.",
        call="call",
        direction=(Direction("governance", "local"),),
    ),
)
WAITING = answer(
    "fay",
    Consent.STAFF,
    Slot("Perhaps radios"),
    organisation="not yet known",
    organisation_kind="not yet known",
    audience=Audience.STAFF,
    channel=Channel.EMAIL,
    triage=("nobody knows who sent it",),
    sender="fay@example.org",
    confidence=40,
)
MAIL = (
    b"From: Fay <fay@example.org>\nTo: calls@example.org\nSubject: Our five\nMessage-ID: <1@example.org>\n"
    b"Date: Tue, 20 Sep 2016 09:30:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n"
    b"Perhaps radios, and <script>alert(1)</script> something about courts.\n"
)
BLOCKED = Source("walled", "A walled report", ("NAO",), SourceKind.AUDIT, address="https://walled.example/")
TOPICS = TopicList("topics", (Topic("governance", "Governance", "Who decides."),))


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder that every site of these tests begins as: passphrases take long to hash, so that is done once."""
    folder = tmp_path_factory.mktemp("mould")
    name = Originals(folder / "var/private").keep("call", MAIL, "eml")
    write_item(folder / "var/private", replace(WAITING, original=name))
    CaptureLog(folder / "var").append(Attempt("walled", "https://walled.example/", RECEIVED, Outcome.BLOCKED))
    return folder, mould_of(folder, (CALL, *ANSWERS, *PRIORITIES, BLOCKED, TOPICS))


@pytest.fixture
def site(tmp_path: Path, mould: tuple[Path, dict[str, str]]) -> Site:
    return site_from(*mould, tmp_path / "site")


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


@pytest.fixture
def slot() -> Callable[[BeautifulSoup, str], BeautifulSoup]:
    """Find a slot on the board: ``slot(page, "ann:1")``."""

    def find(page: BeautifulSoup, ref: str) -> BeautifulSoup:
        found = page.select_one(f"#slot-{ref.replace(':', '-')}")
        assert found is not None, ref
        return found

    return find


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """A real server."""
    with served(lambda _: create_app(site.kb, BASE)) as made:
        yield made


@pytest.fixture
def words() -> Callable[[BeautifulSoup], str]:
    """The words of a page, white space folded."""
    return lambda page: re.sub(r"\s+", " ", page.get_text(" "))
