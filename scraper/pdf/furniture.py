"""Running heads and feet: what stands at the edge of page after page with only its number changing."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.pdf.lines import main_size
from scraper.pdf.raw import RawPage, Span

_HEAD, _FOOT = 0.86, 0.12  # of the height of the page: above and below may be furniture
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7})"

Row = tuple[Span, ...]


@dataclass(frozen=True)
class EdgeRow:
    """A row at the head or foot of a page: ``words`` as they stand, and where and how large."""

    page: int
    row: Row
    words: str
    y: float
    size: float
    at_head: bool

    def shape(self, label: str) -> str:
        """Return the words with the number of their page made alike; other numbers tell rows apart."""
        words = self.words.lower()
        if label:
            number = re.escape(label.lower())
            words = re.sub(rf"^{number}\b(?!\.\d)|(?:page\s+)?\b{number}(?=(?:\s+of\s+\d+)?$)", "#", words)
        return words.strip(" |·•–-")

    def numbers(self) -> tuple[str, ...]:
        """Return what may be the number of the page: the first and the last word, where they are numbers."""
        found = []
        for word in dict.fromkeys((self.words.split()[-1], self.words.split()[0])):
            bare = word.strip("|·•–-[]()")
            if re.fullmatch(_NUMBER, bare, re.IGNORECASE):
                found.append(bare.lower())
        return tuple(found)


def edge_rows(page: RawPage, page_rows: Sequence[Row]) -> list[EdgeRow]:
    """Return the rows at the head and the foot of a page."""
    found = []
    for row in page_rows:
        words = " ".join(" ".join(span.text for span in row).split())
        share = row[0].y / page.height
        if words and (share > _HEAD or share < _FOOT):
            found.append(EdgeRow(page.index, row, words, row[0].y, main_size(row), share > _HEAD))
    return found


def furniture(edges: Sequence[EdgeRow], pages: int, labels: Sequence[str]) -> set[tuple[int, Row]]:
    """Return the rows that are heads and feet, with their pages.

    A row is one when its shape comes at the same height on three pages (or on two of a short document), when
    it is the page's number and nothing else, or when it ends in that number where other pages have their
    heads, in the same type: a head that names the chapter changes too often to repeat.
    """
    enough = 3 if pages > 5 else 2
    shapes = [edge.shape(labels[edge.page]) for edge in edges]
    places: dict[tuple[str, bool], Counter[int]] = defaultdict(Counter)
    for edge, shape in zip(edges, shapes, strict=True):
        places[shape, edge.at_head][round(edge.y / 4)] += 1
    found: set[tuple[int, Row]] = set()
    spots: Counter[tuple[int, float]] = Counter()
    for edge, shape in zip(edges, shapes, strict=True):
        counts, bucket = places[shape, edge.at_head], round(edge.y / 4)
        if sum(counts[bucket + near] for near in (-1, 0, 1)) >= enough or shape in ("#", "page #"):
            found.add((edge.page, edge.row))
            spots[round(edge.y), edge.size] += 1
    for edge, shape in zip(edges, shapes, strict=True):
        if "#" in shape and len(edge.words) < 120 and spots[round(edge.y), edge.size] >= enough:
            found.add((edge.page, edge.row))
    return found
