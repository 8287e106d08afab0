"""What has changed between two states of a document, passage by passage."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from kb.documents.word_diff import DiffRun, word_diff
from kb.domain.source.passage import Passage

_ALIKE = 60.0
"""How alike two passages are, of 100, to be one that was reworded."""


class ChangeKind(StrEnum):
    """What became of a passage."""

    REWORDED = "reworded"
    RENUMBERED = "renumbered"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class PassageChange:
    """One passage that is not as it was: before and after, one of them ``None`` where it is gone or new."""

    kind: ChangeKind
    before: Passage | None
    after: Passage | None

    @property
    def label(self) -> str:
        """Return where it is: the printed label now, else the one it had."""
        passage = self.after or self.before
        return passage.locator if passage else ""

    @property
    def runs(self) -> tuple[DiffRun, ...]:
        """Return both wordings as one: what stayed, what is gone and what is new."""
        return word_diff(self.before.text if self.before else "", self.after.text if self.after else "")


def passage_changes(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[PassageChange, ...]:
    """Return what changed from one state of a document to another, in the order of the document."""
    old, new = [p.text for p in before], [p.text for p in after]
    changes: list[PassageChange] = []
    for kind, first, end, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs = zip(before[first:end], after[start:stop], strict=True)
            changes += [PassageChange(ChangeKind.RENUMBERED, a, b) for a, b in pairs if a.label != b.label]
        else:
            changes += _between(before[first:end], after[start:stop])
    return tuple(changes)


def _between(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[PassageChange]:
    """Pair the passages of one stretch, in order: each new one with the likest old one that is still to come."""
    at = 0
    for passage in after:
        alike = [fuzz.ratio(old.text, passage.text) for old in before[at:]]
        best = max(range(len(alike)), key=alike.__getitem__, default=-1)
        if best < 0 or alike[best] < _ALIKE:
            yield PassageChange(ChangeKind.NEW, None, passage)
            continue
        yield from (PassageChange(ChangeKind.GONE, old, None) for old in before[at : at + best])
        yield PassageChange(ChangeKind.REWORDED, before[at + best], passage)
        at += best + 1
    yield from (PassageChange(ChangeKind.GONE, old, None) for old in before[at:])
