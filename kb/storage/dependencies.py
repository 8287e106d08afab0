"""The libraries that run the site: which are installed, in which version, and under which licence they come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

PROJECT = "police-it-evidence"
OPTIONAL = ("brief", "answers", "msg")
"""Extras that a site may have besides; ``dev`` is for those who change the program."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_TROVE = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_OTHERWISE = {"imapclient": "BSD-3-Clause"}
"""Licences that a library has in its licence file only."""
_BRINGS = {
    "numpy": (
        "OpenBLAS, BSD-3-Clause, and on Linux libgfortran, GPL-3.0-or-later WITH GCC-exception-3.1,"
        " and libquadmath, LGPL-2.1-or-later"
    ),
    "pypandoc-binary": "pandoc, GPL-2.0-or-later, which is run as a program of its own",
    "pypdfium2": "PDFium, BSD-3-Clause and Apache-2.0, and the libraries in it",
}
"""What else is in a library's file, and under which licence."""


@dataclass(frozen=True)
class Dependency:
    """An installed library: ``licence`` is as it says itself, ``brings`` what else its file holds."""

    name: str
    version: str
    licence: str
    brings: str = ""


def runtime_dependencies() -> tuple[Dependency, ...]:
    """Return every library that the site needs or can use where it is installed, in order of name."""
    found: dict[str, Dependency] = {}
    waiting = list(needed_by(PROJECT, OPTIONAL))
    while waiting:
        name = waiting.pop()
        if name in found or not (installed := _installed(name)):
            continue
        found[name] = installed
        waiting.extend(needed_by(name, ()))
    return tuple(found[name] for name in sorted(found))


def canonical_name(name: str) -> str:
    """Return a library's name as package indexes compare it: ``python-docx`` for ``Python_DocX``."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def licence_of(name: str) -> str:
    """Return the licence that an installed library says it has; empty where it says none."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    trove = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License ::")]
    said = _first(facts, "License").partition("\n")[0].strip()
    in_words = said or " AND ".join(_TROVE.get(words, words) for words in trove)
    return _first(facts, "License-Expression") or in_words or _OTHERWISE.get(canonical_name(name), "")


def _first(facts: metadata.PackageMetadata, field: str) -> str:
    return str((facts.get_all(field) or [""])[0])


def _installed(name: str) -> Dependency | None:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:  # for another system, or an extra that is not there
        return None
    return Dependency(name, version, licence_of(name), _BRINGS.get(name, ""))


def needed_by(name: str, extras: tuple[str, ...]) -> Iterator[str]:
    """Yield the canonical names of what an installed library needs by itself and for some of its extras."""
    for line in metadata.requires(name) or ():
        requirement, _, marker = line.partition(";")
        asked = _EXTRA.search(marker)
        if asked and asked[1] not in extras:
            continue
        if match := _NAME.match(requirement.strip()):
            yield canonical_name(match[0])
