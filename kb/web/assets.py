"""Styles and scripts under an address that changes with their content, so that browsers may keep them for good."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

STATIC = Path(__file__).parent / "static"
STYLES = ("reset", "tokens", "base", "layout", "parts", "answer", "triage", "evidence", "print")
"""The cascade, lowest first; one file each."""


@dataclass(frozen=True)
class Assets:
    """The static files: their common digest, which is part of their address, and the style sheets as served."""

    digest: str
    sheets: Mapping[str, str]

    @classmethod
    def load(cls) -> "Assets":
        """Take the digest of all static files as they are now."""
        digest = hashlib.sha256()
        for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
            digest.update(str(path.relative_to(STATIC)).encode() + b"\0" + path.read_bytes())
        names = [f"css/{name}.css" for name in STYLES]
        return cls(digest.hexdigest()[:12], {name: trimmed((STATIC / name).read_text()) for name in names})

    def address(self, name: str) -> str:
        """Return the address of one file: ``css/base.css``."""
        return f"/static/{self.digest}/{name}"

    @cached_property
    def styles(self) -> tuple[str, ...]:
        """Return the addresses of the style sheets in order."""
        return tuple(self.address(f"css/{name}.css") for name in STYLES)


def trimmed(sheet: str) -> str:
    """Return a style sheet without what only its writers need: comments, and the space between its parts.

    No string in the sheets has marks that this takes the space from, which the tests see to.
    """
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", re.sub(r"\s+", " ", bare)).strip()
