import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.passage_diff import ChangeKind, passage_changes
from kb.documents.passages import passages_of
from kb.documents.word_diff import DiffKind

BEFORE = "**1.** Forces buy radios of their own.\n\n**2.** Nobody has a list of them.\n\n**3.** The board met in May.\n"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        (BEFORE.replace("Nobody has", "Hardly anybody has"), [("reworded", "para 2")]),
        (BEFORE.replace("**3.** The board met in May.\n", ""), [("gone", "para 3")]),
        (
            "**1.** A word before.\n\n"
            + BEFORE.replace("**3.", "**4.").replace("**2.", "**3.").replace("**1.", "**2."),
            [("new", "para 1"), ("renumbered", "para 2"), ("renumbered", "para 3"), ("renumbered", "para 4")],
        ),
        ("", [("gone", "para 1"), ("gone", "para 2"), ("gone", "para 3")]),
    ],
)
def test_what_became_of_each_passage(after: str, expected: list[tuple[str, str]]) -> None:
    changes = passage_changes(passages_of(BEFORE), passages_of(after))
    assert [(change.kind.value, change.label) for change in changes] == expected


def test_the_words_that_are_gone_and_new_are_told() -> None:
    (change,) = passage_changes(passages_of(BEFORE), passages_of(BEFORE.replace("in May", "in June")))
    assert [(run.kind, run.words) for run in change.runs][1:] == [(DiffKind.GONE, "May."), (DiffKind.NEW, "June.")]


paragraphs = st.lists(st.text("ab ", min_size=1, max_size=20).filter(str.strip), max_size=8)


@given(paragraphs, paragraphs)
def test_nothing_is_lost_and_nothing_is_told_twice(one: list[str], other: list[str]) -> None:
    before, after = passages_of("\n\n".join(one)), passages_of("\n\n".join(other))
    changes = passage_changes(before, after)
    assert [c.before for c in changes if c.before] == [p for p in before if any(p is c.before for c in changes)]
    gone = sum(change.kind is ChangeKind.GONE for change in changes)
    new = sum(change.kind is ChangeKind.NEW for change in changes)
    assert len(before) - gone == len(after) - new
