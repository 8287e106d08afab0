"""Filing a document that a person saved in a browser, from a page of the site."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, ToolFailed
from kb.domain.source.capture import Attempt
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog

SECONDS = 120
"""Longer than the largest report takes to read; after that the document is given back as not taken."""
AT_ONCE = 2
"""Documents that one process of the site reads at a time, so that its other threads go on answering."""


class DocumentFiler(Protocol):
    """Files documents for sources: keeps the bytes, reads them apart, and merges what was read into the source."""

    def file(self, source: str, content: bytes, seconds: float) -> Attempt:
        """File a document within so many seconds; raise ``ToolFailed`` where it could not even be read."""


class DocumentFiling:
    """Files documents for sources, a few at a time."""

    def __init__(self, filer: DocumentFiler, library: Library, log: AuditLog, clock: Callable[[], datetime]) -> None:
        self._filer = filer
        self._library = library
        self._log = log
        self._clock = clock
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def file(self, source: str, content: bytes, viewer: Viewer) -> Attempt:
        """File a document for a source that exists; raise ``InvalidInput`` where it could not even be read.

        The bytes are kept before anything reads them, whatever comes of it.
        """
        if not content:
            raise InvalidInput({"document": "Choose a file that is not empty."})
        if not self._turns.acquire(blocking=False):
            raise InvalidInput({"document": f"{AT_ONCE} documents are being read now. Try again in a minute."})
        act = Act(self._clock(), viewer.id, "file a document", f"sources/{source}.md")
        try:
            with self._log.intending([act]) as under_way:
                under_way.settle(replace(act, details=(("outcome", "failed"),)))  # as long as no other is known
                filed = self._filer.file(source, content, SECONDS)
                under_way.settle(replace(act, details=(("outcome", filed.outcome.value),)))
        except ToolFailed as error:
            raise InvalidInput(
                {"document": f"{error.why[:1].upper()}{error.why[1:]}. No source was changed."}
            ) from error
        finally:
            self._turns.release()
        self._library.snapshot(fresh=True)  # whoever filed it reads it on the next page
        return filed
