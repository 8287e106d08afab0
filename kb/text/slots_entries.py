"""A list of entries in a text: which marks begin them, where the last one ends, and what stands around them."""

from dataclasses import dataclass, replace

from kb.text.slots_fields import entry_of
from kb.text.slots_marks import Mark, entry_mark, is_closing, is_greeting, is_name, label_at
from kb.text.slots_spans import NOWHERE, Entry, Span, lines_of, trimmed, words_at

BASE = {"priority": 97, "number": 95, "bullet": 85}
"""How certain entries are, in percent, by what begins them."""

_LONG_PREAMBLE = {"priority": 120, "number": 80, "bullet": 15}
_MOST_LINES_BEFORE_BULLETS = 2
_STOP = 50


@dataclass(frozen=True)
class Entries:
    """The entries found, the places of everything said besides, how certain (percent), and why not more."""

    entries: tuple[Entry, ...] = ()
    besides: tuple[Span, ...] = ()
    certainty: int = 0
    reasons: tuple[str, ...] = ()


_Marked = tuple[int, int, Mark]


def listed(text: str) -> Entries | None:
    """Return the numbered, named or bulleted entries of a text, or ``None`` where it has none."""
    lines = lines_of(text, (0, len(text)))
    marked = [(start, end, mark) for start, end in lines if (mark := _mark(text[start:end]))]
    chosen = _of_one_kind(marked)
    if not chosen:
        return None
    kind = chosen[0][2].kind
    starts = [start for start, _, _ in chosen]
    last_end = _closing(text, (starts[-1], len(text)))
    ends = [*starts[1:], last_end[0]]
    spans = [(start + mark.end, end) for (start, _, mark), end in zip(chosen, ends, strict=True)]
    entries = [entry_of(text, span) for span in spans]
    reasons = list(last_end[1])
    reasons += _of_numbers([mark for _, _, mark in chosen])
    reasons += _of_shape(text, kind, starts[0], entries, marked, chosen)
    certainty = min([BASE[kind] + (5 if _labelled(entries) and kind == "bullet" else 0), *([_STOP] if reasons else [])])
    kept = tuple(replace(e, certainty=min(certainty, e.certainty)) for e in entries if e.title != NOWHERE)
    besides = [trimmed(text, (0, starts[0])), *(place for e in entries for place in e.besides)]
    besides += [place for e in entries if e.title == NOWHERE for place in (e.why, e.question)]
    besides.append(trimmed(text, (last_end[0], len(text))))
    return Entries(kept, tuple(b for b in besides if b != NOWHERE), certainty, tuple(reasons))


def _mark(line: str) -> Mark | None:
    """Return the mark of a line; a bullet in front of a label marks no entry of its own."""
    mark = entry_mark(line)
    return None if mark and mark.kind == "bullet" and label_at(line) else mark


def _of_one_kind(marked: list[_Marked]) -> list[_Marked]:
    """Return the marks that begin entries: of the strongest kind there is, and of those the outermost."""
    for kind in ("priority", "number", "bullet"):
        some = [one for one in marked if one[2].kind == kind]
        if kind == "number" and some:
            style = some[0][2].style
            some = [one for one in some if one[2].style == style]
        if len(some) >= (2 if kind == "bullet" else 1):
            outer = min(mark.indent for _, _, mark in some)
            return [one for one in some if one[2].indent <= outer + 1]
    return []


def _of_numbers(marks: list[Mark]) -> list[str]:
    numbers = [mark.number for mark in marks]
    if marks[0].kind == "bullet" or numbers == list(range(1, len(numbers) + 1)):
        return []
    return ["the numbers of the entries are not 1, 2, 3 …"]


def _of_shape(
    text: str, kind: str, start: int, entries: list[Entry], marked: list[_Marked], chosen: list[_Marked]
) -> list[str]:
    reasons = [reason for entry in entries for reason in entry.reasons]
    before = [line for line in text[:start].splitlines() if not is_greeting(line)]
    said = [line for line in before if line.strip()]
    long = len(" ".join(said).split()) > _LONG_PREAMBLE[kind]
    if long or (kind == "bullet" and len(said) > _MOST_LINES_BEFORE_BULLETS):
        reasons.append("much is written before the entries")
    filled = [entry.title != NOWHERE for entry in entries]
    if not all(filled[: sum(filled)]) or any(
        e.title == NOWHERE and (e.why, e.question) != (NOWHERE,) * 2 for e in entries
    ):
        reasons.append("an entry has no title")
    if kind != "bullet" and any(one[2].kind == "number" and one not in chosen for one in marked):
        reasons.append("there are numbers of more than one kind")
    if kind == "bullet" and len({one[2].style for one in chosen}) > 1:
        reasons.append("there are bullets of more than one kind")
    return list(dict.fromkeys(reasons))


def _labelled(entries: list[Entry]) -> bool:
    return all(entry.why != NOWHERE and entry.question != NOWHERE and entry.certainty == 100 for entry in entries)


def _closing(text: str, span: Span) -> tuple[int, list[str]]:
    """Return where the end of the letter begins behind the last entry, and what is unclear about that."""
    lines = lines_of(text, span)
    gap = False
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if not line.strip():
            gap = True
            continue
        if number and is_closing(line):
            return start, []
        if gap and number:
            if is_name(line.strip()) and len(text[end : span[1]].split()) <= 12:
                return start, []
            if not label_at(line):
                left = [text[a:b] for a, b in lines[number:]]
                end_marked = any(is_closing(one) for one in left) or is_name(words_at(text, lines[-1]).strip())
                return (start, ["words after the last entry may belong to it"]) if end_marked or left else (span[1], [])
            gap = False
    return span[1], []
