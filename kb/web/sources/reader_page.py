"""The reader's page: a source with its facts, our words about it, its text, and what rests on each passage."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kb.documents.citations.citations import citation_markdown, citation_text
from kb.documents.markdown.html import is_safe_target, safe_html
from kb.documents.reading_view import Contents, ReadingView
from kb.documents.unverified import unverified_words
from kb.services.library.browse import SourceView
from kb.services.sources.take_back import may_be_taken_off
from kb.web.addresses import feed_of_source, source_address, ticking_address
from kb.web.editorial.recommendation_page import Followable
from kb.web.humanize import count, host, listed
from kb.web.layout.frame import Frame, Link
from kb.web.sources.margin_notes import MarginNote, ReaderMarks
from kb.web.sources.marks import MarkedEvidence
from kb.web.sources.meta import Meta, meta_of
from kb.web.sources.own_rows import OwnRow, finding_row, summary_row
from kb.web.sources.reader_facts import Fact, State, facts_of, state_of_view
from kb.web.sources.reader_text import FoundInSource, NoteRow, Pinning, TextRow, note_rows, text_rows

SHOWN_IN_FACTS = ("published", "other_dates", "reference", "address", "aliases", "archived", "licence", "topics")


@dataclass(frozen=True)
class Original:
    """The document itself, elsewhere."""

    host: str
    address: str


FILED = {
    "new": "Filed: this is its text now.",
    "changed": "Filed: the text has changed, and this is what it says now.",
    "unchanged": "Filed: it says what was here already.",
    "moved": "Filed: it says what was here already.",
    "discarded": "The file was thrown away. Nothing was changed.",
    "edited": "Changed.",
    "added": "Added. Fetch it, or file its document, to have its text.",
    "retired": "Retired: staff alone see it now, and it is not fetched.",
    "used": "In use again.",
    "why": "Nothing was changed: say why it is retired.",
    "off": "The document was taken off again. What people wrote since then has stayed.",
    "other": "Nothing was changed: the text of this source is another by now.",
}


@dataclass(frozen=True)
class FilingHere:
    """Whether this reader may file a document for the source, and what the one just filed came to."""

    allowed: bool = False
    outcome: str = ""
    gathers: bool = False
    csrf: str = ""
    digest: str = ""
    has_pdf: bool = False
    has_original: bool = False


@dataclass(frozen=True)
class ReaderPage:
    """A source to read."""

    template: ClassVar[str] = "sources/reader.html"
    frame: Frame
    id: str
    meta: Meta
    title: str
    byline: str
    state: State
    facts: tuple[Fact, ...]
    unverified: str
    attribution: str
    original: Original | None
    file_at: str
    fetch: bool
    csrf: str
    take_off: str
    retire: str
    retired: str
    manage: tuple[Link, ...]
    beside: str
    annotate: str
    entries: Link | None
    filed: str
    citation: str
    citation_markdown: str
    summary: OwnRow | None
    findings: tuple[OwnRow, ...]
    loose_evidence: tuple[MarkedEvidence, ...]
    loose_entries: tuple[MarginNote, ...]
    about: Markup
    no_text: str
    contents: tuple[Contents, ...]
    rows: tuple[TextRow, ...]
    notes: tuple[NoteRow, ...]
    found: str
    first_hit: str
    searched: str
    clear: str
    feed: str
    tick_mode: Link
    is_ticking: bool
    recommended: tuple[Followable, ...] = ()


def reader_page(
    frame: Frame,
    view: SourceView,
    reading: ReadingView,
    found: FoundInSource,
    base_url: str,
    filing: FilingHere,
    pinning: Pinning,
    marks: ReaderMarks,
    *,
    is_ticking: bool = False,
) -> ReaderPage:
    """Make the page of a source; ``reading`` is its text as far as this reader may have it.

    ``is_ticking`` puts a box at each passage.
    """
    source = view.source
    original = source.address if is_safe_target(source.address) else ""
    return ReaderPage(
        frame=frame,
        id=source.id,
        meta=meta_of(source, base_url),
        title=source.title,
        byline=" · ".join(
            part
            for part in (
                listed(source.publishers),
                source.kind.value,
                source.published.in_words() if source.published else "no date known",
            )
            if part
        ),
        state=state_of_view(view),
        facts=facts_of(view),
        unverified=unverified_words(source, SHOWN_IN_FACTS),
        attribution=source.terms.attribution,
        original=Original(host(original), original) if original else None,
        file_at=f"{source_address(source.id)}/file" if filing.allowed else "",
        fetch=filing.gathers and bool(source.address) and not source.retired,
        csrf=filing.csrf,
        take_off=source.captured.sha256
        if filing.allowed and source.captured and may_be_taken_off(source.captured)
        else "",
        retire=filing.digest[:20] if filing.gathers else "",
        retired=source.retired,
        manage=tuple(_manage(view, filing)),
        beside=f"{source_address(source.id)}/beside" if filing.has_pdf else "",
        annotate=pinning.at(source.id),
        entries=Link(count(pinning.written, "annotated entry"), f"/annotations?source={source.id}")
        if pinning.written
        else None,
        filed=FILED.get(filing.outcome, "") if filing.allowed else "",
        citation=citation_text(source, None, base_url),
        citation_markdown=citation_markdown(source, None, base_url),
        summary=summary_row(view, marks, found, pinning) if source.summary else None,
        findings=tuple(
            finding_row(view, finding, f"finding-{number}", marks, found, pinning)
            for number, finding in enumerate(source.findings, start=1)
        ),
        loose_evidence=marks.evidence.get("", ()),
        loose_entries=marks.notes.at(""),
        about=safe_html(source.notes),
        no_text="" if reading.rows else _no_text(view),
        contents=reading.contents,
        rows=text_rows(source.id, reading, marks.evidence, found, pinning, marks.notes),
        notes=note_rows(reading, found, marks.notes),
        found=count(len(found.passages), "passage") if found.words else "",
        first_hit=found.passages[0] if found.passages else "",
        searched=found.words,
        clear=source_address(source.id),
        feed=feed_of_source(source.id),
        tick_mode=Link(
            "Stop ticking" if is_ticking else "Tick passages for a collection",
            ticking_address(source.id, found.words, is_on=not is_ticking),
        ),
        is_ticking=is_ticking,
    )


def _manage(view: SourceView, filing: FilingHere) -> Iterator[Link]:
    """Return what else can be done with a source by those who may."""
    at = source_address(view.source.id)
    if filing.has_pdf:
        yield Link("See the captured PDF", f"{at}/beside")
    elif filing.has_original and filing.allowed:
        yield Link("Download what was captured", f"{at}/original?download=yes")
    if filing.gathers:
        yield Link("Edit", f"{at}/edit")
        yield Link("Versions", f"{at}/versions")
    if filing.allowed and view.source.address:
        yield Link("Look for archived copies", f"{at}/archived")


def _no_text(view: SourceView) -> str:
    if not view.source.terms.full_text:
        return (
            f"The licence of this document ({view.source.terms.name.lower()}) does not let us show its text. "
            "Above are our own words about it, with short quotations; read the rest in the original."
        )
    if view.source.captured is None:
        return "The text of this document has not been captured yet. Above are our own words about it."
    return "No text could be read out of the capture of this document. Above are our own words about it."
