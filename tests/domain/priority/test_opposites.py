import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.priority.opposites import DIRECTIONS, OPPOSITES, Pull, ends_of, opposed, pulls
from kb.domain.priority.priority import Direction, Priority


def towards(id: str, *directions: tuple[str, str]) -> Priority:
    return Priority(id, id, id, direction=tuple(Direction(*one) for one in directions))


def between(one: str, other: str) -> tuple[Pull, ...]:
    return pulls(ends_of(one), ends_of(other))


def test_opposed_directions_on_one_topic_make_a_pair() -> None:
    found = opposed([towards("b", ("governance", "local")), towards("a", ("governance", "national"))])
    assert [(pair.one, pair.one_way, pair.other, pair.other_way) for pair in found] == [("a", "national", "b", "local")]


@pytest.mark.parametrize("other", [("procurement", "local"), ("governance", "national"), ("governance", "voluntary")])
def test_other_topics_and_other_oppositions_make_none(other: tuple[str, str]) -> None:
    assert opposed([towards("a", ("governance", "national")), towards("b", other)]) == ()


def test_a_priority_is_not_opposed_to_itself() -> None:
    assert opposed([towards("a", ("governance", "national"), ("governance", "local"))]) == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y"]), st.sampled_from(DIRECTIONS))))
def test_the_order_of_priorities_does_not_matter(rows: list[tuple[str, str, str]]) -> None:
    priorities = [towards(f"{id}{n}", (topic, way)) for n, (id, topic, way) in enumerate(rows)]
    assert opposed(priorities) == opposed(reversed(priorities))


def test_words_of_opposite_ends_pull() -> None:
    (pull,) = between("Mandate one standard.", "Adoption should stay voluntary")
    assert (pull.one_way, pull.other_way) == ("required", "voluntary")
    assert (pull.one_words, pull.other_words) == (("mandate",), ("voluntary",))


def test_words_count_whole_and_who_uses_both_pulls_neither_way() -> None:
    assert between("Mandated nothing", "involuntary") == ()
    assert between("national or local", "local") == ()


@given(st.text(), st.text())
def test_pulling_goes_both_ways(one: str, other: str) -> None:
    back = [(p.other_way, p.one_way, p.other_words, p.one_words) for p in between(other, one)]
    assert back == [(p.one_way, p.other_way, p.one_words, p.other_words) for p in between(one, other)]


def test_no_word_stands_at_two_ends() -> None:
    said = [word for pair in OPPOSITES for pole in pair for word in pole.said]
    assert len(said) == len(set(said))
    assert len(DIRECTIONS) == len(set(DIRECTIONS))
