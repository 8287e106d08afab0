"""Words near a word, from the dictionary."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kb.index.whoosh.scoring.expansion import letters_of

WORD = st.text("abcde", max_size=7).map(str.encode)


@settings(max_examples=200, deadline=None)
@given(word=WORD, other=WORD)
def test_letters_bound_how_far_words_are_from_each_other(word: bytes, other: bytes) -> None:
    assert (letters_of(word) ^ letters_of(other)).bit_count() <= 2 * OSA.distance(word, other)


def test_a_swap_of_neighbours_is_one_edit_and_the_cutoff_tells_more() -> None:
    assert OSA.distance(b"police", b"polcie", score_cutoff=1) == 1
    assert OSA.distance(b"police", b"polcei", score_cutoff=1) == 2
