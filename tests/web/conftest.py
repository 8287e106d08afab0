import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from in_browser import WIDE, Axe, chromium, served
from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.content.items import AcronymList, TopicList
from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Input, Slot
from kb.domain.dates import PartialDate
from kb.domain.priority.priority import Evidence, Priority, SlotRef, Stance
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, OtherDate, Reference, Source, SourceKind
from kb.domain.vocabulary import Acronym, Topic
from kb.services.checks.open_work import Work
from kb.storage.capture_log import CaptureLog
from kb.web import create_app
from made_up import CALL as OVER
from made_up import REPORT, answer
from worked_out_once import sites_compiled_once

BASE = "https://kb.example"
AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
SECRET = "zebrafinch"

PAGES = (
    "/",
    "/search",
    "/search?q=systems+talk",
    "/search?q=systems&publisher=HMIC&from=2010&to=2020",
    "/search?q=walrus",
    "/search?q=%28police",
    "/search?topic=interoperability",
    "/search?q=CPS",
    "/search?q=%28CPS+AND+year%3Aabc&off=CPS&kind=none&year=2016&year=none&topic=interoperability&cited=yes",
    "/search?q=systmes+talk",
    "/search?q=keyed&source=joint-report",
    "/search?q=systems&sort=newest&explain=1",
    "/sources",
    "/sources?publisher=HMIC&sort=title",
    "/sources?kind=research&state=gone",
    "/sources/joint-report",
    "/sources/joint-report?q=systems",
    "/sources/joint-report/cite/para-4.12",
    "/sources/joint-report/similar/para-4.12",
    "/sources/joint-report/compare?q=study",
    "/sources/joint-report/compare?with=closed-study",
    "/sources/closed-study",
    "/sources/hostile-paper",
    "/sources/blocked-audit",
    "/priorities",
    "/priorities/systems-that-talk",
    "/priorities/nothing-yet",
    "/calls",
    "/calls/call-2016",
    "/brief",
    "/calls/call-2016/brief",
    "/calls/call-2016/brief?as-of=2026-11-01",
    "/inputs/call-2016/answer-named",
    "/help/search",
    "/help",
    "/help?q=backup",
    "/help?q=bakcup",
    "/help/guide/operate",
    "/help/reference/settings",
)
"""Every page, in the states that it can be in."""

JOINT = replace(
    REPORT,
    short_title="How case files travel",
    other_dates=(
        OtherDate(PartialDate.parse("2015-07"), "fieldwork began, or so it was recalled; nobody has confirmed it"),
    ),
    reference=Reference(number="HC 99", session="2016-17", house="commons", series="Fourth Report"),
    address="https://reports-of-the-inspectorates-of-justice.example/joint/case-files",
    aliases=("https://old.example/joint", "https://older.example/joint"),
    archived=("https://archive.example/joint",),
    topics=("interoperability",),
    unverified=("licence", "aliases", "summary"),
    summary="How case files go from *police* to prosecutors.",
    findings=(
        Finding("Court systems were not joined up.", pin="para 4.12", page="23", quote="do not talk to each other"),
        Finding(
            "Some of it is known at second hand.", unpinned="seen in a press report", via="https://press.example/report"
        ),
    ),
    notes="Seen on a mirror only.",
    captured=Capture(
        "ab" * 32,
        AT,
        "https://reports.example/joint/case-files",
        "text/html",
        completeness="99.9% of the words on its pages are in the text",
        doubts=("1 number in doubt, page 23",),
    ),
    body=(
        "<!-- page 22 -->\n\n##### Before it all\n\n## 4 Court systems\n\n#### Keying\n\n"
        "**4.11.** Clerks key the same material again.[^1] <!-- page 23 --> They key it twice.\n\n"
        "**4.12.** The systems of courts and police do not talk to each other:\n\n- in form\n\n  - and in age\n\n"
        "> We buy alone.\n\nA paragraph without a number, on AT&amp;T and R&D.\n\n"
        "| Force | Systems |\n| --- | --- |\n| North | 12 |\n\n"
        "**Conclusion 1.** Systems should be joined. ([Paragraph 4.12](#para-4.12))\n\n"
        "**Recommendation 2.** Buy them together.\n\n[^1]: An invented note.\n"
    ),
)
CLOSED = Source(
    id="closed-study",
    title="A study whose text is not ours to show",
    publishers=("Example Institute",),
    kind=SourceKind.RESEARCH,
    published=PartialDate.parse("2018"),
    licence="all-rights-reserved",
    summary="Tablets for all, says the institute.",
    findings=(Finding("Tablets pay for themselves.", pin="p 7", page="7"),),
)
BLOCKED = Source(
    id="blocked-audit",
    title="An audit behind a closed door",
    publishers=("NAO",),
    kind=SourceKind.AUDIT,
    published=PartialDate.parse("2013-03-26"),
    address="https://audit.example/report",
    licence="NAO",
    derives_from=("joint-report",),
    summary="What keying twice costs the Crown Prosecution Service.",
)
HOSTILE_PAPER = Source(
    id="hostile-paper",
    title=f"Title {HOSTILE}",
    publishers=(f"Publisher {HOSTILE}",),
    kind=SourceKind.OTHER,
    address="https://hostile.example/?a='b&c=javascript:d",
    licence="OGL-UK-3.0",
    summary=f"Summary {HOSTILE} [x](javascript:alert(4))",
    findings=(Finding(f"Finding {HOSTILE}", pin=HOSTILE, quote=HOSTILE), Finding("So they say.", unpinned=HOSTILE)),
    notes=f"Notes {HOSTILE}",
    captured=Capture("cd" * 32, AT, "file:paper.pdf", "application/pdf"),
    body=f"## Heading {HOSTILE}\n\n**1.** Para {HOSTILE} [x](javascript:alert(5))\n\n| {HOSTILE} |\n| --- |\n| b |\n",
)
STAFF = Source(
    id="staff-only",
    title=f"Minutes with the {SECRET}",
    publishers=("Home Office",),
    kind=SourceKind.OTHER,
    summary=f"The {SECRET} speaks.",
    audience=Audience.STAFF,
)


