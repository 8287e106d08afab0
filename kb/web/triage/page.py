"""Triage: answers on the left, priorities on the right, each slot with what it may belong under."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from kb.domain.call.call import Channel, Input
from kb.domain.priority.priority import SlotRef
from kb.services.intake.importing import UNKNOWN
from kb.services.triage.board import AnswerSlots, Board, Card, PlacedSlot
from kb.services.triage.suggestions import SuggestedPriority, Suggestions
from kb.web.humanize import count, listed, moment, shortened
from kb.web.layout.frame import Frame, Link
from kb.web.triage.cards import PriorityCard, PriorityOption, card_of, name_in, options_of, value_of
from kb.web.triage.steps import StepRow, step_rows

SLOTS_SHOWN = 25
WORDS_SHOWN = 5
STRONG, FAIR = 0.5, 0.25
WEAK = "weak match"
STRENGTHS = ((STRONG, "strong match"), (FAIR, "fair match"), (0.0, WEAK))
"""What a score is called: a share of the score that the slot's own words have."""
TRIAGE_KEYS = (
    (("j", "k"), "next and previous choice"),
    (("1", "2", "3"), "add this choice to the first, second or third suggestion"),
    (("o",), "add it to another priority: go to the list"),
    (("w",), "make a new priority from it"),
    (("x",), "take it out again"),
    (("u",), "take the last step back"),
    (("?",), "this list"),
)


@dataclass(frozen=True)
class SuggestionRow:
    """A suggested priority, with its reason in words."""

    key: str
    value: str
    title: str
    strength: str
    why: str


@dataclass(frozen=True)
class SimilarRow:
    """A choice of another answer that says something like this one.

    ``ref`` names it where it can be put together with this one; it is ``chosen`` where the two are much alike.
    """

    title: str
    address: str
    name: str
    why: str
    place: str
    ref: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class EarlierRow:
    """A priority of another call that a choice seems to raise again."""

    title: str
    statement: str
    address: str
    why: str


@dataclass(frozen=True)
class SlotForm:
    """A choice to be sorted, in the member's own words."""

    anchor: str
    ref: str
    rank: str
    title: str
    why: str
    question: str
    place: str
    place_address: str
    place_value: str
    is_changed: bool
    suggestions: tuple[SuggestionRow, ...]
    weak: tuple[SuggestionRow, ...]
    earlier: tuple[EarlierRow, ...]
    similar: tuple[SimilarRow, ...]
    options: tuple[PriorityOption, ...]
    next: str


@dataclass(frozen=True)
class AnswerBlock:
    """An answer with those of its choices that are shown."""

    name: str
    kind: str
    address: str
    facts: str
    invented: bool
    slots: tuple[SlotForm, ...]


@dataclass(frozen=True)
class WaitingRow:
    """An answer that a person has to read before it counts."""

    name: str
    address: str
    reasons: str
    received: str


@dataclass(frozen=True)
class TriagePage:
    """A call in triage."""

    template: ClassVar[str] = "triage/triage.html"
    frame: Frame
    csrf: str
    call: str
    call_title: str
    progress: str
    done: int
    of: int
    shows_all: bool
    sealed: str
    said: str
    problem: str
    answers: tuple[AnswerBlock, ...]
    pages: tuple[PriorityOption, ...]
    page: str
    options: tuple[PriorityOption, ...]
    matches: str
    evidence: Link | None
    waiting: tuple[WaitingRow, ...]
    set_aside: tuple[WaitingRow, ...]
    cards: tuple[PriorityCard, ...]
    steps: tuple[StepRow, ...]
    last: StepRow | None


@dataclass(frozen=True)
class BoardRequest:
    """What of the board was asked for, and what is to be said of the act before."""

    shows_all: bool = False
    page: int = 1
    said: str = ""
    problem: str = ""


Suggest = Callable[[SlotRef], Suggestions]


