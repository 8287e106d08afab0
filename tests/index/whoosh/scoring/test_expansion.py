"""Words near a word, from the dictionary."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.whoosh.scoring.expansion import edit_distance, edit_distances, letters_of

WORD = st.text("abcde", max_size=7).map(str.encode)


def reference(one, other):
    """Optimal string alignment, as defined."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(one), len(other)]


@settings(max_examples=200, deadline=None)
@given(word=WORD, others=st.lists(WORD, max_size=6))
def test_distances_are_as_defined_and_letters_bound_them(word, others):
    expected = [reference(word, other) for other in others]
    assert edit_distances(word, others).tolist() == expected
    for other, distance in zip(others, expected, strict=True):
        assert edit_distance(word, other, 2) == min(distance, 3)
        assert (letters_of(word) ^ letters_of(other)).bit_count() <= 2 * distance
