"""Asking whether the addresses of sources still answer: ``kb check --links``.

The knowledge base never imports the scraper, so this runs its command (``scraper check-links``), as filing does: the
same manners, whoever asks.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.domain.errors import SourceError
from kb.domain.source.capture import Outcome
from kb.services.checks.open_work import Work, WorkLeft, work_on
from kb.services.library.library import Library

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


class CheckingAddresses:
    """Asks the addresses of all sources."""

    def __init__(self, environment: Mapping[str, str], library: Library) -> None:
        """``environment`` is the one that this knowledge base was wired from."""
        self._environment, self._library = dict(environment), library

    def check(self) -> Checked:
        """Ask them all; raise ``SourceError`` where the scraper could not be run."""
        command = [sys.executable, "-c", "from scraper.cli import main; main()", "check-links", "--json"]
        done = subprocess.run(  # noqa: S603 - our own command, without anything from outside
            command, env=self._environment, stdout=subprocess.PIPE, text=True, check=False
        )
        try:
            told = json.loads(done.stdout)
        except ValueError as error:
            raise SourceError("scraper check-links", "its answer", "the addresses could not be asked") from error
        snapshot = self._library.snapshot()
        answers = [one for one in told["links"] if ("source", one["source"]) in snapshot.catalogue.files]
        work = []
        for one in answers:
            outcome = Outcome(one["outcome"])
            if outcome in (Outcome.UNCHANGED, Outcome.BLOCKED):
                continue
            what = f"{one['address']}: {one['detail']}"
            told_of = (Work.ADDRESS, "address", what, _HINTS.get(outcome, _LATER))
            work.append(work_on(snapshot, "source", one["source"], told_of))
        blocked = sum(one["outcome"] == Outcome.BLOCKED for one in answers)
        return Checked(Answers(len(answers), blocked), tuple(sorted(work)))
