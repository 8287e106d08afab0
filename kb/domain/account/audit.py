"""The audit record: who did what to which thing, chained so that a changed or missing line shows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """One act by a person (or by ``system``): what was done to which file, from which state to which.

    ``before`` and ``after`` are SHA-256 of the file's bytes, empty where there was none; ``details`` are
    further facts that name no secret. ``id`` is the act's own, given when it is put down: it begins with the number
    of the process that did it.
    """

    at: dt.datetime
    who: str
    what: str
    file: str = ""
    before: str = ""
    after: str = ""
    details: tuple[tuple[str, str], ...] = ()
    id: str = field(default="", compare=False)

    @property
    def changes_file(self) -> bool:
        """Say whether the act is the change of one content file from one state to another."""
        return bool(self.file) and self.before != self.after


def digests_told(acts: Iterable[Act]) -> dict[str, str]:
    """Return by file the SHA-256 that it has if the log is right; empty for a file that was taken away."""
    acts = [act for act in acts if act.changes_file]
    told = {act.file: act.after for act in acts}
    before = {(act.file, act.before) for act in acts}
    for act in acts:  # lines that a crash held up stand later than what followed from their acts
        if (act.file, act.after) not in before:
            told[act.file] = act.after
    return told


@dataclass(frozen=True)
class BrokenLine:
    """A line of the audit log that does not follow from the one before it."""

    line: int
    why: str
