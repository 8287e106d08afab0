"""Content files one at a time: read, made, and changed only as they were read (compare and save).

A service that changes a file works on what :class:`Stored` holds; where somebody else saved meanwhile, nothing is
written and both versions come back in an ``EditConflict``.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kb.content.codec import dump, kind_of, load
from kb.content.files import path_of
from kb.content.items import ContentItem, parent_of
from kb.domain.errors import EditConflict
from kb.storage.atomic_files import create_atomically, write_atomically

T = TypeVar("T", bound=ContentItem)


@dataclass(frozen=True)
class Stored(Generic[T]):
    """A thing as its file has it: the path, and the SHA-256 of the file's bytes."""

    item: T
    path: Path
    digest: str


class ContentRepository:
    """The files under the content roots; safe to share between threads and processes."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)

    def read(self, type_: type[T], kind: str, id: str, parent: str = "") -> Stored[T] | None:
        """Return a thing from the first root that has it, as it is now; ``None`` where none has, or it is broken."""
        for root in self._roots:
            path = path_of(root, kind, id, parent=parent)
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            item, _ = load(kind, id, data, parent=parent)
            return Stored(item, path, digest_of(data)) if isinstance(item, type_) else None
        return None

    def digest(self, place: str) -> str:
        """Return the SHA-256 of the file at a place below the first root that has it; empty where none has."""
        for root in self._roots:
            try:
                return digest_of((root / place).read_bytes())
            except (FileNotFoundError, NotADirectoryError):
                continue
        return ""

    def create(self, root: Path, item: T) -> Stored[T] | None:
        """Write a new thing under ``root``; return nothing where some root has one of its id already."""
        paths = [path_of(each, kind_of(item), item.id, parent=parent_of(item)) for each in (*self._roots, root)]
        text = dump(item)
        if any(path.exists() for path in paths) or not create_atomically(paths[-1], text):
            return None
        return Stored(item, paths[-1], digest_of(text.encode()))

    def change(self, kept: Stored[T], item: T) -> Stored[T]:
        """Replace a file that is still as it was read; raise ``EditConflict`` with both versions where it is not."""
        text = dump(item)
        with locked(kept.path.parent):
            data = kept.path.read_bytes() if kept.path.exists() else b""
            if digest_of(data) != kept.digest:
                raise EditConflict(theirs=data.decode(errors="replace"), yours=text)
            write_atomically(kept.path, text)
        return Stored(item, kept.path, digest_of(text.encode()))


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, as the audit log names them."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that change files in it; let go at the end, also by a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
