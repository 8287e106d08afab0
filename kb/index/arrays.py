"""A file of named arrays, written once and then mapped: opening one costs a system call, not a copy."""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"kb-arrays-1\n"
_ALIGN = 64
_MOST_HEAD = 1 << 16
"""Bytes that the names of the arrays take at most; they are some dozens."""

Array = npt.NDArray[Any]


class Damaged(Exception):
    """A file of the index is not what the index wrote."""


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays of one dimension to a file."""
    names, at = {}, 0
    for name, array in arrays.items():
        names[name] = [array.dtype.str, at, len(array)]
        at += -(-array.nbytes // _ALIGN) * _ALIGN
    head = json.dumps(names).encode()
    start = -(-(len(MAGIC) + 8 + len(head)) // _ALIGN) * _ALIGN
    with path.open("wb") as file:
        file.write((MAGIC + struct.pack("<II", start, len(head)) + head).ljust(start, b"\0"))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(b"\0" * (-array.nbytes % _ALIGN))


def load(path: Path) -> dict[str, Array]:
    """Map the arrays of a file, read-only; they keep the file's bytes alive as long as they live."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start, names = _head(path, data)
        return {name: np.frombuffer(data, kind, count, start + at) for name, (kind, at, count) in names.items()}
    except (OSError, ValueError, struct.error, TypeError) as error:
        raise Damaged(f"{path.name}: {error}") from error


def _head(path: Path, data: "mmap.mmap | bytes") -> tuple[int, dict[str, Any]]:
    if data[: len(MAGIC)] != MAGIC:
        raise Damaged(f"{path.name} is not a file of arrays")
    start, size = struct.unpack_from("<II", data, len(MAGIC))
    return start, json.loads(data[len(MAGIC) + 8 : len(MAGIC) + 8 + size])


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    with path.open("rb") as file:
        crc = 0
        while piece := file.read(1 << 20):
            crc = zlib.crc32(piece, crc)
        return crc


def pack_strings(strings: "list[bytes] | tuple[bytes, ...]") -> tuple[Array, Array]:
    """Return strings as one run of bytes and the places where each begins, and the last ends."""
    ends = np.zeros(len(strings) + 1, np.int64)
    np.cumsum([len(s) for s in strings], out=ends[1:])
    return np.frombuffer(b"".join(strings), np.uint8), ends


class ReadStrings:
    """A run of strings in a file of arrays, each read when asked for instead of mapped.

    A look at one string of a map puts 64 kB around it on the account of the process; passages that are shown lie all
    over the file, so that within some hundred searches all of it was (70 MB at 100,000 passages).
    """

    def __init__(self, path: Path, name: str, ends: Array) -> None:
        try:
            self._file = path.open("rb", buffering=0)  # held open: the file outlives its name
            start, names = _head(path, self._file.read(_MOST_HEAD))
            self._at, self._ends = start + names[name][1], ends
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise Damaged(f"{path.name}: {error}") from error

    def __getitem__(self, at: int) -> bytes:
        first, end = int(self._ends[at]), int(self._ends[at + 1])
        return os.pread(self._file.fileno(), end - first, self._at + first)


class Strings:
    """A run of strings read in place; looks like a list of bytes, so that ``bisect`` works on it."""

    __slots__ = ("_data", "_ends")

    def __init__(self, data: Array, ends: Array) -> None:
        self._data, self._ends = data.data, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> bytes:
        return bytes(self._data[self._ends[at] : self._ends[at + 1]])

    def index(self, wanted: bytes) -> int:
        """Return the number of a string, -1 where it is none of these: a search of the bytes, without any list."""
        data, at = bytes(self._data), 0
        while (at := data.find(wanted, at)) >= 0:
            number = int(np.searchsorted(self._ends, at, side="right")) - 1
            if self._ends[number] == at and self._ends[number + 1] == at + len(wanted):
                return number
            at += 1
        return -1

    def ending(self, wanted: bytes) -> list[int]:
        """Return the numbers of the strings that end so."""
        data, at, found = bytes(self._data), 0, []
        while (at := data.find(wanted, at)) >= 0:
            number = int(np.searchsorted(self._ends, at, side="right")) - 1
            if self._ends[number + 1] == at + len(wanted):
                found.append(number)
            at += 1
        return found

    def raw(self) -> tuple[Array, Array]:
        """Return all bytes as one run, and the places where each string begins and the last ends."""
        return np.frombuffer(self._data, np.uint8), self._ends

    def lengths(self) -> Array:
        """Return the length of every string in bytes."""
        return np.diff(self._ends)

    def all(self) -> list[bytes]:
        """Return every string."""
        data, ends = bytes(self._data), self._ends.tolist()
        return [data[a:b] for a, b in pairwise(ends)]
