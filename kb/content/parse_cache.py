"""What content files came to when they were last parsed: a cache that all processes read, and that may be thrown away.

``<folder>/parsed.sqlite3``. A file's digest is the truth, what the file system says of it (its signature) a hint: where
that is as it was, the file is not read; where it is not, it is read, and parsed again only if its bytes are others.
Bodies of sources are not kept; they are read from the files. The values are MessagePack by the types of the domain,
so that reading builds nothing but those, and each row is proved by a checksum. Whatever is damaged, written by other
code or not to be had is parsed again: nothing here can fail.
"""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import msgspec

from kb.content.files import FoundFile, Signature
from kb.content.items import ContentItem
from kb.content.schema.kinds import SCHEMA
from kb.domain.source.source import PrivateText, Source
from kb.storage.cache_file import give_up, opened

NAME = "parsed.sqlite3"
UNSURE_NS = 2_000_000_000
"""A file that changed so shortly before it was looked at may have changed again since, with the same signature."""
_AT_ONCE = 400
"""Files that are asked for one by one; for more, all rows are read."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS parsed (path TEXT PRIMARY KEY, place TEXT NOT NULL, code TEXT NOT NULL,"
    " mtime INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL, ctime INTEGER NOT NULL,"
    " digest TEXT NOT NULL, has_body INTEGER NOT NULL, canonical INTEGER NOT NULL, item BLOB NOT NULL,"
    " proof BLOB NOT NULL) STRICT"
)
_COLUMNS = "path, place, mtime, size, inode, ctime, digest, has_body, canonical, item, proof"
_INSERT = f"INSERT OR REPLACE INTO parsed ({_COLUMNS}, code) VALUES ({', '.join('?' * 12)})"  # noqa: S608 - our own names

Row = tuple[object, ...]
Decoders = dict[str, msgspec.msgpack.Decoder[ContentItem]]


@dataclass(frozen=True)
class ParsedFile:
    """What the bytes with a digest came to; ``item`` has no body where ``has_body`` says that its file has one.

    ``is_sure`` says that the signature alone tells that the file is still the same.
    """

    path: str
    place: str
    signature: Signature
    digest: str
    item: ContentItem
    has_body: bool
    is_canonical: bool = False
    is_sure: bool = True


class ParseCache:
    """The cache in a folder; safe to share between threads, and between processes on one machine."""

    def __init__(self, folder: Path) -> None:
        """Remember where it lies; nothing is read or made yet."""
        self._folder = folder
        self._path = folder / NAME

    def read(self, found: Iterable[FoundFile]) -> Iterator[ParsedFile]:
        """Yield what is known of these files, whatever their signatures: the caller compares."""
        wanted = {absolute(one.file): place_of(one) for one in found}
        if not wanted or not self._path.exists():
            return
        try:
            with opened(self._path) as connection:
                yield from self._rows(connection, wanted)
        except sqlite3.Error as error:
            give_up(self._path, error)

    def write(self, rows: Sequence[Row], gone: Iterable[str] = ()) -> None:
        """Keep what files came to (:func:`row_of`), and forget paths that are gone; where that fails, it is logged."""
        lost = [(path,) for path in gone]
        if not rows and not lost:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it says what private files say
            with opened(self._path) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                connection.execute("DELETE FROM parsed WHERE code <> ?", (code_digest(),))
                connection.executemany("DELETE FROM parsed WHERE path = ?", lost)
                connection.executemany(_INSERT, rows)
                connection.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            give_up(self._path, error)

    def _rows(self, connection: sqlite3.Connection, wanted: dict[str, str]) -> Iterator[ParsedFile]:
        query = f"SELECT {_COLUMNS} FROM parsed WHERE code = ?"  # noqa: S608 - names of our own
        if len(wanted) > _AT_ONCE:
            rows: Iterable[Row] = connection.execute(query, (code_digest(),))
        else:
            asked = (connection.execute(f"{query} AND path = ?", (code_digest(), path)) for path in wanted)
            rows = (row for some in asked for row in some)
        decoders: Decoders = {str(kind): msgspec.msgpack.Decoder(file_kind.type) for kind, file_kind in SCHEMA.items()}
        for row in rows:
            if wanted.get(str(row[0])) == row[1] and (parsed := _parsed(row, decoders)) is not None:
                yield parsed


def absolute(file: str) -> str:
    """Return the name that a file has in the cache, wherever a process was started."""
    return os.path.abspath(file)  # noqa: PTH100 - of all files at each start: as text, which is quicker


def place_of(found: FoundFile) -> str:
    """Return what a file's bytes are read as: its kind, parent and id."""
    return f"{found.kind}/{found.parent}/{found.id}"


def is_sure(signature: Signature, seen_ns: int) -> bool:
    """Say whether a file that was looked at then cannot have changed unnoticed since."""
    return max(signature[0], signature[3]) < seen_ns - UNSURE_NS


def without_body(item: ContentItem) -> ContentItem:
    """Return an item as it is kept: the texts of sources stay in their files."""
    return replace(item, body="") if isinstance(item, Source | PrivateText) and item.has_body else item


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return what changes whenever the same file may come to something else.

    It is a checksum of the code that reads files and takes texts apart.
    """
    code = hashlib.sha256(f"{sys.version} {msgspec.__version__}".encode())
    kb = Path(__file__).resolve().parents[1]
    for folder in (kb / "content", kb / "documents", kb / "domain"):
        for path in sorted(folder.rglob("*.py")):
            code.update(path.read_bytes())
    return code.hexdigest()


def row_of(one: ParsedFile) -> Row | None:
    """Return what is written of a file, whose item must not have a body any more; nothing where it cannot be."""
    try:
        item = msgspec.msgpack.encode(one.item)
    except (msgspec.MsgspecError, ValueError):  # half a character, say, which YAML can spell and UTF-8 cannot
        return None
    signature = one.signature if one.is_sure else (0, 0, 0, 0)
    facts = (one.path, one.place, *signature, one.digest, int(one.has_body), int(one.is_canonical), item)
    return (*facts, _proof(facts), code_digest())


def _parsed(row: Row, decoders: Decoders) -> ParsedFile | None:
    *facts, proof = row
    path, place, mtime, size, inode, ctime, digest, has_body, canonical, item = facts
    if proof != _proof(tuple(facts)):
        return None
    try:
        thing = decoders[str(place).partition("/")[0]].decode(item)  # type: ignore[arg-type]  # the table is STRICT
    except (msgspec.MsgspecError, LookupError, ValueError):
        return None
    signature: Signature = (mtime, size, inode, ctime)  # type: ignore[assignment]  # likewise
    return ParsedFile(str(path), str(place), signature, str(digest), thing, bool(has_body), bool(canonical))


def _proof(facts: Row) -> bytes:
    *words, item = facts
    # The last is the item, bytes as the table is STRICT.
    return hashlib.blake2b(repr(words).encode() + bytes(item), digest_size=16).digest()  # type: ignore[call-overload]
