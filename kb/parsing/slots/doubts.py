"""What speaks against taking a list of entries as it is read: each reason in words, for the person who then looks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.parsing.slots.list_marks import Mark, holds_another, is_greeting, label_at
from kb.parsing.slots.spans import NOWHERE, EntrySpans, Span, words_at

Marked = tuple[int, int, Mark]
"""Where a line with a mark begins and ends, and the mark."""

_LONG_PREAMBLE = {"priority": 120, "number": 80, "title": 80, "letter": 40, "bullet": 15}
_MOST_LINES_BEFORE_BULLETS = 2
_NOTHING = re.compile(r"n\s?/?\s?a|none|nothing|nil|tbc|tbd|blank|as above|ditto|see above|no answer", re.IGNORECASE)
_LIKE_A_LABEL = re.compile(
    r"[-*•· \t]*(?=[^\n]{0,60}?\b(?:why|questions?|ask\w*|matters?|important|priority|title)\b)"
    r"[^\n.?!]{2,60}?(?::|\s[–—-]\s)"
    r"|[-*•· \t]*(?:why|what)\b[^\n.!?]{0,40}\b(?:matters?|important|ask)\s*\?",
    re.IGNORECASE,
)


def doubts(text: str, spans: Sequence[Span], entries: Sequence[EntrySpans], chosen: Sequence[Marked]) -> list[str]:
    """Return the reasons against entries that stand at ``spans``, behind the marks ``chosen``."""
    found = [reason for entry in entries for reason in entry.reasons]
    found += _of_numbers([mark for _, _, mark in chosen])
    found += _of_preamble(text, chosen)
    found += _of_marks(text, spans, chosen)
    for entry, span in zip(entries, spans, strict=True):
        found += _of_entry(text, entry, span)
    found += _of_emptiness(entries)
    found += _of_last(text, spans, entries)
    return list(dict.fromkeys(found))


def _of_numbers(marks: list[Mark]) -> Iterator[str]:
    numbers = [mark.number for mark in marks]
    if marks[0].kind not in ("bullet", "title") and numbers != list(range(1, len(numbers) + 1)):
        yield "the numbers of the entries are not 1, 2, 3 …"


def _of_preamble(text: str, chosen: Sequence[Marked]) -> Iterator[str]:
    kind = chosen[0][2].kind
    said = [line for line in text[: chosen[0][0]].splitlines() if line.strip() and not is_greeting(line)]
    long = sum(len(line.split()) for line in said) > _LONG_PREAMBLE[kind]
    if long or (kind == "bullet" and len(said) > _MOST_LINES_BEFORE_BULLETS):
        yield "much is written before the entries"


def _of_marks(text: str, spans: Sequence[Span], chosen: Sequence[Marked]) -> Iterator[str]:
    kind = chosen[0][2].kind
    if kind == "bullet" and len({mark.style for _, _, mark in chosen}) > 1:
        yield "there are bullets of more than one kind"
    for (_, _, mark), span in zip(chosen, spans, strict=True):
        if mark.number and holds_another(words_at(text, span), mark):
            yield "an entry may hold another one"
            break
    if any(_ends_in_heading(words_at(text, span), kind) for span, _ in pairwise(spans)):
        yield "a heading stands between the entries"


def _ends_in_heading(words: str, kind: str) -> bool:
    """Say whether the last line before the next entry announces something; an empty part of a form does not."""
    said = [line.strip() for line in words.splitlines() if line.strip()]
    if not said or not said[-1].endswith(":"):
        return False
    return kind == "bullet" or label_at(said[-1]) is None


def _of_entry(text: str, entry: EntrySpans, span: Span) -> Iterator[str]:
    title = words_at(text, entry.title)
    if title and (not any(char.isalpha() for char in title) or _NOTHING.fullmatch(title.strip(".-– "))):
        yield "an entry has no words"
    if "|" in title or any(title.count(one) != title.count(other) for one, other in ("()", "[]")):
        yield "where the title of an entry ends is not clear"
    lines = words_at(text, span).splitlines()[1:]
    if any(_LIKE_A_LABEL.match(line) and label_at(line) is None for line in lines):
        yield "an entry may have a label that is not known"


def _of_emptiness(entries: Sequence[EntrySpans]) -> Iterator[str]:
    """Empty entries at the end are what is left of a form; one before others, or one with parts, is not."""
    filled = [entry.title != NOWHERE for entry in entries]
    parts = any(entry.title == NOWHERE and {entry.why, entry.question} != {NOWHERE} for entry in entries)
    if parts or not all(filled[: sum(filled)]):
        yield "an entry has no title"


def _of_last(text: str, spans: Sequence[Span], entries: Sequence[EntrySpans]) -> Iterator[str]:
    """Where only the last entry goes on in lines of its own, those may be the end of the letter."""
    goes_on = [_free_lines(text, span) for span in spans]
    if len(entries) > 1 and goes_on[-1] and not any(goes_on[:-1]):
        yield "words after the last entry may belong to it, or not"


def _free_lines(text: str, span: Span) -> int:
    """Return how many lines of an entry behind its first one no label goes before."""
    count = 0
    labelled = False
    lines = words_at(text, span).lstrip().splitlines()
    for line in lines[1:]:
        labelled = labelled or label_at(line) is not None
        count += bool(line.strip()) and not labelled
    return count
