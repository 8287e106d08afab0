"""A site with one priority that several members raised, and one that only staff see."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.items import TopicList
from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Slot
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.priority.priority import Evidence, Priority, SlotRef, Stance
from kb.domain.source.passage import Citation
from kb.domain.vocabulary import Topic
from made_up import CALL, RECEIVED, REPORT, answer
from people import Site, mould_of, site_from

SECRET = "zebrafinch"
ANSWERS = (
    answer("ann", Consent.NAMED, Slot("One record", "It is keyed twice.", "Who counts the hours?"), Slot("Radios")),
    answer("bob", Consent.TOTALS, Slot("Keyed once", "", f"What does the {SECRET} say?")),
    answer("cat", Consent.TOTALS, Slot("Keyed once")),
    answer("dot", Consent.TOTALS, Slot("Keyed once")),
)
SOURCE = replace(REPORT, body="**1.** Files are keyed twice.\n\n**Recommendation 1.** Key them once.\n")
PRIORITIES = (
    Priority(
        "one-record",
        "One record, entered once",
        "Ask whether material is keyed once.",
        call="call",
        evidence=(Evidence(Citation("joint-report", exact="keyed twice", label="para 1"), Stance.SUPPORTS, "It is."),),
        slots=tuple(SlotRef(id, 1) for id in ("ann", "bob", "cat", "dot")),
    ),
    Priority("hidden", f"About the {SECRET}", "Not told yet.", call="call", audience=Audience.STAFF),
)
ENTRY = Annotation(
    id="keyed-once-works",
    citation=Citation("joint-report", exact="keyed twice", label="para 1"),
    author="editors",
    made=RECEIVED,
    links=(EvidenceLink("one-record", Stance.SUPPORTS),),
    body="Where it is keyed once, hours are saved.\n",
)
TOPICS = TopicList("topics", (Topic("governance", "Governance", "Who decides."),))


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("mould")
    return folder, mould_of(folder, (CALL, *ANSWERS, SOURCE, *PRIORITIES, ENTRY, TOPICS))


@pytest.fixture
def site(tmp_path: Path, mould: tuple[Path, dict[str, str]]) -> Site:
    return site_from(*mould, tmp_path / "site")
