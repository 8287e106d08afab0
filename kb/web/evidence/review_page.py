"""Entries that wait for this reviewer, read one under the other and reviewed several at once."""

from dataclasses import dataclass
from typing import ClassVar

from kb.services.evidence.annotations import AnnotationView
from kb.web.evidence.annotation_list_page import AnnotationRow, annotation_row
from kb.web.evidence.annotation_page import Names
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class ReviewRow:
    """An entry to review: how the form names it, what is quoted, and the entry as lists have it."""

    value: str
    quote: str
    row: AnnotationRow


@dataclass(frozen=True)
class ReviewPage:
    """The list."""

    template: ClassVar[str] = "evidence/review.html"
    frame: Frame
    csrf: str
    heading: str
    rows: tuple[ReviewRow, ...]
    said: str
    refused: tuple[Link, ...]
    agree: Link | None


def review_page(
    frame: Frame,
    csrf: str,
    waiting: tuple[AnnotationView, ...],
    names: Names,
    *,
    said: str = "",
    refused: tuple[Link, ...] = (),
    to_agree: int = 0,
) -> ReviewPage:
    """Make the page; ``said`` and ``refused`` tell what came of reviewing just now.

    ``to_agree`` counts the priorities that wait for this reader to agree to them.
    """
    rows = tuple(
        ReviewRow(f"{seen.entry.id}@{seen.digest[:20]}", seen.entry.citation.exact, annotation_row(seen, names))
        for seen in waiting
    )
    words = count(len(rows), "entry")
    heading = f"{words[:1].upper()}{words[1:]} to review" if rows else "Nothing to review"
    agree = Link(f"Agree to {count(to_agree, 'priority')}", "/priorities/agree") if to_agree else None
    return ReviewPage(frame, csrf, heading, rows, said, refused, agree)
