"""The pages on which a saved document is filed for a source: choosing it, and what was read before it is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.job import JobState
from kb.domain.source.capture import Outcome
from kb.domain.source.preview import DocumentPreview
from kb.domain.source.source import Source
from kb.services.library.browse import SourceView
from kb.services.sources.filing import LARGEST, ReadDocument, objection
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame, Link
from kb.web.sources.job_page import JobPart, job_part
from kb.web.sources.reader_facts import State, state_of_view

MEGABYTES = LARGEST >> 20


@dataclass(frozen=True)
class FilingPage:
    """One source, its state, and the form in which a document is chosen."""

    template: ClassVar[str] = "sources/filing.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    original: str
    state: State
    problems: tuple[Link, ...]
    errors: Mapping[str, str]
    megabytes: int


@dataclass(frozen=True)
class PrintedFact:
    """A fact as the document prints it, beside that of the source; ``is_wrong`` where not both can be right."""

    name: str
    printed: str
    written: str
    is_wrong: bool = False


@dataclass(frozen=True)
class PreviewPage:
    """What was read in a document: its facts beside those of the source, what speaks against it, and what can be done.

    ``warnings`` are sentences, ``elsewhere`` the other sources with this very file. ``take`` is the word of the button
    that uses it, ``anyway`` of the one that uses it against a warning; at most one is not empty.
    """

    template: ClassVar[str] = "sources/filing_preview.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    again: str
    action: str
    name: str
    job: JobPart
    failed: str
    told: str
    warnings: tuple[str, ...]
    elsewhere: tuple[Link, ...]
    facts: tuple[PrintedFact, ...]
    figures: tuple[str, ...]
    doubts: tuple[str, ...]
    fills: str
    first: tuple[str, ...]
    take: str
    anyway: str


_FIELDS = {"published": "date", "reference": "reference", "licence": "licence"}


def filing_page(frame: Frame, csrf: str, view: SourceView, errors: Mapping[str, str]) -> FilingPage:
    """Make the page on which a document is chosen."""
    return FilingPage(
        frame=frame,
        csrf=csrf,
        title=view.source.heading,
        back=source_address(view.source.id),
        original=view.source.address,
        state=state_of_view(view),
        problems=tuple(Link(words, f"#{name}") for name, words in errors.items()),
        errors=errors,
        megabytes=MEGABYTES,
    )


def preview_page(
    frame: Frame,
    csrf: str,
    view: SourceView,
    read: ReadDocument,
    names: Names,
    titles: Mapping[str, str],
    told: str = "",
) -> PreviewPage:
    """Make the page of what was read; ``titles`` are those of the sources that this reader sees."""
    found, source = read.preview or DocumentPreview(), view.source
    ready = read.job.state is JobState.DONE and not read.decided
    against = objection(found)
    usable = ready and (found.writes or found.may_be_forced)
    return PreviewPage(
        frame=frame,
        csrf=csrf,
        title=source.heading,
        back=source_address(source.id),
        again=f"{source_address(source.id)}/file",
        action=f"{source_address(source.id)}/file/{read.job.id}",
        name=read.name,
        job=job_part(read.job, names, titles),
        failed=_failed(read),
        told=told or (_told(found) if ready else ""),
        warnings=tuple(_warnings(found)) if ready else (),
        elsewhere=tuple(Link(titles[id], source_address(id)) for id in found.elsewhere if id in titles),
        facts=tuple(_facts(found, source)) if read.preview and not found.unreadable else (),
        figures=tuple(figures(found)),
        doubts=found.doubts,
        fills=listed([f"{_FIELDS.get(name, name)}: {value}" for name, value in found.fills]),
        first=found.first,
        take="Use this text" if usable and not against else "",
        anyway="Use it all the same" if usable and against else "",
    )


def _failed(read: ReadDocument) -> str:
    if read.job.is_running:
        return ""
    if read.decided:
        return "This document was decided on already, or is no longer kept here."
    if read.job.state is JobState.DEAD:
        return "Reading was cut off, because the site was started anew. Nothing was changed. Choose the file again."
    if read.job.state is JobState.STOPPED:
        return "Reading was stopped. Nothing was changed."
    if read.job.state is JobState.FAILED:
        return f"{read.job.why.rstrip('.')}. Nothing was changed."
    if read.preview and read.preview.unreadable:
        return f"{read.name} could not be read: {read.preview.unreadable.rstrip('.')}. Nothing was changed."
    return ""


def _told(found: DocumentPreview) -> str:
    if found.outcome == Outcome.UNCHANGED:
        return f"Nothing to do: {found.detail.rstrip('.')}."
    if found.outcome == Outcome.CHANGED:
        return f"It says something else than the text that is here now: {found.detail}."
    return ""


def _warnings(found: DocumentPreview) -> Iterator[str]:
    yield from found.contradictions
    if found.elsewhere:
        yield "This very file is the text of another source already."
    if found.may_be_forced:
        yield f"{found.detail[:1].upper()}{found.detail[1:].rstrip('.')}."


def _facts(found: DocumentPreview, source: Source) -> Iterator[PrintedFact]:
    said = " ".join(found.contradictions)
    yield PrintedFact("Title", found.title, source.title, "title" in said)
    yield PrintedFact("Publisher", listed(found.publishers), listed(source.publishers), "published by" in said)
    yield PrintedFact("Date", found.published, str(source.published or ""), "dated" in said)
    written = source.reference.in_words() if source.reference else ""
    yield PrintedFact("Reference", found.reference, written, "reference number" in said)


def figures(found: DocumentPreview) -> Iterator[str]:
    """Return how much was read, a sentence each."""
    if found.words:
        yield f"{count(found.words, 'word')}, {count(found.paragraphs, 'numbered paragraph')}."
    if found.completeness:
        yield f"{found.completeness}."
