"""Numbered paragraphs: which of the lines that begin with a number are the document's own count.

The count is looked for over the whole document: a row of numbers, each of them once and each above the last, that
steps on without a break in columns of their own. Lists that start again at 1, years and amounts at the beginning of
a line do not fit in and stay what they are. There are no bounds on how far a count goes.

A wrong number is worse than none. A number that only gaps hold in the row, or that a second line claims in the same
column, is in doubt: it is named as such and stays words of the text.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from scraper.pdf.numbering import Numbered, Value

_MOST_ROUNDS, _FEW = 3, 0.5
_NEAR_END = 3  # numbers after the last of a row that may still be of it
_FIRSTS = ((0, ""), (1, ""))
_LEAST = 3
_LEAST_IN_SUMMARY = 5
_LEAST_LETTERED = 8
_LEAST_SHARE = 0.3  # of the lines of the document
_MOST_LINES = 60  # of a paragraph, in the mean: what stands farther apart are the sections of a text
_MOST_SPREAD = 4.0  # mean lines from number to number against the median: a count is even, lists are not
_MOST_BEFORE = 300  # candidates of the same chapter that are looked back at: bounds the work, not the count
_NEARBY = 14.0  # points
_WINDOW = 3  # numbers before and after one among which it is not printed again
_MOST_TITLES = 0.5  # of a row, which is then a count of sections
_SAME_SIZE = 0.6  # points


@dataclass(frozen=True)
class Doubt:
    """A number that may or may not be that of a paragraph: as printed, and the index of the page."""

    number: str
    page: int


@dataclass(frozen=True)
class Count:
    """The count of a document: the lines that its numbers are on, and the numbers that stay in doubt."""

    numbered: tuple[Numbered, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())


def find_count(found: Sequence[Numbered], lines: int = 0) -> Count:
    """Return the row that counts on, of numbers 1, 2, 3 … or 1.1, 1.2, 2.1 …; empty where none does.

    ``lines`` is how long the text is: a count that covers little of it is a list, not the document's own. A
    document that counts by chapters may also have a summary that counts 1, 2, 3 …: then both are returned.
    """
    by_depth = {depth: _in_columns([one for one in found if one.depth == depth]) for depth in (1, 2, 3, 4)}
    best = max((row for row in by_depth.values() if _is_count(row, lines)), key=len, default=[])
    if not best:
        return Count()
    rows = [_with_other_depths(best, [*by_depth[2], *by_depth[3], *by_depth[4]])]
    if lines and best[0].depth > 1 and _is_summary(by_depth[1], rows[0], lines):
        rows.insert(0, by_depth[1])
    kept: list[Numbered] = []
    doubts: list[Doubt] = []
    for row in rows:
        sure, unsure = _judged([one for one in row if not one.is_chapter], found)
        kept += sure
        doubts += unsure
    return Count(tuple(kept), tuple(doubts))


def find_lettered_count(found: Sequence[Numbered], lines: int) -> Count:
    """Return a count in roman numbers or in letters with figures, where a document has no other.

    Lists have such numbers as well, but begin again: where the first number comes twice, there is no count.
    """
    count = find_count(found, lines)
    if len(count.numbered) < _LEAST_LETTERED:
        return Count()
    first = count.numbered[0]
    again = [one for one in found if one.value == first.value and one.at != first.at]
    return Count() if again or first.value[-1] != (1, "") else count


def _is_count(row: Sequence[Numbered], lines: int) -> bool:
    """Say whether a row is the count of the paragraphs of a text, and no list and no count of its sections."""
    extent = row[-1].at - row[0].at if row else 0
    if len(row) < _LEAST or not _LEAST_SHARE * lines <= extent <= _MOST_LINES * len(row):
        return False
    return not lines or (not _is_scattered(row) and sum(one.titled for one in row) < _MOST_TITLES * len(row))


def _with_other_depths(row: list[Numbered], others: Sequence[Numbered]) -> list[Numbered]:
    """Return a row of numbers such as 4.2.1 with those such as 1.1 that fit in, where not one of it gets lost."""
    depth, size = row[0].depth, median(one.size for one in row)
    fitting = [
        one for one in others if one.depth != depth and one.firm and not one.cost and abs(one.size - size) <= _SAME_SIZE
    ]
    if depth == 1 or not fitting:
        return row
    mixed = _longest(sorted([*row, *fitting], key=lambda one: one.at))
    return mixed if sum(one.depth == depth for one in mixed) == len(row) else row


def _in_columns(found: Sequence[Numbered]) -> list[Numbered]:
    """Return the longest row without what stands in another column than its page: a list that happens to fit in."""
    row = _longest(found)
    for _ in range(_MOST_ROUNDS):
        if not (stray := _stray(row)):
            break
        found = [one for one in found if one.at not in stray]
        row = _longest(found)
    return row


def _stray(row: Sequence[Numbered]) -> set[int]:
    """Return the places of numbers beside which few of the row stand, on pages where others stand with the most."""
    by_page: dict[int, list[Numbered]] = {}
    for one in row:
        by_page.setdefault(one.page, []).append(one)
    places = Counter(one.place for one in row)
    members = {key: next(one for one in row if one.place == key) for key in places}
    weight = {
        key: sum(count for other, count in places.items() if members[other].beside(one)) for key, one in members.items()
    }
    held = _held(row)
    stray: set[int] = set()
    for page in by_page.values():
        main = max(page, key=lambda one: weight[one.place])
        for one in page:
            near = one.at in held and abs(one.x - main.x) <= _NEARBY
            if weight[one.place] < _FEW * weight[main.place] and not near:
                stray.add(one.at)
    return stray


def _held(row: Sequence[Numbered]) -> set[int]:
    """Return the places of numbers that follow the one before and are followed by the one after, without a gap."""
    steps = [True, *(_is_next(one.value, after.value) for one, after in pairwise(row)), True]
    return {one.at for one, before, after in zip(row, steps, steps[1:], strict=False) if before and after}


def _is_scattered(row: Sequence[Numbered]) -> bool:
    """Say whether a row is made of short lists far apart, not of the paragraphs of a text."""
    steps = [after.at - one.at for one, after in pairwise(row)]
    return sum(steps) > _MOST_SPREAD * len(steps) * median(steps)


def _is_summary(plain: Sequence[Numbered], chapters: Sequence[Numbered], lines: int) -> bool:
    """Say whether a count stands before that of the chapters and is long enough for a part of its own."""
    if len(plain) < _LEAST_IN_SUMMARY or plain[0].value != ((1, ""),) or plain[-1].at > chapters[0].at:
        return False
    return plain[-1].at - plain[0].at >= 0.05 * lines


def _judged(row: Sequence[Numbered], found: Sequence[Numbered]) -> tuple[list[Numbered], list[Doubt]]:
    """Part the numbers of a row from those in doubt: held by no neighbour, claimed twice, or not found at all."""
    places = {one.at for one in row}
    rivals: dict[Value, list[Numbered]] = {}
    for one in found:
        if one.at not in places:
            rivals.setdefault(one.value, []).append(one)
    sure: list[Numbered] = []
    doubts: list[Doubt] = []
    for i, one in enumerate(row):
        before = row[i - 1] if i else None
        after = row[i + 1] if i + 1 < len(row) else None
        held = (before is not None and _is_next(before.value, one.value)) or (
            after is not None and _is_next(one.value, after.value)
        )
        low = row[i - _WINDOW].at if i >= _WINDOW else -1
        high = row[i + _WINDOW].at if i + _WINDOW < len(row) else row[-1].at + 200
        claimed = any(
            low < other.at < high and other.beside(one) and _is_rival(other, one) for other in rivals.get(one.value, ())
        )
        if held and not claimed:
            sure.append(one)
        else:
            doubts.append(Doubt(one.number, one.page))
    for before, after in pairwise(row):
        doubts += _missing(before, after)
    doubts += _passed_over(row, found)
    return sure, sorted(doubts, key=lambda doubt: doubt.page)


def _is_rival(other: Numbered, one: Numbered) -> bool:
    """Say whether as much speaks for another line with the same number: one in small type is that of a footnote."""
    return other.cost <= one.cost and other.firm >= one.firm and other.size >= one.size - _SAME_SIZE


def _passed_over(row: Sequence[Numbered], found: Sequence[Numbered]) -> list[Doubt]:
    """Return the numbers that stand where a row would have them, but that it reaches over a gap only."""
    doubts: list[Doubt] = []
    places = [one.at for one in found]
    for before, after in zip(row, [*row[1:], None], strict=True):
        end = bisect_left(places, after.at) if after else len(found)
        for one in found[bisect_right(places, before.at) : end]:
            if one.depth != before.depth or not one.firm or one.cost or not one.beside(before):
                continue
            near = one.value[:-1] == before.value[:-1] and one.value[-1][0] <= before.value[-1][0] + _NEAR_END
            if before.value < one.value and (one.value < after.value if after else near):
                doubts.append(Doubt(one.number, one.page))
    return doubts


def _missing(before: Numbered, after: Numbered) -> list[Doubt]:
    """Return the numbers between two of a row that no line was found for."""
    shared = _shared(before.value, after.value)
    high = after.value[-1][0]
    low = before.value[shared][0] if len(after.value) == shared + 1 and len(before.value) > shared else 0
    if not low and high <= 1:
        return []
    head = after.number.rpartition(".")[0]
    label = f"{head}." if head else ""
    return [Doubt(f"{label}{number}", before.page) for number in range(low + 1, high)]


def _is_next(value: Value, then: Value) -> bool:
    """Say whether a number follows another without a gap."""
    return _step(value, then) is not None and (_step(value, then) or 0) < 0.5


def _step(value: Value, then: Value) -> float | None:
    """Return what a step from one number to another costs; ``None`` where the second is not above the first.

    A number may be missing (its line was not read as one), which costs more than it brings back unless the
    count goes on after it.
    """
    if then <= value:
        return None
    shared = _shared(value, then)
    high, following = then[-1]
    if len(then) != shared + 1 or len(value) == shared:  # another chapter, or a level below
        chapters = then[0][0] - value[0][0]
        return 0.01 + (0.0 if high <= 1 else min(0.5 + 0.25 * high, 3.0)) + 0.5 * min(max(chapters - 1, 0), 4)
    low, letter = value[shared]
    if high == low:
        return 0.0 if following == _letter_after(letter) else 0.7
    missing = high - low - 1
    first = 0.0 if following in ("", "A") else 0.7
    return first + (min(0.75 + 0.5 * missing, 4.0) if missing else 0.0 if not following else 0.7)


def _shared(value: Value, then: Value) -> int:
    """Return how many parts two numbers begin with alike."""
    return next((i for i, (one, other) in enumerate(zip(value, then, strict=False)) if one != other), len(value))


def _letter_after(letter: str) -> str:
    return "A" if not letter else letter[:-1] + chr(ord(letter[-1]) + 1)


def _longest(found: Sequence[Numbered]) -> list[Numbered]:
    """Return the row that scores best: a point for each number, less what its steps cost."""
    scores: list[float] = []
    before: list[int] = []
    in_chapter: dict[Value, list[int]] = {}
    ends: dict[Value, int] = {}  # the best end of a row in each chapter so far
    for i, one in enumerate(found):
        best, link = (1.0 if one.value[-1] in _FIRSTS else 0.5) - one.cost, -1
        chapter = one.value[:-1]
        others = [end for other, end in ends.items() if other != chapter and other < one.value]
        for j in (*reversed(in_chapter.get(chapter, [])[-_MOST_BEFORE:]), *others):
            step = _step(found[j].value, one.value)
            if step is None:
                continue
            score = scores[j] + 1 - one.cost - step - _astray(found[j], one)
            if score > best:
                best, link = score, j
        scores.append(best)
        before.append(link)
        in_chapter.setdefault(chapter, []).append(i)
        if chapter not in ends or best > scores[ends[chapter]]:
            ends[chapter] = i
    if not scores:
        return []
    at = max(range(len(scores)), key=scores.__getitem__)
    row = []
    while at >= 0:
        row.append(found[at])
        at = before[at]
    return row[::-1]


def _astray(one: Numbered, other: Numbered) -> float:
    """Return what it costs that two numbers stand in no one column; pages and levels may be set apart."""
    if one.beside(other) or one.depth != other.depth:
        return 0.0
    return 0.8 if one.page == other.page else 0.3
