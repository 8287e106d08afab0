"""The laws of grouping: whatever two people do, nothing is lost, everything can be taken back and seen again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.errors import InvalidInput
from kb.domain.priority.grouping import Signature, StepTaken, group, merge, new, split, undo, ungroup, why_not_undone
from kb.domain.priority.lineage import (
    advanced,
    breaks,
    groups_of,
    is_unmade,
    place_of,
    rewound,
    state_after,
    state_at,
    steps_of,
    trace_slot,
)
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, StepKind

START = dt.datetime(2016, 9, 24, 9, 0, tzinfo=dt.UTC)
SLOTS = tuple(SlotRef(f"answer-{letter}", rank) for letter in "abc" for rank in (1, 2, 3))
BY = Signature("ann@example.org", START)

Priorities = Mapping[str, Priority]


def draft(id: str, *slots: SlotRef, status: PriorityStatus = PriorityStatus.DRAFT) -> Priority:
    return Priority(id, id.title(), f"Statement of {id}.", status=status, slots=slots)


def applied(all: Priorities, change: StepTaken) -> Priorities:
    return {**all, **change.priorities}


@st.composite
def beginnings(draw: st.DrawFn) -> Priorities:
    """Priorities grouped by hand, before there was any lineage."""
    places = draw(st.lists(st.sampled_from(["", "one", "two", "three"]), min_size=len(SLOTS), max_size=len(SLOTS)))
    statuses = draw(st.lists(st.sampled_from([PriorityStatus.DRAFT, PriorityStatus.AGREED]), min_size=3, max_size=3))
    return {
        id: draft(id, *(s for s, place in zip(SLOTS, places, strict=True) if place == id), status=status)
        for id, status in zip(("one", "two", "three"), statuses, strict=True)
    }


@dataclass
class Run:
    """A run of acts, with what was after each of them."""

    first: Priorities
    now: Priorities
    states: list[Mapping] = field(default_factory=list)
    all_of: list[Priorities] = field(default_factory=list)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    first = draw(beginnings())
    run = Run(first, first, [groups_of(first)], [first])
    for turn in range(draw(st.integers(0, 12))):
        # Clocks of two machines: now and then one is behind.
        by = Signature(draw(st.sampled_from(["ann", "bob"])), START + dt.timedelta(seconds=draw(st.integers(0, 9))))
        try:
            change = draw_act(draw, run.now, by, turn)
        except InvalidInput:
            continue
        run.now = applied(run.now, change)
        run.states.append(groups_of(run.now))
        run.all_of.append(run.now)
    return run


def draw_act(draw: st.DrawFn, all: Priorities, by: Signature, turn: int) -> StepTaken:
    slot = draw(st.sampled_from(SLOTS))
    one, other = draw(st.sampled_from(sorted(all))), draw(st.sampled_from(sorted(all)))
    act = draw(st.sampled_from(["group", "ungroup", "new", "merge", "split", "undo", "undo"]))
    if act == "group":
        return group(all, (slot,), one, by)
    if act == "ungroup":
        return ungroup(all, slot, by)
    if act == "new":
        return new(all, (slot,), draft(f"made-{turn}"), by)
    if act == "merge":
        return merge(all, one, other, by)
    if act == "split":
        chosen = draw(st.sets(st.sampled_from(all[one].slots))) if all[one].slots else ()
        return split(all, one, chosen, draft(f"made-{turn}"), by)
    return undo(all, draw(st.integers(1, max(1, len(steps_of(all))))), by)


def plain(all: Priorities) -> Mapping[str, Priority]:
    """What matters besides the lineage: unmade priorities are gone, split_from is lineage too."""
    return {id: replace(one, lineage=(), split_from="") for id, one in all.items() if not is_unmade(one)}


@given(runs())
def test_a_slot_is_under_one_priority_at_most_and_none_is_lost_or_made_up(run: Run) -> None:
    for all in run.all_of:
        held = [slot for one in all.values() for slot in one.slots]
        assert len(held) == len(set(held))
        assert set(held) <= set(SLOTS)


@given(runs(), st.data())
def test_undo_after_any_act_gives_what_was_before_it(run: Run, data: st.DataObject) -> None:
    try:
        change = draw_act(data.draw, run.now, BY, 99)
    except InvalidInput:
        return
    after = applied(run.now, change)
    back = applied(after, undo(after, change.step.number, BY))
    assert plain(back) == plain(run.now)
    assert groups_of(back) == groups_of(run.now)
    again = applied(back, undo(back, max(step.number for step in steps_of(back)), BY))
    assert groups_of(again) == groups_of(after)
    assert plain(again) == plain(after)


@given(runs())
def test_any_past_state_is_rebuilt_as_it_was(run: Run) -> None:
    steps = steps_of(run.now)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    for number, state in enumerate(run.states):
        assert state_after(run.now, number) == state
    for moment in {step.at for step in steps}:
        assert state_at(run.now, moment) == run.states[max(step.number for step in steps if step.at <= moment)]
    assert state_at(run.now, START - dt.timedelta(days=1)) == run.states[0]


@given(runs())
def test_the_lineage_taken_again_gives_the_present(run: Run) -> None:
    groups = run.states[0]
    for step in steps_of(run.now):
        assert rewound(advanced(groups, step), step) == groups
        groups = advanced(groups, step)
    assert groups == groups_of(run.now)
    assert list(breaks(run.now)) == []


@given(runs())
def test_every_slot_is_traced_from_where_it_began_to_where_it_is(run: Run) -> None:
    for slot in SLOTS:
        place = place_of(run.first, slot)
        for step in trace_slot(run.now, slot):
            assert step.source == place
            place = step.target
        assert place == place_of(run.now, slot)


@given(runs())
def test_each_file_alone_has_every_step_that_touched_it(run: Run) -> None:
    for step in steps_of(run.now):
        for id in filter(None, (step.source, step.target)):
            assert step in run.now[id].lineage


@given(beginnings())
def test_a_merge_keeps_every_slot(all: Priorities) -> None:
    change = merge(all, "one", "two", BY)
    after = applied(all, change)
    assert set(after["two"].slots) == {*all["one"].slots, *all["two"].slots}
    assert after["one"].slots == ()
    assert (after["one"].status, after["one"].merged_into) == (PriorityStatus.MERGED, "two")
    assert after["three"] == all["three"]


@given(runs())
def test_what_can_be_taken_back_is_told_as_it_is(run: Run) -> None:
    for step in steps_of(run.now):
        if why_not_undone(run.now, step):
            with pytest.raises(InvalidInput):
                undo(run.now, step.number, BY)
        else:
            undo(run.now, step.number, BY)


ONE, TWO = draft("one", SLOTS[0], SLOTS[1]), draft("two", SLOTS[3])
ALL = {"one": ONE, "two": TWO}


def test_a_split_says_where_it_came_from_and_a_merge_where_it_went() -> None:
    after = applied(ALL, split(ALL, "one", [SLOTS[0]], draft("made"), BY))
    assert after["made"].split_from == "one"
    assert after["made"].slots == (SLOTS[0],)
    assert after["one"].slots == (SLOTS[1],)
    merged = applied(after, merge(after, "made", "two", BY))
    assert merged["made"].merged_into == "two"
    assert [step.kind for step in trace_slot(merged, SLOTS[0])] == [StepKind.SPLIT, StepKind.MERGE]


def test_an_act_is_dated_after_the_one_before_also_when_a_clock_is_behind() -> None:
    after = applied(ALL, group(ALL, (SLOTS[5],), "one", BY))
    late = group(after, (SLOTS[6],), "one", Signature("bob", START - dt.timedelta(hours=1)))
    assert (late.step.number, late.step.at) == (2, START)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda: group(ALL, (SLOTS[0],), "one", BY), "to"),
        (lambda: group(ALL, (SLOTS[0],), "nowhere", BY), "to"),
        (lambda: ungroup(ALL, SLOTS[8], BY), "slot"),
        (lambda: merge(ALL, "one", "one", BY), "into"),
        (lambda: new(ALL, (SLOTS[8],), draft("one"), BY), "title"),
        (lambda: new(ALL, (SLOTS[8],), replace(draft("made"), title=" "), BY), "title"),
        (lambda: split(ALL, "one", [], draft("made"), BY), "slots"),
        (lambda: split(ALL, "one", [SLOTS[3]], draft("made"), BY), "slots"),
        (lambda: undo(ALL, 1, BY), "number"),
    ],
)
def test_what_cannot_be_done_is_told_by_field(act, field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        act()
    assert list(told.value.field_errors) == [field]


def test_nothing_is_put_under_a_merged_priority() -> None:
    after = applied(ALL, merge(ALL, "one", "two", BY))
    with pytest.raises(InvalidInput, match="merged"):
        group(after, (SLOTS[8],), "one", BY)


def test_an_act_that_a_later_one_rests_on_waits_for_that_one() -> None:
    made = applied(ALL, new(ALL, (SLOTS[8],), draft("made"), BY))
    more = applied(made, group(made, (SLOTS[7],), "made", BY))
    with pytest.raises(InvalidInput, match="other choices"):
        undo(more, 1, BY)
    less = applied(more, undo(more, 2, BY))
    assert groups_of(applied(less, undo(less, 1, BY))) == groups_of(ALL)


def test_slots_moved_by_hand_are_told() -> None:
    after = applied(ALL, group(ALL, (SLOTS[8],), "one", BY))
    by_hand = {**after, "one": replace(after["one"], slots=ONE.slots)}
    assert list(breaks(by_hand)) == [("one", "slot 3 of `answer-c` is not where step 1 of the lineage put it")]
