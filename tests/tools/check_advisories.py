"""Look for known faults in what an installation brings along, in a list of advisories at hand; needs no network.

    KB_ADVISORIES=PATH python tests/tools/check_advisories.py .ci/requirements.txt [MORE]

PATH is a folder or a zip of advisories in the OSV format, such as the OSV project's export for PyPI. Prints each
library with a known fault and the version that mends it, and leaves with 1 where there is one. Without a list it says
so, and leaves with 0.
"""

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from kb.storage.dependencies import canonical_name
from locked import LockedLibrary, locked_libraries
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True)
class KnownFault:
    """A library that an advisory is about, and the versions from which on it is mended."""

    library: LockedLibrary
    advisory: str
    summary: str
    fixed: tuple[str, ...]


def advisories_in(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield json.loads(file.read_text())
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def known_faults(advisories: Iterator[dict[str, Any]], libraries: tuple[LockedLibrary, ...]) -> Iterator[KnownFault]:
    by_name = {canonical_name(one.name): one for one in libraries}
    for advisory in advisories:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            library = by_name.get(canonical_name(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and library and is_affected(library.version, affected):
                yield KnownFault(library, advisory["id"], advisory.get("summary", ""), fixed_in(affected))


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = (one for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM")
    return any(is_in_range(version, one.get("events", ())) for one in ranges)


def is_in_range(version: str, events: Any) -> bool:
    """Say whether a version lies between an event that introduced a fault and the next that mended it."""
    inside = False
    for kind, at in (pair for event in events for pair in event.items()):
        reached = at == "0" or parsed(version) >= parsed(at)
        if kind == "introduced" and reached:
            inside = True
        elif (kind == "fixed" and reached) or (kind == "last_affected" and parsed(version) > parsed(at)):
            inside = False
    return inside


def fixed_in(affected: dict[str, Any]) -> tuple[str, ...]:
    events = [event for one in affected.get("ranges", ()) for event in one.get("events", ())]
    return tuple(event["fixed"] for event in events if "fixed" in event)


def parsed(version: str) -> Version:
    try:
        return Version(version)
    except InvalidVersion:  # then it counts as older than all: rather told once too often
        return Version("0")


def main() -> None:
    libraries = tuple({one.name: one for path in sys.argv[1:] for one in locked_libraries(Path(path))}.values())
    place = os.environ.get("KB_ADVISORIES", "")
    if not place:
        print(f"{len(libraries)} libraries not looked up: KB_ADVISORIES names no list of advisories", file=sys.stderr)
        return
    faults = list(known_faults(advisories_in(Path(place)), libraries))
    for fault in faults:
        mended = f"; mended in {', '.join(fault.fixed)}" if fault.fixed else ""
        print(f"{fault.library.name} {fault.library.version}: {fault.advisory}: {fault.summary}{mended}")
    print(f"{len(libraries)} libraries looked up, {len(faults)} known faults", file=sys.stderr)
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
