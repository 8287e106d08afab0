"""What the system and SQLite say when they take or give nothing, put into words; told at the doors."""

import errno
import sqlite3

from kb.domain.errors import StorageFailed
from kb.storage.database import DatabaseMismatch

RAISED = (OSError, sqlite3.Error, DatabaseMismatch)
"""What a door catches and has put into words."""
_LOOK = "Look whether your last change is there before you make it again."
_FULL = ("the disk is full", f"Make room on it. {_LOOK}")
_BROKEN = ("the disk does not read or write", f"See what is wrong with it. {_LOOK}")
_CLOSED = (
    "a file may not be read or written by this account",
    "Nothing was changed. See who owns the folders of content and KB_HOME, and whether they may be written.",
)
_BUSY = ("the database is held by another process", "Nothing was saved. Try again in a moment.")
_DAMAGED = (
    "the database is damaged",
    "Nothing was changed. Put the copy of the last backup in its place; the guide says how under “Back up”.",
)
_BY_NUMBER = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EIO: _BROKEN,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
}
_BY_WORDS = {
    "is full": _FULL,
    "disk I/O": _BROKEN,
    "readonly": _CLOSED,
    "unable to open": _CLOSED,
    "locked": _BUSY,
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
}


def storage_failure(error: Exception) -> StorageFailed | None:
    """Return in words what an error of the disk or the database means; nothing where it is something else."""
    if isinstance(error, DatabaseMismatch):
        told: tuple[str, str] | None = (
            error.why,
            "Nothing was changed. Run the version that wrote it, or a newer one.",
        )
    elif isinstance(error, OSError):
        told = _BY_NUMBER.get(error.errno or 0)
    else:
        told = next((told for words, told in _BY_WORDS.items() if words in str(error)), None)
    return (
        StorageFailed(*told, file=str(getattr(error, "filename", "") or getattr(error, "path", ""))) if told else None
    )
