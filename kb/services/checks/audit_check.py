"""Looking the audit log over: is every line where it was written, and does it tell of the files as they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.content.files import walk
from kb.content.repository import ContentRepository
from kb.content.schema.fields import Kind
from kb.domain.account.audit import Act, BrokenLine, digests_told
from kb.domain.content_problem import ContentProblem
from kb.services.checks.open_work import Work, WorkLeft
from kb.services.library.content_writer import ContentWriter
from kb.storage.audit.audit_log import AuditLog

_GONE = "it is gone, and no act took it away"
BY_HAND = "changed by hand"
"""What the log says of a change that no act of this program made and a person stands for."""
_GATHERED = (Kind.SOURCE, Kind.TEXT)
"""What the scraper makes: files of these kinds may be older than its lines in the log."""


@dataclass(frozen=True)
class UnloggedFile:
    """A content file that is not as the log tells: its place below a root, what is different, and both digests."""

    place: str
    what: str
    told: str
    now: str


@dataclass(frozen=True)
class AuditReport:
    """What was found: how many lines, the last hash, every line that does not follow from the one before, and files.

    ``head_differs`` says that the log does not hold the line that was written down elsewhere: it was cut short, or
    written anew from some line on. ``unlogged`` are files whose state no line tells of.
    """

    lines: int
    head: str
    broken: tuple[BrokenLine, ...]
    head_differs: bool = False
    unlogged: tuple[UnloggedFile, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.broken and not self.head_differs and not self.unlogged


class AuditCheck:
    """Looks one log over, and holds it against the files."""

    def __init__(
        self,
        log: AuditLog,
        writer: ContentWriter,
        roots: Sequence[Path],
        private: Path,
        now: Callable[[], datetime],
    ) -> None:
        """``private`` is the root in which every file was made by an act."""
        self._log, self._writer, self._now = log, writer, now
        self._repository, self._roots, self._private = ContentRepository(roots), roots, private

    def recover(self) -> int:
        """Write the lines of acts that a crash interrupted; return how many there were."""
        return self._writer.recover()

    def verify(self, written_down: tuple[int, str] | None = None) -> AuditReport:
        """Look at every line; ``written_down`` is a number of lines and the hash that the last of them had."""
        self.recover()
        lines, head = self._log.head()
        differs = written_down is not None and self._log.hash_at(written_down[0]) != written_down[1]
        return AuditReport(lines, head, self._log.verify(), differs, self.unlogged())

    def unlogged(self) -> tuple[UnloggedFile, ...]:
        """Return the files that were changed, made or taken away without a line in the log."""
        with self._writer.exclusively():  # no change of several files is half done meanwhile
            return tuple(self._unlogged())

    def work(self) -> tuple[WorkLeft, ...]:
        """Return what a person has to see to, as ``kb check`` tells it."""
        self.recover()
        log = str(self._log.path)
        hint = "if that was meant: kb audit accept; if not, the last backup has the file as it was"
        broken = (ContentProblem(log, one.line, "", one.why, "see: kb audit verify") for one in self._log.verify())
        files = (ContentProblem(self._path(file.place), 0, "", file.what, hint) for file in self.unlogged())
        return tuple(WorkLeft(problem, Work.AUDIT) for problem in (*broken, *files))

    def accept(self, who: str) -> tuple[UnloggedFile, ...]:
        """Write a line for each file that has none, as a change by hand that somebody stands for; return them."""
        self.recover()
        found = self.unlogged()
        for file in found:
            self._log.record(Act(self._now(), who, BY_HAND, file.place, file.told, file.now))
        return found

    def _unlogged(self) -> Iterator[UnloggedFile]:
        told = digests_told(self._log.acts())
        for place, digest in sorted(told.items()):
            now = self._repository.digest(place)
            if now != digest:
                what = (
                    "it was changed without a line in the audit log" if now else "it is gone, and no act took it away"
                )
                yield UnloggedFile(place, what, digest, now)
        for found in walk(self._private):
            place = found.path.relative_to(self._private).as_posix()
            if found.kind and found.kind not in _GATHERED and place not in told:
                yield UnloggedFile(
                    place, "it was made without a line in the audit log", "", self._repository.digest(place)
                )

    def _path(self, place: str) -> str:
        return str(next((root / place for root in self._roots if (root / place).exists()), self._roots[0] / place))
