"""The files of versions and hashes that an installation is made from."""

import re
from dataclasses import dataclass
from pathlib import Path

CI = Path(__file__).parents[2] / ".ci"


@dataclass(frozen=True)
class LockedLibrary:
    """A library with the SHA-256 of each file that may be installed of it."""

    name: str
    version: str
    hashes: tuple[str, ...]


def locked_libraries(path: Path) -> tuple[LockedLibrary, ...]:
    """Read a requirements file with hashes."""
    text = path.read_text().replace("\\\n", " ")
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)([^\n]*)", text, re.MULTILINE)
    return tuple(
        LockedLibrary(name, version, tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)))
        for name, version, rest in found
    )
