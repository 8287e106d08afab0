"""What is taken from a PDF before anything is understood of it: pieces of text with their place and type.

The shapes here are plain values, so that everything above works without the library that opened the file.
Coordinates are points; ``y`` grows upwards, as in PDF, and the page is turned so that its text is upright.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class GlyphSpan(NamedTuple):
    """A piece of text on one baseline in one type, without a wide gap in it.

    ``x0`` and ``x1`` are the outer edges of the ink, ``y`` is the baseline, ``size`` the size of the type as
    printed. ``raised`` says that its figures stand above the baseline as footnote marks do, whether by a
    smaller type set higher or by the figures that a font draws for it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    raised: bool = False


class GlyphShape(NamedTuple):
    """A straight line, a rectangle or a dot that is drawn on a page, by its sides."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """How high it is."""
        return self.y1 - self.y0

    @property
    def is_dot(self) -> bool:
        """Say whether it is as small and as high as wide as the bullet of a list is."""
        return 2 <= self.width <= 7 and abs(self.width - self.height) < 1


@dataclass(frozen=True)
class RawPage:
    """One page: its place in the file from 0, the label that the file gives it, its size, its text, its lines.

    ``characters`` counts all that is printed, the turned letters at the edges too. ``sure`` is above 0 where the page
    is a picture whose words were guessed: how sure the guess is, in per cent. ``sideways`` is text that runs up or down
    the page, each piece at the place of its middle: the heads of narrow columns. ``struck`` are words that have a line
    drawn through them; they are not among the spans.
    """

    index: int
    label: str
    width: float
    height: float
    spans: tuple[GlyphSpan, ...]
    characters: int = 0
    shapes: tuple[GlyphShape, ...] = ()
    sure: int = 0
    sideways: tuple[GlyphSpan, ...] = ()
    struck: str = ""


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its depth from 0, its words, and the index of the page that it leads to."""

    level: int
    title: str
    page: int


@dataclass(frozen=True)
class RawDocument:
    """A PDF as opened: its pages, its outline, the title in its properties, and how often each word is on its pages.

    ``pictures`` are the indexes of pages that are pictures and were not read.
    """

    pages: tuple[RawPage, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    title: str = ""
    words: dict[str, int] = field(default_factory=dict)
    pictures: tuple[int, ...] = ()


def to_json(document: RawDocument) -> dict[str, Any]:
    """Return a document as JSON holds it, to hand it from one process to another."""
    pages = [
        [p.index, p.label, p.width, p.height, p.characters, p.spans, p.shapes, p.sure, p.sideways, p.struck]
        for p in document.pages
    ]
    marks = [[mark.level, mark.title, mark.page] for mark in document.bookmarks]
    return {
        "pages": pages,
        "bookmarks": marks,
        "title": document.title,
        "words": document.words,
        "pictures": document.pictures,
    }


def from_json(answer: dict[str, Any]) -> RawDocument:
    """Read what ``to_json`` made."""
    pages = tuple(
        RawPage(
            *(index, label, width, height, tuple(GlyphSpan(*span) for span in spans), characters),
            *(
                tuple(GlyphShape(*shape) for shape in shapes),
                sure,
                tuple(GlyphSpan(*span) for span in sideways),
                struck,
            ),
        )
        for index, label, width, height, characters, spans, shapes, sure, sideways, struck in answer["pages"]
    )
    return RawDocument(
        pages,
        tuple(Bookmark(*mark) for mark in answer["bookmarks"]),
        answer["title"],
        answer["words"],
        tuple(answer["pictures"]),
    )
