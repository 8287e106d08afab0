import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.account.passphrase import COMMON, LONGEST, SHORTEST, normalised, problem_of

ABOUT = ("ann@example.org", "ann", "Example Systems Ltd")


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct lamp walrus tea",
        "zzqpwoeirutyal",
        "ein langer satz über kühe",
        "сорок тысяч обезьян",
        "馬の耳に念仏を唱えても無駄です",
        "x7$kq!m2#vb9",
        "a" * 11 + "b9",
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(passphrase: str) -> None:
    assert problem_of(passphrase, ABOUT) == ""


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("", "at least 12"),
        ("short", "at least 12"),
        ("a" * (SHORTEST - 1), "at least 12"),
        ("walrus " * 50, "at most 256"),
        ("password1234", "first that anybody"),
        ("Password-1234", "first that anybody"),
        ("P A S S W O R D P A S S W O R D", "first that anybody"),
        ("letmeinletmein99", "first that anybody"),
        ("aaaaaaaaaaaaaaaa", "first that anybody"),
        ("abcabcabcabcabc", "first that anybody"),
        ("efghijklmnopqr", "first that anybody"),
        ("zyxwvutsrqponm", "first that anybody"),
        ("            ", "first that anybody"),
        ("!!!!!!!!!!!!!!", "first that anybody"),
        ("ann@example.org", "your address"),
        ("Example Systems Ltd", "your address"),
        ("examplesystemsltd2016", "your address"),
    ],
)
def test_what_is_short_or_guessed_first_is_not(passphrase: str, why: str) -> None:
    assert why in problem_of(passphrase, ABOUT)


def test_every_common_one_is_long_enough_to_matter_and_refused() -> None:
    for common in COMMON:
        assert len(common) >= SHORTEST, common
        assert problem_of(common), common


@given(st.text(max_size=LONGEST * 2), st.lists(st.text(), max_size=3))
def test_it_answers_any_text_and_keyboards_do_not_matter(passphrase: str, about: list[str]) -> None:
    assert problem_of(passphrase, about) == problem_of(normalised(passphrase), about)
