"""The lines of the audit log: append-only, each carrying the hash of the one before.

A line's ``hash`` is the SHA-256 of the line before's hash and of its own content, so that changing, moving or
taking out a line breaks the chain at that place. Cutting lines off the end shows only against a hash that was
written down elsewhere: :meth:`AuditChain.head` gives it, and ``kb audit verify --head`` compares.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.domain.account.audit import Act, BrokenLine
from kb.storage.append_log import append_line, whole_lines

START = "0" * 64


class AuditChain:
    """One file of lines; safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        """Remember where the file lies; nothing is read or made yet."""
        self.path = path

    def append(self, acts: Sequence[Act]) -> None:
        """Append acts; they are on disk when this returns. Raises ``OSError`` where they cannot be written."""

        def lines(last: bytes) -> bytes:
            made, previous = [], _hash_of(last)
            for act in acts:
                made.append(_line(act, previous))
                previous = _hash_of(made[-1])
            return b"\n".join(made)

        if acts:
            append_line(self.path, lines)

    def acts(self) -> Iterator[Act]:
        """Yield every act that can be read, in order; :meth:`verify` tells of the others."""
        for line in self._lines():
            values = _values(line)
            if values is not None:
                yield act_from(values)

    def latest(self) -> Iterator[Act]:
        """Yield every act that can be read, the last line first."""
        for line in reversed(list(self._lines())):
            values = _values(line)
            if values is not None:
                yield act_from(values)

    def verify(self) -> tuple[BrokenLine, ...]:
        """Return every line that was changed, moved or whose predecessor is missing; none where all is whole."""
        broken: list[BrokenLine] = []
        before = START
        for number, line in enumerate(self._lines(), start=1):
            values = _values(line)
            if values is None:
                broken.append(BrokenLine(number, "it cannot be read"))
            elif values["previous"] != before:
                broken.append(BrokenLine(number, "the line before it is missing or was changed"))
            elif values["hash"] != _hash(before, values):
                broken.append(BrokenLine(number, "it was changed"))
            before = _hash_of(line)
        return tuple(broken)

    def head(self) -> tuple[int, str]:
        """Return the number of lines and the last hash: written down elsewhere, it pins the whole log."""
        lines = list(self._lines())
        return len(lines), _hash_of(lines[-1]) if lines else START

    def hash_at(self, number: int) -> str:
        """Return the hash of a line, counted from 1; empty where the log is shorter."""
        if number == 0:
            return START
        line = next((line for at, line in enumerate(self._lines(), start=1) if at == number), b"")
        return _hash_of(line) if line else ""

    def _lines(self) -> Iterator[bytes]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        yield from whole_lines(data)


def values_of(act: Act) -> dict[str, Any]:
    """Return what a line says of an act, without its place in the chain."""
    values = {
        "at": act.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "who": act.who,
        "what": act.what,
        "file": act.file,
        "before": act.before,
        "after": act.after,
        "details": dict(act.details),
    }
    return values | ({"id": act.id} if act.id else {})


def act_from(values: dict[str, Any]) -> Act:
    """Return the act that a line tells of; raise ``KeyError``, ``ValueError`` or ``TypeError`` where it is none."""
    return Act(
        at=dt.datetime.fromisoformat(values["at"]),
        who=values["who"],
        what=values["what"],
        file=values["file"],
        before=values["before"],
        after=values["after"],
        details=tuple(sorted(values["details"].items())),
        id=values.get("id", ""),  # lines of earlier versions have none
    )


def _line(act: Act, previous: str) -> bytes:
    values = values_of(act) | {"previous": previous}
    values["hash"] = _hash(previous, values)
    return json.dumps(values, sort_keys=True).encode()


def _hash(previous: str, values: dict[str, Any]) -> str:
    content = json.dumps({name: value for name, value in values.items() if name != "hash"}, sort_keys=True)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _hash_of(line: bytes) -> str:
    """Return the hash that the next line builds on; of a line that cannot be read, the hash of its bytes."""
    if not line:
        return START
    values = _values(line)
    return str(values["hash"]) if values is not None else hashlib.sha256(line).hexdigest()


def _values(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
        act_from(values)
        return values if {"hash", "previous"} <= values.keys() else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
