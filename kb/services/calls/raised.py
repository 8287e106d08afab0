"""Who raised something: entries of answers as consent lets a reader see them, and how many members there were.

The words and names are for ``kb.domain.call.consent`` to let through; numbers that others than staff see are safe
totals (``kb.domain.call.disclosure``), counted call by call: never fewer than three members.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.content.catalogue import FullCatalogue
from kb.domain.audience import Audience
from kb.domain.call.call import Input
from kb.domain.call.consent import audience_of, audience_of_call, name_for
from kb.domain.call.disclosure import Voter, organisations, safe_voters, totals_for, voter_of
from kb.domain.priority.priority import SlotRef


@dataclass(frozen=True)
class RaisedSlot:
    """An entry of an answer that this reader may read: its words, under the name that consent allows.

    ``quotable`` is the widest audience that may read these words.
    """

    slot: SlotRef
    call: str
    title: str
    question: str
    name: str
    illustrative: bool
    quotable: Audience


@dataclass(frozen=True)
class RaisedBy:
    """Who raised something, for one reader; ``more`` counts members who are counted but not read."""

    rows: tuple[RaisedSlot, ...] = ()
    members: int = 0
    more: int = 0


def raised_by(catalogue: FullCatalogue, slots: Iterable[SlotRef], reader: Audience) -> RaisedBy:
    """Return who raised what is in these entries, as far as this reader may know."""
    wanted = tuple(slots)
    rows = tuple(row for slot in wanted if (row := raised_slot(catalogue, slot, reader)) is not None)
    counted = _counted(catalogue, wanted, reader)
    read = {row.slot.input for row in rows}
    named = organisations(voter for voter in counted if voter.answer in read)
    return RaisedBy(rows, len(organisations(counted)), len(organisations(counted) - named))


def raised_slot(catalogue: FullCatalogue, slot: SlotRef, reader: Audience) -> RaisedSlot | None:
    """Return an entry as this reader may see it; nothing where they may not, or where there is none."""
    answer = catalogue.inputs.get(slot.input)
    if answer is None or not 0 < slot.rank <= len(answer.slots):
        return None
    readers = audience_of(answer, catalogue.calls.get(answer.call))
    if not reader.sees(readers):
        return None
    said = answer.slots[slot.rank - 1]
    name = name_for(answer, reader)
    return RaisedSlot(slot, answer.call, said.title, said.question, name, answer.illustrative, readers)


def members_counted(catalogue: FullCatalogue, slots: Iterable[SlotRef], reader: Audience) -> tuple[int, bool]:
    """Return how many members raised what is in these entries, as far as totals for this reader may say.

    The second part says that all their answers were made up to show how it works.
    """
    counted = _counted(catalogue, tuple(slots), reader)
    invented = all(catalogue.inputs[voter.answer].illustrative for voter in counted)
    return len(organisations(counted)), bool(counted) and invented


def _counted(catalogue: FullCatalogue, slots: tuple[SlotRef, ...], reader: Audience) -> tuple[Voter, ...]:
    answers = {id: catalogue.inputs[id] for id in {slot.input for slot in slots} if id in catalogue.inputs}
    calls = {answer.call for answer in answers.values()}
    return tuple(voter for call in sorted(calls) for voter in _counted_of(catalogue, call, answers.values(), reader))


def _counted_of(catalogue: FullCatalogue, call: str, answers: Iterable[Input], reader: Audience) -> tuple[Voter, ...]:
    found = catalogue.calls.get(call)
    if found is None or not reader.sees(audience_of_call(found)):
        return ()
    every = (answer for answer in catalogue.inputs.values() if answer.call == call)
    told = {answer.id for answer in totals_for(every, reader, found).answers}
    voters = [voter_of(answer, found) for answer in answers if answer.id in told]
    return tuple(voters) if reader is Audience.STAFF else safe_voters(voters)
