"""Spans to rows and lines: what stands on one baseline, read from left to right."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scraper.pdf import marks
from scraper.pdf.raw import GlyphSpan

_SAME_BASELINE = 0.25  # ems
_SPACE = 0.16  # ems
_SPELT = re.compile(r"\s?\[footnote (\d{1,3})\]")  # how pages of GOV.UK print the mark of a footnote
_HUNG, _HUNG_NUMBER = 4, re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")  # ems out to the left
_SIGNED = re.compile(r"[-–−+]\s?\d{1,3}")  # raised, it is an exponent, and so is a figure after "× 10"
_POWER = re.compile(r"[×x*·∙]\s*10\s?$")
_FIGURES = re.compile(r"\d{1,3}(?:\s?,\s?\d{1,3})*")


@dataclass(frozen=True)
class Line:
    """One line of a page or of a column.

    ``left`` and ``right`` are the edges of the column that it stands in, ``flow`` numbers the columns of the
    document in reading order: where it changes, lines may go on from the foot of one column to the head of
    the next. ``box`` numbers the box that it stands in, from 1; ``cells`` are those of a table with ruling lines,
    which is one line of its page: rows of cells of lines.
    """

    page: int
    spans: tuple[GlyphSpan, ...]
    left: float = 0.0
    right: float = 0.0
    flow: int = 0
    box: int = 0
    cells: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @cached_property
    def size(self) -> float:
        """The size of type that most of the line is set in."""
        return main_size(self.spans)

    @cached_property
    def y(self) -> float:
        """The baseline of most of the line."""
        return _baseline(self.spans)

    @property
    def x0(self) -> float:
        """Where the line begins."""
        return self.spans[0].x0

    @cached_property
    def x1(self) -> float:
        """Where the line ends."""
        return max(span.x1 for span in self.spans)

    @property
    def indent(self) -> float:
        """How far the line begins from the edge of its column."""
        return self.x0 - self.left

    @property
    def is_full(self) -> bool:
        """Say whether the line runs to the right edge of its column, so that its sentence may go on."""
        return self.x1 > self.right - max(0.06 * (self.right - self.left), self.size)

    @cached_property
    def text(self) -> str:
        """The words, with footnote marks as ``marks`` writes them."""
        if self.cells:
            return " ".join(words for row in self.cells for cell in row for words in cell)
        return _text(self.spans, self.y, self.size)

    @cached_property
    def bold(self) -> bool:
        """Say whether all letters are bold (a number before them may be light)."""
        return _all(self.spans, "bold")

    @cached_property
    def italic(self) -> bool:
        """Say whether all letters slope."""
        return _all(self.spans, "italic")


def _all(spans: Sequence[GlyphSpan], quality: str) -> bool:
    lettered = [span for span in spans if any(char.isalpha() for char in span.text)]
    return bool(lettered) and all(getattr(span, quality) for span in lettered)


def main_size(spans: Iterable[GlyphSpan]) -> float:
    """Return the size that most of the letters have."""
    sizes: Counter[float] = Counter()
    for span in spans:
        sizes[span.size] += len(span.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _baseline(spans: Sequence[GlyphSpan]) -> float:
    size = main_size(spans)
    return next((span.y for span in spans if span.size == size), spans[0].y)


def rows(spans: Iterable[GlyphSpan]) -> list[tuple[GlyphSpan, ...]]:
    """Group spans by baseline, from the top; a row of raised figures joins the row that it belongs to."""
    grouped: list[list[GlyphSpan]] = []
    for span in sorted(spans, key=lambda s: (-s.y, s.x0)):
        if grouped:
            above = grouped[-1][0]
            if abs(above.y - span.y) <= _SAME_BASELINE * min(above.size, span.size):
                grouped[-1].append(span)
                continue
        grouped.append([span])
    joined: list[list[GlyphSpan]] = []
    for row in grouped:
        marked = bool(joined) and _raised_above(joined[-1], row)
        joined.append(joined.pop() + row if marked else row)
    return [_in_order(row) for row in joined]


def _raised_above(upper: Sequence[GlyphSpan], lower: Sequence[GlyphSpan]) -> bool:
    """Say whether ``upper`` is nothing but small letters raised from ``lower``.

    They are marks, "th" of a date, or the number of a paragraph that is set small and high before it.
    """
    size, start = main_size(lower), min(span.x0 for span in lower)
    if len(upper) > 12 or not 0 < upper[0].y - lower[0].y < 0.65 * size:
        return False
    return all(
        span.size < 0.85 * size
        and len(span.text.strip()) <= 12
        and (
            any(-0.3 * size < span.x0 - other.x1 < 0.4 * size for other in lower)
            or (span.x1 < start < span.x1 + _HUNG * size and bool(_HUNG_NUMBER.fullmatch(span.text.strip())))
        )
        for span in upper
    )


def _in_order(row: Sequence[GlyphSpan]) -> tuple[GlyphSpan, ...]:
    """Sort by place and drop what is printed twice over itself, as some programs do for bold."""
    out: list[GlyphSpan] = []
    for span in sorted(row, key=lambda s: s.x0):
        if out and abs(out[-1].x0 - span.x0) < 1 and out[-1].text.strip() == span.text.strip():
            continue
        out.append(span)
    return tuple(out)


def segments(row: Sequence[GlyphSpan]) -> list[tuple[GlyphSpan, ...]]:
    """Split a row where a wide gap is: at tabs, at gutters."""
    parts: list[list[GlyphSpan]] = []
    for span in row:
        if parts and span.x0 - parts[-1][-1].x1 < 0.9 * max(span.size, parts[-1][-1].size):
            parts[-1].append(span)
        else:
            parts.append([span])
    return [tuple(part) for part in parts]


def _text(spans: Sequence[GlyphSpan], y: float, size: float) -> str:
    out = ""
    last: GlyphSpan | None = None
    for span in spans:
        words = " ".join(span.text.split())
        if last and (
            span.text[:1] == " " or last.text[-1:] == " " or span.x0 - last.x1 > _SPACE * max(span.size, last.size)
        ):
            out += " "
        higher = span.raised or (span.size < 0.85 * size and span.y > y + 0.15 * size)
        if higher and (_SIGNED.fullmatch(words) or (words.isdigit() and _POWER.search(out))):
            out = out.rstrip() + marks.exponent(words)
        elif higher and _FIGURES.fullmatch(words):
            out = out.rstrip() if out and span.x0 - (last.x1 if last else 0) < 0.3 * size else out
            out += "".join(marks.note(number) for number in re.findall(r"\d+", words))
        else:
            out += words
        last = span
    return _SPELT.sub(lambda match: marks.note(match[1]), out.strip())
