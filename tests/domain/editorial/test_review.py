"""Turns of review: what may follow on what, and who may not review."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.editorial.review import NEXT, ReviewState, Turn, state_of, why_not, writers_of

AT = dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)
DRAFT, IN_REVIEW, REVIEWED, RETIRED = ReviewState


def turns(*steps: tuple[str, ReviewState], note: str = "") -> tuple[Turn, ...]:
    return tuple(Turn(AT, who, state, note) for who, state in steps)


def test_an_entry_without_turns_is_a_draft() -> None:
    assert state_of(()) is DRAFT
    assert not why_not("ann", (), IN_REVIEW, "ann", one_may_do=False)


def test_nobody_reviews_their_own_words_unless_one_may_do() -> None:
    handed_in = turns(("ann", IN_REVIEW))
    assert "second person" in why_not("ann", handed_in, REVIEWED, "ann", one_may_do=False)
    assert not why_not("ann", handed_in, REVIEWED, "ann", one_may_do=True)
    assert not why_not("ann", handed_in, REVIEWED, "bob", one_may_do=False)


def test_whoever_changed_the_words_has_written_them_too() -> None:
    changed = turns(("ann", IN_REVIEW), ("bob", DRAFT), ("bob", IN_REVIEW))
    assert writers_of("ann", changed) == {"ann", "bob"}
    assert why_not("ann", changed, REVIEWED, "bob", one_may_do=False)
    assert not why_not("ann", changed, REVIEWED, "cat", one_may_do=False)


def test_whoever_sent_it_back_with_a_note_may_review_it_later() -> None:
    sent_back = (*turns(("ann", IN_REVIEW)), Turn(AT, "bob", DRAFT, "Which page?"), *turns(("ann", IN_REVIEW)))
    assert not why_not("ann", sent_back, REVIEWED, "bob", one_may_do=False)


@given(st.lists(st.sampled_from(ReviewState), max_size=8), st.sampled_from(ReviewState), st.booleans())
def test_only_what_follows_is_let_through(states: list[ReviewState], to: ReviewState, one: bool) -> None:
    taken = turns(*(("ann", state) for state in states))
    if to not in NEXT[state_of(taken)]:
        assert why_not("ann", taken, to, "bob", one_may_do=one)
    else:
        assert not why_not("ann", taken, to, "bob", one_may_do=one)
