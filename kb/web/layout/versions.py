"""Two versions of a file beside each other, for a page on which somebody saved first."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class VersionLine:
    """A line of a version; ``is_own`` says whether it stands in this version only."""

    text: str
    is_own: bool


def marked(lines: Sequence[str], others: Sequence[str]) -> tuple[VersionLine, ...]:
    """Return the lines of one version, with those marked that the other one has not."""
    matcher = difflib.SequenceMatcher(None, lines, others, autojunk=False)
    same = {n for block in matcher.get_matching_blocks() for n in range(block.a, block.a + block.size)}
    return tuple(VersionLine(line, number not in same) for number, line in enumerate(lines))
