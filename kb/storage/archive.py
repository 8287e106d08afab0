"""An export: one zip with a manifest that has the SHA-256 of every file in it.

What comes in is untrusted: names that lead out of the folder, files that the manifest does not name, that are not as
it says, or that are more than is believable are refused before anything is put in place.
"""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.domain.errors import InvalidInput

FORMAT = "police-it-evidence export 1"
MANIFEST = "manifest.json"
MOST_FILES = 500_000
MOST_BYTES = 64 << 30
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ArchiveMember:
    """A file of an export: its name in it, and its bytes, or the path that they lie at."""

    name: str
    data: bytes | Path


@dataclass(frozen=True)
class ExportManifest:
    """What an export says of itself: for whom and when it was made, and the SHA-256 of each of its files."""

    audience: str
    at: dt.datetime
    files: Mapping[str, str]


def write_archive(path: Path, members: Iterable[ArchiveMember], audience: str, at: dt.datetime) -> ExportManifest:
    """Write an export to ``path`` and return its manifest, which is its last file."""
    files: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            files[member.name] = _add(archive, member, at)
        values = {"format": FORMAT, "audience": audience, "made": at.isoformat(), "files": files}
        archive.writestr(_info(MANIFEST, at), json.dumps(values, indent=1, ensure_ascii=False))
    return ExportManifest(audience, at, files)


def read_manifest(archive: zipfile.ZipFile) -> ExportManifest:
    """Return the manifest; raise ``InvalidInput`` where there is none, or the names in the zip are not as it says."""
    try:
        values = json.loads(archive.read(MANIFEST))
        manifest = ExportManifest(
            str(values["audience"]),
            dt.datetime.fromisoformat(values["made"]),
            {str(name): str(digest) for name, digest in values["files"].items()},
        )
        known = values["format"] == FORMAT
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise InvalidInput({"file": "it is not an export of this program: its manifest cannot be read"}) from error
    if not known:
        raise InvalidInput({"file": f"its format is not one that this version reads ({FORMAT})"})
    infos = [info for info in archive.infolist() if info.filename != MANIFEST]
    names = [info.filename for info in infos]
    if len(names) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise InvalidInput({"file": "it is larger than any export is"})
    if len(set(names)) != len(names) or set(names) != set(manifest.files):
        raise InvalidInput({"file": "the files in it are not those that its manifest names"})
    odd = next((name for name in names if not is_safe(name)), "")
    if odd:
        raise InvalidInput({"file": f"it has a file whose name leads elsewhere: {odd!r}"})
    return manifest


def is_safe(name: str) -> bool:
    """Say whether a name stays below the folder that it is put in."""
    path = PurePosixPath(name)
    odd = any(sign in name for sign in "\\\0:") or path.is_absolute()
    return bool(path.parts) and not odd and ".." not in path.parts and str(path) == name


def take_out(archive: zipfile.ZipFile, manifest: ExportManifest, folder: Path) -> None:
    """Write every file below ``folder``; raise ``InvalidInput`` at the first that is not as the manifest says."""
    for name, wanted in manifest.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with archive.open(name) as file, path.open("xb") as out:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
        except (zipfile.BadZipFile, EOFError) as error:
            raise InvalidInput({"file": f"{name} in it is damaged"}) from error
        if digest.hexdigest() != wanted:
            raise InvalidInput({"file": f"{name} in it is not as its manifest says"})


def _add(archive: zipfile.ZipFile, member: ArchiveMember, at: dt.datetime) -> str:
    digest = hashlib.sha256()
    info = _info(member.name, at)
    if isinstance(member.data, bytes):
        digest.update(member.data)
        archive.writestr(info, member.data)
        return digest.hexdigest()
    if member.name.endswith(".gz"):
        info.compress_type = zipfile.ZIP_STORED
    with member.data.open("rb") as file, archive.open(info, "w", force_zip64=True) as out:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _info(name: str, at: dt.datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
