"""Every version that an item had, with what was new in each, to be compared with what stands now and restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from kb.web.editorial.conflict_page import lines_of
from kb.web.editorial.entry_form import FormField
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked


@dataclass(frozen=True)
class ItemVersion:
    """A version of an item, and what is to be said of it: since when it stood, who wrote it."""

    item: Any
    note: str


@dataclass(frozen=True)
class VersionSection:
    """A version on the page: its lines (those new in it are own), where it is compared, and where it is restored."""

    number: str
    note: str
    lines: tuple[VersionLine, ...]
    compare: str
    restore: str


@dataclass(frozen=True)
class VersionsPage:
    """Every version whose words differ from the one before, the latest first; or one, ``compared`` with ``now``."""

    template: ClassVar[str] = "editorial/versions.html"
    frame: Frame
    over: Link
    address: str
    rows: tuple[VersionSection, ...]
    number: str
    now: tuple[VersionLine, ...]
    compared: tuple[VersionLine, ...]


def versions_page(
    frame: Frame,
    over: Link,
    address: str,
    edit: str,
    versions: Sequence[tuple[ItemVersion, Sequence[FormField]]],
    asked: str,
) -> VersionsPage:
    """Make the page; ``versions`` are all there were with their fields, the one that stands last.

    ``edit`` is the address of the form in which one is restored (empty: it cannot be), ``asked`` the number of the one
    to be compared with what stands now.
    """
    told = [(version, lines_of(fields)) for version, fields in versions]
    last = told[-1][1]
    rows: list[VersionSection] = []
    before: list[str] = told[0][1]
    for version, lines in told:
        if lines == before and rows:
            continue
        number = str(version.item.changes + 1)
        compare = "" if lines == last else f"{address}?compare={number}"
        restore = f"{edit}?version={number}" if compare and edit else ""
        rows.append(VersionSection(number, version.note, marked(lines, before), compare, restore))
        before = lines
    chosen = next((lines for version, lines in told if str(version.item.changes + 1) == asked), [])
    return VersionsPage(
        frame=frame,
        over=over,
        address=address,
        rows=tuple(reversed(rows)),
        number=asked,
        now=marked(last, chosen or last),
        compared=marked(chosen, last),
    )
