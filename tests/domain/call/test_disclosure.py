"""What totals may show: whatever somebody takes from what else, no group of fewer than three comes out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.call.disclosure import (
    OTHERS,
    Voter,
    organisations,
    rest_of,
    safe_voters,
    shown_kinds,
    totals_for,
)

CALL = Call(
    id="call",
    title="A call",
    question="What matters?",
    state=CallState.CLOSED,
    opens=dt.datetime(2016, 9, 12),  # noqa: DTZ001 - times of a call have no zone
    closes=dt.datetime(2016, 9, 23),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)


@st.composite
def voters(draw: st.DrawFn) -> tuple[Voter, ...]:
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from(["", "x", "y", "z"]), st.sampled_from(Audience)),
            max_size=25,
        )
    )
    return tuple(Voter(f"answer-{n}", *row) for n, row in enumerate(rows))


def parts(groups: Sequence[tuple[Voter, ...]]) -> Iterable[tuple[tuple[Voter, ...], ...]]:
    return chain.from_iterable(combinations(groups, size) for size in range(len(groups) + 1))


def is_telling(found: set[str], all: Sequence[Voter], reader: Audience) -> bool:
    """Say whether a total of these answers tells this reader of one or two organisations that they cannot read."""
    group = [voter for voter in all if voter.answer in found]
    unread = [voter for voter in group if not reader.sees(voter.readers)]
    return any(0 < len(organisations(some)) < 3 for some in (group, unread))


@given(voters())
def test_taking_what_is_shown_from_the_total_tells_of_nobody(given_: tuple[Voter, ...]) -> None:
    """The attack: know every answer that one may read, add and subtract every published total."""
    total = safe_voters(given_)
    shown = shown_kinds(total)
    everything = {voter.answer for voter in total}
    for taken in parts(list(shown.values())):
        left = everything - {voter.answer for group in taken for voter in group}
        for reader in OTHERS:
            assert not is_telling(left, given_, reader)
            assert not any(is_telling({v.answer for v in group}, given_, reader) for group in taken)


@given(voters())
def test_a_kind_is_all_of_its_voters_or_not_shown(given_: tuple[Voter, ...]) -> None:
    shown = shown_kinds(given_)
    for kind, group in shown.items():
        assert kind
        assert group == tuple(v for v in given_ if v.kind == kind)
        assert len(organisations(group)) >= 3
    assert {v.answer for v in chain(rest_of(given_, shown), *shown.values())} == {v.answer for v in given_}


@given(voters(), st.randoms())
def test_the_order_does_not_matter(given_: tuple[Voter, ...], random) -> None:
    mixed = random.sample(given_, len(given_))
    assert set(safe_voters(mixed)) == set(safe_voters(given_))
    assert shown_kinds(mixed).keys() == shown_kinds(given_).keys()


def test_the_attack_finds_a_leak_where_there_is_one() -> None:
    """Without the rule for the rest, one organisation of a kind of its own could be had by subtraction."""
    all = [Voter(f"a{n}", f"org-{n}", "x" if n else "y", Audience.PUBLIC) for n in range(4)]
    assert is_telling({"a0"}, all, Audience.PUBLIC)
    assert shown_kinds(all) == {}
    assert list(shown_kinds(all[1:])) == ["x"]


def answer(id: str, consent: Consent, organisation: str = "") -> Input:
    return Input(
        id=id,
        call="call",
        organisation=organisation or id,
        organisation_kind="supplier",
        received=dt.datetime(2016, 9, 20, tzinfo=dt.UTC),
        channel=Channel.FORM,
        consent=consent,
        slots=(Slot("A thing"),),
        audience=Audience.MEMBERS,
    )


NAMED = tuple(answer(f"named-{n}", Consent.NAMED) for n in range(4))
TOTALS = tuple(answer(f"totals-{n}", Consent.TOTALS) for n in range(3))
STAFF = answer("staff", Consent.STAFF)


def test_one_answer_for_totals_only_stays_out_and_is_told() -> None:
    found = totals_for((*NAMED, TOTALS[0], STAFF), Audience.MEMBERS, CALL)
    assert (found.answers, found.left_out) == (NAMED, 1)


def test_three_for_totals_only_count() -> None:
    found = totals_for((*NAMED, *TOTALS, STAFF), Audience.PUBLIC, CALL)
    assert (found.answers, found.left_out) == ((*NAMED, *TOTALS), 0)


def test_three_answers_of_one_organisation_are_one() -> None:
    same = tuple(answer(f"totals-{n}", Consent.TOTALS, "Same Ltd") for n in range(3))
    assert totals_for((*NAMED, *same), Audience.PUBLIC, CALL).answers == NAMED


def test_too_few_in_all_are_not_totalled() -> None:
    assert totals_for(NAMED[:2], Audience.PUBLIC, CALL).answers == ()


def test_staff_see_everything() -> None:
    assert totals_for((TOTALS[0], STAFF), Audience.STAFF, CALL).answers == (TOTALS[0], STAFF)
