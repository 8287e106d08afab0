"""Rules for findings: each says where it stands, quotes little, and had every figure seen by a second reader."""

from collections.abc import Iterator

from kb.content.catalogue import FullCatalogue
from kb.domain.source.source import Finding
from kb.services.checks.editorial_rules import Fault, figures_in

MOST_QUOTED = 12
"""Words of a source beside a finding, which is in our own."""


def unplaced_findings(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each finding with no place in its document and no reason, or with a place and a reason for having none."""
    for id, field, finding in _findings(catalogue):
        placed = bool(finding.pin or finding.page)
        if not placed and not finding.unpinned:
            hint = "write its `pin` or `page` as printed, or say in `unpinned` why it has neither"
            yield "source", id, field, "it has no place in the document", hint
        elif placed and finding.unpinned:
            hint = "keep the place if somebody saw it there, or the reason"
            yield "source", id, f"{field}.unpinned", "it says why it has no place, and has one", hint


def unseen_figures(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each finding that was read again, with a figure that the second reader did not note."""
    for id, field, finding in _findings(catalogue):
        if finding.checked is None:
            continue
        seen = _without_commas(finding.checked.saw)
        if unseen := sorted(_without_commas(finding.text) - seen):
            hint = "open the page again: write the figure into `saw` as it stands there, or mend the finding"
            yield "source", id, f"{field}.checked.saw", f"it does not have the figure {', '.join(unseen)}", hint


def long_quotes(catalogue: FullCatalogue) -> Iterator[Fault]:
    """Yield each finding that quotes more than a dozen words."""
    for id, field, finding in _findings(catalogue):
        if (words := len(finding.quote.split())) > MOST_QUOTED:
            hint = "keep the words whose wording matters, and say the rest in your own"
            yield "source", id, f"{field}.quote", f"{words} words are quoted, more than {MOST_QUOTED}", hint


def _findings(catalogue: FullCatalogue) -> Iterator[tuple[str, str, Finding]]:
    for id, source in catalogue.sources.items():
        for number, finding in enumerate(source.findings, start=1):
            yield id, f"findings.{number}", finding


def _without_commas(text: str) -> set[str]:
    return {figure.replace(",", "") for figure in figures_in((text,))}
