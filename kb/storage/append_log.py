"""Files of lines that are only ever appended to: whole lines, one writer at a time, on disk before returning."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from kb.storage.atomic_files import sync_folder

_BLOCK = 65536


def append_line(path: Path, make: Callable[[bytes], bytes]) -> None:
    """Append the line (or lines) that ``make`` gives for the last line of the file (empty where there is none).

    Processes take turns, so that the line before is still the last one when the new line is written. What stands
    behind the last line feed was cut short by a crash, and nobody was told that it is kept: it is taken off first.
    Raises ``OSError`` where the file cannot be written, and then leaves its whole lines as they were.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        last, end = _last_line(handle, file.seek(0, os.SEEK_END))
        rest = make(last) + b"\n"
        try:
            os.ftruncate(handle, end)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, end)
            raise
    if new:
        sync_folder(path.parent)


def whole_lines(data: bytes) -> list[bytes]:
    """Return the lines of a file that are there whole; what is behind the last line feed is being written, or torn."""
    return [line for line in data[: data.rfind(b"\n") + 1].split(b"\n") if line]


def _last_line(handle: int, size: int) -> tuple[bytes, int]:
    """Return the last whole line that is not empty, without its line feed, and where the whole lines end."""
    tail, start = b"", size
    while start and not whole_lines(tail.partition(b"\n")[2]):
        step = min(_BLOCK, start)
        start -= step
        tail = os.pread(handle, step, start) + tail
    lines = whole_lines(tail)
    return (lines[-1] if lines else b""), start + tail.rfind(b"\n") + 1
