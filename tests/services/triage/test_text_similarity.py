from hypothesis import given
from hypothesis import strategies as st

from kb.services.triage.text_similarity import alike, shared_words, telling_words


def test_words_are_compared_by_their_stems_and_shown_as_they_stand() -> None:
    assert shared_words("Buying together saves", "Who buys together?") == ("Buying", "together")


def test_words_that_say_nothing_do_not_count() -> None:
    assert shared_words("What should we have done?", "We should have what you have") == ()
    assert list(telling_words("The force’s own systems")) == ["forc", "system"]


def test_alike_is_one_for_the_same_words_and_nothing_for_others() -> None:
    assert alike("Shared systems", "systems, shared") == 1
    assert alike("Shared systems", "court dates") == 0
    assert alike("?", "?") == 1
    assert alike("?", "!") == 0


@given(st.text(), st.text())
def test_alike_goes_both_ways_and_stays_between_nothing_and_one(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1
