"""Collections: make one, change it, delete it and have it back, share it; and look up what a reader sees of it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kb.documents.anchoring import hash_of
from kb.domain.account.viewer import Viewer
from kb.domain.collection import MOST_ITEMS, CollectedPassage, Collection
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.domain.form_data import without_controls
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.services.collections.example import EXAMPLE, worked_example
from kb.services.evidence.annotations import Annotations
from kb.services.library.browse import LibraryReader
from kb.storage.collections import CollectionTable

MOST_COLLECTIONS = 50
"""Collections that one owner may keep."""
LONGEST_TITLE = 120
LONGEST_INTRODUCTION = 4000
LONGEST_LINE = 500
UNDO_DAYS = 30
"""How long a deleted collection can be had back."""

Change = Callable[[Collection], Collection]


@dataclass(frozen=True)
class CollectedView:
    """A collected passage as one reader sees it; ``is_changed`` where its words are not those that were collected.

    ``source`` and ``passage`` are ``None`` where it is gone or this reader may not see it: nobody can tell which.
    """

    item: CollectedPassage
    source: Source | None = None
    passage: Passage | None = None
    is_changed: bool = False


class Collections:
    """Keeps collections for owners; an owner is a text that says who, and never sees another's unless it is shared."""

    def __init__(
        self,
        table: CollectionTable,
        browsing: LibraryReader,
        annotations: Annotations,
        clock: Callable[[], dt.datetime],
        new_id: Callable[[], str],
        new_token: Callable[[], str],
    ) -> None:
        self._table, self._browsing, self._annotations, self._clock = table, browsing, annotations, clock
        self._new_id, self._new_token = new_id, new_token

    def now(self) -> dt.datetime:
        """Return the moment at which a document is made."""
        return self._clock()

    def of(self, owner: str) -> tuple[Collection, ...]:
        """Return an owner's collections, the last changed first."""
        return tuple(one for one in self._table.of(owner) if one.deleted_at is None) if owner else ()

    def one(self, owner: str, id: str) -> Collection:
        """Return one collection; raise ``NotFound`` where this owner has none of that id, or deleted it."""
        return _found(self.of(owner), id)

    def deleted(self, owner: str, id: str) -> Collection | None:
        """Return a collection that its owner deleted and can have back; ``None`` where there is none of that id."""
        held = self._table.of(owner) if owner else ()
        return next((one for one in held if one.id == id and one.deleted_at is not None), None)

    def example(self, viewer: Viewer) -> Collection | None:
        """Return the worked collection as this reader may see it, if at all."""
        return worked_example(self._annotations, viewer)

    def shared(self, token: str, viewer: Viewer) -> Collection:
        """Return the collection that a link leads to; raise ``NotFound`` where there is none (any more)."""
        found = self.example(viewer) if token == EXAMPLE else self._table.shared(token)
        return or_not_found(found, "shared collection", token)

    def views(self, collection: Collection, viewer: Viewer) -> tuple[CollectedView, ...]:
        """Return the passages of a collection in order, each as far as this viewer may see it."""
        return tuple(self._view(item, viewer) for item in collection.kept)

    def collectable(self, places: Iterable[tuple[str, str]], viewer: Viewer) -> tuple[CollectedView, ...]:
        """Return those of the passages (source and passage id) that this viewer may see, each once."""
        views = (self._view(CollectedPassage(*place), viewer) for place in dict.fromkeys(places))
        return tuple(view for view in views if view.passage is not None)

    def create(self, owner: str, title: str, found: Iterable[CollectedView]) -> Collection:
        """Make a collection of passages, at least one; raise ``InvalidInput`` for what cannot be kept."""
        now = self._clock()
        self._table.forget_deleted(now - dt.timedelta(days=UNDO_DAYS))
        new = Collection(self._new_id(), owner, _title(title), "", (), now)

        def change(others: tuple[Collection, ...]) -> Collection:
            _check_number(others)
            return _with(new, found)

        return self._table.write(owner, change)

    def add(self, owner: str, id: str, found: Iterable[CollectedView]) -> Collection:
        """Add passages that somebody may see at the end of a collection."""
        return self._change(owner, id, lambda one: _with(one, found))

    def describe(self, owner: str, id: str, title: str, introduction: str) -> Collection:
        """Give a collection a title and an introduction."""
        title, introduction = _title(title), _text(introduction, "introduction", LONGEST_INTRODUCTION)
        return self._change(owner, id, lambda one: replace(one, title=title, introduction=introduction))

    def change_item(self, owner: str, id: str, key: str, line: str, act: str) -> Collection:
        """Keep the line at a passage, and move it ``up`` or ``down`` or ``remove`` it; ``restore`` undoes that."""
        line = " ".join(_text(line, "line", LONGEST_LINE).split())
        acts: dict[str, Change] = {
            "up": lambda one: one.moved(key, -1),
            "down": lambda one: one.moved(key, 1),
            "remove": lambda one: one.without(key),
        }
        if act == "restore":
            return self._change(owner, id, lambda one: one.restored(key))
        then = acts.get(act)
        return self._change(owner, id, lambda one: then(one.with_line(key, line)) if then else one.with_line(key, line))

    def share(self, owner: str, id: str, *, on: bool) -> Collection:
        """Make a link for a collection, another each time it is shared anew, or take it away."""
        return self._change(owner, id, lambda one: replace(one, shared=(one.shared or self._new_token()) if on else ""))

    def delete(self, owner: str, id: str) -> Collection:
        """Delete a collection; it can be had back for some days."""
        return self._change(owner, id, lambda one: replace(one, deleted_at=self._clock()))

    def undo_delete(self, owner: str, id: str) -> Collection:
        """Restore a deleted collection."""

        def change(others: tuple[Collection, ...]) -> Collection:
            found = _found(others, id)
            _check_number(one for one in others if one.id != id)
            return replace(found, deleted_at=None)

        return self._table.write(owner, change)

    def _change(self, owner: str, id: str, change: Change) -> Collection:
        def changed(others: tuple[Collection, ...]) -> Collection:
            found = _found((one for one in others if one.deleted_at is None), id)
            return replace(change(found), changed_at=self._clock())

        return self._table.write(owner, changed)

    def _view(self, item: CollectedPassage, viewer: Viewer) -> CollectedView:
        try:
            seen = self._browsing.source(item.source, viewer)
        except NotFound:
            return CollectedView(item)
        same = [one for one in seen.passages if one.id == item.passage]
        moved = [one for one in seen.passages if item.sha256 and hash_of(one) == item.sha256] if not same else []
        passage = next(iter([*same, *moved]), None)
        if passage is None:
            return CollectedView(item)
        return CollectedView(item, seen.source, passage, bool(item.sha256) and hash_of(passage) != item.sha256)


