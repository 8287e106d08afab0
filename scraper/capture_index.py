"""The capture index: one JSON line for each body kept, telling where it lies. A cache over the WARC files.

It makes bodies findable by hash and by address without reading every WARC; whatever it lacks (the process was
killed between the two writes, the file was deleted) is read again from the WARC files themselves.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class StoredBody:
    """A body in a WARC file: its hash, its place, and the server's headers that matter.

    ``end`` is the offset just behind its record. ``first`` is false for a body that was kept before under the
    same hash: the WARC then holds a reference (a revisit record) instead of the bytes.
    """

    sha256: str
    warc: str
    offset: int
    end: int
    at: dt.datetime
    address: str
    media_type: str = ""
    charset: str = ""
    status: int = 200
    etag: str = ""
    last_modified: str = ""
    first: bool = True

    def line(self) -> str:
        """Return the line of the index for it."""
        values = {**asdict(self), "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def parse_line(line: str) -> StoredBody | None:
    """Read a line of the index; ``None`` for a torn or foreign one."""
    try:
        values: dict[str, Any] = json.loads(line)
        at = dt.datetime.strptime(values["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
        kept = StoredBody(**{**values, "at": at})
    except (ValueError, KeyError, TypeError):
        return None
    return kept if isinstance(kept.sha256, str) and isinstance(kept.offset, int) else None


def read_index(path: Path) -> Iterator[StoredBody]:
    """Read every whole line of the index file; nothing where there is none."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if (kept := parse_line(line)) is not None:
                yield kept
