"""Labelled entries: "Recommendation 3" set off from the text, with all that is printed as part of it.

A label counts where the page sets it off: in bold, as a heading, alone on its line, or at the head of a box. The labels
of a document are set alike and count on; one in another type, out of its order, within a sentence or in a quotation
is somebody's words about a recommendation, and so is one in small letters, one that goes on as a sentence does, and
one whose number the document's own list gives to other words. What belongs to an entry ends with its box, or with its
type where that differs from the text around it, and else with its first paragraph: what follows may be an answer to it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.domain.source.block import BlockKind
from scraper.pdf.headings import Heading
from scraper.pdf.lines import Line

_LABELLED = re.compile(
    r"(Recommendation|Conclusion)\s+(\d{1,3}(?:\.\d{1,3})?[A-Z]?|[A-Z])(?![\w’'])(?!\s*(?:to|and|or|&|–|-)\s*\d)"
    r"\s*([.:–—-]|\s|$)\s*(.*)",
    re.IGNORECASE,
)
_MOST_LINES = 80  # of one entry
_SAME_WORDS = 4  # at the beginning tell that two entries are one
Style = tuple[float, bool, bool]


@dataclass(frozen=True)
class LabelledEntry:
    """A conclusion or recommendation: where its first line is, what it is, its number, the words on that line.

    ``lines`` are the places of the further lines that belong to it.
    """

    at: int
    kind: BlockKind
    number: str
    text: str
    lines: range = field(default=range(0))


def find_labelled(
    lines: Sequence[Line], headings: Sequence[Heading], body: float, listed: Mapping[int, LabelledEntry]
) -> dict[int, LabelledEntry]:
    """Return the labelled entries by the place of their first line; ``listed`` are those of its lists."""
    typed = {heading.start: heading.end for heading in headings}
    found: list[tuple[int, re.Match[str]]] = []
    for at, line in enumerate(lines):
        match = None if at in listed or line.cells else _LABELLED.match(line.text)
        if match and _is_set_off(lines, at, match, typed) and not _is_about(match):
            found.append((at, match))
    kept = _counting(_alike(lines, found))
    starts = {at for at, _ in kept}
    entries = {}
    for at, match in kept:
        end = _end(lines, at, typed, starts | set(listed), body)
        kind = BlockKind(match[1].lower())
        entries[at] = LabelledEntry(at, kind, match[2], match[4], range(at + 1, end))
    return {at: entry for at, entry in entries.items() if _agrees(entry, listed.values())}


def _is_about(match: re.Match[str]) -> bool:
    """Say whether words that begin as a label does are a sentence about a recommendation."""
    goes_on = not match[3].strip() and match[4][:1].islower()
    return match[1].islower() or goes_on


def _agrees(entry: LabelledEntry, listed: Iterable[LabelledEntry]) -> bool:
    """Say whether the document's own list has no entry of this number, or one that begins with the same words."""
    same = [one for one in listed if (one.kind, one.number) == (entry.kind, entry.number)]
    words = entry.text.split()[:_SAME_WORDS]
    return not same or not words or any(one.text.split()[: len(words)] == words for one in same)


def _is_set_off(lines: Sequence[Line], at: int, match: re.Match[str], typed: Collection[int]) -> bool:
    line = lines[at]
    if at in typed or line.spans[0].bold:
        return True
    above = lines[at - 1] if at and lines[at - 1].flow == line.flow else None
    opens = above is None or above.box != line.box or above.y - line.y > 1.6 * line.size
    return opens and (not match[4] or (line.box > 0 and match[3] in (":", ".")))


def _style(line: Line) -> Style:
    return round(line.size), line.spans[0].bold, line.spans[0].italic


def _alike(lines: Sequence[Line], found: Sequence[tuple[int, re.Match[str]]]) -> list[tuple[int, re.Match[str]]]:
    """Return the labels that are set as most of their kind are; small numbers of labels decide nothing."""
    styles = Counter(_style(lines[at]) for at, _ in found)
    return [(at, match) for at, match in found if len(found) < 4 or styles[_style(lines[at])] > 1]


def _counting(found: Sequence[tuple[int, re.Match[str]]]) -> list[tuple[int, re.Match[str]]]:
    """Return the labels that count on: each above the last of its kind, or from the first again as a list does."""
    kept: list[tuple[int, re.Match[str]]] = []
    last: dict[str, int] = {}
    for place, (at, match) in enumerate(found):
        kind, number = match[1].lower(), _value(match[2])
        after = [_value(other[2]) for _, other in found[place + 1 :] if other[1].lower() == kind]
        counts_on = kind not in last or number > last[kind] or number == 1
        fits = not after or len(found) < 4 or any(0 <= other - number <= 2 for other in after[:2]) or after[0] == 1
        if counts_on and fits:
            kept.append((at, match))
            last[kind] = number
    return kept


def _value(number: str) -> int:
    figures = re.findall(r"\d+", number)
    return int("".join(f"{int(one):03d}" for one in figures)) if figures else ord(number.upper()) - ord("A") + 1


def _end(lines: Sequence[Line], at: int, typed: dict[int, int], starts: Collection[int], body: float) -> int:
    """Return the end of the lines that belong to the entry whose label is at a place."""
    label = lines[at]
    end = typed.get(at, at + 1)
    if label.box:
        return _end_of_box(lines, at, starts)
    if end < len(lines) and lines[end].box and lines[end].page == label.page and lines[end].flow == label.flow:
        return _end_of_box(lines, end, starts)
    if end >= len(lines) or end in starts or end in typed:
        return end
    kind = _look(lines[end])
    if kind == (round(body), False, False) or kind == _look(label):
        return end if at in typed else at + 1
    while end < min(len(lines), at + _MOST_LINES) and end not in starts and _look(lines[end]) == kind:
        end += 1
    return end


def _look(line: Line) -> Style:
    return round(line.size), line.bold, line.italic


def _end_of_box(lines: Sequence[Line], at: int, starts: Collection[int]) -> int:
    """Return the end of a box; one that stands at the foot of a page goes on in a box at the head of the next."""
    end = at
    while end < len(lines) and (end == at or end not in starts):
        line, before = lines[end], lines[max(end - 1, at)]
        if line.page == before.page and line.box != before.box:
            break
        if line.page != before.page and (not line.box or line.page != before.page + 1):
            break
        end += 1
    return end
