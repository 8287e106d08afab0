import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.account.account import LONGEST_ADDRESS, Right, Role, folded_email
from kb.domain.audience import Audience, narrowest


def test_only_staff_read_what_is_for_staff() -> None:
    assert {role: role.audience for role in Role} == {
        Role.MEMBER: Audience.MEMBERS,
        Role.ANALYST: Audience.MEMBERS,
        Role.STAFF: Audience.STAFF,
    }


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.ANSWER, {Role.MEMBER, Role.ANALYST, Role.STAFF}),
        (Right.ANNOTATE, {Role.ANALYST, Role.STAFF}),
        (Right.MANAGE_PEOPLE, {Role.STAFF}),
        (Right.RUN_CALL, {Role.STAFF}),
    ],
)
def test_what_each_role_may_do(right: Right, roles: set[Role]) -> None:
    assert {role for role in Role if role.may(right)} == roles


def test_every_right_is_somebodys() -> None:
    assert all(Role.STAFF.may(right) for right in Right)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann@Example.ORG ", "ann@example.org"),
        ("ann+police@sub.example.org", "ann+police@sub.example.org"),
        ("ａnn@example.org", "ann@example.org"),
        ("", ""),
        ("ann", ""),
        ("ann@", ""),
        ("@example.org", ""),
        ("ann@example", ""),
        ("ann@exam ple.org", ""),
        ("ann@example.org\nBcc: x@y.zz", ""),
        ("ann@b@example.org", ""),
        ("ann@example..org", ""),
        ("a" * 65 + "@example.org", ""),
        ("a@" + "b" * LONGEST_ADDRESS + ".org", ""),
    ],
)
def test_addresses_are_looked_up_in_one_form(typed: str, folded: str) -> None:
    assert folded_email(typed) == folded


@given(st.one_of(st.text(), st.emails()))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded_email(text)
    assert folded_email(once) == once


@given(st.lists(st.sampled_from(Audience), min_size=1))
def test_the_narrowest_is_seen_by_who_sees_all_of_them(audiences: list[Audience]) -> None:
    for reader in Audience:
        assert reader.sees(narrowest(*audiences)) == all(reader.sees(audience) for audience in audiences)
