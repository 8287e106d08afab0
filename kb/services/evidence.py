"""Which passages the priorities cite: a citation is held by its words, so it is found by its words.

A citation resolves to the passage that has its quote, then to the one with its printed label; where
neither is found it stays with the source as a whole and is told as such, never guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.domain.audience import Audience
from kb.domain.passage import Citation, Passage
from kb.domain.priority import Evidence, Priority


@dataclass(frozen=True)
class Cited:
    """One piece of evidence in its place: the priority, the evidence, and the passage it was found in.

    ``passage`` is empty where the words were not found in the source as it stands.
    """

    priority: Priority
    evidence: Evidence
    passage: str


@dataclass(frozen=True)
class CitedPassages:
    """Every citation of every priority, by source."""

    by_source: Mapping[str, tuple[Cited, ...]]

    def of(self, source: str) -> tuple[tuple[str, str], ...]:
        """Return the pairs of passage and priority id for what everybody may know is cited of ``source``."""
        public = (c for c in self.by_source.get(source, ()) if c.priority.audience is Audience.PUBLIC)
        return tuple(dict.fromkeys((c.passage, c.priority.id) for c in public))

    def visible(self, source: str, reader: Audience) -> tuple[Cited, ...]:
        """Return the citations of ``source`` by priorities that this reader may see."""
        return tuple(c for c in self.by_source.get(source, ()) if reader.sees(c.priority.audience))

    def where(self, priority: str, evidence: Evidence) -> str:
        """Return the passage that this evidence of a priority was found in; empty where it was not."""
        rows = self.by_source.get(evidence.citation.source, ())
        return next((c.passage for c in rows if c.priority.id == priority and c.evidence == evidence), "")


def cited_passages(priorities: Iterable[Priority], passages: Callable[[str], tuple[Passage, ...]]) -> CitedPassages:
    """Resolve every citation; ``passages`` gives those of a source by id (none for an unknown one)."""
    rows: dict[str, list[Cited]] = {}
    for priority in priorities:
        for evidence in priority.evidence:
            source = evidence.citation.source
            found = resolve(evidence.citation, passages(source))
            rows.setdefault(source, []).append(Cited(priority, evidence, found))
    return CitedPassages({source: tuple(cited) for source, cited in rows.items()})


def resolve(citation: Citation, passages: Iterable[Passage]) -> str:
    """Return the id of the passage that a citation points to; empty where its words and label are not there.

    Words that stand in several passages are decided by the label; where that does not decide, the first
    passage with the words is taken, for all of them hold the quote.
    """
    candidates = tuple(passages)
    wanted = _folded(citation.exact)
    having = [p for p in candidates if wanted and wanted in _folded(p.text)]
    labelled = [p for p in having or candidates if citation.label and _is_label(p, citation.label)]
    if wanted and not having:
        return ""
    best = labelled or having
    return best[0].id if best else ""


def _is_label(passage: Passage, label: str) -> bool:
    return passage.label == label or passage.label.startswith(f"{label} (")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
