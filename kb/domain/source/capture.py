"""Captures: the bytes of a source as fetched or filed, and what each attempt to get them came to."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What one attempt to fetch or file a source came to; a closed set."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    FAILED = "failed"
    SUSPICIOUS = "suspicious"

    @property
    def has_text(self) -> bool:
        """Say whether the source has the text of what was fetched or filed now."""
        return self in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


@dataclass(frozen=True)
class Capture:
    """The identity of one body: held in a source's front matter for the text that it was read from.

    ``sha256`` is of the body's bytes, ``at`` is in UTC to the second, ``address`` is where the bytes came
    from (a ``file:`` name for filed documents), ``archived`` is the copy in a public web archive if known.
    ``completeness`` says how much of the words on its pages is in the text that was read, ``doubts`` what of it a
    person should look at, a line each.
    """

    sha256: str
    at: dt.datetime
    address: str
    media_type: str
    archived: str = ""
    completeness: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One line of the capture log: which source, when, what it came to, and where the bytes lie.

    ``warc`` names the file under ``captures/`` and is empty where there was no body to keep.
    ``etag`` and ``last_modified`` are what the server said, for the next conditional request. ``taken_back`` says that
    the attempts just before, which brought these bytes, no longer count: somebody took the document off again.
    """

    source: str
    address: str
    at: dt.datetime
    outcome: Outcome
    detail: str = ""
    status: int = 0
    sha256: str = ""
    media_type: str = ""
    warc: str = ""
    etag: str = ""
    last_modified: str = ""
    taken_back: bool = False


@dataclass(frozen=True)
class LinkAnswer:
    """What asking for an address of a source came to: *unchanged* where something answers there."""

    source: str
    address: str
    outcome: Outcome
    status: int = 0
    detail: str = ""
