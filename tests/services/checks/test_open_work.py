"""One planted fault of each kind of work, and that it is found, and nothing else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.content.files import write_item
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, EvidenceLink, Verdict
from kb.domain.priority.priority import PriorityStatus, Stance
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.passage import Citation
from kb.domain.source.source import PrivateText
from kb.services.checks.check import ContentChecker
from kb.services.checks.open_work import Work
from kb.storage.capture_log import CaptureLog

from ..conftest import AT, AUDIT, JOINT, PRIORITY, TANK

Plant = Callable[..., list[tuple[Work, str, str]]]

ENTRY = Annotation(
    "note", Citation("joint", exact="Files are keyed twice.", label="para 1"), "ann", AT, links=(), body="A note.\n"
)
QUESTION = Question("who", "Who counts?", QuestionKind.FACT, "the chief", "ann", AT, priorities=("one-record",))
ADVICE = Advice("buy", "Buy one", AdviceKind.STRATEGY, "Buy.", "forces", "ann", AT, priorities=("one-record",))
LONG = " ".join(f"word{n}" for n in range(70))


@pytest.fixture
def plant(roots: tuple[Path, Path], checking: ContentChecker) -> Plant:
    """Write things and return the work found: what sort, in which file, of which field."""

    def found(*things: Any) -> list[tuple[Work, str, str]]:
        for thing in things:
            write_item(roots[0], thing)
        report = checking.check()
        assert report.problems == ()
        return [(left.work, Path(left.problem.file).name, left.problem.field) for left in report.work]

    return found


def test_sound_entries_leave_no_work(plant: Plant) -> None:
    assert plant(ENTRY, QUESTION, ADVICE) == []


def test_a_priority_without_evidence(plant: Plant) -> None:
    bare = replace(PRIORITY, id="bare", evidence=(), slots=())
    assert plant(bare) == [(Work.NO_EVIDENCE, "bare.md", "")]
    assert plant(replace(bare, status=PriorityStatus.RETIRED)) == []
    assert plant(bare, replace(ENTRY, links=(EvidenceLink("bare", Stance.SUPPORTS),))) == []


def test_a_suspect_citation_of_an_entry_and_of_a_recommendation(plant: Plant) -> None:
    lost = replace(ENTRY, citation=Citation("joint", exact="Nobody ever said this in the report."))
    assert plant(lost) == [(Work.SUSPECT, "note.md", "target.exact")]
    kept = Decision(AT, "ann", DecisionKind.STANDS, Verdict.GONE, "0" * 64, "read on paper")
    assert plant(replace(lost, decisions=(kept,))) == []
    assert plant(replace(lost, turns=(Turn(AT, "ann", ReviewState.RETIRED),))) == []
    made = StatusAt(PartialDate(2016), Status.MADE)
    followed = Recommendation("do-it", "Do it.", lost.citation, ("forces",), (made,))
    assert plant(followed) == [(Work.SUSPECT, "do-it.md", "citation.exact")]


def test_a_priority_whose_evidence_is_all_suspect(plant: Plant) -> None:
    bare = replace(PRIORITY, id="bare", evidence=(), slots=())
    lost = Citation("joint", exact="Nobody ever said this in the report.")
    found = plant(bare, replace(ENTRY, citation=lost, links=(EvidenceLink("bare", Stance.SUPPORTS),)))
    assert {work for work, _, _ in found} == {Work.NO_EVIDENCE, Work.SUSPECT}


def test_questions_and_advice_for_no_priority(plant: Plant) -> None:
    found = plant(replace(QUESTION, priorities=()), replace(ADVICE, priorities=()))
    assert found == [(Work.ORPHAN, "buy.md", "priorities"), (Work.ORPHAN, "who.md", "priorities")]


def test_an_entry_overdue_for_review(plant: Plant) -> None:
    assert plant(replace(ENTRY, review_by=AT.date())) == []
    late = replace(ENTRY, review_by=AT.date() - dt.timedelta(days=1))
    assert plant(late) == [(Work.OVERDUE, "note.md", "review_by")]


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.GONE, Outcome.WITHDRAWN])
def test_a_source_that_evidence_rests_on_is_lost(plant: Plant, tmp_path: Path, outcome: Outcome) -> None:
    for id in ("joint", "tank"):  # nothing rests on the second
        CaptureLog(tmp_path).append(Attempt(id, "https://example.org/", AT, outcome))
    assert plant() == [(Work.LOST_SOURCE, "joint.md", "address")]


def test_a_quotation_longer_than_the_licence_lets_be_quoted(plant: Plant, roots: tuple[Path, Path]) -> None:
    ours = replace(TANK, findings=(replace(JOINT.findings[0], text=LONG, quote=""),))
    assert plant(ours, replace(ENTRY, citation=Citation("tank", exact=LONG))) == []
    write_item(roots[1], PrivateText("tank", body=f"**1.** {LONG}\n"))
    assert plant(TANK) == [(Work.QUOTATION, "note.md", "target.exact")]
    (roots[1] / "texts" / "tank.md").unlink()
    assert plant(replace(TANK, licence="OGL-UK-3.0", body=f"**1.** {LONG}\n")) == []


def test_a_link_to_what_is_not_there(plant: Plant) -> None:
    told = "See [it](/sources/joint#para-1), [that](/priorities/one-record) and [help](/help/search).\n"
    assert plant(replace(ENTRY, body=told)) == []
    for lost in ("/sources/nosuch", "/sources/joint#para-99", "/annotations/gone", "/inputs/call/nobody"):
        body = f"It is [here]({lost}), and [here]({lost} 'again').\n"
        assert plant(replace(ENTRY, body=body)) == [(Work.DEAD_LINK, "note.md", "body")]
    assert plant(replace(ENTRY), replace(AUDIT, summary="As [it](/questions/none) asks.")) == [
        (Work.DEAD_LINK, "audit.md", "summary")
    ]


def test_a_reference_to_what_is_not_there_is_a_file_that_is_wrong(
    checking: ContentChecker, roots: tuple[Path, Path]
) -> None:
    write_item(roots[0], replace(ENTRY, links=(EvidenceLink("nosuch", Stance.SUPPORTS),)))
    write_item(roots[0], replace(ENTRY, id="other", citation=Citation("nowhere")))
    whats = [problem.what for problem in checking.check().problems]
    assert len(whats) == 2
    assert any("no priority `nosuch`" in what for what in whats)
    assert any("no source `nowhere`" in what for what in whats)
