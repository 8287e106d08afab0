import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.call.call import Channel, Consent, Input, Slot
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.priority.ranking import Ballot, Ranking, ballots_for, latest_of, rank

IDS = ("a", "b", "c", "d")


def ballot(text: str, organisation: str = "o") -> Ballot:
    """Make a ballot from letters in order; a dot is a choice that falls under no priority."""
    return Ballot(organisation, {id: n for n, id in enumerate(text, start=1) if id != "."})


BALLOTS = st.lists(
    st.permutations([*IDS, "."]).flatmap(lambda p: st.integers(0, 5).map(lambda n: ballot("".join(p)[:n])))
)


def points(ranking: Ranking) -> Mapping[str, int]:
    return {row.priority: row.points for row in ranking.rows}


def test_each_rule_on_three_ballots() -> None:
    ranking = rank([ballot("ab"), ballot("ba"), ballot("b.c")], IDS)
    rows = {row.priority: row for row in ranking.rows}
    assert points(ranking) == {"b": 4 + 5 + 5, "a": 5 + 4, "c": 3, "d": 0}
    assert {id: row.named_by for id, row in rows.items()} == {"a": 2, "b": 3, "c": 1, "d": 0}
    assert {id: row.first_choices for id, row in rows.items()} == {"a": 1, "b": 2, "c": 0, "d": 0}
    assert ranking.grid["b"]["a"] == 2
    assert ranking.grid["a"]["b"] == 1
    assert {id: row.pairwise for id, row in rows.items()} == {"b": 3, "a": 2, "c": 1, "d": 0}
    assert ranking.agree


def test_rules_that_disagree_are_told() -> None:
    ranking = rank([ballot("ab"), ballot("ab"), ballot("cb"), ballot("cb"), ballot("b")], IDS)
    assert ranking.leaders["named by"] == ("b",)
    assert ranking.leaders["first choices"] == ("a", "c")
    assert not ranking.agree


@given(BALLOTS, st.randoms())
def test_the_order_of_ballots_does_not_matter(ballots: list[Ballot], random: Random) -> None:
    shuffled = list(ballots)
    random.shuffle(shuffled)
    assert rank(shuffled, IDS) == rank(ballots, IDS)


@given(BALLOTS, st.permutations(["b", "c", "d"]))
def test_a_ballot_that_ranks_a_first_never_lowers_its_points_or_place(
    ballots: list[Ballot], rest: Sequence[str]
) -> None:
    before = rank(ballots, IDS)
    after = rank([*ballots, ballot("a" + "".join(rest))], IDS)
    was = next(row for row in before.rows if row.priority == "a")
    now = next(row for row in after.rows if row.priority == "a")
    assert now.points == was.points + 5
    assert now.pairwise >= was.pairwise
    assert now.ranks["points"] <= was.ranks["points"]


@given(BALLOTS)
def test_a_merge_never_changes_the_totals_of_others(ballots: list[Ballot]) -> None:
    merged = [
        Ballot(
            one.organisation,
            {
                **{id: n for id, n in one.positions.items() if id not in "ab"},
                **(
                    {"a": min(n for id, n in one.positions.items() if id in "ab")}
                    if {"a", "b"} & set(one.positions)
                    else {}
                ),
            },
        )
        for one in ballots
    ]
    before, after = rank(ballots, IDS), rank(merged, ("a", "c", "d"))
    for id in "cd":
        was = next(row for row in before.rows if row.priority == id)
        now = next(row for row in after.rows if row.priority == id)
        assert (now.points, now.named_by, now.first_choices) == (was.points, was.named_by, was.first_choices)
    assert after.grid["c"]["d"] == before.grid["c"]["d"]


@given(BALLOTS)
def test_the_grid_counts_each_ballot_at_most_once_a_pair(ballots: list[Ballot]) -> None:
    grid = rank(ballots, IDS).grid
    assert all(grid[a][b] + grid[b][a] <= len(ballots) for a in IDS for b in IDS if a != b)


def answer(id: str, organisation: str, minute: int, slots: int) -> Input:
    return Input(
        id=id,
        call="c",
        organisation=organisation,
        organisation_kind="supplier",
        received=dt.datetime(2016, 9, 20, 9, minute),  # noqa: DTZ001 - only the order matters
        channel=Channel.FORM,
        consent=Consent.NAMED,
        slots=tuple(Slot(f"slot {n}") for n in range(slots)),
    )


def test_one_ballot_an_organisation_and_the_latest_counts() -> None:
    priorities = [
        Priority("a", "A", "A.", slots=(SlotRef("old", 1), SlotRef("new", 2))),
        Priority("b", "B", "B.", slots=(SlotRef("new", 1), SlotRef("new", 3))),
    ]
    answers = [answer("new", "Example  LTD", 2, 3), answer("old", "Example Ltd", 1, 1), answer("x", "Other", 1, 1)]
    assert ballots_for(latest_of(answers), priorities) == (
        Ballot("Example  LTD", {"b": 1, "a": 2}),
        Ballot("Other", {}),
    )
