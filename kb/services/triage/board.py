"""The board that triage works on: every answer with its slots, and every priority as its file has it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.content.catalogue import CatalogueItems, FullCatalogue
from kb.domain.call.call import Call, Input, Slot
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import or_not_found
from kb.domain.priority.grouping import why_not_undone
from kb.domain.priority.lineage import Priorities, is_unmade, steps_of
from kb.domain.priority.priority import Priority, SlotRef, Step

STEPS_SHOWN = 12
SET_ASIDE = "set aside: "
"""Begins the reason of an answer that waits, where a person has found that it is none."""


@dataclass(frozen=True)
class PlacedSlot:
    """A slot with where it is: the id of a priority, or nothing.

    ``changed_since`` says that its answer was changed by its sender after it was sorted: the words may be others.
    """

    ref: SlotRef
    slot: Slot
    place: str
    changed_since: bool = False


@dataclass(frozen=True)
class AnswerSlots:
    """An answer with its slots in place."""

    answer: Input
    slots: tuple[PlacedSlot, ...]

    @property
    def unsorted(self) -> int:
        """Return how many of its slots are under no priority."""
        return sum(not slot.place for slot in self.slots)


@dataclass(frozen=True)
class Card:
    """A priority with its file's SHA-256, by which an act on it says what it was based on."""

    priority: Priority
    digest: str


@dataclass(frozen=True)
class TakenStep:
    """A step of the lineage; ``kept_by`` says why it cannot be taken back now, empty where it can."""

    step: Step
    kept_by: str


@dataclass(frozen=True)
class Board:
    """A call in triage. ``steps`` are the latest ones on its priorities, the last one first.

    ``titles`` are of every priority of the call by id, also of those that are merged or unmade: steps name them.
    ``earlier`` are the open priorities of other calls, of which a choice may say the same again.
    ``without_evidence`` are the ids of priorities that no entry is linked to and whose files cite nothing.
    ``waiting`` are answers that a person has to read before they count, ``set_aside`` those that are none.
    """

    call: Call
    answers: tuple[AnswerSlots, ...]
    cards: tuple[Card, ...]
    steps: tuple[TakenStep, ...]
    titles: Mapping[str, str]
    waiting: tuple[Input, ...] = ()
    set_aside: tuple[Input, ...] = ()
    without_evidence: frozenset[str] = frozenset()
    earlier: tuple[Priority, ...] = ()

    @property
    def slots(self) -> tuple[PlacedSlot, ...]:
        """Return every slot of every answer."""
        return tuple(slot for answer in self.answers for slot in answer.slots)

    @property
    def sorted(self) -> int:
        """Return how many slots are under a priority."""
        return sum(bool(slot.place) for slot in self.slots)


def board_of(catalogue: FullCatalogue, call: str) -> Board:
    """Lay out a call: answers in the order in which they came; raise ``NotFound`` for none."""
    found = or_not_found(catalogue.calls.get(call), "call", call)
    priorities = priorities_of(catalogue, call)
    places = {slot: id for id, one in priorities.items() for slot in one.slots}
    last = {slot: step.at for step in steps_of(priorities) for slot in step.slots}
    answers = sorted(answers_of(catalogue, call), key=lambda answer: (answer.received, answer.id))
    open_ones = (one for one in priorities.values() if one.is_open or (one.slots and not is_unmade(one)))
    steps = reversed(steps_of(priorities)[-STEPS_SHOWN:])
    return Board(
        call=found,
        answers=tuple(AnswerSlots(answer, tuple(placed(answer, places, last))) for answer in answers),
        cards=tuple(Card(one, digest_in(catalogue, one.id)) for one in sorted(open_ones, key=lambda o: o.title)),
        steps=tuple(TakenStep(step, why_not_undone(priorities, step)) for step in steps),
        titles={id: one.title for id, one in priorities.items()},
        earlier=tuple(one for one in catalogue.priorities.values() if one.is_open and one.call != call),
        without_evidence=frozenset(without_evidence(catalogue, priorities)),
        waiting=tuple(one for one in catalogue.waiting.values() if one.call == call and not is_set_aside(one)),
        set_aside=tuple(one for one in catalogue.waiting.values() if one.call == call and is_set_aside(one)),
    )


def without_evidence(catalogue: CatalogueItems, priorities: Priorities) -> Iterator[str]:
    """Yield the ids of priorities that nothing is cited for, reviewed or not."""
    entries = (entry for entry in catalogue.annotations.values() if entry.state is not ReviewState.RETIRED)
    linked = {link.priority for entry in entries for link in entry.links}
    yield from (id for id, one in priorities.items() if id not in linked and not one.evidence)


def is_set_aside(answer: Input) -> bool:
    """Say whether a person has found that this is no answer."""
    return any(reason.startswith(SET_ASIDE) for reason in answer.triage)


def answers_of(catalogue: FullCatalogue, call: str) -> Iterable[Input]:
    """Return the answers to a call."""
    return (answer for answer in catalogue.inputs.values() if answer.call == call)


def priorities_of(catalogue: FullCatalogue, call: str) -> Priorities:
    """Return the priorities of a call by id, merged and retired ones among them."""
    return {id: one for id, one in catalogue.priorities.items() if one.call == call}


def placed(
    answer: Input, places: Mapping[SlotRef, str], sorted_at: Mapping[SlotRef, dt.datetime]
) -> Iterable[PlacedSlot]:
    """Return the slots of an answer with their places; ``sorted_at`` says when each was moved last."""
    for rank, slot in enumerate(answer.slots, start=1):
        ref = SlotRef(answer.id, rank)
        place, at = places.get(ref, ""), sorted_at.get(ref)
        changed = bool(place) and answer.changed is not None and (at is None or at < answer.changed)
        yield PlacedSlot(ref, slot, place, changed)


def digest_in(catalogue: FullCatalogue, priority: str) -> str:
    """Return the SHA-256 of a priority's file; empty where there is none."""
    file = catalogue.files.get(("priority", priority))
    return file.digest if file is not None else ""