def _found(owned: Iterable[Collection], id: str) -> Collection:
    return or_not_found(next((one for one in owned if one.id == id), None), "collection", id)


def _with(collection: Collection, found: Iterable[CollectedView]) -> Collection:
    found = tuple(found)
    if not found:
        raise InvalidInput({"title": "Tick a passage first."})
    items = (replace(view.item, sha256=hash_of(view.passage)) for view in found if view.passage is not None)
    full = collection.with_items(items)
    if len(full.kept) > MOST_ITEMS:
        raise InvalidInput({"title": f"A collection holds at most {MOST_ITEMS} passages; begin another."})
    return full


def _check_number(others: Iterable[Collection]) -> None:
    if sum(one.deleted_at is None for one in others) >= MOST_COLLECTIONS:
        most = f"You have {MOST_COLLECTIONS} collections, which is the most; delete one first."
        raise InvalidInput({"title": most})


def _title(title: str) -> str:
    title = " ".join(_text(title, "title", LONGEST_TITLE).split())
    if not title:
        raise InvalidInput({"title": "Give the collection a name, such as your question."})
    return title


def _text(text: str, field: str, longest: int) -> str:
    text = without_controls(text)
    if len(text) > longest:
        raise InvalidInput({field: f"At most {longest} characters; this has {len(text)}."})
    return text
