"""Lines that begin with a number: what it is, where it stands, and what speaks for a paragraph of the count."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from scraper.pdf.labels import from_roman
from scraper.pdf.lines import Line

Part = tuple[int, str]
Value = tuple[Part, ...]

_PART = r"\d{1,4}[A-Z]{0,2}"
_FIRST = r"(?:0?[1-9]|[1-9]\d{1,3})[A-Z]?"  # some count 01.01, 01.02
_STOP = r"(?=\s|$|[A-Z“‘\[(][^\s]|[AI]\s)"  # some files glue the number to the text: "10.The", "2.10.Many"
_LABEL = re.compile(rf"{_FIRST}(?:\.{_PART}){{0,3}}\.?")
_DOTTED = re.compile(rf"({_FIRST}(?:\.{_PART}){{1,3}})(?:\.{_STOP}|(?=\s|$|[“‘\[][A-Za-z]))")
_PLAIN = re.compile(rf"({_FIRST})\.{_STOP}")
_ROMAN = re.compile(r"(?:\(([ivxl]{1,7})\)|([ivxl]{1,7})[.)])(?=\s|$)")
_LETTERED = re.compile(r"(([A-H])\.?(\d{1,3}))(\.?)(?=\s|$)")
_ROOM = 0.9  # ems between a label that stands apart and its text
_SHORT = 0.25  # of the column: where a line ends so far from its edge, no sentence goes on
_COLUMN = 6.0  # points
_MOST_OF_TITLE = 90  # letters
_SENTENCE = re.compile(r"[.?!:;,\ue002][”’\"')\]]*$")
_LOOSE = 0.1  # what speaks against a number that nothing but its full stop sets off


@dataclass(frozen=True)
class Numbered:
    """A line that begins with a number: its place, the number as printed, its value, and where it stands.

    ``firm`` says that the page sets it off as the beginning of a paragraph: by a tab, by space above, or by hanging
    it out to the left. ``cost``, from 0 to 1, is what speaks against it: it looks like a heading, or like a row.
    ``titled`` says that nothing but a few words without an end stand behind it, as in the title of a section; ``words``
    are those behind it on its line.
    """

    at: int
    number: str
    value: Value
    indent: float
    x: float = 0.0
    page: int = 0
    firm: bool = True
    cost: float = 0.0
    titled: bool = False
    size: float = 0.0
    words: str = ""

    @property
    def depth(self) -> int:
        """How many parts the number has."""
        return len(self.value)

    @property
    def is_chapter(self) -> bool:
        """Say whether it is the title of a chapter whose paragraphs count on from it: "2.0 What we found"."""
        return self.titled and self.depth > 1 and self.value[-1] == (0, "")

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, roughly: on the page, and from the edge of its text."""
        return round(self.x / _COLUMN), round(self.indent / _COLUMN)

    def beside(self, other: "Numbered") -> bool:
        """Say whether two numbers stand in one column."""
        return abs(self.x - other.x) <= _COLUMN or abs(self.indent - other.indent) <= _COLUMN


def value_of(number: str) -> Value:
    """Return a printed number as figures and letters: ``4.12A`` is ((4, ""), (12, "A"))."""
    parts = (re.match(r"(\d+)([A-Z]*)", part) for part in number.split("."))
    return tuple((int(part[1]), part[2]) for part in parts if part)


def leading_number(line: Line) -> tuple[str, Value, str] | None:
    """Split a line after the number that it begins with, if any: number, its value, the rest.

    A number without a full stop counts only where it has a full stop inside or a tab sets it apart.
    """
    first = line.spans[0]
    label = first.text.strip()
    if first.raised:
        return None
    if _is_apart(line):
        number = label.rstrip(".")
        return number, value_of(number), line.text[len(label) :].strip()
    for pattern in (_DOTTED, _PLAIN):
        if match := pattern.match(line.text):
            return match[1], value_of(match[1]), line.text[match.end() :].strip()
    return None


