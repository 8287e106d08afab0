"""What the words of a priority were before, for staff: every version, with what is new in each marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.priority.priority import Priority
from kb.domain.vocabulary import Topic
from kb.services.editorial.priority_text import typed_of
from kb.web.editorial.entry_conflict import lines_of
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked
from kb.web.priorities.text_form import wording_fields


@dataclass(frozen=True)
class VersionRow:
    """One version: since when it stood, who wrote its words, and its lines; those that were new in it are own."""

    number: int
    note: str
    lines: tuple[VersionLine, ...]


@dataclass(frozen=True)
class PriorityVersionsPage:
    """Every version that differs from the one before, the latest first."""

    template: ClassVar[str] = "priorities/versions.html"
    frame: Frame
    back: Link
    rows: tuple[VersionRow, ...]


def priority_versions_page(
    frame: Frame, versions: Sequence[Priority], topics: Iterable[Topic], names: Names
) -> PriorityVersionsPage:
    """Make the page; ``versions`` are all there were, the one that stands last."""
    known, last = tuple(topics), versions[-1]
    rows: list[VersionRow] = []
    before: list[str] | None = None
    for one in versions:
        lines = lines_of(wording_fields(typed_of(one), known))
        if lines != before:
            rows.append(
                VersionRow(len(rows) + 1, _note(one, names), marked(lines, lines if before is None else before))
            )
        before = lines
    return PriorityVersionsPage(frame, Link(last.title, f"/priorities/{last.id}"), tuple(reversed(rows)))


def _note(one: Priority, names: Names) -> str:
    since = f"since {moment(one.changed)}" if one.changed else "as it was made"
    return f"{since}, worded by {names(one.worded_by)}" if one.worded_by else since
