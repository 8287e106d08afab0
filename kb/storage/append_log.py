"""Files of lines that are only ever appended to: whole lines, one writer at a time, on disk before returning."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from kb.storage.atomic_files import sync_folder

_BLOCK = 65536


def append_line(path: Path, make: Callable[[bytes], bytes]) -> None:
    """Append the line (or lines) that ``make`` gives for the last line of the file (empty where there is none).

    Processes take turns, so that the line before is still the last one when the new line is written. A line that a
    crash cut short is completed where the new one begins with it; any other is closed off first, and counts as the
    last one. Raises ``OSError`` where the file cannot be written, and then leaves it as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        size = file.seek(0, os.SEEK_END)
        rest = _addition(handle, size, make) + b"\n"
        try:
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    if new:
        sync_folder(path.parent)


def _addition(handle: int, size: int, make: Callable[[bytes], bytes]) -> bytes:
    """Return what is to be written behind the first ``size`` bytes."""
    last = _last_line(handle, size)
    if not size or os.pread(handle, 1, size - 1) == b"\n":
        return make(last)
    again = make(_last_line(handle, size - len(last)))
    return again[len(last) :] if again.startswith(last) else b"\n" + make(last)


def _last_line(handle: int, size: int) -> bytes:
    """Return the last line that is not empty, torn or not, without its line feed."""
    tail, start = b"", size
    while start and b"\n" not in tail.strip(b"\n"):
        step = min(_BLOCK, start)
        start -= step
        tail = os.pread(handle, step, start) + tail
    return tail.strip(b"\n").rpartition(b"\n")[2]
