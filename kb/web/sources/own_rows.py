"""Our own words on the reader's page: the summary and the findings, each with where it can be checked."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from kb.documents.markdown.html import is_safe_target, safe_html
from kb.domain.source.passage import page_words
from kb.domain.source.source import Finding, ReadingVerdict, SecondReading
from kb.services.library.browse import SourceView
from kb.web.addresses import cite_address
from kb.web.humanize import day, host
from kb.web.layout.frame import Link
from kb.web.sources.margin_notes import MarginNote, ReaderMarks
from kb.web.sources.marks import MarkedEvidence
from kb.web.sources.reader_text import FoundInSource, HitSteps, Pinning, marked, steps_of


@dataclass(frozen=True)
class OwnRow:
    """The summary or a finding, in our own words; a finding has a number, and where in the source it can be checked."""

    anchor: str
    name: str
    html: Markup
    cite: str
    annotate: str
    evidence: tuple[MarkedEvidence, ...]
    entries: tuple[MarginNote, ...]
    steps: HitSteps | None
    number: str = ""
    pin: str = ""
    pin_anchor: str = ""
    quote: str = ""
    date: str = ""
    unpinned: str = ""
    seen_at: Link | None = None
    checked: str = ""


def summary_row(view: SourceView, marks: ReaderMarks, found: FoundInSource, pinning: Pinning) -> OwnRow:
    """Return the summary of a source as a row."""
    return OwnRow(
        anchor="summary",
        name="the summary",
        html=marked(safe_html(view.source.summary), "summary", found, marks.notes),
        cite=cite_address(view.source.id, "summary"),
        annotate=pinning.at(view.source.id, "summary"),
        evidence=marks.evidence.get("summary", ()),
        entries=marks.notes.at("summary"),
        steps=steps_of("summary", found),
    )


def finding_row(
    view: SourceView,
    finding: Finding,
    anchor: str,
    marks: ReaderMarks,
    found: FoundInSource,
    pinning: Pinning,
) -> OwnRow:
    """Return a finding as a row; its anchor is ``finding-`` and its number."""
    page = page_words(finding.page) if page_words(finding.page) not in finding.pin else ""
    return OwnRow(
        anchor=anchor,
        number=anchor.removeprefix("finding-"),
        name=anchor.replace("-", " "),
        html=marked(safe_html(finding.text), anchor, found, marks.notes),
        pin=", ".join(part for part in (finding.pin, page) if part),
        pin_anchor=next((p.id for p in view.passages if finding.pin and p.label == finding.pin), ""),
        quote=marked(str(escape(finding.quote)), anchor, found, marks.notes) if finding.quote else "",
        date=finding.date.in_words() if finding.date else "",
        unpinned=finding.unpinned or "place in the document not known",
        seen_at=Link(host(finding.via), finding.via) if is_safe_target(finding.via) else None,
        checked=_second_reading(finding.checked) if finding.checked else "",
        cite=cite_address(view.source.id, anchor),
        annotate=pinning.at(view.source.id, anchor),
        evidence=marks.evidence.get(anchor, ()),
        entries=marks.notes.at(anchor),
        steps=steps_of(anchor, found),
    )


def _second_reading(reading: SecondReading) -> str:
    mended = " and mended" if reading.verdict is ReadingVerdict.MENDED else ""
    return f"checked{mended} {day(reading.on)}"
