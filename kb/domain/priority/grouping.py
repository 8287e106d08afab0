"""Grouping slots under priorities: pure operations on all priorities at once, each of them one step.

A step moves slots from one place (a priority, or none) to another and is written into the lineage of every priority
that it touches (see ``kb.domain.priority.lineage``). The members' words are no part of it and never change.

Laws: a slot is under one priority at most; ``undo`` after any step gives what was before it, but for the lineage;
a merge keeps every slot. What cannot be done is told as ``InvalidInput``, by field.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.domain.errors import InvalidInput
from kb.domain.ids import is_id
from kb.domain.priority.lineage import INVERSE, MAKING, UNMAKING, Priorities, is_unmade, ordered, place_of, steps_of
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, Step, StepKind


@dataclass(frozen=True)
class Signature:
    """Who acts, and when."""

    who: str
    at: dt.datetime


@dataclass(frozen=True)
class StepTaken:
    """A step taken, and the priorities as it leaves them: those that it touched, and no others."""

    step: Step
    priorities: Priorities


def group(all: Priorities, slots: Iterable[SlotRef], to: str, by: Signature) -> StepTaken:
    """Put slots under a priority, from the one place where they are."""
    chosen = tuple(slots)
    here = _place(all, chosen)
    if here == to:
        raise InvalidInput({"to": "the choice is under this priority already"})
    _open(all, to, "to")
    return _taken(all, _step(all, by, StepKind.GROUP, here, to, chosen))


def ungroup(all: Priorities, slot: SlotRef, by: Signature) -> StepTaken:
    """Take a slot out of the priority that it is under."""
    here = place_of(all, slot)
    if not here:
        raise InvalidInput({"slot": "the choice is under no priority"})
    return _taken(all, _step(all, by, StepKind.UNGROUP, here, "", (slot,)))


def new(all: Priorities, slots: Iterable[SlotRef], made: Priority, by: Signature) -> StepTaken:
    """Make a priority from slots in one place; ``made`` has its words, and neither slots nor lineage."""
    _free(all, made)
    chosen = tuple(slots)
    step = _step(all, by, StepKind.NEW, _place(all, chosen), made.id, chosen, status=made.status)
    return _taken({**all, made.id: made}, step)


def merge(all: Priorities, one: str, into: str, by: Signature) -> StepTaken:
    """Put all slots of a priority under another; it stays as merged, with its evidence and words."""
    if one == into:
        raise InvalidInput({"into": "a priority cannot be merged into itself"})
    _open(all, one, "one")
    _open(all, into, "into")
    kept = all[one]
    return _taken(all, _step(all, by, StepKind.MERGE, one, into, kept.slots, status=kept.status))


def split(all: Priorities, one: str, slots: Iterable[SlotRef], made: Priority, by: Signature) -> StepTaken:
    """Put some slots of a priority under a new one; ``made`` has its words, and neither slots nor lineage."""
    _open(all, one, "one")
    _free(all, made)
    chosen = tuple(slots)
    if not chosen:
        raise InvalidInput({"slots": "choose the choices that belong to the new priority"})
    if not set(chosen) <= set(all[one].slots):
        raise InvalidInput({"slots": "one of them is not under this priority any more"})
    return _taken({**all, made.id: made}, _step(all, by, StepKind.SPLIT, one, made.id, chosen, status=made.status))


def undo(all: Priorities, number: int, by: Signature) -> StepTaken:
    """Take one step back, whichever it is, as long as no later one rests on it."""
    step = next((step for step in steps_of(all) if step.number == number), None)
    if step is None:
        raise InvalidInput({"number": "there is no such step"})
    reason = why_not_undone(all, step)
    if reason:
        raise InvalidInput({"number": reason})
    return _taken(all, _inverse(all, step, by))


def why_not_undone(all: Priorities, step: Step) -> str:
    """Return why a step cannot be taken back as things stand; empty where it can."""
    taken_back = next((later.number for later in steps_of(all) if later.undoes == step.number), 0)
    if taken_back:
        return f"step {taken_back} took it back already"
    if any(place_of(all, slot) != step.target for slot in step.slots):
        return "its choices have been moved since; take that back first"
    target, source = all.get(step.target), all.get(step.source)
    if step.kind in MAKING and target is not None and (grown := _grown(target, step)):
        return grown
    if step.kind in UNMAKING | {StepKind.MERGE}:
        stands = source is not None and (source.merged_into == step.target or is_unmade(source))
        reason = "" if stands else "the priority has changed since"
    else:
        reason = f"“{source.title}” takes no choices any more" if source is not None and not source.is_open else ""
    if not reason and step.kind is StepKind.UNMERGE and target is not None:
        reason = _grown(target, step)
    return reason


def _step(
    all: Priorities,
    by: Signature,
    kind: StepKind,
    source: str,
    target: str,
    slots: Iterable[SlotRef],
    status: PriorityStatus | None = None,
    undoes: int = 0,
) -> Step:
    """Return a step, numbered and dated after every other, also where a clock went back."""
    last = steps_of(all)[-1:]
    number = max((step.number for step in last), default=0) + 1
    at = max(by.at.replace(microsecond=0), *(step.at for step in last)) if last else by.at.replace(microsecond=0)
    return Step(number, at, by.who, kind, source, target, ordered(slots), status, undoes)


def _inverse(all: Priorities, step: Step, by: Signature) -> Step:
    kind = INVERSE.get(step.kind) or (StepKind.GROUP if step.source else StepKind.UNGROUP)
    status = step.status
    if kind in UNMAKING | {StepKind.MERGE}:
        status = all[step.target].status
    return _step(all, by, kind, step.target, step.source, step.slots, status, undoes=step.number)


def _taken(all: Priorities, step: Step) -> StepTaken:
    """Take a step: move the slots, set what else it sets, and write it into both lineages."""
    after: dict[str, Priority] = {}
    if step.source:
        after[step.source] = _left(all[step.source], step)
    if step.target:
        after[step.target] = _reached(all[step.target], step)
    return StepTaken(step, {id: replace(one, lineage=(*one.lineage, step)) for id, one in after.items()})


def _left(priority: Priority, step: Step) -> Priority:
    left = replace(priority, slots=ordered(set(priority.slots) - set(step.slots)))
    if step.kind is StepKind.MERGE:
        return replace(left, status=PriorityStatus.MERGED, merged_into=step.target)
    return replace(left, status=PriorityStatus.RETIRED) if step.kind in UNMAKING else left


def _reached(priority: Priority, step: Step) -> Priority:
    reached = replace(priority, slots=ordered((*priority.slots, *step.slots)))
    if step.kind in MAKING | {StepKind.UNMERGE} and step.status is not None:
        reached = replace(reached, status=step.status, merged_into="")
    return replace(reached, split_from=step.source) if step.kind is StepKind.SPLIT else reached


def _grown(target: Priority, step: Step) -> str:
    """Return why a priority that a step made, or brought back, cannot go again; empty where it can."""
    if set(target.slots) != set(step.slots):
        return f"“{target.title}” has other choices by now; move them first"
    return "" if target.is_open else f"“{target.title}” takes no choices any more"


def _place(all: Priorities, slots: tuple[SlotRef, ...]) -> str:
    """Return the one place where slots are: the id of a priority, or nothing; a step has one place to begin from."""
    places = {place_of(all, slot) for slot in slots}
    if not places:
        raise InvalidInput({"slots": "choose a choice, or several"})
    if len(places) > 1:
        raise InvalidInput({"slots": "they are not all under the same priority, or under none; group them apart"})
    return places.pop()


def _open(all: Priorities, id: str, field: str) -> None:
    one = all.get(id)
    if one is None:
        raise InvalidInput({field: "there is no such priority"})
    if not one.is_open:
        raise InvalidInput({field: f"“{one.title}” is {one.status.value}; it takes part in nothing any more"})


def _free(all: Priorities, made: Priority) -> None:
    if not is_id(made.id) or made.id in all:
        raise InvalidInput({"title": "there is a priority of this name already; ids are never used twice"})
    if not made.title.strip():
        raise InvalidInput({"title": "give the priority a title"})
