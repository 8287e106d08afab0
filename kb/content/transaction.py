"""Several files changed as one: compare and save for all of them, and all or none, also after a crash.

What is about to be written is put down first, in ``<folder>/pending.json``. Where a crash leaves that behind, the
next writer finishes it before anything else: files still as they were are written, the others are left alone. Who
only reads in between may see the first file new and the second one old.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.content.repository import digest_of, locked
from kb.domain.errors import EditConflict
from kb.storage.atomic_files import write_atomically


@dataclass(frozen=True)
class Rewrite:
    """A file to be written: its path, the SHA-256 of its bytes as they were read (empty: no file yet), its text."""

    path: Path
    before: str
    text: str

    @property
    def after(self) -> str:
        """Return the SHA-256 of the file once it is written."""
        return digest_of(self.text.encode())


class FileTransaction:
    """Writes files together; ``folder`` holds the lock, and what is pending."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending = folder / "pending.json"

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Hold the lock, with what a crash left finished; read, decide and :meth:`write` inside."""
        with locked(self._folder):
            self._finish()
            yield

    def write(self, rewrites: Sequence[Rewrite]) -> None:
        """Write all files or none, within :meth:`begin`; raise ``EditConflict`` where one is not as it was read."""
        with ExitStack() as held:
            for folder in sorted({one.path.parent for one in rewrites}):  # who changes one file holds its folder
                held.enter_context(locked(folder))
            self._write(rewrites)

    def _write(self, rewrites: Sequence[Rewrite]) -> None:
        for one in rewrites:
            data = one.path.read_bytes() if one.path.exists() else b""
            if (digest_of(data) if one.path.exists() else "") != one.before:
                raise EditConflict(theirs=data.decode(errors="replace"), yours=one.text)
        if len(rewrites) > 1:  # one file is written in one step anyway
            rows = [{"path": str(r.path.resolve()), "before": r.before, "text": r.text} for r in rewrites]
            write_atomically(self._pending, json.dumps(rows, ensure_ascii=False))
        for one in rewrites:
            write_atomically(one.path, one.text)
        self._pending.unlink(missing_ok=True)

    def _finish(self) -> None:
        try:
            rows = json.loads(self._pending.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        for row in rows:
            path = Path(row["path"])
            now = digest_of(path.read_bytes()) if path.exists() else ""
            if now == row["before"]:
                write_atomically(path, row["text"])
        self._pending.unlink()
