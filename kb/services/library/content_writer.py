"""Content files written by people: compared with what was read, the version before kept, all or none, and logged.

Every act rests on a file as it was read, or as a page showed it, by its SHA-256. Where the file has changed since,
nothing is written and the act comes back with what stands there now (:class:`ContentConflict`). Who may do what is
decided at the door.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from kb.content.codec import dump, kind_of, normal
from kb.content.files import path_of
from kb.content.items import ContentItem, parent_of
from kb.content.repository import ContentRepository, Stored, digest_of
from kb.content.schema.kinds import SCHEMA
from kb.content.transaction import FileTransaction, Rewrite
from kb.content.versions import Versioned, keep_version, versions_of
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.domain.ids import is_id
from kb.services.library.library import Library
from kb.storage.audit.audit_log import ActUnderWay, AuditLog

SHORTEST_DIGEST = 12
"""Characters of a SHA-256 that a page must name a file by."""
T = TypeVar("T", bound=ContentItem)
V = TypeVar("V", bound=Versioned)


class ContentConflict(EditConflict):
    """Somebody saved first.

    ``stored`` is what stands in the file now, ``saved`` who saved it and when (``None`` where the log does not know:
    the file was changed by hand), ``base`` the version that was read, where it is still there, ``yours`` what was to
    be written.
    """

    def __init__(self, stored: Stored[Any], yours: ContentItem, base: Any = None, saved: Act | None = None) -> None:
        super().__init__(dump(stored.item), dump(yours))
        self.stored, self.yours_item, self.base, self.saved = stored, yours, base, saved

    def as_seen(self, see: Callable[[Any], Any]) -> "ContentConflict":
        """Return the conflict with every version as ``see`` lets somebody see it."""
        base = see(self.base) if self.base is not None else None
        return ContentConflict(replace(self.stored, item=see(self.stored.item)), see(self.yours_item), base, self.saved)


@dataclass(frozen=True)
class FileChange:
    """A file to be written: as it was read (``None``: it is to be made), and its new content."""

    read: Stored[Any] | None
    new: ContentItem


class ContentWriter:
    """Writes content files; safe to share between threads and processes."""

    def __init__(
        self,
        library: Library,
        repository: ContentRepository,
        root: Path,
        audit: AuditLog,
        now: Callable[[], dt.datetime],
        transaction: FileTransaction,
    ) -> None:
        """``root`` is where new files go."""
        self._library, self._repository, self._root = library, repository, root
        self._audit, self._now, self._transaction = audit, now, transaction

    def read(self, type_: type[T], id: str, parent: str = "") -> Stored[T]:
        """Return an item as its file has it now; raise ``NotFound`` where there is none."""
        kind = next(kind for kind, file_kind in SCHEMA.items() if file_kind.type is type_)
        is_name = is_id(id) and (not parent or is_id(parent))
        stored = self._repository.read(type_, kind, id, parent) if is_name else None
        if stored is None:
            raise NotFound(kind, id)
        return stored

    def create(
        self,
        item: T,
        viewer: Viewer,
        act: str,
        details: Iterable[tuple[str, str]] = (),
        *,
        refresh: bool = True,
    ) -> Stored[T] | None:
        """Write a new item; return nothing where its id is taken."""
        self._finish_interrupted()
        with self._act([(item, "", _digest(item))], viewer, act, details) as under_way:
            stored = self._repository.create(self._root, item)
            if stored is None:
                under_way.settle()
        self._refresh(wanted=refresh)
        return stored

    def save(
        self,
        read: Stored[T],
        new: T,
        viewer: Viewer,
        act: str,
        details: Iterable[tuple[str, str]] = (),
        *,
        refresh: bool = True,
    ) -> Stored[T]:
        """Replace an item by ``new``; the version before is kept where ``new`` has one more change than it.

        Raises :class:`ContentConflict` where the file is not as it was read. ``details`` go into the log; ``refresh``
        lets the next page show what was written.
        """
        self._finish_interrupted()
        _keep_version(read, new)
        with self._act([(new, read.digest, _digest(new))], viewer, act, details) as under_way:
            try:
                saved = self._repository.change(read, new)
            except EditConflict as error:
                under_way.settle()
                raise self._conflict(self._now_stored(new), new, read.digest) from error
        self._refresh(wanted=refresh)
        return saved

    def recover(self) -> int:
        """Finish what a crash interrupted: a change of several files, and lines of the log; return how many lines."""
        with self._transaction.begin():
            return self._audit.recover(self._repository.digest)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the transaction lock, and finish first what a crash interrupted."""
        with self._transaction.begin():
            self._audit.finish_intents(self._repository.digest)
            yield

    def save_all(
        self, changes: Sequence[FileChange], viewer: Viewer, act: str, details: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Write several files, all or none, within :meth:`exclusively`; see :meth:`save`.

        Raises ``EditConflict`` where one is not as it was read.
        """
        rewrites = [self._rewrite(change) for change in changes]
        for change in changes:
            if change.read is not None:
                _keep_version(change.read, change.new)
        files = [(change.new, rewrite.before, rewrite.after) for change, rewrite in zip(changes, rewrites, strict=True)]
        with self._act(files, viewer, act, details) as under_way:
            try:
                self._transaction.write(rewrites)
            except EditConflict:
                under_way.settle()
                raise
        self._refresh(wanted=True)

    def expect(self, read: Stored[Any], seen: str, yours: ContentItem) -> None:
        """Raise :class:`ContentConflict` where a file is not as a page showed it, by (the beginning of) its digest."""
        if len(seen) < SHORTEST_DIGEST or not read.digest.startswith(seen):
            raise self._conflict(read, yours, seen)

    def _finish_interrupted(self) -> None:
        with self.exclusively():
            pass

    def _rewrite(self, change: FileChange) -> Rewrite:
        if change.read is not None:
            return Rewrite(change.read.path, change.read.digest, dump(change.new))
        path = path_of(self._root, kind_of(change.new), change.new.id, parent=parent_of(change.new))
        return Rewrite(path, "", dump(change.new))

    def _now_stored(self, item: T) -> Stored[T]:
        stored = self._repository.read(type(item), kind_of(item), item.id, parent_of(item))
        if stored is None:
            raise NotFound(kind_of(item), item.id)
        return stored

    def _conflict(self, now: Stored[Any], yours: ContentItem, seen: str) -> ContentConflict:
        versions = versions_of(now.item, now.path) if isinstance(now.item, Versioned) and seen else ()
        base = next((one for one in versions if digest_of(dump(one).encode()).startswith(seen)), None)
        saved = next((act for act in self._audit.latest() if act.after == now.digest), None)
        return ContentConflict(now, yours, base, saved)

    def _act(
        self,
        files: Iterable[tuple[ContentItem, str, str]],
        viewer: Viewer,
        act: str,
        details: Iterable[tuple[str, str]],
    ) -> AbstractContextManager[ActUnderWay]:
        at, facts = self._now(), tuple(details)
        acts = [
            Act(at, viewer.logged_as, act, SCHEMA[kind_of(item)].path(item.id, parent_of(item)), before, after, facts)
            for item, before, after in files
        ]
        return self._audit.intending(acts)

    def _refresh(self, *, wanted: bool) -> None:
        if wanted:
            self._library.snapshot(fresh=True)


def tidy(item: T) -> T:
    """Return an item as its file will have it; raise ``InvalidInput`` for what no file can hold."""
    try:
        kept = normal(item)
    except ValueError as error:
        raise InvalidInput({"text": f"It cannot be written down: {error}. Nothing was saved."}) from error
    if not isinstance(kept, type(item)):
        raise TypeError(kept)
    return kept


def _digest(item: ContentItem) -> str:
    return digest_of(dump(item).encode())


def _keep_version(read: Stored[Any], new: ContentItem) -> None:
    if isinstance(new, Versioned) and new.changes > read.item.changes:
        keep_version(read)
