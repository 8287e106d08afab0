"""The right-hand side of triage: priorities as cards, with their slots, and as entries of lists."""

from dataclasses import dataclass

from kb.domain.priority.priority import PriorityStatus, SlotRef
from kb.services.triage.board import Board, Card
from kb.web.humanize import count


@dataclass(frozen=True)
class PriorityOption:
    """An entry of a list of priorities; ``value`` names the file as this page shows it."""

    value: str
    words: str


@dataclass(frozen=True)
class CardSlot:
    """A choice under a priority."""

    ref: str
    title: str
    name: str
    address: str


@dataclass(frozen=True)
class PriorityCard:
    """A priority with its choices, and what can be done with it."""

    id: str
    anchor: str
    title: str
    address: str
    value: str
    status: str
    count: str
    slots: tuple[CardSlot, ...]
    others: tuple[PriorityOption, ...]
    is_open: bool


def value_of(card: Card) -> str:
    """Return a priority as a form names it: by its id, and by its file as it was shown."""
    return f"{card.priority.id}@{card.digest[:20]}"


def options_of(board: Board, but: str) -> tuple[PriorityOption, ...]:
    """Return the priorities that a slot may go to, without the one that it is under."""
    others = (card for card in board.cards if card.priority.is_open and card.priority.id != but)
    return tuple(PriorityOption(value_of(card), card.priority.title) for card in others)


def card_of(board: Board, card: Card) -> PriorityCard:
    """Return a priority as a card."""
    priority = card.priority
    slots = {slot.ref: slot for slot in board.slots}
    held = [slots[ref] for ref in priority.slots if ref in slots]
    return PriorityCard(
        id=priority.id,
        anchor=f"card-{priority.id}",
        title=priority.title,
        address=f"/priorities/{priority.id}",
        value=value_of(card),
        status="" if priority.status is PriorityStatus.AGREED else priority.status.value,
        count=count(len(held), "choice"),
        slots=tuple(
            CardSlot(
                f"{slot.ref.input}:{slot.ref.rank}",
                slot.slot.title,
                f"{name_in(board, slot.ref)}, choice {slot.ref.rank}",
                f"/inputs/{board.call.id}/{slot.ref.input}#slot-{slot.ref.rank}",
            )
            for slot in held
        ),
        others=options_of(board, priority.id),
        is_open=priority.is_open,
    )


def name_in(board: Board, ref: SlotRef) -> str:
    """Return whose slot this is, for staff."""
    return next((a.answer.organisation for a in board.answers if a.answer.id == ref.input), ref.input)
