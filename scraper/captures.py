"""The capture store: every body goes into a WARC file before it is read, and is never overwritten.

Each process that captures writes a file of its own, opened as new; a file torn by a crash keeps all its whole
records. A body that is there already is referred to, not stored again.
"""

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from scraper.capture_index import StoredBody, read_index
from scraper.fetched import Fetched
from scraper.warc import WarcFile, records, sha256_of

INDEX = "index.jsonl"
SUFFIX = ".warc.gz"


class Captures:
    """The captures under one folder. Threads of a process share one; processes each have their own.

    ``token`` gives a few random letters for the name of a new file.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime], token: Callable[[], str]) -> None:
        self._folder, self._now, self._token = folder, now, token
        self._lock = threading.Lock()
        self._open: WarcFile | None = None
        self._by_hash: dict[str, StoredBody] = {}
        self._by_address: dict[str, StoredBody] = {}
        self._learn(read_index(folder / INDEX))
        self._heal()

    def keep(self, answer: Fetched) -> StoredBody:
        """Keep an answer; the bytes are on disk when this returns."""
        digest = sha256_of(answer.content)
        with self._lock:
            earlier = self._by_hash.get(digest) if self._readable(digest) else None
            warc, (start, end) = self._write(lambda file: file.response(answer, digest, earlier))
            kept = StoredBody(
                digest,
                warc,
                start,
                end,
                answer.at.replace(microsecond=0),
                answer.address,
                answer.media_type,
                answer.charset,
                answer.status,
                answer.header("etag"),
                answer.header("last-modified"),
                first=earlier is None,
            )
            self._note([kept])
            return kept

    def keep_bytes(self, content: bytes, address: str, media_type: str, charset: str = "") -> StoredBody:
        """Keep bytes that came without HTTP (a filed document, a list of parts); once is enough."""
        digest = sha256_of(content)
        with self._lock:
            if self._readable(digest):
                return self._by_hash[digest]
            at = self._now().replace(microsecond=0)
            stated = f"{media_type}; charset={charset}" if charset else media_type
            warc, (start, end) = self._write(lambda file: file.resource(address, stated, content, at, digest))
            kept = StoredBody(digest, warc, start, end, at, address, media_type, charset)
            self._note([kept])
            return kept

    def find(self, sha256: str) -> StoredBody | None:
        """Return the entry of the body with this hash, or ``None``."""
        return self._by_hash.get(sha256)

    def read(self, sha256: str) -> bytes | None:
        """Return the body of this hash, checked against it; ``None`` where we have it not, or no longer."""
        kept = self._by_hash.get(sha256)
        path = self._folder / kept.warc if kept else None
        if kept is None or path is None or not path.is_file():
            return None
        for found, content in records(path, kept.offset):
            return content if found.sha256 == sha256 and found.first else None
        return None

    def last(self, address: str) -> StoredBody | None:
        """Return the last good answer (200) from an address, if its body can still be read."""
        kept = self._by_address.get(address)
        return kept if kept and self.read(kept.sha256) is not None else None

    def close(self) -> None:
        """Close the file in writing, if one is."""
        with self._lock:
            self._forget_open()

    def _readable(self, digest: str) -> bool:
        return digest in self._by_hash and self.read(digest) is not None

    def _write(self, write: Callable[[WarcFile], tuple[int, int]]) -> tuple[str, tuple[int, int]]:
        if self._open is None:
            stamp = self._now().strftime("%Y%m%dT%H%M%SZ")
            self._open = WarcFile(self._folder / f"{stamp}-{self._token()}{SUFFIX}")
        try:
            return self._open.path.name, write(self._open)
        except BaseException:
            self._forget_open()  # its end may be torn: nothing is ever written behind that
            raise

    def _forget_open(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _note(self, kept: Iterable[StoredBody]) -> None:
        kept = list(kept)
        self._learn(kept)
        path = self._folder / INDEX
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(handle).st_size
            torn = size and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, (("\n" if torn else "") + "".join(k.line() for k in kept)).encode())
        finally:
            os.close(handle)

    def _learn(self, kept: Iterable[StoredBody]) -> None:
        for one in kept:
            if one.first:
                self._by_hash[one.sha256] = one
            if one.status == 200 and "://" in one.address:
                self._by_address[one.address] = one

    def _heal(self) -> None:
        """Take up what the WARC files hold beyond the index."""
        ends: dict[str, int] = {}
        for kept in (*self._by_hash.values(), *read_index(self._folder / INDEX)):
            ends[kept.warc] = max(ends.get(kept.warc, 0), kept.end)
        missed: list[StoredBody] = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            known = ends.get(path.name, 0)
            if path.stat().st_size > known:
                missed += [replace(kept, warc=path.name) for kept, _ in records(path, known)]
        if missed:
            self._note(missed)
