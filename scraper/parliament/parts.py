"""The parts of one report together: which page is the contents, their order, repeated parts, footnote numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.domain.source.block import Block, BlockKind
from scraper.html.inline import REF_OFF, REF_ON, markdown, plain
from scraper.parliament.address import name_of, path_of
from scraper.parliament.lines import LineShape, ReportLine
from scraper.parliament.notes import PageNote
from scraper.parliament.page import ReportPage
from scraper.parliament.text import is_numbered

_REPEATED = 0.8
"""A part of whose lines more than this share stand in other parts is the same text once more (``summary.html``)."""
_LONG = 40
_CHAPTER = re.compile(r"(?:chapter\s+)?(\d{1,2})(?!\d)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<!\\)\[\^([0-9A-Za-z*.\-]{1,12})\]")
_MARK = re.compile(f"{REF_ON}([^{REF_OFF}]*){REF_OFF}")


def index_of(pages: Sequence[ReportPage]) -> ReportPage | None:
    """Return the contents page: the one that lists most parts of those that lead to no other contents page."""
    listing = [page for page in pages if page.lists_parts]
    return max(listing, key=lambda page: len(page.parts), default=None)


def parts_of(pages: Sequence[ReportPage], index: ReportPage | None) -> tuple[ReportPage, ...]:
    """Return the parts to read: in the order of the contents page, each text once, footnote numbers unique."""
    return _numbered_apart(_unrepeated(_ordered(pages, index)))


def with_footnotes(blocks: Sequence[Block], pages: Sequence[ReportPage]) -> tuple[Block, ...]:
    """Put every footnote at the end of the section that refers to it first, so that its heading is that section's.

    Notes that nothing refers to come last.
    """
    notes = {
        note.number: Block(BlockKind.FOOTNOTE, markdown(note.text), note.number)
        for page in pages
        for note in page.notes
    }
    out: list[Block] = []
    referred: list[str] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            out += [notes.pop(number) for number in referred if number in notes]
            referred = []
        out.append(block)
        referred += _REFERENCE.findall(" ".join((block.text, *(cell for row in block.rows for cell in row))))
    out += [notes.pop(number) for number in referred if number in notes]
    return (*out, *notes.values())


def _ordered(pages: Sequence[ReportPage], index: ReportPage | None) -> list[ReportPage]:
    """Sort by the contents page, which is itself a part only where it has text (``report.html``)."""
    if index is None:
        return list(pages)
    place = {path_of(address): at for at, address in enumerate(index.parts)}
    rest = [page for page in pages if page is not index]
    rest.sort(key=lambda page: place.get(path_of(page.address), len(place)))
    if not is_numbered(index.lines):
        return rest or [index]
    before = [page for page in rest if name_of(page.address).startswith("summary")]
    return [*before, index, *(page for page in rest if page not in before)]


def _unrepeated(pages: Sequence[ReportPage]) -> list[ReportPage]:
    kept = list(pages)
    for page in sorted(pages, key=lambda page: len(page.lines)):
        mine = {plain(line.text) for line in page.lines if len(line.text) > _LONG}
        others = {plain(line.text) for other in kept if other is not page for line in other.lines}
        if mine and len(mine & others) > _REPEATED * len(mine):
            kept = [other for other in kept if other is not page]
    return kept


def _numbered_apart(pages: Sequence[ReportPage]) -> tuple[ReportPage, ...]:
    """Give a footnote whose number another part has too the number of its part: ``ch4-3``.

    Until about 2010 some reports counted footnotes anew in each part; numbers that do not clash stay as printed.
    """
    taken: dict[str, str] = {}
    out = []
    for place, page in enumerate(pages, start=1):
        part = _part_name(page, place)
        renamed = {note.number: f"{part}-{note.number}" for note in page.notes if note.number in taken}
        out.append(_renumbered(page, renamed) if renamed else page)
        taken.update((note.number, note.text) for note in page.notes)
    return tuple(out)


def _part_name(page: ReportPage, place: int) -> str:
    heading = next((plain(line.text) for line in page.lines if line.shape is LineShape.HEADING), "")
    chapter = _CHAPTER.match(heading)
    return f"ch{chapter[1]}" if chapter else f"p{place}"


def _renumbered(page: ReportPage, renamed: Mapping[str, str]) -> ReportPage:
    def words(text: str) -> str:
        return _MARK.sub(lambda match: f"{REF_ON}{renamed.get(match[1], match[1])}{REF_OFF}", text)

    def line(old: ReportLine) -> ReportLine:
        return replace(old, text=words(old.text), rows=tuple(tuple(words(cell) for cell in row) for row in old.rows))

    notes = tuple(PageNote(renamed.get(note.number, note.number), note.text) for note in page.notes)
    return replace(page, lines=tuple(line(old) for old in page.lines), notes=notes)
