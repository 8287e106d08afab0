"""The ranking and the lineage at the terminal."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.bootstrap import knowledge_base
from kb.cli.main import main
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.priority.priority import Priority, SlotRef
from kb.services.triage.triage import CommandKind, GroupingCommand, SeenPriority

CALL = Call(
    id="call",
    title="A call",
    question="What matters?",
    state=CallState.CLOSED,
    opens=dt.datetime(2016, 9, 12),  # noqa: DTZ001 - times of a call have no zone
    closes=dt.datetime(2016, 9, 23),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)


def answer(id: str, organisation: str, day: int) -> Input:
    return Input(
        id=id,
        call="call",
        organisation=organisation,
        organisation_kind="supplier",
        received=dt.datetime(2016, 9, day, tzinfo=dt.UTC),
        channel=Channel.FORM,
        consent=Consent.NAMED,
        slots=(Slot("Radios"), Slot("Courts")),
        audience=Audience.PUBLIC,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    answers = (answer("ann", "Ann Ltd", 13), answer("ann-again", "ANN  Ltd", 14), answer("bob", "Bob Ltd", 13))
    one = Priority("radios", "Radios", "Radios.", call="call", slots=(SlotRef("ann", 1), SlotRef("bob", 2)))
    two = Priority("courts", "Courts", "Courts.", call="call", slots=(SlotRef("ann-again", 1), SlotRef("bob", 1)))
    for thing in (CALL, *answers, one, two):
        write_item(tmp_path / "content", thing)
    return tmp_path


def run(folder: Path, *words: str, **settings: str) -> Result:
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var"), **settings})
    return CliRunner().invoke(main, ["priorities", *words], obj=kb)


def test_the_latest_answer_of_an_organisation_is_its_ballot(folder: Path) -> None:
    found = json.loads(run(folder, "rank", "--call", "call", "--json").stdout)
    assert (found["ballots"], found["ballot"]) == (2, "organisation")
    assert [(row["priority"], row["points"]) for row in found["priorities"]] == [("courts", 10), ("radios", 4)]
    assert found["pairwise"]["courts"]["radios"] == 2


def test_with_a_ballot_per_answer_each_counts(folder: Path) -> None:
    found = json.loads(run(folder, "rank", "--call", "call", "--json", KB_BALLOTS="answer").stdout)
    assert found["ballots"] == 3
    assert [(row["priority"], row["points"]) for row in found["priorities"]] == [("courts", 10), ("radios", 9)]


def test_a_wrong_setting_is_told(folder: Path) -> None:
    with pytest.raises(Exception, match="KB_BALLOTS"):
        run(folder, "rank", "--call", "call", KB_BALLOTS="one each")


def test_the_table_is_for_people(folder: Path) -> None:
    told = run(folder, "rank", "--call", "call")
    assert "courts" in told.stdout
    assert "10 (1)" in told.stdout
    assert "2 ballots, one per organisation" in told.stderr


def test_a_sealed_call_has_no_ranking_for_others(folder: Path) -> None:
    write_item(folder / "content", replace(CALL, state=CallState.OPEN))
    sealed = json.loads(run(folder, "rank", "--call", "call", "--audience", "members", "--json").stdout)
    assert sealed == {"call": "call", "ballot": "organisation", "sealed": True}
    assert "sealed" in run(folder, "rank", "--call", "call", "--audience", "public").stderr


def test_a_slot_and_a_priority_are_traced_both_ways(folder: Path) -> None:
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    cards = {card.priority.id: SeenPriority(card.priority.id, card.digest) for card in kb.triage.board("call").cards}
    kb.triage.apply(
        "call", GroupingCommand(CommandKind.MERGE, (), cards["radios"], cards["courts"]), Viewer("account-1")
    )
    found = json.loads(run(folder, "trace", "ann:1", "--json").stdout)
    assert found["now"] == "courts"
    assert [(s["act"], s["from"], s["to"]) for s in found["steps"]] == [("merge", "radios", "courts")]
    found = json.loads(run(folder, "trace", "radios", "--json").stdout)
    assert (found["now"], found["slots"]) == ("courts", [])
    told = run(folder, "trace", "courts").stdout
    assert "merge    radios → courts  ann:1 bob:2" in told
    assert "courts has 4 slots" in told
    assert "ann:2 is under no priority" in run(folder, "trace", "ann:2").stdout


@pytest.mark.parametrize("what", ["nobody:1", "ann:9", "nosuch"])
def test_what_is_not_there(folder: Path, what: str) -> None:
    assert run(folder, "trace", what).exit_code == 3