def leading_letters(line: Line) -> tuple[str, Value, str] | None:
    """Split a line after the roman number or the letter and figure that it begins with: (iv), A.12."""
    first = line.spans[0].text.strip()
    apart = len(line.spans) > 1 and line.spans[1].x0 - line.spans[0].x1 > _ROOM * line.size
    if roman := _ROMAN.match(line.text):
        number = roman[1] or roman[2]
        worth = from_roman(number)
        return (number, ((worth, ""),), line.text[roman.end() :].strip()) if worth else None
    match = _LETTERED.match(line.text)
    if match is None or not (match[4] or (apart and match[0].strip() == first)):
        return None
    value: Value = ((ord(match[2]) - ord("A") + 1, ""), (int(match[3]), ""))
    return match[1], value, line.text[match.end() :].strip()


def candidates(
    lines: Sequence[Line],
    skip: Collection[int] = frozenset(),
    costs: Mapping[int, float] | None = None,
    split_line: Callable[[Line], tuple[str, Value, str] | None] = leading_number,
) -> list[Numbered]:
    """Return the lines that may begin a numbered paragraph.

    ``skip`` are places known to be something else, ``costs`` those that look like something else. ``split_line`` takes
    the number off a line.
    """
    found = []
    leading = _usual_step(lines)
    for at, line in enumerate(lines):
        split = None if at in skip or line.cells else split_line(line)
        if split and _opens(lines, at):
            firm = split_line is not leading_number or _is_apart(line) or _is_set_off(lines, at)
            cost = (costs or {}).get(at, 0.0) + (0.0 if firm else _LOOSE)
            titled = _is_title(lines, at, split[2], leading)
            found.append(
                Numbered(
                    at, split[0], split[1], line.indent, line.x0, line.page, firm, cost, titled, line.size, split[2]
                )
            )
    return found


def _usual_step(lines: Sequence[Line]) -> float:
    """Return how far the next line usually is, in ems."""
    steps = [(a.y - b.y) / a.size for a, b in pairwise(lines) if a.flow == b.flow and a.size == b.size > 0]
    return median(step for step in steps if step > 0) if any(step > 0 for step in steps) else 1.2


def _is_title(lines: Sequence[Line], at: int, words: str, leading: float) -> bool:
    """Say whether the words behind a number are the title of a section: short, without an end, alone.

    ``leading`` is how far the next line of a paragraph usually is, in ems.
    """
    if not words or len(words) > _MOST_OF_TITLE or _SENTENCE.search(words):
        return False
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if below is None or below.flow != line.flow or line.x1 < line.right - _SHORT * (line.right - line.left):
        return True
    return not 0 < line.y - below.y <= 1.25 * leading * line.size or (below.size, below.bold) != (line.size, line.bold)


def _is_apart(line: Line) -> bool:
    """Say whether a line begins with a number that a tab sets apart."""
    first = line.spans[0]
    room = len(line.spans) > 1 and line.spans[1].x0 - first.x1 > _ROOM * line.size
    return room and bool(_LABEL.fullmatch(first.text.strip()))


def _is_set_off(lines: Sequence[Line], at: int) -> bool:
    """Say whether space above a line, or its place to the left of its neighbours, shows that something begins."""
    above = lines[at - 1] if at and lines[at - 1].flow == lines[at].flow else None
    if above is None or above.y - lines[at].y > 1.6 * lines[at].size:
        return True
    return lines[at].x0 < above.x0 - 8 and _stands_out(lines, at)


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Say whether a line may be the first of its paragraph: what goes before it has come to an end."""
    if at == 0 or lines[at - 1].flow != lines[at].flow:
        return True
    above, line = lines[at - 1], lines[at]
    if above.y - line.y > 1.6 * line.size or above.y <= line.y or abs(above.size - line.size) > 0.5:
        return True
    if line.x0 < above.x0 - 8 and _stands_out(lines, at):
        return True
    return not above.is_full or above.text.rstrip("\ue002").endswith((".", "?", "!", ":", ";", "”", ")"))


def _stands_out(lines: Sequence[Line], at: int) -> bool:
    """Say whether a number hangs out to the left of the lines above it and below it."""
    line = lines[at]
    below = lines[at + 1] if at + 1 < len(lines) and lines[at + 1].flow == line.flow else None
    return below is None or below.x0 > line.x0 + 8
