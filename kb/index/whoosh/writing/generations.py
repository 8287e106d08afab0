"""Generations: whole indexes built beside each other, the current one named by the file ``CURRENT``.

    index/WRITER              locked by the one process that writes, for as long as a change takes
    index/MERGER              locked by the one process that merges segments, in index/merging/, while others write
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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from kb.domain.errors import IndexBusy
from kb.domain.query.facets import FACET_NAMES
from kb.index.whoosh.codec.array_file import Damaged
from kb.index.whoosh.writing.integrity import Integrity, Noted, is_shared, link, note, to_disk
from kb.index.whoosh.writing.shard import counted

FORMAT = f"kb-index 12, analysis 4, whoosh 2.7.4, facets {' '.join(FACET_NAMES)}"
"""Changes with anything that changes what is on disk: an index of another format is rebuilt, never read."""

_PREFIX = "g-"
_KEPT = 2
"""Generations kept: the current one, and the one before for readers that are just opening it."""

_TIMES = 5
"""So often a reader begins again because the generation that it was opening has been replaced by two others."""

T = TypeVar("T")


@dataclass(frozen=True)
class Manifest:
    """What a generation holds; ``content`` is the first generation that held the same documents, before any merge.

    ``at`` is when those documents were indexed; ``files`` maps each file to what is noted of it.
    """

    format: str
    generation: int
    content: int
    at: str
    shards: dict[str, dict[str, int]]
    files: dict[str, Noted]


class Generations:
    """The folder of an index."""

    def __init__(self, folder: Path, checkpoint: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self._pointer = str(folder / "CURRENT")
        self.checkpoint = checkpoint
        self._integrity = Integrity()

    def stamp(self) -> tuple[int, int, int]:
        """Return what changes when ``CURRENT`` does, at the cost of one system call."""
        try:
            stat = os.stat(self._pointer)  # noqa: PTH116 - asked for each search, where making a path costs ten times more
        except OSError:
            return (0, 0, 0)
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def current(self, *, thorough: bool = False) -> tuple[Path, Manifest] | None:
        """Return the current generation, ``None`` where there is none; raise ``Damaged`` if it is not sound.

        With ``thorough``, every byte is read, once per process, to be sure.
        """
        return self.opened(lambda path, manifest: (path, manifest), thorough=thorough)

    def opened(self, make: Callable[[Path, Manifest], T], *, thorough: bool = False) -> T | None:
        """Return what is made of the current generation, as :meth:`current` finds it.

        A generation that vanishes meanwhile was replaced: the next one is taken instead.
        """
        for attempt in range(_TIMES):
            before = self.stamp()
            try:
                current = self._read_current()
                if current is None:
                    return None
                path, manifest = current
                self._integrity.verify(path, manifest.files, thorough=thorough)
                return make(path, manifest)
            except Damaged:
                if attempt == _TIMES - 1 or self.stamp() == before:
                    raise
        raise AssertionError  # the loop returns or raises

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
        if fields["format"] != FORMAT:
            raise Damaged(f"{name} was written by another version ({fields['format']})")
        return path, Manifest(**fields)

    def verify(self, path: Path, files: Mapping[str, Noted]) -> None:
        """Read every byte of some files, unless they were read before; raise ``Damaged`` where one has changed."""
        self._integrity.verify(path, files, thorough=True)

    def distrust(self) -> None:
        """Read every byte from now on before a generation is taken as sound."""
        self._integrity.distrust()

    @contextlib.contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the writer's lock; raise :class:`IndexBusy` if it is not free within ``timeout`` seconds."""
        with self._locked("WRITER", timeout):
            self._sweep()
            yield

    @contextlib.contextmanager
    def merging(self, timeout: float) -> Iterator[Path]:
        """Hold the merger's lock, and give it an empty folder; raise :class:`IndexBusy` as for the writer's.

        What a killed merger left in the folder goes; what this one leaves does too. Who holds both locks took this
        one first.
        """
        with self._locked("MERGER", timeout):
            folder = self.folder / "merging"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self, name: str, timeout: float) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("w") as file:
            end = time.monotonic() + timeout
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise IndexBusy(timeout) from None
                    time.sleep(min(0.01, timeout))
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
                    link(file, path / folder.name / file.name)
        self.checkpoint("begun")
        return path

    def publish(self, building: Path, at: str, noted: Mapping[str, Noted], content: int = 0) -> tuple[Path, Manifest]:
        """Finish a generation: manifest, rename, and last of all ``CURRENT``.

        ``at`` and ``content`` are those of the manifest; a ``content`` of nought says that documents changed. ``noted``
        is what is known of files already: those that are shared with an older generation, those of a merge.
        """
        files = {}
        for file in sorted(p for p in building.rglob("*") if p.is_file()):
            name = file.relative_to(building).as_posix()
            known = noted.get(name)
            files[name] = known if known is not None and is_shared(file, known) else note(file)
        number = max([*self._numbers(), 0]) + 1
        manifest = Manifest(FORMAT, number, content or number, at, counted(building), files)
        data = json.dumps(asdict(manifest)).encode()
        (building / "manifest.json").write_bytes(data)
        to_disk(building / "manifest.json")
        self.checkpoint("manifest written")
        path = self._path(number)
        building.rename(path)
        self.checkpoint("renamed")
        fresh = self.folder / "CURRENT.new"
        fresh.write_text(f"{path.name} {hashlib.sha256(data).hexdigest()}\n", encoding="utf-8")
        to_disk(fresh)
        self.checkpoint("proof written")
        fresh.replace(self.folder / "CURRENT")
        to_disk(self.folder)
        self.checkpoint("swapped")
        self._forget()
        self.checkpoint("swept")
        return path, manifest

    def _path(self, number: int) -> Path:
        return self.folder / f"{_PREFIX}{number:06d}"

    def _numbers(self) -> list[int]:
        names = (entry.name[len(_PREFIX) :] for entry in self.folder.glob(f"{_PREFIX}*"))
        return sorted(int(name) for name in names if name.isdigit())

    def _forget(self) -> None:
        """Remove generations that no reader can be opening any more."""
        for number in self._numbers()[:-_KEPT]:
            shutil.rmtree(self._path(number), ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what a killed writer left: we hold the lock, so nobody is building."""
        for left in self.folder.glob("building-*"):
            shutil.rmtree(left, ignore_errors=True)
        with contextlib.suppress(OSError, ValueError):
            name = (self.folder / "CURRENT").read_text(encoding="utf-8").partition(" ")[0]
            for number in self._numbers():
                if number > int(name[len(_PREFIX) :]):  # renamed, but never named by CURRENT
                    shutil.rmtree(self._path(number), ignore_errors=True)
        (self.folder / "CURRENT.new").unlink(missing_ok=True)
