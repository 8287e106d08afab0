"""Collections: passages that somebody ticked for a question of their own, in their order, each with a line.

A collection holds where a passage is and never its words: what a reader sees of it is looked up for that reader.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST_ITEMS = 200
"""Passages in one collection."""


@dataclass(frozen=True)
class CollectedPassage:
    """A passage in a collection, with the line that its collector wrote; ``removed`` while it can still be had back.

    ``sha256`` is of its words as they were when it was collected (``kb.documents.anchoring.hash_of``).
    """

    source: str
    passage: str
    sha256: str = ""
    line: str = ""
    removed: bool = False

    @property
    def key(self) -> str:
        """Return what names it in its collection."""
        return f"{self.source}/{self.passage}"


@dataclass(frozen=True)
class Collection:
    """Passages under a title. ``shared`` is the token of its link, empty while nobody else may read it."""

    id: str
    owner: str
    title: str
    introduction: str
    items: tuple[CollectedPassage, ...]
    changed_at: dt.datetime
    shared: str = ""
    deleted_at: dt.datetime | None = None

    @property
    def kept(self) -> tuple[CollectedPassage, ...]:
        """Return the passages in it, without the removed ones."""
        return tuple(item for item in self.items if not item.removed)

    def with_items(self, items: Iterable[CollectedPassage]) -> "Collection":
        """Return it with passages added at the end; one that is in it already stays where it is."""
        held = {item.key: item for item in self.kept}
        for item in items:
            held.setdefault(item.key, item)
        return replace(self, items=tuple(held.values()))

    def with_line(self, key: str, line: str) -> "Collection":
        """Return it with another line at a passage."""
        return replace(self, items=tuple(replace(one, line=line) if one.key == key else one for one in self.items))

    def moved(self, key: str, by: int) -> "Collection":
        """Return it with a passage one place up (``by`` is -1) or down (1); as it is at either end."""
        items = list(self.kept)
        at = next((place for place, item in enumerate(items) if item.key == key), None)
        if at is None or not 0 <= at + by < len(items):
            return self
        items[at], items[at + by] = items[at + by], items[at]
        return replace(self, items=tuple(items))

    def without(self, key: str) -> "Collection":
        """Return it with a passage removed; it alone can be had back."""
        return replace(self, items=tuple(replace(one, removed=one.key == key) for one in self.kept))

    def restored(self, key: str) -> "Collection":
        """Return it with a removed passage back in its place."""
        return replace(self, items=tuple(replace(one, removed=False) if one.key == key else one for one in self.items))
