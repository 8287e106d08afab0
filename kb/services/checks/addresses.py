"""Asking whether the addresses of sources still answer: ``kb check --links``."""

from dataclasses import dataclass, field
from typing import Protocol

from kb.domain.source.capture import LinkAnswer, Outcome
from kb.services.checks.open_work import Work, WorkLeft, work_on
from kb.services.library.library import Library

SECONDS = 3600
_HINTS = {
    Outcome.MOVED: "make the new address that of the source, and keep this one among its aliases",
    Outcome.GONE: "look for it elsewhere; an archived copy can stand in its file",
}
_LATER = "try again later; the source keeps its text"


@dataclass(frozen=True)
class Answers:
    """How many addresses were asked, and how many of these refuse scripts, which says nothing of whether they stand."""

    asked: int = 0
    blocked: int = 0

    @property
    def in_words(self) -> str:
        """Return it in words."""
        refused = f", {self.blocked} of which refuse scripts (open them in a browser)" if self.blocked else ""
        return f"{self.asked} addresses asked{refused}"


@dataclass(frozen=True)
class Checked:
    """What came of asking: the counts, and a piece of work for each address that did not answer as it should."""

    answers: Answers = field(default_factory=Answers)
    work: tuple[WorkLeft, ...] = ()


class LinkChecker(Protocol):
    """Asks addresses of sources whether they still answer, with the manners of the scraper."""

    def check_links(self, seconds: float) -> tuple[LinkAnswer, ...]:
        """Ask every address once within so many seconds; raise ``ToolFailed`` where nothing could be asked."""


class AddressChecker:
    """Asks the addresses of all sources."""

    def __init__(self, checker: LinkChecker, library: Library) -> None:
        self._checker, self._library = checker, library

    def check(self) -> Checked:
        """Ask them all; raise ``ToolFailed`` where that was not done within an hour, or at all."""
        found = self._checker.check_links(SECONDS)
        snapshot = self._library.snapshot()
        answers = [one for one in found if ("source", one.source) in snapshot.catalogue.files]
        work = []
        for one in answers:
            if one.outcome in (Outcome.UNCHANGED, Outcome.BLOCKED):
                continue
            told_of = (Work.ADDRESS, "address", f"{one.address}: {one.detail}", _HINTS.get(one.outcome, _LATER))
            work.append(work_on(snapshot, "source", one.source, told_of))
        blocked = sum(one.outcome is Outcome.BLOCKED for one in answers)
        return Checked(Answers(len(answers), blocked), tuple(sorted(work)))
