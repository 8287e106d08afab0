"""Adding a source: saying where it is, and waiting until its document was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.job import JobState
from kb.services.sources.filing import ReadDocument
from kb.web.editorial.entry_parts import Names
from kb.web.layout.frame import Frame, Link
from kb.web.sources.filing_page import MEGABYTES
from kb.web.sources.job_page import JobPart, job_part


@dataclass(frozen=True)
class AddPage:
    """The two ways to add a source, and what is wrong with what was sent; or the document that is being read."""

    template: ClassVar[str] = "sources/add.html"
    frame: Frame
    csrf: str
    problems: tuple[Link, ...]
    errors: Mapping[str, str]
    address: str
    megabytes: int
    job: JobPart | None
    failed: str


def add_page(
    frame: Frame,
    csrf: str,
    names: Names,
    errors: Mapping[str, str] | None = None,
    address: str = "",
    read: ReadDocument | None = None,
) -> AddPage:
    """Make the page; ``read`` is a document that is being read, or could not be."""
    found = errors or {}
    return AddPage(
        frame=frame,
        csrf=csrf,
        problems=tuple(Link(words, f"#{name}") for name, words in found.items()),
        errors=found,
        address=address or (str(read.job.facts.get("address", "")) if read else ""),
        megabytes=MEGABYTES,
        job=job_part(read.job, names, {}) if read and read.job.is_running else None,
        failed=_failed(read) if read else "",
    )


def _failed(read: ReadDocument) -> str:
    if read.job.is_running:
        return ""
    if read.job.state in (JobState.DEAD, JobState.STOPPED):
        return f"Reading {read.name} was cut off. Start it again."
    why = read.job.why or (read.preview.unreadable if read.preview else "") or "it is no longer kept here"
    return f"{read.name} could not be read: {why.rstrip('.')}."
