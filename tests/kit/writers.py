"""The writer of content files over folders that a test has."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.content.repository import ContentRepository
from kb.content.transaction import FileTransaction
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog


def writer_over(library: Library, roots: Sequence[Path], home: Path, now: Callable[[], dt.datetime]) -> ContentWriter:
    """Return a writer whose log is in ``home``; new files go to the last of the roots."""
    transaction = FileTransaction(home / "triage")
    return ContentWriter(library, ContentRepository(roots), roots[-1], AuditLog(home), now, transaction)
