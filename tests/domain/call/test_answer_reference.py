from hypothesis import given
from hypothesis import strategies as st

from kb.domain.call.answer_reference import ALPHABET, is_reference, reference_from, shown
from kb.domain.ids import is_id


@given(st.text(), st.integers(0, 5))
def test_a_reference_is_one_and_can_be_an_id_and_comes_again(secret: str, attempt: int) -> None:
    reference = reference_from(secret, attempt)
    assert reference == reference_from(secret, attempt)
    assert is_reference(reference)
    assert is_id(reference.lower())
    assert shown(reference.lower()) == reference
    assert not set(reference) & set("01ILO")


@given(st.text(), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(secret: str, place: int, character: str) -> None:
    reference = reference_from(secret)
    wrong = reference[:place] + character + reference[place + 1 :]
    assert is_reference(wrong) is (wrong == reference)


@given(st.text(), st.integers(0, 6))
def test_two_neighbours_changed_round_show(secret: str, place: int) -> None:
    plain = reference_from(secret).replace("-", "")
    wrong = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert is_reference(wrong) is (wrong == plain)


def test_it_may_be_typed_as_people_type() -> None:
    reference = reference_from("x")
    assert is_reference(reference.lower().replace("-", " "))
    assert not is_reference("")
    assert shown("example-systems") == "example-systems"


def test_references_of_many_secrets_differ() -> None:
    assert len({reference_from(str(number)) for number in range(2000)}) == 2000
