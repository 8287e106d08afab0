"""The annex: every source that the brief cites or names, and the words that its licence asks for."""

from collections.abc import Mapping, Sequence

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import day, listed
from kb.documents.markdown.html import is_safe_target
from kb.documents.unverified import unverified_words
from kb.domain.brief import BriefSection, Bullets, Runs, SectionKind, Style, TextRun, paragraph
from kb.domain.source.source import Source
from kb.services.brief.captures import CapturesAt
from kb.services.brief.footnotes import NEVER

_NOT_HERE = ("aliases", "other_dates", "short_title")
"""Facts of a source that the annex does not give, and so need not doubt."""


def annex_section(ids: Sequence[str], sources: Mapping[str, Source], captures: CapturesAt) -> BriefSection:
    """Write the annex; ``ids`` are the sources cited or named."""
    held = sorted((sources[id] for id in ids), key=lambda source: (source.publishers[:1], source.title))
    blocks = (Bullets(tuple(_entry(source, captures) for source in held), numbered=True),)
    return BriefSection(
        SectionKind.ANNEX,
        "annex",
        "Annex: sources",
        blocks if held else (paragraph("No source is cited.", Style.GAP),),
    )


def _entry(source: Source, captures: CapturesAt) -> Runs:
    captured = captures.captured(source)
    reference = source.reference.in_words() if source.reference else ""
    facts = (
        fit(reference),
        source.published.in_words() if source.published else "no date",
        source.kind.value,
    )
    held = f"captured on {day(captured.date())}" if captured else NEVER
    return (
        TextRun(f"{fit(listed(source.publishers))}, "),
        TextRun(fit(source.title), emphasis=True),
        TextRun(f" ({', '.join(fact for fact in facts if fact)}). "),
        *((TextRun(source.address, address=source.address), TextRun(". ")) if is_safe_target(source.address) else ()),
        TextRun(f"{held[:1].upper()}{held[1:]}; {captures.state(source).value}. {source.terms.attribution}"),
        *((TextRun(f" {unverified}"),) if (unverified := unverified_words(source, _NOT_HERE)) else ()),
    )