def triage_page(
    frame: Frame, csrf: str, board: Board, suggest: Suggest, people: Mapping[str, str], asked: BoardRequest
) -> TriagePage:
    """Make the page; ``people`` has names by the id of an account."""
    shown = [(a, s) for a in board.answers for s in a.slots if asked.shows_all or not s.place or s.changed_since]
    pages = max(1, -(-len(shown) // SLOTS_SHOWN))
    page = min(asked.page, pages)
    here = shown[(page - 1) * SLOTS_SHOWN : page * SLOTS_SHOWN]
    steps = step_rows(board, people)
    return TriagePage(
        frame=replace(frame, keys=TRIAGE_KEYS),
        csrf=csrf,
        call=board.call.id,
        call_title=board.call.title,
        progress=f"{board.sorted} of {count(len(board.slots), 'choice')} grouped",
        done=board.sorted,
        of=len(board.slots),
        shows_all=asked.shows_all,
        sealed=board.call.state.value if board.call.state.value in ("draft", "open") else "",
        said=asked.said,
        problem=asked.problem,
        answers=_blocks(board, here, suggest),
        pages=tuple(PriorityOption(_address(board.call.id, asked.shows_all, n), str(n)) for n in range(1, pages + 1)),
        page=str(page),
        options=options_of(board, ""),
        evidence=_evidence(board),
        matches=f"/calls/{board.call.id}/triage/matches" if board.sorted < len(board.slots) else "",
        waiting=tuple(_waiting(one) for one in board.waiting),
        set_aside=tuple(_waiting(one) for one in board.set_aside),
        cards=tuple(card_of(board, card) for card in board.cards),
        steps=steps,
        last=next((row for row in steps if row.can_undo), None),
    )


def anchor_of(ref: SlotRef) -> str:
    """Return the anchor of a choice on the page."""
    return f"slot-{ref.input}-{ref.rank}"


def _evidence(board: Board) -> Link | None:
    """Return the link that leads to the first priority for which nobody has looked for evidence yet."""
    bare = (
        card.priority for card in board.cards if card.priority.is_open and card.priority.id in board.without_evidence
    )
    first = next(bare, None)
    return Link(f"Look for evidence for “{first.title}”", f"/priorities/{first.id}/evidence") if first else None


def _address(call: str, shows_all: bool, page: int) -> str:
    return f"/calls/{call}/triage?{'show=all&' if shows_all else ''}page={page}"


def _blocks(board: Board, here: list[tuple[AnswerSlots, PlacedSlot]], suggest: Suggest) -> tuple[AnswerBlock, ...]:
    anchors = [anchor_of(slot.ref) for _, slot in here]
    blocks: dict[str, tuple[AnswerSlots, list[SlotForm]]] = {}
    for place, (answer, slot) in enumerate(here):
        after = anchors[(place + 1) % len(anchors)]
        blocks.setdefault(answer.answer.id, (answer, []))[1].append(_slot(board, slot, suggest(slot.ref), after))
    return tuple(_block(answer, tuple(forms)) for answer, forms in blocks.values())


def _block(answer: AnswerSlots, forms: tuple[SlotForm, ...]) -> AnswerBlock:
    given = answer.answer
    by = "" if given.channel is Channel.FORM else f" by {given.channel.value}"
    facts = [f"received {moment(given.received)}{by}", given.consent.value, "late" if given.late else ""]
    return AnswerBlock(
        name=given.organisation,
        kind=given.organisation_kind,
        address=f"/inputs/{given.call}/{given.id}",
        facts=" · ".join(fact for fact in facts if fact),
        invented=given.illustrative,
        slots=forms,
    )


def _slot(board: Board, slot: PlacedSlot, found: Suggestions, after: str) -> SlotForm:
    cards = {card.priority.id: card for card in board.cards}
    place = cards.get(slot.place)
    rows = tuple(
        _suggestion(str(key), one, cards[one.priority.id])
        for key, one in enumerate((o for o in found.priorities if o.priority.id != slot.place), start=1)
    )
    return SlotForm(
        anchor=anchor_of(slot.ref),
        ref=f"{slot.ref.input}:{slot.ref.rank}",
        rank=str(slot.ref.rank),
        title=slot.slot.title,
        why=slot.slot.why,
        question=slot.slot.question,
        place=place.priority.title if place else "",
        place_address=f"#card-{slot.place}" if place else "",
        place_value=value_of(place) if place else "",
        is_changed=slot.changed_since,
        suggestions=tuple(row for row in rows if row.strength != WEAK),
        weak=tuple(row for row in rows if row.strength == WEAK),
        earlier=tuple(
            EarlierRow(
                one.priority.title, one.priority.statement, f"/priorities/{one.priority.id}", shares_words(one.words)
            )
            for one in found.earlier
            if not place
        ),
        similar=tuple(
            SimilarRow(
                title=one.slot.slot.title,
                address=f"/inputs/{board.call.id}/{one.slot.ref.input}#slot-{one.slot.ref.rank}",
                name=name_in(board, one.slot.ref),
                why=shares_words(one.words),
                place=cards[one.slot.place].priority.title if one.slot.place in cards else "",
                ref=f"{one.slot.ref.input}:{one.slot.ref.rank}" if one.slot.place == slot.place else "",
                chosen=one.score >= STRONG,
            )
            for one in found.similar
        ),
        options=options_of(board, slot.place),
        next=after,
    )


def _suggestion(key: str, one: SuggestedPriority, card: Card) -> SuggestionRow:
    like = f"; like “{shortened(one.like.slot.title, 60)}”, which is under it" if one.like else ""
    strength = next(words for least, words in STRENGTHS if one.score >= least)
    return SuggestionRow(key, value_of(card), one.priority.title, strength, f"{shares_words(one.words)}{like}")


def shares_words(words: tuple[str, ...]) -> str:
    """Return why two texts are alike: the words that they share."""
    return f"shares {listed([f'“{word}”' for word in words[:WORDS_SHOWN]])}"


def _waiting(answer: Input) -> WaitingRow:
    return WaitingRow(
        name=answer.sender if answer.organisation == UNKNOWN and answer.sender else answer.organisation,
        address=f"/calls/{answer.call}/triage/waiting/{answer.id}",
        reasons=listed(answer.triage),
        received=moment(answer.received),
    )
