"""The roll of a call, written by staff: sent as a file, or one member at a time; each change can be undone.

The roll stays the file that ``kb.parsing.sheets.roll`` reads. Every change is checked as such a file would be, and the
file before is kept under ``rolls/.versions/<call>/``.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.content.transaction import FileTransaction, Rewrite
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.domain.form_data import FormData, one
from kb.parsing.sheets.roll import COLUMNS, Member, read_roll, roll_path, roll_rows
from kb.parsing.sheets.tables import UnreadableSheet, read_sheet, write_csv
from kb.parsing.text_bytes import decoded
from kb.services.calls.current_call import seen_call
from kb.services.library.content_writer import ContentWriter
from kb.storage.atomic_files import write_atomically
from kb.storage.audit.audit_log import AuditLog

SHOWN = 12
"""Characters of a SHA-256 that name a version of a roll."""
CHANGED = "Somebody changed the roll after your page was made. Nothing was saved; look at it as it is now."


@dataclass(frozen=True)
class RollFile:
    """The members of a roll, and the SHA-256 of its file; empty where there is no file."""

    members: tuple[Member, ...]
    digest: str


class RollEditor:
    """Writes rolls; who may is decided at the door. Safe to share between threads and processes."""

    def __init__(
        self,
        writer: ContentWriter,
        root: Path,
        transaction: FileTransaction,
        audit: AuditLog,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._writer, self._root, self._transaction = writer, root, transaction
        self._audit, self._now = audit, now

    def read(self, call: str) -> RollFile:
        """Return a roll as its file has it; raise ``NotFound``, or ``InvalidInput`` with all that is wrong in it."""
        data = self._data(call)
        return RollFile(parsed(data) if data else (), _digest(data))

    def digest(self, call: str) -> str:
        """Return the SHA-256 of the file of a roll, whether or not it can be read."""
        return _digest(self._data(call))

    def replace(self, call: str, members: Sequence[Member], seen: str, viewer: Viewer) -> str:
        """Put these members in place of those whose file had the digest ``seen``; return the name of that version.

        Raises ``InvalidInput`` where the roll was changed meanwhile.
        """
        before = self._data(call)
        if _digest(before) != seen:
            raise InvalidInput({"roll": CHANGED})
        return self._write(call, before, members, viewer)

    def add_missing(self, call: str, members: Sequence[Member], seen: str, viewer: Viewer) -> str:
        """Add those members none of whose addresses is on the roll; likewise."""
        here = self.read(call).members
        return self.replace(call, (*here, *missing(members, here)), seen, viewer)

    def save(self, call: str, was: str, form: FormData, viewer: Viewer) -> str:
        """Write a member as a form has them, in place of the one whose first address is ``was``, or as a new one."""
        before = self._data(call)
        here = parsed(before) if before else ()
        typed = tuple(" ".join(one(form, name).split()) for name in COLUMNS)
        member = _member(typed)
        if was and was not in [each.emails[0] for each in here]:
            raise InvalidInput({"email": CHANGED})
        others = [each for each in here if each.emails[0] != was]
        taken = next((email for email in member.emails if any(email in each.emails for each in others)), "")
        if taken:
            raise InvalidInput({"email": f"{taken} is on the roll already."})
        members = [member if each.emails[0] == was else each for each in here] if was else [*here, member]
        return self._write(call, before, members, viewer)

    def remove(self, call: str, emails: Collection[str], viewer: Viewer) -> str:
        """Take members off the roll, by their first addresses; what they answered stays."""
        before = self._data(call)
        here = parsed(before) if before else ()
        left = [each for each in here if each.emails[0] not in emails]
        if len(left) == len(here):
            raise InvalidInput({"member": "Tick the members to take off the roll."})
        return self._write(call, before, left, viewer)

    def undo(self, call: str, version: str, seen: str, viewer: Viewer) -> None:
        """Put an earlier version back in place of the one ``seen``; raise ``InvalidInput`` or ``NotFound``."""
        before = self._data(call)
        if _digest(before)[:SHOWN] != seen:
            raise InvalidInput({"roll": CHANGED})
        kept = self._kept(call, version)
        if not version.isalnum() or not kept.exists():
            raise NotFound("version", version)
        self._write(call, before, parsed(kept.read_bytes()), viewer)

    def _write(self, call: str, before: bytes, members: Sequence[Member], viewer: Viewer) -> str:
        text = write_csv(roll_rows(members)).decode()
        parsed(text.encode())  # a roll that could not be read again is not written
        version, path = _digest(before)[:SHOWN] or "none", roll_path(self._root, call)
        place, details = str(path.relative_to(self._root)), (("call", call), ("members", str(len(members))))
        act = Act(self._now(), viewer.id, "roll: edit", place, _digest(before), _digest(text.encode()), details)
        with self._writer.exclusively(), self._audit.intending([act]) as under_way:
            write_atomically(self._kept(call, version), decoded(before, ""))
            try:
                self._transaction.write([Rewrite(path, _digest(before), text)])
            except EditConflict as error:
                under_way.settle()
                raise InvalidInput({"roll": CHANGED}) from error
        return version

    def _data(self, call: str) -> bytes:
        seen_call(self._writer, call, reader_as(Audience.STAFF))
        try:
            return roll_path(self._root, call).read_bytes()
        except FileNotFoundError:
            return b""

    def _kept(self, call: str, version: str) -> Path:
        return self._root / "rolls" / ".versions" / call / f"{version}.csv"


def parsed(data: bytes) -> tuple[Member, ...]:
    """Return the members that a file holds, CSV or XLSX; raise ``InvalidInput`` with every problem by row."""
    if not data:
        return ()
    try:
        return read_roll(read_sheet(data)).members
    except UnreadableSheet as error:
        raise InvalidInput({"roll": str(error)}) from None


def missing(members: Sequence[Member], here: Sequence[Member]) -> tuple[Member, ...]:
    """Return those of ``members`` none of whose addresses is ``here``."""
    known = {email for member in here for email in member.emails}
    return tuple(member for member in members if known.isdisjoint(member.emails))


def form_of(member: Member) -> FormData:
    """Return a member as their form shows them."""
    return {
        "name": (member.name,),
        "email": (" ".join(member.emails),),
        "organisation": (member.organisation,),
        "kind": (member.kind,),
    }


def _member(typed: tuple[str, ...]) -> Member:
    """Return the member that a row holds; raise ``InvalidInput`` by field."""
    try:
        return parsed(write_csv([COLUMNS, typed]))[0]
    except InvalidInput as error:
        told = "; ".join(error.field_errors.values())
        field = "organisation" if "organisation" in told else "kind" if "kind" in told else "email"
        raise InvalidInput({field: f"{told[:1].upper()}{told[1:]}."}) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""
