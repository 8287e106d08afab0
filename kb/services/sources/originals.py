"""Originals: the captured document itself, as far as its licence lets it be seen, and the page of a printed number."""

import json
import threading
from pathlib import Path
from typing import Protocol

from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotFound, ToolFailed
from kb.domain.source.source import Source
from kb.services.library.library import Library

PDF = "application/pdf"
SECONDS = 300
"""How long reading the page numbers of the longest document may take."""
WAIT = 20.0
"""Seconds that a reader waits for the document itself, which is there long before its page numbers."""
MOST_KEPT = 100
"""Documents that are kept ready; they can be taken out of the captures again at any time."""
AT_ONCE = 2


class OriginalReader(Protocol):
    """Takes documents out of the captures."""

    def original(self, sha256: str, path: Path, seconds: float) -> tuple[str, ...]:
        """Write a captured document into a file, then return the printed number of each of its pages.

        Raises ``ToolFailed`` where it is not there.
        """


class SourceOriginals:
    """Hands out captured documents; safe to share between threads."""

    def __init__(self, reader: OriginalReader, library: Library, home: Path) -> None:
        self._reader, self._library, self._folder = reader, library, home / "originals"
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Thread] = {}

    def may_see(self, source: Source, viewer: Viewer) -> bool:
        """Say whether there is a document that this viewer may see: where its text may be shown in full to them."""
        if source.captured is None:
            return False
        return source.terms.full_text or source.id in self._library.visible(viewer).texts

    def has_pdf(self, source: Source, viewer: Viewer) -> bool:
        """Say whether there is a PDF that this viewer may see."""
        return self.may_see(source, viewer) and source.captured is not None and source.captured.media_type == PDF

    def file(self, id: str, viewer: Viewer) -> tuple[Source, Path]:
        """Return a source and the file of its document; raise ``NotFound`` where this viewer may see none."""
        source = self._library.visible(viewer).sources.get(id)
        if source is None or source.captured is None or not self.may_see(source, viewer):
            raise NotFound("original", id)
        path = self._path(source.captured.sha256)
        if not path.is_file():
            self._prepare(source.captured.sha256, WAIT, until=path)
        if not path.is_file():
            raise NotFound("original", id)
        return source, path

    def page_of(self, id: str, label: str, viewer: Viewer) -> int:
        """Return which page of the PDF, counted from 1, has a printed number; 0 where that is not known."""
        source, path = self.file(id, viewer)
        numbers = path.with_suffix(".json")
        if not numbers.is_file() and source.captured is not None:
            self._prepare(source.captured.sha256, WAIT, until=numbers)
        labels = json.loads(numbers.read_text()) if numbers.is_file() else []
        return labels.index(label) + 1 if label in labels else 0

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.bin"

    def _prepare(self, sha256: str, seconds: float, until: Path) -> None:
        """Take a document out of the captures in the background, and wait until what is wanted is there."""
        with self._lock:
            thread = self._busy.get(sha256)
            if thread is None or not thread.is_alive():
                thread = threading.Thread(target=self._take_out, args=(sha256,), daemon=True)
                self._busy = {name: one for name, one in self._busy.items() if one.is_alive()} | {sha256: thread}
                thread.start()
        waited = 0.0
        while waited < seconds and thread.is_alive() and not until.is_file():
            thread.join(0.1)
            waited += 0.1

    def _take_out(self, sha256: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(sha256)
        with self._turns:
            try:
                labels = self._reader.original(sha256, path, SECONDS)
            except ToolFailed:
                return  # whoever asked is told that there is none
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(labels))
        beside.replace(path.with_suffix(".json"))
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        kept = sorted(self._folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST_KEPT:]:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
