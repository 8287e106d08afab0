"""What has changed between two texts, word by word."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz


class DiffKind(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class DiffRun:
    """A run of words of one kind."""

    kind: DiffKind
    words: str


def word_diff(before: str, after: str) -> tuple[DiffRun, ...]:
    """Return both texts as one: the words that stayed, those that are gone and those that are new, in order.

    The words that are not gone are ``after``; those that are not new are ``before`` (white space apart).
    """
    old, new = before.split(), after.split()
    runs: list[DiffRun] = []
    for kind, first, end, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(DiffRun(DiffKind.SAME, " ".join(old[first:end])))
            continue
        if end > first:
            runs.append(DiffRun(DiffKind.GONE, " ".join(old[first:end])))
        if stop > start:
            runs.append(DiffRun(DiffKind.NEW, " ".join(new[start:stop])))
    return tuple(runs)


def likest_words(words: str, text: str) -> str:
    """Return the words of a text that are most like some words: whole words, all of it where it is hardly longer."""
    if len(text) * 4 <= len(words) * 5:
        return text
    found = fuzz.partial_ratio_alignment(words, text)
    if found is None or found.dest_end <= found.dest_start:
        return text
    start, end = found.dest_start, found.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return _trimmed(text[start:end].strip(), words) or text


def _trimmed(found: str, words: str) -> str:
    """Return a match trimmed of words at its ends that were not asked for."""
    wanted, most = set(words.split()), len(words.split())
    pieces = list(re.finditer(r"\S+", found))
    while len(pieces) > most and pieces[0][0] not in wanted:
        pieces.pop(0)
    while len(pieces) > most and pieces[-1][0] not in wanted:
        pieces.pop()
    return found[pieces[0].start() : pieces[-1].end()] if pieces else ""
