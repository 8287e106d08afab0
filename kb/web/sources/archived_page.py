"""Archived copies of a source: asking public web archives, what they have, and taking one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.archived_copy import ArchivedCopy
from kb.domain.source.source import Source
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import bare, count, moment
from kb.web.layout.frame import Frame, Link
from kb.web.sources.job_page import JobPart, job_part

MOST_ROWS = 300


@dataclass(frozen=True)
class CopyRow:
    """A copy that can be chosen; ``is_near`` is the one nearest to the publication."""

    address: str
    when: str
    link: Link
    note: str
    is_near: bool


@dataclass(frozen=True)
class ArchivedPage:
    """The page on which archives are asked, and what they have once they were."""

    template: ClassVar[str] = "sources/archived.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    action: str
    published: str
    held: str
    job: JobPart | None
    take: str
    heading: str
    problems: tuple[str, ...]
    rows: tuple[CopyRow, ...]
    errors: Mapping[str, str]


def archived_page(
    frame: Frame,
    csrf: str,
    source: Source,
    names: Names,
    job: BackgroundJob | None = None,
    copies: Sequence[ArchivedCopy] = (),
    errors: Mapping[str, str] | None = None,
) -> ArchivedPage:
    """Make the page; ``job`` is the one that asked the archives."""
    at = source_address(source.id)
    ended = job is not None and not job.is_running
    problems = tuple(dict.fromkeys((job.result or {}).get("problems", ()))) if job else ()
    published = source.published.first_day() if source.published else None
    good = [copy for copy in copies if copy.status in ("", "-", "200")]
    nearest = min(good, key=lambda copy: abs((copy.at.date() - published).days), default=None) if published else None
    if job is not None and job.state in (JobState.FAILED, JobState.DEAD):
        problems = (job.why or "asking them was cut off",)
    return ArchivedPage(
        frame=frame,
        csrf=csrf,
        title=source.heading,
        back=at,
        action=f"{at}/archived",
        published=source.published.in_words() if source.published else "",
        held=moment(source.captured.at) if source.captured else "",
        job=job_part(job, names, {source.id: source.heading}) if job else None,
        take=f"{at}/archived/{job.id}" if job else "",
        heading=f"{count(len(copies), 'copy', 'copies')} in public web archives" if ended else "",
        problems=problems,
        rows=tuple(
            CopyRow(copy.address, moment(copy.at), Link(bare(copy.address), copy.address), _note(copy), copy == nearest)
            for copy in copies[:MOST_ROWS]
        ),
        errors=errors or {},
    )


def _note(copy: ArchivedCopy) -> str:
    answered = f", answered {copy.status}" if copy.status not in ("", "-", "200") else ""
    return f"{copy.archive}{answered}"
