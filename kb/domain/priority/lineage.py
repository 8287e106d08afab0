"""The lineage of priorities: every step that grouping took, traced both ways, and any past state rebuilt.

A step (``kb.domain.priority.grouping`` takes them) moves slots from one place to another: a priority, or none. It is
kept in the front matter of each priority that it touches. Past states are rebuilt from the present by taking steps
back, so that grouping done by hand before the first step counts as having been there always. Nothing is ever cut from
a lineage: undoing is a step as well.

Laws: steps taken back one by one give every earlier state, and taken again from there they give the present.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.domain.priority.priority import Priority, SlotRef, Step, StepKind

Priorities = Mapping[str, Priority]

INVERSE: Mapping[StepKind, StepKind] = {
    StepKind.NEW: StepKind.UNMAKE,
    StepKind.UNMAKE: StepKind.NEW,
    StepKind.MERGE: StepKind.UNMERGE,
    StepKind.UNMERGE: StepKind.MERGE,
    StepKind.SPLIT: StepKind.REJOIN,
    StepKind.REJOIN: StepKind.SPLIT,
}
"""What takes a step back; to group is taken back by grouping the other way, or by ungrouping."""

MAKING = frozenset({StepKind.NEW, StepKind.SPLIT})
UNMAKING = frozenset({StepKind.UNMAKE, StepKind.REJOIN})


@dataclass(frozen=True)
class SlotGroup:
    """A priority as far as grouping goes: its slots in order, and what it is merged into, if it is."""

    slots: tuple[SlotRef, ...] = ()
    merged_into: str = ""


Groups = Mapping[str, SlotGroup]


def place_of(all: Priorities, slot: SlotRef) -> str:
    """Return the id of the priority that a slot is under; empty where it is under none."""
    return next((id for id in sorted(all) if slot in all[id].slots), "")


def in_force(all: Priorities, id: str) -> str:
    """Return the id of the priority that has what belongs to this one now: itself, or what it was merged into."""
    seen = {id}
    while (found := all.get(id)) is not None and found.merged_into and found.merged_into not in seen:
        id = found.merged_into
        seen.add(id)
    return id


def steps_of(all: Priorities) -> tuple[Step, ...]:
    """Return every step of all lineages once, in the order in which they were taken."""
    steps = {(step.number, step.at, step.who, step.kind): step for one in all.values() for step in one.lineage}
    return tuple(steps[key] for key in sorted(steps))


def trace_slot(all: Priorities, slot: SlotRef) -> tuple[Step, ...]:
    """Return the steps that moved a slot, in order."""
    return tuple(step for step in steps_of(all) if slot in step.slots)


def groups_of(all: Priorities) -> Groups:
    """Return the grouping as it is: every priority in being, with its slots; unmade ones are not."""
    return {id: SlotGroup(ordered(one.slots), one.merged_into) for id, one in sorted(all.items()) if not is_unmade(one)}


def state_after(all: Priorities, number: int) -> Groups:
    """Return the grouping as it was right after the step of this number (0: before every step)."""
    groups = groups_of(all)
    for step in reversed(steps_of(all)):
        if step.number <= number:
            break
        groups = rewound(groups, step)
    return groups


def state_at(all: Priorities, moment: dt.datetime) -> Groups:
    """Return the grouping as it was at a moment, with every step up to it taken."""
    return state_after(all, max((step.number for step in steps_of(all) if step.at <= moment), default=0))


def advanced(groups: Groups, step: Step) -> Groups:
    """Return the grouping after a step."""
    after = {id: SlotGroup(_without(one.slots, step.slots), one.merged_into) for id, one in groups.items()}
    if step.target:
        target = after.get(step.target, SlotGroup())
        kept = "" if step.kind is StepKind.UNMERGE else target.merged_into
        after[step.target] = SlotGroup(ordered((*target.slots, *step.slots)), kept)
    if step.kind is StepKind.MERGE:
        after[step.source] = replace(after.get(step.source, SlotGroup()), merged_into=step.target)
    if step.kind in UNMAKING:
        after.pop(step.source, None)
    return after


def rewound(groups: Groups, step: Step) -> Groups:
    """Return the grouping before a step: the same as advancing by what takes it back."""
    kind = INVERSE.get(step.kind, step.kind)
    return advanced(groups, replace(step, kind=kind, source=step.target, target=step.source))


def is_unmade(priority: Priority) -> bool:
    """Say whether the making of a priority was taken back; its file stays, for its lineage."""
    made = [step for step in priority.lineage if _makes(step, priority.id) or _unmakes(step, priority.id)]
    return bool(made) and max(made, key=lambda step: step.number).kind in UNMAKING


def breaks(all: Priorities) -> Iterator[tuple[str, str]]:
    """Yield priority and what is wrong where the lineage does not lead to the present: somebody moved slots by hand."""
    known: dict[int, Step] = {}
    for step in steps_of(all):
        if known.setdefault(step.number, step) != step:
            yield step.target or step.source, f"two steps have the number {step.number}"
    last: dict[SlotRef, Step] = {slot: step for step in steps_of(all) for slot in step.slots}
    for slot, step in last.items():
        if place_of(all, slot) != step.target:
            what = f"slot {slot.rank} of `{slot.input}` is not where step {step.number} of the lineage put it"
            yield next(id for id in (place_of(all, slot), step.target, step.source) if id), what


def ordered(slots: Iterable[SlotRef]) -> tuple[SlotRef, ...]:
    """Return slots in their order, each once."""
    return tuple(sorted(set(slots), key=lambda slot: (slot.input, slot.rank)))


def _without(slots: Iterable[SlotRef], gone: Iterable[SlotRef]) -> tuple[SlotRef, ...]:
    return ordered(set(slots) - set(gone))


def _makes(step: Step, id: str) -> bool:
    return step.kind in MAKING and step.target == id


def _unmakes(step: Step, id: str) -> bool:
    return step.kind in UNMAKING and step.source == id
