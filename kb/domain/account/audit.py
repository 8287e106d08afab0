"""The audit record: who did what to which thing, chained so that a changed or missing line shows."""

import datetime as dt
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


@dataclass(frozen=True)
class BrokenLine:
    """A line of the audit log that does not follow from the one before it."""

    line: int
    why: str
