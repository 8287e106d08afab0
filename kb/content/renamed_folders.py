"""Folders of content that have another name since: where their files lie now, and moving them there."""

from collections.abc import Sequence
from pathlib import Path

RENAMED = {"looking": "search-records"}
"""From the name that a folder of a content root had to the name that it has."""


def move_renamed(roots: Sequence[Path]) -> list[Path]:
    """Move the files of renamed folders to where they lie now; return their new paths, in order.

    A file stays where one of its name lies in the new folder already: which of the two holds is for a person to say.
    """
    moved = []
    for old, new in ((root / was, root / now) for root in roots for was, now in RENAMED.items()):
        if not old.is_dir():
            continue
        new.mkdir(exist_ok=True)
        for path in sorted(old.glob("*.md")):
            if not (new / path.name).exists():
                moved.append(path.rename(new / path.name))
        if not any(old.iterdir()):
            old.rmdir()
    return moved
