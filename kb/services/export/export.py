"""Exporting: everything that a reader may see in one zip. Importing: the same knowledge base out of it.

For staff every content file comes as it lies, byte for byte, with its versions, the originals of answers, the audit
log and, where wanted, captures and accounts. Others get the files as they may see them
(``kb.services.export.nameless``).
Captures are for staff: one may hold several sources, and nobody else is shown their bytes anywhere.

An import goes into an empty place only: it never mixes two knowledge bases, and never replaces anything.
"""

import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kb.content.codec import dump, kind_of
from kb.content.files import path_of
from kb.content.items import parent_of
from kb.content.visibility import VisibleCatalogue
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.tables import write_csv
from kb.services.export.nameless import nameless_items
from kb.services.export.tables import as_objects, tables
from kb.services.library.browse import LibraryReader
from kb.services.library.library import Library
from kb.storage.archive import ArchiveMember, ExportManifest, read_manifest, take_out, write_archive
from kb.storage.atomic_files import write_atomically
from kb.storage.audit.audit_log import AuditLog
from kb.storage.capture_log import CaptureLog, line_of
from kb.storage.database import NAME as DATABASE
from kb.storage.database import Database
from kb.storage.exported_tables import EXPORTED
from kb.storage.settings import Settings

ABOUT = """\
An export of a knowledge base on police IT, for: {audience}. Made {at}.

content/    what is public or for members: Markdown with front matter, one file, one thing
private/    what staff keep apart from that (only in an export for staff)
captures/   the log of all attempts to fetch or file a document; the documents themselves, in WARC files (staff)
audit.jsonl who did what to which file, each line bound to the one before (staff)
tables/     the same in tables: CSV for spreadsheet programs, and kb.json with all of them
manifest.json  the SHA-256 of every file here

Take it in again, into an empty place, with: kb import FILE
"""
_BESIDE = ".import-"
_READY = "checked"
"""The file that says that an import lies beside as a whole and was checked: from then on it is finished."""
_HOME = ("private", "captures", "audit.jsonl")
"""What an import puts below KB_HOME, besides the database where accounts are wanted."""


@dataclass(frozen=True)
class Exported:
    """An export that was written: where, for whom, how many files, and the bytes of the zip."""

    path: Path
    audience: Audience
    files: int
    size: int


