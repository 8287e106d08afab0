"""The roll of a call: who was invited, from ``<private root>/rolls/<call>.csv``.

A CSV file, since staff keep such a list in a spreadsheet, and in the private root, since it names people. Its head
row is ``name, email, organisation, kind``; several addresses of one person stand in one cell, apart by spaces.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.domain.call.answer_form import ORGANISATION_KINDS
from kb.domain.errors import InvalidInput
from kb.domain.ids import is_id
from kb.parsing.sheets.tables import SheetRow, UnreadableSheet, read_sheet, unguarded

COLUMNS = ("name", "email", "organisation", "kind")


@dataclass(frozen=True)
class Member:
    """Somebody invited to answer; the first of the addresses is the one that answers are kept under."""

    name: str
    emails: tuple[str, ...]
    organisation: str
    kind: str


@dataclass(frozen=True)
class Roll:
    """The members invited, in the order of the file."""

    members: tuple[Member, ...] = ()

    def of(self, address: str) -> Member | None:
        """Return whose address this is; letters' case does not matter."""
        return self._by_address.get(address.strip().casefold())

    @property
    def _by_address(self) -> Mapping[str, Member]:
        return {email: member for member in reversed(self.members) for email in member.emails}


def roll_path(root: Path, call: str) -> Path:
    """Return where the roll of a call lies under the private root."""
    if not is_id(call):
        raise ValueError(f"not the id of a call: {call!r}")
    return root / "rolls" / f"{call}.csv"


def load_roll(root: Path, call: str) -> Roll:
    """Return the roll of a call, empty where there is no file; raise ``InvalidInput`` with all that is wrong in it."""
    try:
        data = roll_path(root, call).read_bytes()
    except FileNotFoundError:
        return Roll()
    try:
        return read_roll(read_sheet(data))
    except UnreadableSheet as error:
        raise InvalidInput({"roll": str(error)}) from None


def read_roll(rows: tuple[SheetRow, ...]) -> Roll:
    """Return the roll that rows hold; raise ``InvalidInput`` with every problem by row."""
    names = [cell.strip().lower() for cell in rows[0].cells] if rows else []
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise InvalidInput({"roll, row 1": f"these columns are missing: {', '.join(missing)}"})
    members: list[Member] = []
    wrong: dict[str, str] = {}
    seen: dict[str, int] = {}
    for row in rows[1:]:
        cells = {name: " ".join(unguarded(cell).split()) for name, cell in zip(names, row.cells, strict=False)}
        emails = tuple(dict.fromkeys(re.split(r"[\s,;]+", cells.get("email", "").casefold())))
        kind = next((k for k in ORGANISATION_KINDS if k.casefold() == cells.get("kind", "").casefold()), "")
        faults = [f"`{e}` is no e-mail address" for e in emails if not re.fullmatch(r"[^@\s]+@[^@\s]+", e)]
        faults += [f"`{e}` is in row {seen[e]} too" for e in emails if e in seen]
        if not cells.get("organisation"):
            faults.append("the organisation is empty")
        if not kind:
            faults.append(f"the kind is none of {', '.join(ORGANISATION_KINDS)}")
        seen.update(dict.fromkeys(emails, row.number))
        if faults:
            wrong[f"roll, row {row.number}"] = "; ".join(faults)
        members.append(Member(cells.get("name", ""), emails, cells.get("organisation", ""), kind))
    if wrong:
        raise InvalidInput(wrong)
    return Roll(tuple(members))


def roll_rows(members: Iterable[Member]) -> list[tuple[str, ...]]:
    """Return members as the rows of a roll's file, the first one naming the columns."""
    return [COLUMNS, *((one.name, " ".join(one.emails), one.organisation, one.kind) for one in members)]
