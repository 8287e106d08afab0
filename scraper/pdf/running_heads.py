"""Running heads and feet: what stands at the edge of page after page with only its number changing."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.pdf.lines import main_size
from scraper.pdf.raw import GlyphSpan, RawPage

_HEAD, _FOOT = 0.86, 0.12  # of the height of the page: above and below may be furniture
_SIDE = 0.11  # of the width of the page: what repeats there is a thumb tab
_ENOUGH = 3  # pages
_LARGER, _MANY = 1.12, 0.4  # than the text; of the pages
_TAB = 24  # letters at most
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7})"

_PLACES = (
    re.compile(rf"^(?:page\s+)?({_NUMBER})(?![\w.,])"),
    re.compile(rf"(?<![\w.,])({_NUMBER})$"),
    re.compile(r"\bpage\s+(\d{1,4})(?:\s+of\s+\d+)?$"),
)

Row = tuple[GlyphSpan, ...]


@dataclass(frozen=True)
class EdgeRow:
    """A row at the head or foot of a page: ``words`` as they stand, and where and how large.

    ``apart`` says that more than the space of a line is between it and the next row towards the middle.
    """

    page: int
    row: Row
    words: str
    y: float
    size: float
    at_head: bool
    apart: bool

    def shape(self, label: str) -> str:
        """Return the words with the number of their page made alike; other numbers tell rows apart."""
        words = self.words.lower()
        if label:
            number = re.escape(label.lower())
            words = re.sub(rf"^{number}\b(?!\.\d)|(?:page\s+)?\b{number}(?=(?:\s+of\s+\d+)?$)", "#", words)
        return words.strip(" |·•–-")

    def numbers(self) -> tuple[str, ...]:
        """Return what may be the number of the page: what the row begins or ends with, where that is a number."""
        words = self.words.lower().strip("|·•–-[]() ")
        found = (match[1] for pattern in _PLACES if (match := pattern.search(words)))
        return tuple(dict.fromkeys(found))


def edge_rows(page: RawPage, page_rows: Sequence[Row]) -> list[EdgeRow]:
    """Return the rows at the head and the foot of a page, the outermost first."""
    found = []
    for at, row in enumerate(page_rows):
        words = " ".join(" ".join(span.text for span in row).split())
        share = row[0].y / page.height
        if words and (share > _HEAD or share < _FOOT):
            at_head, size = share > _HEAD, main_size(row)
            inner = page_rows[at + 1 : at + 2] if at_head else page_rows[max(at - 1, 0) : at]
            apart = all(abs(row[0].y - other[0].y) > 1.6 * size for other in inner)
            found.append(EdgeRow(page.index, row, words, row[0].y, size, at_head, apart))
    return sorted(found, key=lambda edge: -abs(edge.y - page.height / 2))


def without_tabs(pages: Sequence[RawPage]) -> dict[int, tuple[GlyphSpan, ...]]:
    """Return the spans of each page without thumb tabs: the same few letters at the same place of the side."""
    tabs: Counter[tuple[str, int, int]] = Counter()
    for page in pages:
        tabs.update({_tab(span) for span in page.spans if _at_side(span, page)})
    return {
        page.index: tuple(span for span in page.spans if not (_at_side(span, page) and tabs[_tab(span)] >= _ENOUGH))
        for page in pages
    }


def _tab(span: GlyphSpan) -> tuple[str, int, int]:
    return " ".join(span.text.split()), round(span.x0 / 3), round(span.y / 3)


def _at_side(span: GlyphSpan, page: RawPage) -> bool:
    outside = span.x1 < _SIDE * page.width or span.x0 > (1 - _SIDE) * page.width
    inside = _FOOT < span.y / page.height < _HEAD
    return outside and inside and len(span.text) <= _TAB and any(char.isalpha() for char in span.text)


def furniture(edges: Sequence[EdgeRow], pages: int, labels: Sequence[str], body: float = 0.0) -> set[tuple[int, Row]]:
    """Return the rows that are heads and feet, with their pages.

    A row is one when its shape comes at the same height on three pages (or on two of a short document) and it
    holds the page's number or stands apart from the text, when it is that number and nothing else, or when it
    ends in it where other pages have their heads, in the same type: a head that names the chapter changes too
    often to repeat. A second row of a head or foot goes with the first. What is set larger than the text (of size
    ``body``) is a heading unless it comes on many pages.
    """
    enough = _ENOUGH if pages > 5 else 2
    shapes = [edge.shape(labels[edge.page]) for edge in edges]
    places: dict[tuple[str, bool], Counter[int]] = defaultdict(Counter)
    for edge, shape in zip(edges, shapes, strict=True):
        places[shape, edge.at_head][round(edge.y / 4)] += 1
    found: set[tuple[int, Row]] = set()
    lasts: dict[tuple[int, bool], float] = {}  # where the last row found at this end of a page is
    spots: Counter[tuple[int, float]] = Counter()
    for edge, shape in zip(edges, shapes, strict=True):
        counts, bucket = places[shape, edge.at_head], round(edge.y / 4)
        comes = sum(counts[bucket + near] for near in (-1, 0, 1))
        repeats = comes >= (max(enough, _MANY * pages) if body and edge.size > _LARGER * body else enough)
        beside = abs(lasts.get((edge.page, edge.at_head), 0.0) - edge.y) < 2.5 * edge.size
        if (repeats and ("#" in shape or edge.apart or beside)) or shape in ("#", "page #"):
            found.add((edge.page, edge.row))
            lasts[edge.page, edge.at_head] = edge.y
            spots[round(edge.y), edge.size] += 1
    for edge, shape in zip(edges, shapes, strict=True):
        if "#" in shape and len(edge.words) < 120 and spots[round(edge.y), edge.size] >= enough:
            found.add((edge.page, edge.row))
    return found
