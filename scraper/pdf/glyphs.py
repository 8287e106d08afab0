"""Characters of a page to spans: pieces of text on one baseline in one type, upright, stray letters left out.

Calls per character are what reading a PDF costs, so a text object (a run that the file itself shows in one type)
is asked once for its type, and only figures and letters that open or close something are measured.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2 as pdfium

from scraper.pdf.raw import GlyphShape, GlyphSpan
from scraper.pdf.shapes import page_shapes, turned, unturned
from scraper.pdf.strikes import PlacedGlyph, struck_out

_raw = pdfium.raw
_WIDE_GAP = 1.3  # ems: wider is a tab or a gutter, not a space between words
_THIN = 3.0  # points: a line drawn down
_TOUCHING, _NEARLY_TOUCHING = 0.04, 0.1  # ems: closer, and no space is seen between two letters
_UNMOVED, _NO_SPACE = 0.02, 0.2  # ems: the pen did not move; closer, and no word ends
_RAISED = 0.18  # ems above the baseline where the foot of a raised figure begins
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d\u25cf\u25aa\u25a0\u2023\u2219", "•")
_BOLD = re.compile("bold|black|heavy|demi")
_LIGHT = re.compile(
    r"(?:^|\+)(?:helvetica|arial|times|courier|calibri|cambria|verdana|georgia)\w*$|regular|roman|light"
)
"""Names of faces that are not bold, whatever weight older files note down for them."""
_HEAVY = 600
_HYPHENS = dict.fromkeys("\x02\u2010\u2011", "-")
_DROPPED = dict.fromkeys(
    [*map(chr, range(32)), "\ufffe", "\uffff", "\ufffd", "\u200b", "\u200c", "\u200d", "\ufeff"], ""
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPACES = dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t", " ")
_CLEAN = {**_DROPPED, **_BULLETS, **_LIGATURES, **_SPACES, **_HYPHENS}


class _Type(NamedTuple):
    """The type of a text object: size as printed, weight, slope, and how many quarter turns it is turned."""

    size: float
    bold: bool
    italic: bool
    turn: int


class _Glyph(NamedTuple):
    text: str
    x: float  # where the pen stood: the same for all lines of a margin, as the edges of the ink are not
    x0: float
    x1: float
    y: float
    type: _Type
    raised: bool


_ODD = 9  # the turn of text that is set at no right angle


class PageText(NamedTuple):
    """The text of a page: its spans, its size as set upright, what is drawn, how much is printed.

    ``sideways`` is the text that runs up or down the page, ``struck`` are words that a line is drawn through, which
    are left out.
    """

    spans: tuple[GlyphSpan, ...]
    width: float
    height: float
    shapes: tuple[GlyphShape, ...]
    characters: int
    sideways: tuple[GlyphSpan, ...]
    struck: str = ""


def page_text(pdf_page: pdfium.PdfPage, page: pdfium.PdfTextPage, box: tuple[float, float, float, float]) -> PageText:
    """Return the text of a page, and the lines that are drawn on it.

    The page is turned the way that most of its text runs; text that runs another way (letters of a running
    head set vertically, a stamp across the page) is left out, and so is what lies outside the page.
    """
    left, bottom, right, top = box
    glyphs = _glyphs(page)
    printed = sum(1 for glyph in glyphs if glyph.text.strip())
    turns = Counter(glyph.type.turn for glyph in glyphs if glyph.text.strip() and glyph.type.turn != _ODD)
    turn = turns.most_common(1)[0][0] if turns else 0
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    ink = _Ink(page.raw, turn, box)
    placed = [placed for glyph in glyphs if glyph.type.turn == turn and (placed := ink.place(glyph))]
    shapes = page_shapes(pdf_page, turn, box)
    struck = struck_out([PlacedGlyph(g.text, g.x0, g.x1, g.y, g.type.size) for g in placed], shapes)
    words = "".join(glyph.text if at in struck else " " for at, glyph in enumerate(placed))
    placed = [glyph for at, glyph in enumerate(placed) if at not in struck]
    cuts = [shape for shape in shapes if shape.width <= _THIN < shape.height]
    sideways = tuple(span for side in (1, 3) for span in _sideways(page, glyphs, turn, (turn + side) % 4, box))
    return PageText(
        tuple(_spans(placed, width, height, cuts)), width, height, shapes, printed, sideways, " ".join(words.split())
    )


def _sideways(
    page: pdfium.PdfTextPage, glyphs: "list[_Seen]", turn: int, other: int, box: tuple[float, float, float, float]
) -> list[GlyphSpan]:
    """Return the text that is set another way than the page, each piece at the place of its middle on the page."""
    ink = _Ink(page.raw, other, box)
    placed = [placed for glyph in glyphs if glyph.type.turn == other and (placed := ink.place(glyph))]
    across = abs(box[3] - box[1]) if other % 2 else abs(box[2] - box[0])
    up = abs(box[2] - box[0]) if other % 2 else abs(box[3] - box[1])
    found: list[GlyphSpan] = []
    for span in _spans(placed, across, up, ()):
        middle = unturned((span.x0 + span.x1) / 2, span.y + span.size / 4, other, box)
        x, y = turned(*middle, turn, box)
        found.append(span._replace(x0=x, x1=x, y=y - span.size / 4))
    return found


class _Seen(NamedTuple):
    """A character before it is measured; ``printed`` is false for a space that the library put in."""

    text: str
    at: int
    type: _Type
    printed: bool


def _glyphs(page: pdfium.PdfTextPage) -> list[_Seen]:
    """Read characters and types; a space that the library put in keeps the type of what went before it."""
    handle = page.raw
    seen: list[_Seen] = []
    kinds: dict[int, _Type] = {}
    kind: _Type | None = None
    for at in range(_raw.FPDFText_CountChars(handle)):
        char = chr(_raw.FPDFText_GetUnicode(handle, at))
        made = _raw.FPDFText_GetTextObject(handle, at)
        if made:
            address = ctypes.addressof(made.contents)
            kind = kinds.get(address)
            if kind is None:
                kind = kinds[address] = _type(handle, at)
        text = " " if not made else _CLEAN.get(char, char)
        if text and kind and not "\ud800" <= text <= "\uf8ff":  # halves of pairs, and what only its font understands
            seen.append(_Seen(text, at, kind, bool(made)))
    return seen


def _type(handle: object, at: int) -> _Type:
    matrix = _raw.FS_MATRIX()
    _raw.FPDFText_GetMatrix(handle, at, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = abs(_raw.FPDFText_GetFontSize(handle, at)) * scale
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    _raw.FPDFText_GetFontInfo(handle, at, name, 128, flags)
    face = name.value.decode("latin-1").lower()
    bold = bool(_BOLD.search(face)) or (_raw.FPDFText_GetFontWeight(handle, at) >= _HEAVY and not _LIGHT.search(face))
    italic = bool(flags.value & 64) or "italic" in face or "oblique" in face
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    quarter = round(angle / 90) % 4
    straight = abs((angle - quarter * 90 + 180) % 360 - 180) < 8
    return _Type(max(round(size, 1), 1.0) if math.isfinite(size) else 1.0, bold, italic, quarter if straight else _ODD)


class _Ink:
    """Measures characters on a page and turns them upright."""

    def __init__(self, handle: object, turn: int, box: tuple[float, float, float, float]) -> None:
        self.handle, self.turn, self.box = handle, turn, box
        self.sides = tuple(ctypes.c_double() for _ in range(4))
        self.x, self.y = ctypes.c_double(), ctypes.c_double()

    def place(self, seen: _Seen) -> _Glyph | None:
        left, right, bottom, top = self.sides
        if not _raw.FPDFText_GetCharBox(self.handle, seen.at, left, right, bottom, top):
            return None
        _raw.FPDFText_GetCharOrigin(self.handle, seen.at, self.x, self.y)
        x0, y0 = self._turned(left.value, bottom.value)
        x1, y1 = self._turned(right.value, top.value)
        x, y = self._turned(self.x.value, self.y.value)
        if not all(map(math.isfinite, (x0, x1, y0, y1, x, y))):
            return None
        x0, x1 = min(x0, x1), max(x0, x1)
        foot = min(y0, y1) - y
        raised = seen.text.isdigit() and foot > _RAISED * seen.type.size
        if x1 <= x0:
            x0 = x1 = x
        return _Glyph(seen.text, x if seen.printed else math.nan, x0, x1, y, seen.type, raised)

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        return turned(x, y, self.turn, self.box)


def _touching(last: _Glyph, glyph: _Glyph) -> float:
    """Return up to which distance two letters touch although a space is between: in small capitals somewhat more."""
    small_capitals = glyph.text.isupper() and glyph.type.size < 0.9 * last.type.size
    return (_NEARLY_TOUCHING if small_capitals else _TOUCHING) * last.type.size


def _is_printed_over(edge: float, space: _Glyph, glyph: _Glyph) -> bool:
    """Say whether the pen did not move for a space, so that the next letter stands where the space does.

    What stands further from the ink at ``edge`` was put there by itself, as what follows a tab is.
    """
    size = glyph.type.size
    return abs(glyph.x - space.x) < _UNMOVED * size and glyph.x0 - edge < _NO_SPACE * size


def _without_end(run: Sequence[_Glyph]) -> Sequence[_Glyph]:
    """Return a run without the spaces at its end."""
    end = len(run)
    while end > 1 and run[end - 1].text == " ":
        end -= 1
    return run[:end]


def _is_cut(cuts: Sequence[GlyphShape], edge: float, glyph: _Glyph) -> bool:
    """Say whether a line is drawn down between the ink so far and the next glyph."""
    return any(edge - 1 <= cut.x0 and cut.x1 <= glyph.x0 + 1 and cut.y0 <= glyph.y <= cut.y1 for cut in cuts)


def _spans(glyphs: list[_Glyph], width: float, height: float, cuts: Sequence[GlyphShape]) -> list[GlyphSpan]:
    """Put glyphs together while the baseline, the type and the flow stay the same, up to a line drawn down."""
    spans: list[GlyphSpan] = []
    run: list[_Glyph] = []

    def close() -> None:
        text = "".join(glyph.text for glyph in run)
        inked = [glyph for glyph in run if glyph.text != " "]
        if inked:
            first = inked[0]
            x0, x1 = first.x, max(g.x1 for g in inked)
            if x1 > 0 and x0 < width and -1 < first.y < height:
                kind = first.type
                spans.append(GlyphSpan(text, x0, x1, first.y, kind.size, kind.bold, kind.italic, first.raised))
        run.clear()

    edge = 0.0
    for glyph in glyphs:
        if glyph.text == " ":
            if run and abs(glyph.y - run[-1].y) <= 0.5:  # a space has no type of its own
                run.append(run[-1]._replace(text=" ", x=glyph.x))
            continue
        if run:
            last = run[-1]
            reach = _WIDE_GAP * max(glyph.type.size, 4.0)
            if last.text == " " and (glyph.x0 - edge < _touching(last, glyph) or _is_printed_over(edge, last, glyph)):
                run[:] = _without_end(run)  # a space that the next letter is drawn over: "C ONCLUSIONS"
                last = run[-1]
            apart = not -reach < glyph.x0 - edge < reach or (cuts and last.text == " " and _is_cut(cuts, edge, glyph))
            if apart or glyph.type != last.type or glyph.raised != last.raised or abs(glyph.y - last.y) > 0.5:
                close()
        run.append(glyph)
        edge = glyph.x1
    close()
    return spans
