"""The captured PDF beside the text that was read from it: each passage leads to its page."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from markupsafe import Markup

from kb.documents.reading_view import HeadingRow, PageRow, PassageRow, ReadingView
from kb.domain.source.passage import page_words
from kb.domain.source.source import Source
from kb.web.addresses import source_address
from kb.web.humanize import moment
from kb.web.layout.frame import Frame


@dataclass(frozen=True)
class BesideRow:
    """A row of the text: ``page`` leads to where it is in the PDF, and is empty where that is not known."""

    shape: str
    anchor: str
    text: str
    level: int
    html: Markup
    page: str
    page_words: str


@dataclass(frozen=True)
class BesidePage:
    """The text in rows, and the address of the PDF at the page that was asked for."""

    template: ClassVar[str] = "sources/beside.html"
    frame: Frame
    title: str
    back: str
    pdf: str
    download: str
    captured: str
    attribution: str
    rows: tuple[BesideRow, ...]


def beside_page(frame: Frame, source: Source, reading: ReadingView, label: str) -> BesidePage:
    """Make the page; ``label`` is the printed number of the page to open the PDF at."""
    at = source_address(source.id)
    return BesidePage(
        frame=frame,
        title=source.heading,
        back=at,
        pdf=_at_page(source.id, label) if label else f"{at}/original.pdf",
        download=f"{at}/original?download=yes",
        captured=moment(source.captured.at) if source.captured else "",
        attribution=source.terms.attribution,
        rows=tuple(_row(source.id, row) for row in reading.rows),
    )


def _row(source: str, row: HeadingRow | PageRow | PassageRow) -> BesideRow:
    if isinstance(row, HeadingRow):
        return BesideRow("heading", row.anchor, row.text, row.level, Markup(), "", "")
    if isinstance(row, PageRow):
        return BesideRow(
            "page", row.anchor, "", 0, Markup(), _at_page(source, row.label), page_words(row.label, "page")
        )
    passage, html = row.passage, Markup(row.html)  # noqa: S704 - from kb.documents
    words = page_words(passage.page)
    return BesideRow("passage", passage.id, passage.label, 0, html, _at_page(source, passage.page), words)


def _at_page(source: str, label: str) -> str:
    return f"{source_address(source)}/original?page={quote(label)}" if label else ""
