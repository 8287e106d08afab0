"""An answer as somebody wrote it → ranked entries in its own words, how certain that is, and why not more.

The words are never changed: a title, a why and a question are stretches of the text as they stand, and what is
none of them is ``besides``. Only marks are left out: numbers, bullets, labels, the tabs of a table. A reading
that is not ``sure`` is a proposal: a person decides.
"""

from dataclasses import dataclass

from kb.domain.call.call import Slot
from kb.parsing.reply.reply import Reply, ReplyPart
from kb.parsing.slots.entries import SlotEntries, listed
from kb.parsing.slots.interleaved import between
from kb.parsing.slots.labelled_fields import entry_of
from kb.parsing.slots.list_marks import doubts_in, is_closing, is_greeting, is_name, speaks_to_us
from kb.parsing.slots.spans import NOWHERE, EntrySpans, Span, lines_of, trimmed, words_at
from kb.parsing.slots.table import tabled

SURE = 80
"""From this certainty (percent) on, an answer is taken in without a person, if nothing else speaks against it."""

MEDIUM = 50


@dataclass(frozen=True)
class AnswerReading:
    """What a text says as an answer: entries by rank, each with its certainty in percent; words said besides."""

    slots: tuple[Slot, ...] = ()
    certainties: tuple[int, ...] = ()
    besides: str = ""
    certainty: int = 0
    reasons: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Say whether the entries may be taken as they are."""
        return bool(self.slots) and self.certainty >= SURE and not self.reasons

    @property
    def level(self) -> str:
        """Return the certainty in a word."""
        return "high" if self.certainty >= SURE else "medium" if self.certainty >= MEDIUM else "low"


def read_answer(text: str, most: int, names: frozenset[str] = frozenset()) -> AnswerReading:
    """Read a text as an answer with up to ``most`` entries; never raises, whatever the text.

    ``names`` are those of the sender, in small letters, to know the line that ends the letter.
    """
    if not text.strip():
        return AnswerReading(reasons=("nothing is written in it",))
    found = tabled(text) or listed(text, names) or _prose(text, names)
    return _reading(text, found, most)


def read_reply(reply: Reply, most: int, names: frozenset[str] = frozenset()) -> AnswerReading:
    """Read what the sender of a mail wrote, also where it stands between the lines of a form that was quoted."""
    stretches = [s for s in reply.stretches if s.part is ReplyPart.WRITTEN and s.text.strip()]
    reading = read_answer(reply.written, most, names)
    if len(stretches) > 1:
        typed = between(reply)
        if typed is not None:
            text, found = typed
            reading = _reading(text, found, most)
        elif reading.slots:
            reading = _less(reading, "it is written between quoted lines")
    for doubt in reply.doubts:
        reading = _less(reading, doubt)
    return reading


def _less(reading: AnswerReading, reason: str) -> AnswerReading:
    certainty = min(reading.certainty, MEDIUM)
    reasons = tuple(dict.fromkeys((*reading.reasons, reason)))
    return AnswerReading(reading.slots, reading.certainties, reading.besides, certainty, reasons, reading.left_out)


def _reading(text: str, found: SlotEntries, most: int) -> AnswerReading:
    reasons = list(found.reasons) + doubts_in(text)
    if len(found.entries) > most:
        reasons.append(f"it has {len(found.entries)} entries, and the call takes {most}")
    if not found.entries:
        reasons.append("no entries were found in it")
    slots = tuple(_slot(text, entry) for entry in found.entries)
    if any(speaks_to_us(slot.title) for slot in slots):
        reasons.append("an entry reads like words to us, not like an issue")
    certainties = tuple(entry.certainty for entry in found.entries)
    certainty = min(found.certainty, *certainties) if certainties else 0
    if reasons:
        certainty = min(certainty, MEDIUM)
    besides = sorted(set(found.besides))
    used = sorted({*besides, *(p for e in found.entries for p in (e.title, e.why, e.question)), *_inner(found)})
    return AnswerReading(
        slots,
        certainties,
        "\n\n".join(words_at(text, place) for place in besides),
        certainty,
        tuple(dict.fromkeys(reasons)),
        tuple(_gaps(text, used)),
    )


def _inner(found: SlotEntries) -> set[Span]:
    return {place for entry in found.entries for place in entry.besides}


def _slot(text: str, entry: EntrySpans) -> Slot:
    return Slot(words_at(text, entry.title), words_at(text, entry.why), words_at(text, entry.question))


def _gaps(text: str, used: list[Span]) -> list[str]:
    """Return the stretches that belong to no slot: marks, labels, white space."""
    gaps, at = [], 0
    for start, end in [*used, (len(text), len(text))]:
        if start > at and text[at:start].strip():
            gaps.append(text[at:start].strip())
        at = max(at, end)
    return gaps


def _prose(text: str, names: frozenset[str]) -> SlotEntries:
    """Propose one entry a paragraph for an answer without any marks; never certain."""
    entries: list[EntrySpans] = []
    besides: list[Span] = []
    paragraph: Span = NOWHERE
    closed = False
    for start, end in [*lines_of(text, (0, len(text))), (len(text), len(text))]:
        line = text[start:end]
        if line.strip() and not (is_greeting(line) or is_closing(line)):
            paragraph = (paragraph[0], end) if paragraph != NOWHERE else (start, end)
            continue
        if paragraph != NOWHERE:
            place = trimmed(text, paragraph)
            if closed or place == NOWHERE or is_name(words_at(text, place), names) or place[1] - place[0] < 3:
                besides += [place] * (place != NOWHERE)
            else:
                entries.append(entry_of(text, place))
            paragraph = NOWHERE
        if line.strip():
            closed = closed or is_closing(line)
            besides.append(trimmed(text, (start, end)))
    kept = [entry for entry in entries if entry.title != NOWHERE]
    besides += [place for e in entries if e.title == NOWHERE for place in (e.why, e.question) if place != NOWHERE]
    besides += [place for e in entries for place in e.besides]
    proposed = tuple(EntrySpans(e.title, e.why, e.question, 30, e.besides) for e in kept)
    return SlotEntries(proposed, tuple(b for b in besides if b != NOWHERE), 30, ("it is written as prose",))
