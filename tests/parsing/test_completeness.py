"""A reading is held against a simple one: every word that the one has and the other has not is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.parsing.completeness import differences

PASSAGES = st.lists(st.text("ab £é1- \n", min_size=1, max_size=8), max_size=6)


@given(PASSAGES)
def test_what_was_read_as_it_stands_raises_no_alarm(passages: list[str]) -> None:
    assert list(differences("\n".join(passages), passages)) == []


@given(PASSAGES, st.integers(0, 5))
def test_a_passage_that_was_not_read_is_told(passages: list[str], at: int) -> None:
    read = "\n".join(passages)
    told = list(differences(read, [*passages[:at], "missing words", *passages[at:]]))
    assert len(told) == 1
    assert "missing words" in told[0]


@pytest.mark.parametrize(
    ("read", "found", "told"),
    [
        ("10\u2076", "106", 0),
        ("co\u00adoperate", "cooperate", 0),
        ("a b", "b a", 1),
        ("a b c", "a c", 2),
        ("at most 5%", "at most 5", 1),
        ("a", "a a", 1),
    ],
)
def test_order_number_and_signs_count(read: str, found: str, told: int) -> None:
    assert len(list(differences(read, [found]))) == told


def test_marks_that_the_reading_added_are_no_words() -> None:
    assert list(differences("1. a\n2. b", ["b a"], added=["1. ", "2. "], in_order=False)) == []
