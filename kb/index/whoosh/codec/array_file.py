"""A file of named arrays: written once, mapped read-only, each block checked when it is first read.

    arrays, each on a boundary of 64 bytes | checksums of their blocks | names (JSON) | trailer

A block that is not what was written raises :class:`Damaged` before anything is made of it.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC = b"kb-arrays-2\n"
_TRAILER = struct.Struct("<QII12s")
"""Where the checksums begin, how long they and the names are, their own checksum, and the magic."""

_ALIGN = 64
_SHIFT = 14
BLOCK = 1 << _SHIFT
"""Bytes that have a checksum together: few enough to check for the sake of one short posting list."""


class Damaged(Exception):
    """A file of the index is not what the index wrote."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays of one dimension to a file."""
    names: dict[str, list[Any]] = {}
    sums: list[int] = []
    at = 0
    with path.open("wb") as file:
        for name, array in arrays.items():
            data = _bytes_of(np.ascontiguousarray(array))
            names[name] = [array.dtype.str, at, len(array), len(sums)]
            sums += [zlib.crc32(data[first : first + BLOCK]) for first in range(0, len(data), BLOCK)]
            padding = -len(data) % _ALIGN
            file.write(data)
            file.write(b"\0" * padding)
            at += len(data) + padding
        head = np.array(sums, "<u4").tobytes() + json.dumps(names).encode()
        file.write(head)
        file.write(_TRAILER.pack(at, 4 * len(sums), zlib.crc32(head), _MAGIC))


def _bytes_of(array: Array) -> memoryview:
    return array.view(np.uint8).data


class MappedArray:
    """An array of a file whose blocks are checked when they are first read."""

    __slots__ = ("_array", "_path", "_size", "_sums", "_unchecked")

    def __init__(self, path: Path, array: Array, sums: Array) -> None:
        self._path, self._array, self._sums = path, array, sums
        self._size = array.itemsize
        self._unchecked = bytearray(b"\1") * len(sums)

    def __len__(self) -> int:
        return len(self._array)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the type of the numbers."""
        return self._array.dtype

    def read(self, first: int, end: int) -> Array:
        """Return a part in place; raise :class:`Damaged` where it is not what was written."""
        low, high = first * self._size >> _SHIFT, (end * self._size - 1 >> _SHIFT) + 1
        if self._unchecked.find(1, low, high) >= 0:
            self._check(low, high)
        return self._array[first:end]

    def all(self) -> Array:
        """Return the whole array."""
        return self.read(0, len(self._array))

    def _check(self, low: int, high: int) -> None:
        data = _bytes_of(self._array)
        for block in range(low, high):
            if self._unchecked[block]:
                if zlib.crc32(data[block << _SHIFT : block + 1 << _SHIFT]) != self._sums[block]:
                    raise Damaged(f"{self._path.name}: a block has changed since it was written")
                self._unchecked[block] = 0


class ArrayFile:
    """The arrays of a file; they stay readable when its name goes, and only then are closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb", buffering=0)
            self._stamp = self._stamp_now()
            data = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            self._arrays = dict(_mapped(path, data))
        except (OSError, ValueError, TypeError, struct.error) as error:
            raise Damaged(f"{path.name}: {error}") from error

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        """Return a whole array, checked."""
        return self.mapped(name).all()

    def names(self) -> Sequence[str]:
        """Return the names of all arrays, in the order in which they were written."""
        return list(self._arrays)

    def mapped(self, name: str) -> MappedArray:
        """Return an array that is checked where it is read."""
        try:
            return self._arrays[name][0]
        except KeyError:
            raise Damaged(f"{self.path.name} has no {name}") from None

    def strings(self, name: str) -> "Strings":
        """Return a run of strings, read in place."""
        return Strings(self[name], self[f"{name}.ends"])

    def stored_strings(self, name: str) -> "StoredStrings":
        """Return a run of strings of which each is read when asked for."""
        self.mapped(name)
        return StoredStrings(self._file.fileno(), self, self._arrays[name][1], name)

    def has_changed(self) -> bool:
        """Say whether somebody wrote to the file since it was opened, by its size and time."""
        return self._stamp_now() != self._stamp

    def _stamp_now(self) -> tuple[int, int]:
        stat = os.fstat(self._file.fileno())
        return stat.st_size, stat.st_mtime_ns


def _mapped(path: Path, data: mmap.mmap) -> Sequence[tuple[str, tuple[MappedArray, int]]]:
    start, size, check, magic = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
    if magic != _MAGIC:
        raise Damaged(f"{path.name} is not a file of arrays")
    head = data[start : len(data) - _TRAILER.size]
    if zlib.crc32(head) != check:
        raise Damaged(f"{path.name}: its table of contents has changed since it was written")
    sums = np.frombuffer(head, "<u4", size // 4)
    found = []
    for name, (kind, at, count, first) in json.loads(head[size:]).items():
        array = np.frombuffer(data, kind, count, at)
        own = sums[first : first + -(-array.nbytes // BLOCK)]
        found.append((name, (MappedArray(path, array, own), at)))
    return found


class Strings:
    """A run of strings read in place; looks like a list of bytes, so that ``bisect`` works on it."""

    __slots__ = ("_bounds", "_data", "_ends")

    def __init__(self, data: Array, ends: Array) -> None:
        self._data, self._ends = data.data, ends
        self._bounds = ends.data  # gives numbers three times as fast as an array does

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, at: int) -> bytes:
        return bytes(self._data[self._bounds[at] : self._bounds[at + 1]])

    def index(self, wanted: bytes) -> int:
        """Return the number of a string, -1 where it is none of these: a search of the bytes, without any list."""
        return next((at for at in self.ending(wanted) if self._ends[at + 1] - self._ends[at] == len(wanted)), -1)

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


class StoredStrings:
    """A run of strings in a file, each read and checked when asked for instead of mapped.

    A look at one string of a map puts 64 kB around it on the account of the process; passages that are shown lie all
    over the file, so that within some hundred searches all of it was (70 MB at 100,000 passages).
    """

    def __init__(self, descriptor: int, file: ArrayFile, at: int, name: str) -> None:
        self._descriptor, self._file, self._at, self._name = descriptor, file, at, name
        self._ends, self._sums = file[f"{name}.ends"], file[f"{name}.sums"]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> bytes:
        first, end = int(self._ends[at]), int(self._ends[at + 1])
        data = os.pread(self._descriptor, end - first, self._at + first)
        if zlib.crc32(data) != self._sums[at]:
            raise Damaged(f"{self._file.path.name}: a text has changed since it was written")
        return data

    def all(self) -> list[bytes]:
        """Return every string."""
        return Strings(self._file[self._name], self._ends).all()


def put_strings(arrays: dict[str, Array], name: str, strings: Sequence[bytes], *, stored: bool = False) -> None:
    """Put a run of strings among the arrays of a file; each has a checksum where it is read by itself (``stored``)."""
    ends = np.zeros(len(strings) + 1, np.int64)
    np.cumsum([len(s) for s in strings], out=ends[1:])
    arrays[name], arrays[f"{name}.ends"] = np.frombuffer(b"".join(strings), np.uint8), ends
    if stored:
        arrays[f"{name}.sums"] = np.array([zlib.crc32(s) for s in strings], np.uint32)
