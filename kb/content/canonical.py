"""Which files are right but not written in the canonical form, and how they would be."""

from collections.abc import Sequence
from pathlib import Path

from kb.content.codec import dump, load
from kb.content.files import walk


def not_canonical(roots: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return path and canonical text of each such file; files with problems are left to the people they need."""
    return [(found, text) for root in roots for found, text in _of(root)]


def _of(root: Path) -> list[tuple[Path, str]]:
    changes = []
    for found in walk(root):
        if found.kind is None:
            continue
        data = found.path.read_bytes()
        thing, _ = load(found.kind, found.id, data, parent=found.parent)
        if thing is not None and (text := dump(thing)).encode() != data:
            changes.append((found.path, text))
    return changes
