"""Saved searches: keep a search under a name with a note, change it, delete it, and have it back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from kb.domain.errors import InvalidInput, NotFound
from kb.storage.saved_searches import SavedSearch, SavedSearches

MOST_SAVED = 100
"""Searches that one owner may keep."""
LONGEST_NAME = 120
LONGEST_NOTE = 2000
LONGEST_PARAMETERS = 4000
UNDO_DAYS = 30
"""How long a deleted search can be had back."""


class SavedSearchService:
    """Keeps searches for owners; an owner is a text that says who, and never sees another's."""

    def __init__(self, table: SavedSearches, clock: Callable[[], dt.datetime], new_id: Callable[[], str]) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def of(self, owner: str) -> tuple[SavedSearch, ...]:
        """Return an owner's searches, the latest first."""
        return tuple(saved for saved in self._table.of(owner) if saved.deleted_at is None)

    def one(self, owner: str, id: str) -> SavedSearch:
        """Return one search; raise ``NotFound`` where this owner has none of that id, or deleted it."""
        found = next((saved for saved in self.of(owner) if saved.id == id), None)
        if found is None:
            raise NotFound("saved search", id)
        return found

    def deleted(self, owner: str, id: str) -> SavedSearch | None:
        """Return a search that its owner deleted and can have back; ``None`` where there is none of that id."""
        return next((one for one in self._table.of(owner) if one.id == id and one.deleted_at is not None), None)

    def save(self, owner: str, parameters: str, name: str, note: str = "") -> SavedSearch:
        """Keep a search; one that is kept already gets the new name and note instead of a double."""
        now = self._clock()
        self._table.forget_deleted(now - dt.timedelta(days=UNDO_DAYS))
        name, note = _checked(name, note, parameters)
        known = next((saved for saved in self.of(owner) if saved.parameters == parameters), None)
        if known:
            return self._put(replace(known, name=name, note=note, changed_at=now))
        return self._put(SavedSearch(self._new_id(), owner, name, note, parameters, now, now))

    def change(self, owner: str, id: str, name: str, note: str) -> SavedSearch:
        """Give a search another name and note."""
        saved = self.one(owner, id)
        name, note = _checked(name, note, saved.parameters)
        return self._put(replace(saved, name=name, note=note, changed_at=self._clock()))

    def delete(self, owner: str, id: str) -> SavedSearch:
        """Delete a search; it can be had back for some days."""
        return self._put(replace(self.one(owner, id), deleted_at=self._clock()))

    def undo_delete(self, owner: str, id: str) -> SavedSearch:
        """Restore a deleted search."""
        saved = self.deleted(owner, id) or self.one(owner, id)  # undone twice, it stays
        return self._put(replace(saved, deleted_at=None))

    def _put(self, saved: SavedSearch) -> SavedSearch:
        if not self._table.put(saved, MOST_SAVED):
            raise InvalidInput({"name": f"You have {MOST_SAVED} saved searches, which is the most; delete one first."})
        return saved


def _checked(name: str, note: str, parameters: str) -> tuple[str, str]:
    """Return name and note as they are kept; raise ``InvalidInput`` with every field that cannot be."""
    name = " ".join(_shown(name).split())
    note = "\n".join(line.rstrip() for line in _shown(note).splitlines()).strip()
    errors = {}
    if not name:
        errors["name"] = "Give it a name that you will know again."
    elif len(name) > LONGEST_NAME:
        errors["name"] = f"A name has at most {LONGEST_NAME} characters; this has {len(name)}."
    if len(note) > LONGEST_NOTE:
        errors["note"] = f"A note has at most {LONGEST_NOTE} characters; this has {len(note)}."
    if not parameters:
        errors["search"] = "There is nothing to save yet: search for something first."
    elif len(parameters) > LONGEST_PARAMETERS:
        errors["search"] = "This search is too long to be saved; use fewer words or filters."
    if errors:
        raise InvalidInput(errors)
    return name, note


def _shown(text: str) -> str:
    """Drop what no page can show: control characters other than line ends, and half characters."""
    return "".join(c for c in text if c in "\n\t" or ((c.isprintable() or c.isspace()) and c != "\x00"))
