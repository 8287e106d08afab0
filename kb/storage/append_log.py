"""Files of lines that are only ever appended to: whole lines, one writer at a time, on disk before returning."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from kb.storage.atomic_files import sync_folder

_BLOCK = 65536


def append_line(path: Path, make: Callable[[bytes], bytes]) -> None:
    """Append the line that ``make`` gives for the last line of the file (empty where there is none).

    Processes take turns, so that the line before is still the last one when the new line is written. A line
    that a crash cut short is closed off first, and counts as the last one. Raises ``OSError`` where the file
    cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        size = file.seek(0, os.SEEK_END)
        torn = bool(size) and os.pread(handle, 1, size - 1) != b"\n"
        line = (b"\n" if torn else b"") + make(_last_line(handle, size)) + b"\n"
        while line:
            line = line[file.write(line) :]
        os.fsync(handle)
    if new:
        sync_folder(path.parent)


def _last_line(handle: int, size: int) -> bytes:
    """Return the last line that is not empty, torn or not, without its line feed."""
    tail, start = b"", size
    while start and b"\n" not in tail.strip(b"\n"):
        step = min(_BLOCK, start)
        start -= step
        tail = os.pread(handle, step, start) + tail
    return tail.strip(b"\n").rpartition(b"\n")[2]
