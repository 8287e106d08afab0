"""Checking the content: every problem of every file and all work left in one run, and the canonical form on request.

A problem is a file that is wrong; work is what waits for a person (``check_work``). The site can do with the second.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.content.canonical import not_canonical
from kb.content.parse_cache import ParseCache
from kb.content.renamed_folders import move_renamed
from kb.content.repository import digest_of
from kb.domain.account.audit import Act, digests_told
from kb.domain.account.viewer import TERMINAL, reader_as
from kb.domain.audience import Audience
from kb.domain.content_problem import ContentProblem
from kb.domain.priority.lineage import breaks
from kb.domain.priority.priority import SlotRef
from kb.domain.source.passage import Passage
from kb.services.checks.links import dead_links
from kb.services.checks.open_files import open_files
from kb.services.checks.open_work import WorkLeft, work_left
from kb.services.library.library import Library, Snapshot
from kb.services.library.source_states import States
from kb.storage.atomic_files import write_atomically
from kb.storage.audit.audit_log import AuditLog
from kb.storage.private_files import close_to_others


@dataclass(frozen=True)
class CheckReport:
    """What a check found: problems and work left, in order of file and line, and how much was looked at."""

    problems: tuple[ContentProblem, ...]
    files: int
    fixed: tuple[Path, ...] = ()
    work: tuple[WorkLeft, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether nothing is wrong with the files."""
        return not self.problems


class ContentChecker:
    """Checks all content roots."""

    def __init__(
        self,
        library: Library,
        roots: Sequence[Path],
        states: States,
        now: Callable[[], dt.datetime],
        home: Path,
        log: AuditLog,
    ) -> None:
        """``home`` is the folder that must be closed to other users of the machine."""
        self._library, self._roots, self._states, self._now, self._home = library, roots, states, now, home
        self._log = log

    def check(self) -> CheckReport:
        """Return every problem (of form, of reference between files, of canonical form) and all work that is left."""
        snapshot = self._library.snapshot(fresh=True)
        problems = [*snapshot.catalogue.problems, *_of_grouping(snapshot)]
        problems.extend(
            ContentProblem(str(path), 0, "", "not in canonical form", "run: kb check --fix")
            for path, _ in not_canonical(self._roots, ParseCache(self._home / "cache"))
        )
        work = (
            *work_left(snapshot, self._states.of, self._passages, self._now().date()),
            *dead_links(snapshot, self._passages),
            *open_files(self._home),
        )
        return CheckReport(tuple(sorted(problems)), files=len(snapshot.catalogue.files), work=tuple(sorted(work)))

    def fix(self) -> CheckReport:
        """Move renamed folders, write valid files in their canonical form, close private ones, then check.

        Invalid files are left as they are.
        """
        moved = move_renamed(self._roots)
        close_to_others(self._home)
        changed = not_canonical(self._roots)
        told = digests_told(self._log.acts())
        for path, text in changed:
            self._rewrite(path, text, told)
        report = self.check()
        return replace(report, fixed=tuple(dict.fromkeys((*moved, *(path for path, _ in changed)))))

    def _rewrite(self, path: Path, text: str, told: Mapping[str, str]) -> None:
        """Write a file in its canonical form, with a line in the log where that knows the file as it was."""
        place = next(path.relative_to(root).as_posix() for root in self._roots if path.is_relative_to(root))
        before = digest_of(path.read_bytes())
        if told.get(place) != before:  # what was changed by hand stays without a line until somebody stands for it
            write_atomically(path, text)
            return
        with self._log.intending([Act(self._now(), TERMINAL, "fix form", place, before, digest_of(text.encode()))]):
            write_atomically(path, text)

    def _passages(self, source: str) -> tuple[Passage, ...]:
        return self._library.passages(source, reader_as(Audience.STAFF))


def _of_grouping(snapshot: Snapshot) -> Iterator[ContentProblem]:
    """Find slots that are under two priorities, and lineages that do not lead to where the slots are."""
    priorities, files = snapshot.catalogue.priorities, snapshot.catalogue.files
    under: dict[SlotRef, str] = {}
    for id, priority in priorities.items():
        for slot in priority.slots:
            other = under.setdefault(slot, id)
            if other != id:
                what = f"slot {slot.rank} of `{slot.input}` is under `{other}` too"
                yield ContentProblem(str(files[("priority", id)].path), 0, "slots", what, "keep it in one of them")
    for id, what in breaks(priorities):
        if ("priority", id) in files:
            hint = "it was moved by hand; sort it on the triage page, which keeps the lineage"
            yield ContentProblem(str(files[("priority", id)].path), 0, "lineage", what, hint)
