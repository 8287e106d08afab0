"""Decisions on citations whose words have changed, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.domain.evidence.annotation import Decision, DecisionKind
from kb.domain.source.passage import Citation
from kb.web.humanize import day, moment

Names = Callable[[str], str]
_WORDS = {DecisionKind.ANCHORED: "anchored anew", DecisionKind.STANDS: "stands as it was read"}


@dataclass(frozen=True)
class DecisionRow:
    """A decision that was taken: what, by whom, when, and why; ``before`` is what was cited until then."""

    words: str
    who: str
    when: str
    why: str
    before: str


def decision_rows(decisions: Sequence[Decision], names: Names) -> tuple[DecisionRow, ...]:
    """Return decisions in words, the first one first."""
    return tuple(
        DecisionRow(
            words=f"{_WORDS[one.kind]} ({one.found.value} then)",
            who=names(one.who),
            when=moment(one.at),
            why=one.why,
            before=one.before.exact if one.before else "",
        )
        for one in decisions
    )


def read_words(citation: Citation) -> str:
    """Return of which capture words are that stand as they were read."""
    at = citation.captured
    return f"as captured on {day(at.date())}" if at else "as it was read, before the source changed"
