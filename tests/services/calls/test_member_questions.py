from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.catalogue import load_catalogue
from kb.content.files import write_item
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.priority.priority import SlotRef
from kb.services.calls.member_questions import AskedQuestion, MemberQuestions, grouped

WORDS = st.lists(st.sampled_from("radios bought jointly forces courts dates missed boards decide".split()), max_size=6)


def asked(number: int, words: str) -> AskedQuestion:
    return AskedQuestion(SlotRef(f"answer-{number}", 1), "call", words, "A member", illustrative=False)


def test_questions_that_ask_nearly_the_same_stand_together() -> None:
    first, second = grouped(
        [
            asked(1, "Which court dates were missed?"),
            asked(2, "Who still buys radios alone?"),
            asked(3, "Which force still buys its radios alone?"),
        ]
    )
    assert {one.slot.input for one in first.questions} == {"answer-2", "answer-3"}
    assert set(first.words) == {"buys", "radios", "alone"}
    assert [one.slot.input for one in second.questions] == ["answer-1"]


@given(st.lists(WORDS.map(" ".join), max_size=8), st.randoms())
def test_every_question_is_in_one_group_in_whatever_order_they_come(texts: list[str], random) -> None:
    questions = [asked(number, words) for number, words in enumerate(texts)]
    groups = grouped(questions)
    held = [one for group in groups for one in group.questions]
    assert sorted(held, key=lambda q: q.slot.input) == sorted(questions, key=lambda q: q.slot.input)
    assert grouped(random.sample(questions, len(questions))) == groups


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        (Audience.PUBLIC, ["Example 1 Ltd", "supplier"]),
        (Audience.STAFF, [f"Example {n} Ltd" for n in (1, 2, 3, 4)]),
    ],
)
def test_questions_are_told_as_consent_allows(roots: tuple[Path, Path], library, reader, names: list[str]) -> None:
    priority = load_catalogue(roots).priorities["one-record"]
    (group,) = MemberQuestions(library).of(priority, reader_as(reader))  # all four ask the same
    assert sorted(one.name for one in group.questions) == names


def test_a_slot_without_a_question_asks_nothing(roots: tuple[Path, Path], library) -> None:
    given_ = load_catalogue(roots).inputs["answer-1"]
    write_item(roots[0], replace(given_, slots=(replace(given_.slots[0], question=" "),)))
    priority = replace(load_catalogue(roots).priorities["one-record"], slots=(SlotRef("answer-1", 1),))
    assert MemberQuestions(library).of(priority, reader_as(Audience.STAFF)) == ()
