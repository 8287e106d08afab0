"""``kb questions`` and ``kb recommendations``: what a reader of each audience is told."""

import datetime as dt
from pathlib import Path

import pytest

from kb.content.files import write_item
from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Slot
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.source.passage import Citation
from made_up import CALL, answer

AT = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)
REVIEWED = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "ben", ReviewState.REVIEWED))


@pytest.fixture(autouse=True)
def things(content: Path) -> None:
    slots = (SlotRef("named", 1), SlotRef("closed", 1))
    shared = {"kind": QuestionKind.FACT, "asked_of": "forces", "author": "ann", "made": AT, "priorities": ("one",)}
    for thing in (
        CALL,
        answer("named", Consent.NAMED, Slot("One record", "", "Who counts?")),
        answer("closed", Consent.STAFF, Slot("Open it")),
        Priority("one", "One record", "Key it once.", call="call", slots=slots),
        Question("how", "How often?", raised_by=slots, turns=REVIEWED, **shared),
        Question("why", "Why so?", **shared),
        Recommendation(
            "once",
            "Key it once.",
            Citation("joint"),
            ("forces",),
            (StatusAt(PartialDate(2014, 9), Status.MADE), StatusAt(PartialDate(2017, 8), Status.CLOSED)),
            ("one",),
        ),
    ):
        write_item(content, thing)


def test_the_list_is_narrowed_and_told_by_audience(run, run_json) -> None:
    assert run("questions", "list").stdout.splitlines() == ["how\treviewed\tHow often?", "why\tdraft\tWhy so?"]
    assert [one["id"] for one in run_json("questions", "list", "--state", "draft")["questions"]] == ["why"]
    assert [one["id"] for one in run_json("questions", "list", "--audience", "public")["questions"]] == ["how"]
    assert run_json("questions", "list", "--priority", "none")["questions"] == []


def test_one_is_shown_with_where_it_comes_from(run, run_json) -> None:
    shown = run("questions", "show", "how").stdout
    assert "from Named Ltd (named:1): Who counts?" in shown
    assert "for: One record (one)" in shown
    assert run_json("questions", "show", "how")["raised"]["members"] == 2
    public = run_json("questions", "show", "how", "--audience", "public")
    assert [row["slot"] for row in public["raised"]["by"]] == ["named:1"]
    assert public["raised"]["members"] == 0
    assert run("questions", "show", "why", "--audience", "members").exit_code == 3


@pytest.mark.parametrize(("audience", "more"), [(Audience.STAFF, ", still raised by 2 members"), (Audience.PUBLIC, "")])
def test_recommendations_tell_their_story(run, run_json, audience: Audience, more: str) -> None:
    (told,) = run_json("recommendations", "--audience", audience.value)["recommendations"]
    assert told["story"] == f"recommended September 2014, closed August 2017{more}"
    assert told["open"] is False
    assert "closed August 2017" in run("recommendations").stdout
