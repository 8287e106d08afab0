"""Generations: whole indexes built beside each other, the current one named by the file ``CURRENT``.

    index/WRITER              locked by the one process that writes
    index/CURRENT             "g-000012 <sha256 of its manifest>": the proof of freshness, written last
    index/g-000012/           never changed once named; segment files are shared with older ones by hard links
        manifest.json         format, time, counts, and size and checksum of every file
        public/ members/ staff/

A process killed at any moment leaves ``CURRENT`` naming a whole generation; what else lies about is swept by the next
writer.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.domain.errors import IndexBusy
from kb.index.arrays import Damaged, checksum

FORMAT = "kb-index 5, analysis 2, whoosh 2.7.4"
"""Changes with anything that changes what is on disk: an index of another format is rebuilt, never read."""

DERIVED = ".arrays"
"""Files of this ending hold nothing that Whoosh's do not: damaged ones are made again in memory."""

_PREFIX = "g-"
_KEPT = 2
"""Generations kept: the current one, and the one before for readers that are just opening it."""


@dataclass(frozen=True)
class Manifest:
    """What a generation holds; ``files`` maps each file to its size and CRC-32."""

    format: str
    generation: int
    at: str
    shelves: dict[str, dict[str, int]]
    files: dict[str, tuple[int, int]]


class Generations:
    """The folder of an index."""

    def __init__(self, folder: Path, checkpoint: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.checkpoint = checkpoint
        self._sound: set[tuple[int, int, int]] = set()

    def stamp(self) -> tuple[int, int, int]:
        """Return what changes when ``CURRENT`` does, at the cost of one system call."""
        try:
            stat = (self.folder / "CURRENT").stat()
        except OSError:
            return (0, 0, 0)
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def current(self) -> tuple[Path, Manifest] | None:
        """Return the current generation, ``None`` where there is none; raise ``Damaged`` if it is not whole.

        A generation that vanishes meanwhile was replaced: the next one is read instead.
        """
        for _ in range(5):
            before = self.stamp()
            try:
                found = self._read_current()
            except Damaged:
                if self.stamp() == before:
                    raise
                continue
            return found
        raise Damaged("the index changes faster than it can be read")

    def _read_current(self) -> tuple[Path, Manifest] | None:
        try:
            text = (self.folder / "CURRENT").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise Damaged(f"CURRENT: {error}") from error
        name, _, digest = text.strip().partition(" ")
        path = self.folder / name
        if not name.startswith(_PREFIX) or "/" in name:
            raise Damaged("CURRENT names no generation")
        try:
            data = (path / "manifest.json").read_bytes()
        except OSError as error:
            raise Damaged(f"{name}: {error}") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise Damaged(f"{name}: its manifest is not the one that was finished")
        fields = json.loads(data)
        manifest = Manifest(**fields)
        if manifest.format != FORMAT:
            raise Damaged(f"{name} was written by another version ({manifest.format})")
        _check_sizes(path, manifest)
        return path, manifest

    def verify(self, path: Path, manifest: Manifest) -> frozenset[str]:
        """Read every file that this process has not read yet; raise ``Damaged`` where a checksum is another.

        Files that can be derived from others do not raise: those that are damaged are returned.
        """
        damaged = set()
        for name, (size, crc) in manifest.files.items():
            try:
                self._verify_one(path / name, size, crc)
            except Damaged:
                if not name.endswith(DERIVED):
                    raise
                damaged.add(name)
        return frozenset(damaged)

    def _verify_one(self, file: Path, size: int, crc: int) -> None:
        try:
            stat = file.stat()
            identity = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if identity in self._sound:
                return
            if stat.st_size != size or checksum(file) != crc:
                raise Damaged(f"{file.parent.name}/{file.name} has changed since it was written")
        except OSError as error:
            raise Damaged(f"{file.parent.name}/{file.name}: {error}") from error
        self._sound.add(identity)

    @contextlib.contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the writer's lock; raise :class:`IndexBusy` if it is not free within ``timeout`` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "WRITER").open("w") as file:
            end = time.monotonic() + timeout
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise IndexBusy(timeout) from None
                    time.sleep(min(0.02, timeout))
            self._sweep()
            yield

    def begin(self, base: Path | None) -> Path:
        """Start a generation beside, sharing every file of ``base`` by hard link (a copy where that cannot be)."""
        path = self.folder / f"building-{os.getpid()}"
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        if base is not None:
            for folder in (entry for entry in base.iterdir() if entry.is_dir()):
                (path / folder.name).mkdir()
                for file in folder.iterdir():
                    _link(file, path / folder.name / file.name)
        self.checkpoint("begun")
        return path

    def publish(self, building: Path, at: str, shelves: dict[str, dict[str, int]], base: Manifest | None) -> Manifest:
        """Finish a generation: manifest, rename, and last of all ``CURRENT``."""
        known = base.files if base else {}
        files = {}
        for file in sorted(p for p in building.rglob("*") if p.is_file()):
            name = file.relative_to(building).as_posix()
            stat = file.stat()
            if name in known and known[name][0] == stat.st_size and stat.st_nlink > 1:
                files[name] = known[name]
            else:
                files[name] = (stat.st_size, checksum(file))
                _to_disk(file)
        number = max([*self._numbers(), 0]) + 1
        manifest = Manifest(FORMAT, number, at, shelves, files)
        data = json.dumps(asdict(manifest)).encode()
        (building / "manifest.json").write_bytes(data)
        _to_disk(building / "manifest.json")
        self.checkpoint("manifest written")
        name = f"{_PREFIX}{number:06d}"
        building.rename(self.folder / name)
        self.checkpoint("renamed")
        fresh = self.folder / "CURRENT.new"
        fresh.write_text(f"{name} {hashlib.sha256(data).hexdigest()}\n", encoding="utf-8")
        _to_disk(fresh)
        self.checkpoint("proof written")
        fresh.replace(self.folder / "CURRENT")
        _to_disk(self.folder)
        self.checkpoint("swapped")
        self._forget()
        self.checkpoint("swept")
        return manifest

    def _numbers(self) -> list[int]:
        names = (entry.name[len(_PREFIX) :] for entry in self.folder.glob(f"{_PREFIX}*"))
        return sorted(int(name) for name in names if name.isdigit())

    def _forget(self) -> None:
        """Remove generations that no reader can be opening any more."""
        for number in self._numbers()[:-_KEPT]:
            shutil.rmtree(self.folder / f"{_PREFIX}{number:06d}", ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what a killed writer left: we hold the lock, so nobody is building."""
        for left in self.folder.glob("building-*"):
            shutil.rmtree(left, ignore_errors=True)
        with contextlib.suppress(OSError, ValueError):
            name = (self.folder / "CURRENT").read_text(encoding="utf-8").partition(" ")[0]
            for number in self._numbers():
                if number > int(name[len(_PREFIX) :]):  # renamed, but never named by CURRENT
                    shutil.rmtree(self.folder / f"{_PREFIX}{number:06d}", ignore_errors=True)
        (self.folder / "CURRENT.new").unlink(missing_ok=True)


def _check_sizes(path: Path, manifest: Manifest) -> None:
    for name, (size, _) in manifest.files.items():
        if name.endswith(DERIVED):
            continue
        try:
            found = (path / name).stat().st_size
        except OSError as error:
            raise Damaged(f"{path.name}: {error}") from error
        if found != size:
            raise Damaged(f"{path.name}/{name} has {found} bytes instead of {size}")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
