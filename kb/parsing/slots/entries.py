"""A list of entries in a text: which marks begin them, where the last one ends, and what stands around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.parsing.slots.doubts import Marked, doubts
from kb.parsing.slots.labelled_fields import entry_of
from kb.parsing.slots.list_marks import Mark, entry_mark, is_closing, is_name, label_at
from kb.parsing.slots.spans import NOWHERE, EntrySpans, Span, lines_of, trimmed

BASE = {"priority": 97, "number": 95, "title": 90, "letter": 90, "bullet": 85}
"""How certain entries are, in percent, by what begins them."""

_STOP = 50


@dataclass(frozen=True)
class SlotEntries:
    """The entries found, the places of everything said besides, how certain (percent), and why not more."""

    entries: tuple[EntrySpans, ...] = ()
    besides: tuple[Span, ...] = ()
    certainty: int = 0
    reasons: tuple[str, ...] = ()


def listed(text: str, names: frozenset[str] = frozenset()) -> SlotEntries | None:
    """Return the numbered, named or bulleted entries of a text, or ``None`` where it has none.

    ``names`` are the sender's, in small letters: a line with one of them under the entries ends the letter.
    """
    lines = lines_of(text, (0, len(text)))
    marked = [(start, end, mark) for start, end in lines if (mark := _mark(text[start:end]))]
    chosen = _of_one_kind(marked)
    if not chosen:
        return None
    kind = chosen[0][2].kind
    starts = [start for start, _, _ in chosen]
    spans = [(start + mark.end, end) for (start, _, mark), end in zip(chosen, [*starts[1:], len(text)], strict=True)]
    closes, unclear = _closing(text, spans, names)
    spans[-1] = (spans[-1][0], closes)
    entries = [entry_of(text, span) for span in spans]
    reasons = [*unclear, *doubts(text, spans, entries, chosen)]
    numbered = sum(mark.kind == "number" for _, _, mark in marked)
    if kind != "bullet" and numbered > (len(chosen) if kind == "number" else 0):
        reasons.append("there are numbers of more than one kind")
    if kind in ("title", "letter") and len({(mark.kind, mark.style) for _, _, mark in marked}) > 1:
        reasons.append("there are marks of more than one kind")
    certainty = min([BASE[kind] + (5 if _labelled(entries) and kind == "bullet" else 0), *([_STOP] if reasons else [])])
    ranked = by_rank(entries, [mark.number for _, _, mark in chosen])
    kept = tuple(replace(e, certainty=min(certainty, e.certainty)) for e in ranked if e.title != NOWHERE)
    besides = [trimmed(text, (0, starts[0])), *(place for e in entries for place in e.besides)]
    besides += [place for e in entries if e.title == NOWHERE for place in (e.why, e.question)]
    besides.append(trimmed(text, (closes, len(text))))
    return SlotEntries(kept, tuple(b for b in besides if b != NOWHERE), certainty, tuple(reasons))


def by_rank(entries: Sequence[EntrySpans], numbers: Sequence[int]) -> list[EntrySpans]:
    """Return entries in the order of their numbers, where those are 1, 2, 3 … in any order; as they stand otherwise."""
    if sorted(numbers) != list(range(1, len(entries) + 1)):
        return list(entries)
    return [entry for _, entry in sorted(zip(numbers, entries, strict=True), key=lambda pair: pair[0])]


def _mark(line: str) -> Mark | None:
    """Return the mark of a line; before a label a bullet marks none, but the label of a title does."""
    mark = entry_mark(line)
    label = label_at(line) if mark is None or mark.kind == "bullet" else None
    if label is None:
        return mark
    return Mark("title", 0, "", 0, label.end) if label.field == "title" else None


def _of_one_kind(marked: list[Marked]) -> list[Marked]:
    """Return the marks that begin entries: of the strongest kind there is, and of those the outermost."""
    for kind in ("priority", "number", "title", "letter", "bullet"):
        some = [one for one in marked if one[2].kind == kind]
        if kind in ("number", "letter") and some:
            style = some[0][2].style
            some = [one for one in some if one[2].style == style]
        if len(some) >= (1 if kind in ("priority", "number") else 2):
            outer = min(mark.indent for _, _, mark in some)
            return [one for one in some if one[2].indent <= outer + 1]
    return []


def _labelled(entries: list[EntrySpans]) -> bool:
    return all(entry.why != NOWHERE and entry.question != NOWHERE and entry.certainty == 100 for entry in entries)


def _closing(text: str, spans: list[Span], names: frozenset[str]) -> tuple[int, list[str]]:
    """Return where the end of the letter begins behind the last entry, and what is unclear about that.

    Paragraphs that follow the last entry belong to it as far as every other entry has as many.
    """
    allowed = min((_paragraphs(text[start:end]) for start, end in spans[:-1]), default=1)
    span = spans[-1]
    gap = begun = False
    for number, (start, end) in enumerate(lines_of(text, span)):
        line = text[start:end]
        if not line.strip():
            gap = begun
            continue
        if number and (is_closing(line) or is_name(line.strip(), names)):
            return start, []
        if gap and not label_at(line):
            allowed -= 1
            if allowed < 1:
                return start, ["words after the last entry may belong to it"]
        gap, begun = False, True
    return span[1], []


def _paragraphs(words: str) -> int:
    """Return how many paragraphs an entry has; those that a label begins do not count."""
    parts = [part for part in re.split(r"\n[ \t\r]*\n", words.strip()) if part.strip()]
    return max(1, sum(number == 0 or label_at(part.splitlines()[0]) is None for number, part in enumerate(parts)))
