"""Whether the files of a generation are still what was written.

Every file has a checksum in the manifest. A file of arrays that has the size and the time of last change that its
writer noted down is taken as sound, as git takes it: reading 200 MB to be sure would make the first search wait.
Its blocks are still checked where a search reads them. Another time says nothing by itself (a copy has one): then
the bytes are read, as are those of all other files, which are small. Who merges, begins to sync, or asks for the
state of the index reads every byte once, so that a disk that rots is found out, and its rot never gets a new checksum.
"""

import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path

from kb.index.whoosh.codec.array_file import Damaged

Noted = tuple[int, int, int]
"""What is noted of a file when it is written: size, CRC-32, time of last change in nanoseconds."""

Identity = tuple[int, int, int]

_CHECKED_WHEN_READ = (".arrays", ".documents")


class Integrity:
    """What this process knows about the files that it has read."""

    def __init__(self) -> None:
        self._read: dict[Identity, int] = {}
        self._trusting = True

    def distrust(self) -> None:
        """Read every byte from now on, those read before too: damage was found."""
        self._read.clear()
        self._trusting = False

    def verify(self, path: Path, files: Mapping[str, Noted], *, thorough: bool) -> None:
        """Look at every file below ``path``; raise ``Damaged`` where one is not what was noted."""
        for name, noted in files.items():
            self._one(path / name, noted, thorough=thorough or not self._trusting)

    def _one(self, file: Path, noted: Noted, *, thorough: bool) -> None:
        size, crc, changed = noted
        try:
            stat = file.stat()
            identity = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            unread = identity not in self._read
            if unread and not thorough and file.suffix in _CHECKED_WHEN_READ and identity[1:] == (size, changed):
                return
            if unread:
                self._read[identity] = checksum(file) if stat.st_size == size else -1
        except OSError as error:
            raise Damaged(f"{file.parent.name}/{file.name}: {error}") from error
        if self._read[identity] != crc or stat.st_size != size:
            raise Damaged(f"{file.parent.name}/{file.name} has changed since it was written")


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    with path.open("rb") as file:
        crc = 0
        while piece := file.read(1 << 20):
            crc = zlib.crc32(piece, crc)
        return crc


def note(file: Path) -> Noted:
    """Bring a file that was just written to the disk, and note down what it is."""
    stat = file.stat()
    crc = checksum(file)
    to_disk(file)
    return stat.st_size, crc, stat.st_mtime_ns


def is_shared(file: Path, noted: Noted) -> bool:
    """Say whether a file is the one that was noted, and not a copy."""
    stat = file.stat()
    return stat.st_nlink > 1 and (stat.st_size, stat.st_mtime_ns) == (noted[0], noted[2])


def link(source: Path, target: Path) -> None:
    """Share a file by a hard link, by a copy where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