class ContentExport:
    """Writes exports, and takes them in."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        browsing: LibraryReader,
        database: Database,
        captures: CaptureLog,
        log: AuditLog,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._library = library
        self._browsing = browsing
        self._database = database
        self._captures = captures
        self._log = log
        self._now = now

    def export(self, path: Path, viewer: Viewer, *, captures: bool = False, accounts: bool = False) -> Exported:
        """Write what a viewer may see to ``path``; ``captures`` and ``accounts`` are for staff only.

        The log says who took it, where we know who it is: what anybody may have is nobody's act.

        The file is whole or not there. Raises ``InvalidInput`` where others than staff ask for these two.
        """
        if not viewer.is_staff and (captures or accounts):
            raise InvalidInput({"audience": "captures and accounts are in exports for staff only"})
        self.record(viewer)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
        try:
            manifest = write_archive(
                beside, self._members(viewer, captures, accounts), viewer.audience.value, self._now()
            )
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return Exported(path, viewer.audience, len(manifest.files), path.stat().st_size)

    def record(self, viewer: Viewer) -> None:
        """Record a download in the audit log; an anonymous one is not recorded."""
        if viewer.id:
            self._log.record(Act(self._now(), viewer.id, "export", details=(("for", viewer.audience.value),)))

    def take_in(self, path: Path, *, accounts: bool = False) -> ExportManifest:
        """Put an export into this place; everything is checked beside before the first file is put there.

        Raises ``InvalidInput`` where the place is not empty, or the export is unsound.
        """
        if self.finish_import():
            raise InvalidInput({"file": "an import that was cut short is finished now, and this one was not begun"})
        self._refuse_mixing(accounts)
        beside = self._settings.home / f"{_BESIDE}{secrets.token_hex(6)}"
        try:
            with zipfile.ZipFile(path) as archive:
                manifest = read_manifest(archive)
                take_out(archive, manifest, beside)
            os.sync()  # all of it, before it may take the place of nothing
            write_atomically(beside / _READY, "\n".join([*_HOME, *([DATABASE] if accounts else [])]))
        except zipfile.BadZipFile as error:
            raise InvalidInput({"file": "it is not a zip file, or it is damaged"}) from error
        finally:
            if not (beside / _READY).exists():
                shutil.rmtree(beside, ignore_errors=True)
        self._put_in_place(beside)
        return manifest

    def finish_import(self) -> bool:
        """Put in place what an import had checked when it was cut short; say whether there was such an import."""
        found = [path for path in self._settings.home.glob(f"{_BESIDE}*") if (path / _READY).exists()]
        for beside in found:
            self._put_in_place(beside)
        return bool(found)

    def _put_in_place(self, beside: Path) -> None:
        """Move the files of a checked import to where they belong; doing it twice is no harm."""
        for name in (beside / _READY).read_text(encoding="utf-8").splitlines():
            _put(beside / name, self._settings.home / name)
        _put(beside / "content", self._settings.content[0])
        shutil.rmtree(beside)
        self._library.snapshot(fresh=True)

    def _refuse_mixing(self, accounts: bool) -> None:
        for root in self._settings.content:
            if _holds_something(root):
                raise InvalidInput({"KB_CONTENT": f"{root} has files already; set KB_CONTENT to an empty folder"})
        names = [*_HOME, *([DATABASE] if accounts else [])]
        there = next((name for name in names if _holds_something(self._settings.home / name)), "")
        if there:
            what = f"{self._settings.home / there} is there already; set KB_HOME to an empty folder"
            raise InvalidInput({"KB_HOME": what})

    def _members(self, viewer: Viewer, captures: bool, accounts: bool) -> Iterator[ArchiveMember]:
        yield ArchiveMember(
            "README.txt", ABOUT.format(audience=viewer.audience.value, at=f"{self._now():%-d %B %Y}").encode()
        )
        if viewer.is_staff:
            yield from self._as_it_lies(captures, accounts)
        else:
            yield from self._as_seen(self._library.visible(viewer, fresh=True))
        made = tables(self._library, self._browsing, viewer)
        for name, table in made.items():
            yield ArchiveMember(f"tables/{name}.csv", write_csv(table))
        everything = {name: as_objects(table) for name, table in made.items()}
        yield ArchiveMember("tables/kb.json", json.dumps(everything, ensure_ascii=False, indent=1).encode())

    def _as_seen(self, visible: VisibleCatalogue) -> Iterator[ArchiveMember]:
        for thing in nameless_items(visible):
            name = path_of(Path("content"), kind_of(thing), thing.id, parent=parent_of(thing)).as_posix()
            yield ArchiveMember(name, dump(thing).encode())
        told = (replace(attempt, warc="") for attempt in self._captures.attempts() if attempt.source in visible.sources)
        lines = b"".join(line_of(attempt) + b"\n" for attempt in told)
        if lines:  # what state each source is in comes from here
            yield ArchiveMember("captures/log.jsonl", lines)

    def _as_it_lies(self, captures: bool, accounts: bool) -> Iterator[ArchiveMember]:
        seen: set[str] = set()
        for root in self._settings.content:
            for member in _below(root, "content"):
                if member.name not in seen:  # the first root that has a file is the one that counts
                    seen.add(member.name)
                    yield member
        home = self._settings.home
        yield from _below(home / "private", "private")
        if captures:
            yield from _below(home / "captures", "captures")
        elif self._captures.path.exists():
            yield ArchiveMember("captures/log.jsonl", self._captures.path.read_bytes())
        if self._log.path.exists():
            yield ArchiveMember("audit.jsonl", self._log.path.read_bytes())  # at once: others may add lines meanwhile
        if accounts:
            yield ArchiveMember(DATABASE, self._database.export(EXPORTED))


def _below(root: Path, name: str) -> Iterator[ArchiveMember]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(".tmp"):
            yield ArchiveMember(f"{name}/{path.relative_to(root).as_posix()}", path)


def _holds_something(path: Path) -> bool:
    return path.is_file() or any(one.is_file() for one in path.rglob("*"))


def _put(path: Path, target: Path) -> None:
    """Move a file or folder to where nothing is but empty folders: these stay, for one may be a mount or a link."""
    if path.is_dir() and target.is_dir():
        for child in path.iterdir():
            _put(child, target / child.name)
    elif path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
