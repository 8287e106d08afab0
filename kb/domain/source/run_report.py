"""The report of a run of the scraper over many sources."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.domain.source.capture import Attempt, Outcome

BAD = frozenset({Outcome.FAILED, Outcome.SUSPICIOUS})


@dataclass(frozen=True)
class RunStep:
    """A step of a run over ``of`` sources: one has begun, or (with an attempt) is done."""

    source: str
    of: int
    attempt: Attempt | None = None


@dataclass(frozen=True)
class RunReport:
    """The attempts of a run in the order they ended, those of the run it went on with, and what was left undone."""

    attempts: tuple[Attempt, ...]
    earlier: tuple[tuple[str, Outcome], ...] = ()
    left: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return the number of sources for each outcome, earlier ones of an interrupted run included."""
        found = Counter(attempt.outcome for attempt in self.attempts)
        found.update(outcome for _, outcome in self.earlier)
        return {outcome: found[outcome] for outcome in Outcome if found[outcome]}

    @property
    def exit_code(self) -> int:
        """Return 0 where all is well; 1 where a source failed or looked wrong; 130 where it was interrupted."""
        if self.left:
            return 130
        return 1 if any(attempt.outcome in BAD for attempt in self.attempts) else 0

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {
            "sources": len(self.attempts) + len(self.earlier),
            "counts": {outcome.value: n for outcome, n in self.counts.items()},
            "done_before": [{"source": id, "outcome": outcome.value} for id, outcome in self.earlier],
            "left": list(self.left),
            "seconds": round(self.seconds, 1),
            "attempts": [attempt_json(attempt) for attempt in self.attempts],
        }


def attempt_json(attempt: Attempt) -> dict[str, object]:
    """Return one attempt as plain values."""
    return {
        "source": attempt.source,
        "outcome": attempt.outcome.value,
        "detail": attempt.detail,
        "address": attempt.address,
        "at": attempt.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "status": attempt.status,
        "sha256": attempt.sha256,
        "media_type": attempt.media_type,
        "warc": attempt.warc,
    }
