"""What is taken from a PDF before anything is understood of it: pieces of text with their place and type.

The shapes here are plain values, so that everything above works without the library that opened the file.
Coordinates are points; ``y`` grows upwards, as in PDF, and the page is turned so that its text is upright.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
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


@dataclass(frozen=True)
class RawPage:
    """One page: its place in the file from 0, the label that the file gives it, its size and its text.

    ``characters`` counts all that is printed, the turned letters at the edges too.
    """

    index: int
    label: str
    width: float
    height: float
    spans: tuple[Span, ...]
    characters: int = 0


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its depth from 0, its words, and the index of the page that it leads to."""

    level: int
    title: str
    page: int


@dataclass(frozen=True)
class RawDocument:
    """A PDF as opened: its pages, its outline, and the title in its properties."""

    pages: tuple[RawPage, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    title: str = ""
