"""Proposals: source files that discovery wrote, beside the content until a person accepts or declines them."""

from collections.abc import Mapping
from pathlib import Path

from kb.content import codec
from kb.domain.source.source import Source


def read_proposals(folder: Path) -> Mapping[str, Source]:
    """Return the proposals that wait for a person."""
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        item, _ = codec.load("source", path.stem, path.read_bytes(), file=str(path))
        if isinstance(item, Source):
            found[item.id] = item
    return found
