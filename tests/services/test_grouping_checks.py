"""What a check says of grouping: slots in two places, and lineages that lead elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import load_catalogue
from kb.content.files import write_item
from kb.domain.priority.priority import Priority, SlotRef, Step, StepKind
from kb.services.checks.check import ContentChecker


@pytest.fixture
def problems(checking: ContentChecker):
    return lambda: [(p.field, p.what) for p in checking.check().problems if "slot" in p.what]


def test_a_slot_under_two_priorities_is_told(roots: tuple[Path, Path], problems) -> None:
    assert problems() == []
    write_item(roots[0], Priority("second", "Second", "Second.", slots=(SlotRef("answer-1", 1),)))
    assert problems() == [("slots", "slot 1 of `answer-1` is under `one-record` too")]


def test_a_slot_moved_by_hand_is_told(roots: tuple[Path, Path], problems) -> None:
    held = load_catalogue(roots).priorities["one-record"]
    at = load_catalogue(roots).inputs["answer-1"].received
    step = Step(1, at, "somebody", StepKind.GROUP, "", "one-record", (SlotRef("answer-1", 1),))
    write_item(roots[0], replace(held, lineage=(step,)))
    assert problems() == []
    write_item(roots[0], replace(held, lineage=(step,), slots=held.slots[1:]))
    assert problems() == [("lineage", "slot 1 of `answer-1` is not where step 1 of the lineage put it")]
