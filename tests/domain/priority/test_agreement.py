"""Agreeing takes two people: laws over whatever people do to the words and the status of one priority."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.errors import InvalidInput
from kb.domain.priority.agreement import edited, waits_for, words_of
from kb.domain.priority.priority import Priority, PriorityStatus

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
DRAFT, AGREED, RETIRED = PriorityStatus.DRAFT, PriorityStatus.AGREED, PriorityStatus.RETIRED
WRITTEN = Priority("one", "One record", "Key it once.", worded_by="ann")
FIELDS = st.sampled_from(["title", "statement", "situation", "problem", "body"])
SAVES = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bea", "cat"]),
        st.dictionaries(FIELDS, st.sampled_from(["so", "or so"]), max_size=2),
        st.sampled_from([DRAFT, AGREED, RETIRED]),
    ),
    max_size=8,
)


@given(SAVES)
def test_words_are_agreed_only_after_two_people_saved_them(
    saves: list[tuple[str, dict[str, str], PriorityStatus]],
) -> None:
    """Whatever is done in whatever order: who agreed last to the words as they stand is not who wrote them."""
    priority = Priority("one", "One record", "Key it once.")
    writer, agreed_by = "", ""
    for who, words, status in saves:
        try:
            after = edited(priority, replace(priority, **words, status=status), who, AT, one_may_do=False)
        except InvalidInput:
            continue
        if words_of(after) != words_of(priority):
            writer, agreed_by = who, ""
        elif after.status is AGREED is not priority.status:
            agreed_by = who
        priority = after
        if priority.status is AGREED:
            assert agreed_by
            assert agreed_by != writer
        assert (priority.agreed_by, priority.agreed_at) == (
            (agreed_by, AT) if priority.status is AGREED else ("", None)
        )
        assert priority.worded_by == writer


@given(FIELDS)
def test_other_words_of_what_is_agreed_make_it_a_draft_again(field: str) -> None:
    before = replace(WRITTEN, status=AGREED)
    after = edited(before, replace(before, **{field: "Other words."}), "bea", AT, one_may_do=False)
    assert (after.status, after.worded_by) == (DRAFT, "bea")
    assert waits_for(after, "ann", one_may_do=False)
    assert not waits_for(after, "bea", one_may_do=False)


def test_what_is_no_word_leaves_the_agreement_alone() -> None:
    before = replace(WRITTEN, status=AGREED)
    other = replace(before, topics=("governance",), statement="Key  it\nonce. ")
    assert edited(before, other, "bea", AT, one_may_do=False) == other


def test_nobody_agrees_to_words_of_their_own_but_in_a_house_of_one() -> None:
    agreed = replace(WRITTEN, status=AGREED)
    with pytest.raises(InvalidInput) as told:
        edited(WRITTEN, agreed, "ann", AT, one_may_do=False)
    assert set(told.value.field_errors) == {"status"}
    for who, one_may_do in (("bea", False), ("ann", True)):
        expected = replace(agreed, agreed_by=who, agreed_at=AT)
        assert edited(WRITTEN, agreed, who, AT, one_may_do=one_may_do) == expected
    assert edited(agreed, replace(agreed, title="Another"), "ann", AT, one_may_do=True).status is AGREED
