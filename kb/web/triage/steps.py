"""Steps of grouping in words, for triage and for the history of a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.call import Call
from kb.domain.priority.lineage import Groups
from kb.domain.priority.priority import Priority, SlotRef, Step, StepKind
from kb.services.triage.board import Board, TakenStep
from kb.web.humanize import count, moment, shortened
from kb.web.layout.frame import Frame, Link

_TITLE = 70
_SAYINGS: Mapping[StepKind, str] = {
    StepKind.GROUP: "added {slots} to {target}",
    StepKind.UNGROUP: "took {slots} out of {source}",
    StepKind.NEW: "made {target} from {slots}",
    StepKind.UNMAKE: "took back the making of {source}",
    StepKind.MERGE: "merged {source} into {target}, with {slots}",
    StepKind.UNMERGE: "took {target} out of {source} again, with {slots}",
    StepKind.SPLIT: "split {target} off {source}, with {slots}",
    StepKind.REJOIN: "put {source} back into {target}",
}


@dataclass(frozen=True)
class StepRow:
    """A step in words; ``kept_by`` says why it cannot be taken back now."""

    number: str
    words: str
    who: str
    when: str
    can_undo: bool
    kept_by: str


@dataclass(frozen=True)
class StateRow:
    """A priority as it was after a step."""

    title: str
    address: str
    note: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class HistoryPage:
    """Every step of a call's grouping, and, where one is asked for, how things were after it."""

    template: ClassVar[str] = "triage/history.html"
    frame: Frame
    csrf: str
    call: str
    call_title: str
    steps: tuple[StepRow, ...]
    after: StepRow | None
    state: tuple[StateRow, ...]
    traced: str
    unsorted: str
    back: Link


def step_rows(board: Board, people: Mapping[str, str]) -> tuple[StepRow, ...]:
    """Return the latest steps in words, the last one first."""
    titles = {slot.ref: slot.slot.title for slot in board.slots}
    return tuple(step_row(taken, titles, board.titles, people) for taken in board.steps)


def step_row(
    taken: TakenStep, titles: Mapping[SlotRef, str], names: Mapping[str, str], people: Mapping[str, str]
) -> StepRow:
    """Return one step in words."""
    step = taken.step
    back = f", which takes back step {step.undoes}" if step.undoes else ""
    return StepRow(
        number=str(step.number),
        words=f"{saying(step, titles, names)}{back}",
        who=people.get(step.who, step.who),
        when=moment(step.at),
        can_undo=not taken.kept_by,
        kept_by=taken.kept_by,
    )


def saying(step: Step, titles: Mapping[SlotRef, str], names: Mapping[str, str]) -> str:
    """Return what a step did, in words."""
    one = f"“{shortened(titles.get(step.slots[0], step.slots[0].input), _TITLE)}”" if len(step.slots) == 1 else ""
    return _SAYINGS[step.kind].format(
        slots=one or count(len(step.slots), "choice"),
        source=f"“{names.get(step.source, step.source)}”",
        target=f"“{names.get(step.target, step.target)}”",
    )


def history_page(
    frame: Frame,
    csrf: str,
    call: Call,
    steps: tuple[StepRow, ...],
    *,
    titles: Mapping[SlotRef, str],
    priorities: Mapping[str, Priority],
    state: Groups,
    after: str,
    traced: SlotRef | None,
) -> HistoryPage:
    """Make the page; ``state`` is how the grouping was after the step of the number ``after``."""
    held = {slot for group in state.values() for slot in group.slots}
    slot = f"“{titles.get(traced, traced.input)}”" if traced else ""
    return HistoryPage(
        frame=frame,
        csrf=csrf,
        call=call.id,
        call_title=call.title,
        steps=steps,
        after=next((row for row in steps if row.number == after), None),
        state=tuple(
            StateRow(
                title=priorities[id].title if id in priorities else id,
                address=f"/priorities/{id}" if id in priorities else "",
                note=f"merged into “{priorities[group.merged_into].title}”" if group.merged_into in priorities else "",
                slots=tuple(titles.get(one, one.input) for one in group.slots),
            )
            for id, group in state.items()
        )
        if after
        else (),
        traced=slot,
        unsorted=count(len(set(titles) - held), "choice") if after else "",
        back=Link("Back to sorting", f"/calls/{call.id}/triage"),
    )
