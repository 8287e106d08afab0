"""Files written so that no reader ever meets half of one, also after a crash."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LEFT = re.compile(r"\..+\.[0-9a-f]{12}\.tmp")  # as write_atomically names them


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` in one step: after a crash the file is the old one or the new one, whole.

    The folder is made where it is missing; the mode of a file that was there is kept.
    """
    with _beside(path, text) as beside:
        beside.replace(path)
    sync_folder(path.parent)


def create_atomically(path: Path, text: str) -> bool:
    """Write ``path`` whole where there is no such file yet; say false, and change nothing, where there is one.

    Of several processes that try at once, one succeeds.
    """
    with _beside(path, text) as beside:
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return False
    sync_folder(path.parent)
    return True


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """Give a file on disk beside ``path``, hidden from all readers; it is gone afterwards unless it was moved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            if path.exists():
                os.fchmod(handle, path.stat().st_mode & 0o7777)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(handle)
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def sweep(root: Path, before: float) -> int:
    """Remove what killed writers left beside the files under ``root``, and return how much it was.

    Only what was last written before that time (seconds since 1970): a younger one may be somebody's at work.
    """
    swept = 0
    for path in root.rglob(".*.tmp"):
        try:
            if _LEFT.fullmatch(path.name) and path.stat().st_mtime < before:
                path.unlink()
                swept += 1
        except FileNotFoundError:  # whose it was has finished
            continue
    return swept


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to disk, not only the files' contents."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
