"""Counts of the findings on file, and findings drawn at random with what their second reader saw.

    python tests/tools/show_findings.py [--content FOLDER] [--draw 30 --seed N]

Counts by source, publisher, year and topic, findings with a place somebody saw, and the table of second readings. With
``--draw`` it prints that many findings instead; the same seed draws the same ones from the same content.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.content.catalogue import CatalogueLoader
from kb.domain.source.source import Finding, Source

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class FiledFinding:
    """A finding with its number and the source that it is of."""

    source: Source
    number: int
    finding: Finding

    @property
    def has_place(self) -> bool:
        return bool(self.finding.pin or self.finding.page)

    @property
    def verdict(self) -> str:
        return self.finding.checked.verdict.value if self.finding.checked else "not read again"

    @property
    def reader(self) -> str:
        return self.finding.checked.by if self.finding.checked else "nobody"


def findings_of(content: Path) -> tuple[FiledFinding, ...]:
    """Return every finding of the sources below a content root, by id of source and number."""
    sources = CatalogueLoader([content]).load().sources
    return tuple(
        FiledFinding(source, number, finding)
        for _, source in sorted(sources.items())
        for number, finding in enumerate(source.findings, start=1)
    )


def drawn(findings: Sequence[FiledFinding], many: int, seed: int) -> list[FiledFinding]:
    """Return so many findings at random, each once; all of them where there are not so many."""
    return random.Random(seed).sample(findings, min(many, len(findings)))  # noqa: S311 - a draw, no secret


def counts(findings: Sequence[FiledFinding]) -> Iterator[str]:
    """Yield the tables line by line."""
    total, placed = len(findings), sum(one.has_place for one in findings)
    dated, seen = sum(one.finding.date is not None for one in findings), sum(bool(one.finding.via) for one in findings)
    yield f"{total} findings in {len({one.source.id for one in findings})} sources"
    for name, number in (("with a pin or page", placed), ("with a date", dated), ("with the address seen", seen)):
        yield f"  {number:5} {number / total if total else 0:5.0%} {name}"
    yield from _table("Second reading", Counter(one.verdict for one in findings))
    yield from _table("By who read it last", Counter(one.reader for one in findings))
    yield from _table("By year of what was found", Counter(_year(one) for one in findings), by_name=True)
    yield from _table("By publisher, the lead", Counter(one.source.publishers[0] for one in findings))
    yield from _table("By topic", Counter(topic for one in findings for topic in one.finding.topics))
    yield from _table("By source", Counter(one.source.id for one in findings))


def _year(one: FiledFinding) -> str:
    return str(one.finding.date.year) if one.finding.date else "no date"


def _table(title: str, tally: Counter[str], by_name: bool = False) -> Iterator[str]:
    yield f"\n{title}"
    rows = sorted(tally.items()) if by_name else sorted(tally.items(), key=lambda row: (-row[1], row[0]))
    yield from (f"  {number:5} {name}" for name, number in rows)


def shown(one: FiledFinding) -> Iterator[str]:
    """Yield a finding with all that lets a reader check it."""
    finding = one.finding
    place = ", ".join(part for part in (finding.pin, finding.page and f"p {finding.page}") if part)
    yield f"{one.source.id}, finding {one.number}"
    yield f"  place:   {place or f'none: {finding.unpinned}'}"
    yield f"  address: {finding.via or one.source.address or 'none'}"
    yield f"  date:    {finding.date or 'none'}"
    yield f"  finding: {' '.join(finding.text.split())}"
    yield f"  seen:    {' '.join(finding.checked.saw.split()) if finding.checked else 'nothing noted'}"
    yield f"  verdict: {one.verdict}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    findings = findings_of(asked.content)
    if asked.draw:
        for one in drawn(findings, asked.draw, asked.seed):
            print("\n".join(shown(one)), end="\n\n")
    else:
        print("\n".join(counts(findings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
