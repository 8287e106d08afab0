"""Checking the content: every problem of every file in one run, and the canonical form on request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.domain.lineage import breaks
from kb.domain.priority import Evidence, SlotRef
from kb.domain.problem import ContentProblem
from kb.services.library import Library, Snapshot
from kb.store.canonical import not_canonical
from kb.store.files import write_atomically


@dataclass(frozen=True)
class CheckReport:
    """What a check found: the problems, in order of file and line, and how much was looked at."""

    problems: tuple[ContentProblem, ...]
    files: int
    fixed: tuple[Path, ...] = ()

    @property
    def sound(self) -> bool:
        """Say whether nothing is left to do."""
        return not self.problems


class Checking:
    """Checks all content roots."""

    def __init__(self, library: Library, roots: Sequence[Path]) -> None:
        self._library = library
        self._roots = roots

    def check(self) -> CheckReport:
        """Return every problem: of form, of reference between files, and of canonical form."""
        snapshot = self._library.snapshot(fresh=True)
        problems = [*snapshot.catalogue.problems, *_of_evidence(snapshot), *_of_grouping(snapshot)]
        problems.extend(
            ContentProblem(str(path), 0, "", "not in canonical form", "run: kb check --fix")
            for path, _ in not_canonical(self._roots)
        )
        return CheckReport(tuple(sorted(problems)), files=len(snapshot.catalogue.files))

    def fix(self) -> CheckReport:
        """Write every valid file in its canonical form, then check; invalid files are left as they are."""
        changed = not_canonical(self._roots)
        for path, text in changed:
            write_atomically(path, text)
        report = self.check()
        return CheckReport(report.problems, report.files, tuple(path for path, _ in changed))


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


def _of_evidence(snapshot: Snapshot) -> Iterator[ContentProblem]:
    for priority in snapshot.catalogue.priorities.values():
        path = str(snapshot.catalogue.files[("priority", priority.id)].path)
        for number, evidence in enumerate(priority.evidence, start=1):
            if _is_lost(snapshot, evidence):
                yield ContentProblem(
                    path,
                    0,
                    f"evidence.{number}.exact",
                    f"the words cited are not in {evidence.citation.source} as it stands",
                    "cite words that stand in the source, or its printed label",
                )


def _is_lost(snapshot: Snapshot, evidence: Evidence) -> bool:
    known = evidence.citation.source in snapshot.catalogue.sources
    return known and snapshot.resolve(evidence.citation).verdict.is_suspect
