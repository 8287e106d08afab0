"""Looking the audit log over: is every line where it was written, and is the log as long as it was."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.domain.account.audit import BrokenLine
from kb.storage.audit.audit_log import AuditLog


@dataclass(frozen=True)
class AuditReport:
    """What was found: how many lines, the last hash, and every line that does not follow from the one before.

    ``head_differs`` says that the log does not hold the line that was written down elsewhere: it was cut short, or
    written anew from some line on.
    """

    lines: int
    head: str
    broken: tuple[BrokenLine, ...]
    head_differs: bool = False

    @property
    def sound(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.broken and not self.head_differs


class AuditCheck:
    """Looks over one log."""

    def __init__(self, log: AuditLog, recover: Callable[[], int]) -> None:
        """``recover`` writes the lines of acts that a crash interrupted, and returns how many there were."""
        self._log = log
        self.recover = recover

    def verify(self, written_down: tuple[int, str] | None = None) -> AuditReport:
        """Look at every line; ``written_down`` is a number of lines and the hash that the last of them had."""
        self.recover()
        lines, head = self._log.head()
        differs = written_down is not None and self._log.hash_at(written_down[0]) != written_down[1]
        return AuditReport(lines, head, self._log.verify(), differs)
