"""The log of proposals: one that a person deleted is declined, and is not made again.

One JSON line for each proposal, beside the proposals; without the file (or a line of it) all is proposed afresh.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from kb.storage.append_log import append_line

NAME = "proposed.jsonl"


def read_proposed(folder: Path) -> frozenset[str]:
    """Return the places and papers of every proposal ever made; lines that are torn or foreign are passed over."""
    path = folder / NAME
    keys: set[str] = set()
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []:
        try:
            values = json.loads(line)
        except ValueError:
            continue
        if isinstance(values, dict) and isinstance(values.get("keys"), list):
            keys |= {key for key in values["keys"] if isinstance(key, str)}
    return frozenset(keys)


def note_proposed(folder: Path, id: str, keys: Iterable[str]) -> None:
    """Note that something was proposed; it is on disk when this returns."""
    line = json.dumps({"id": id, "keys": sorted(key for key in keys if key)}, ensure_ascii=False)
    append_line(folder / NAME, lambda _last: line.encode("utf-8", "backslashreplace"))
