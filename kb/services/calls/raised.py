"""Who raised something: entries of answers as consent lets a reader see them, and how many members there were.

The words and names are for ``kb.domain.call.consent`` to let through; numbers that others than staff see are safe
totals (``kb.domain.call.disclosure``), counted call by call: never fewer than three members.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.content.visibility import VisibleCatalogue
from kb.domain.audience import Audience
from kb.domain.call.consent import audience_of
from kb.domain.call.disclosure import Voter, organisations, safe_voters, voter_of
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


def raised_by(visible: VisibleCatalogue, slots: Iterable[SlotRef]) -> RaisedBy:
    """Return who raised what is in these entries, as far as a reader may know."""
    wanted = tuple(slots)
    rows = tuple(row for slot in wanted if (row := raised_slot(visible, slot)) is not None)
    counted = _counted(visible, wanted)
    read = {row.slot.input for row in rows}
    named = organisations(voter for voter in counted if voter.answer in read)
    return RaisedBy(rows, len(organisations(counted)), len(organisations(counted) - named))


def raised_slot(visible: VisibleCatalogue, slot: SlotRef) -> RaisedSlot | None:
    """Return an entry as a reader may see it; nothing where they may not, or where there is none."""
    answer = visible.inputs.get(slot.input)
    if answer is None or not 0 < slot.rank <= len(answer.slots):
        return None
    said = answer.slots[slot.rank - 1]
    readers = audience_of(answer, visible.calls.get(answer.call))
    return RaisedSlot(slot, answer.call, said.title, said.question, answer.organisation, answer.illustrative, readers)


def members_counted(visible: VisibleCatalogue, slots: Iterable[SlotRef]) -> tuple[int, bool]:
    """Return how many members raised what is in these entries, as far as totals may say.

    The second part says that all their answers were made up to show how it works.
    """
    counted = _counted(visible, tuple(slots))
    invented = {answer.id for totals in visible.totals.values() for answer in totals.answers if answer.illustrative}
    return len(organisations(counted)), bool(counted) and all(voter.answer in invented for voter in counted)


def _counted(visible: VisibleCatalogue, slots: tuple[SlotRef, ...]) -> tuple[Voter, ...]:
    wanted = {slot.input for slot in slots}
    found: list[Voter] = []
    for id, totals in sorted(visible.totals.items()):
        voters = [voter_of(answer, visible.calls[id]) for answer in totals.answers if answer.id in wanted]
        found += voters if visible.audience is Audience.STAFF else safe_voters(voters)
    return tuple(found)