def _evidence(stance: Stance, source: str = "joint-report", **citation: str) -> Evidence:
    return Evidence(Citation(source, **citation), stance, f"Why it {stance.value}.")


TALK = Priority(
    id="systems-that-talk",
    title="Systems that talk to each other",
    statement="Inspection should ask whether systems talk to each other.",
    call="call-2016",
    topics=("interoperability",),
    evidence=(
        _evidence(Stance.SUPPORTS, exact="do not talk to each other", label="para 4.12", page="23"),
        _evidence(Stance.LIMITS, label="conclusion 1"),
        _evidence(Stance.CONTRADICTS, label="recommendation 2"),
        _evidence(Stance.CONTEXT, "closed-study", exact="Tablets pay for themselves."),
        _evidence(Stance.CONTEXT, exact="words that are not there"),
    ),
    slots=(SlotRef("answer-named", 1), SlotRef("answer-kind", 1), SlotRef("answer-staff", 1)),
    queries=("systems talk",),
    body="More about it.",
)
EMPTY = Priority(id="nothing-yet", title="A priority without evidence", statement="Nothing rests on it.")
HIDDEN = Priority(
    id="hidden",
    title=f"A {SECRET} priority",
    statement=f"Only staff know the {SECRET}.",
    audience=Audience.STAFF,
    evidence=(_evidence(Stance.SUPPORTS, label="para 4.12"),),
)
CALL = replace(
    OVER,
    id="call-2016",
    closes_note="The call names a Thursday, but the day was a Friday.",
    ask="Send five.",
    source="joint-report",
    body="## Why now\n\nBecause three reports agree.",
)


def _answer(id: str, consent: Consent, title: str, organisation: str = "Example Systems Ltd") -> Input:
    slots = (Slot(title, "Because it costs hours.", "Who counts them?"), Slot("Second thing"))
    return answer(
        id, consent, *slots, call="call-2016", organisation=organisation, illustrative=True, body="And thank you."
    )


THINGS = (
    *(JOINT, CLOSED, BLOCKED, HOSTILE_PAPER, STAFF, TALK, EMPTY, HIDDEN, CALL),
    _answer("answer-named", Consent.NAMED, "One record, entered once"),
    _answer("answer-kind", Consent.KIND, "Standards that hold", f"{SECRET.title()} Ltd"),
    _answer("answer-staff", Consent.STAFF, f"Something about the {SECRET}", f"{SECRET.title()} plc"),
    TopicList("topics", (Topic("interoperability", "Interoperability", "Whether systems exchange what they hold."),)),
    AcronymList("acronyms", (Acronym("CPS", ("Crown Prosecution Service",)),)),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", PAGES)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with sites_compiled_once():
        yield


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("kb")
    for thing in THINGS:
        write_item(folder / "content", thing)
    CaptureLog(folder / "var").append(
        Attempt("blocked-audit", "https://audit.example/report", AT, Outcome.BLOCKED, "a challenge page", 403)
    )
    made = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    suspect = [left.problem.field for left in made.checker.check().work if left.work is Work.SUSPECT]
    assert suspect == ["evidence.5.exact"]  # on purpose
    made.index_sync.sync()
    return made


@pytest.fixture(scope="session")
def client(kb: KnowledgeBase) -> FlaskClient:
    return create_app(kb, BASE).test_client()


@pytest.fixture(scope="session")
def soup(client: FlaskClient):
    """A page as a tree: ``soup("/sources")``."""

    def of(path: str, status: int = 200) -> BeautifulSoup:
        response = client.get(path)
        assert response.status_code == status, path
        return BeautifulSoup(response.text, "html.parser")

    return of


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The content that the project ships, indexed."""
    home = tmp_path_factory.mktemp("shipped")
    content = Path(__file__).parents[2] / "content"
    made = knowledge_base({"KB_CONTENT": str(content), "KB_HOME": str(home)})
    made.index_sync.sync()
    return made


@pytest.fixture(scope="session")
def server(kb: KnowledgeBase) -> Iterator[str]:
    """A real server on a port of its own."""
    with served(lambda _: create_app(kb, BASE)) as address:
        yield address


@pytest.fixture(scope="session")
def shipped_server(shipped: KnowledgeBase) -> Iterator[str]:
    with served(lambda _: create_app(shipped, BASE)) as address:
        yield address


@pytest.fixture(scope="session")
def pages() -> tuple[str, ...]:
    return PAGES


@pytest.fixture(scope="module")  # of a module: it holds the thread's event loop as long as it lives
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A wide page on the server; anything said in its console fails the test."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, base_url=server)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    made = context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    context.close()
    assert said == []
