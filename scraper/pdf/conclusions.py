"""Conclusions and recommendations: the numbered entries that a report repeats at its end, and labelled ones.

What makes an entry a **recommendation** here is only what the document prints: the label "Recommendation 3" before
it; a heading over it that names recommendations and no conclusions; or the word "Recommendation:" that opens it
below a conclusion, whose number it then shares. In all other cases in a section headed "Conclusions and
recommendations" every entry is a **conclusion**: some committees set what they recommend in italics there, others
do not, and in the reports at hand italics are also found on entries that recommend nothing, so that type is no
rule to rest a citation on. In the running text, bold paragraphs stay numbered paragraphs.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from kb.domain.source.block import BlockKind
from scraper.pdf import marks
from scraper.pdf.counts import find_count
from scraper.pdf.headings import Heading
from scraper.pdf.labelled import LabelledEntry, find_labelled
from scraper.pdf.lines import Line
from scraper.pdf.numbering import Numbered, candidates, leading_number

_SECTION = re.compile(
    r"(?:(?:chapter|part|annex|appendix)?\s*[\dA-Z]{1,3}[.:]?\s+)?"
    r"(?:list of |summary of |our |the |key |formal |committee.s )*"
    r"(conclusions?|recommendations?)(?:\s+(?:and|&)\s+(?:\w+\s+)?(conclusions?|recommendations?))?:?",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(r"Recommendation:\s*")
_LETTER = re.compile(r"([A-Za-z])[.)]?\s+(?=\S)")
_SAID = re.compile(r"\((Conclusion|Recommendation)s?,\s+(?:paragraph|para)s?\.?\s+\d", re.IGNORECASE)
_REFERS = re.compile(r"\((?:(?:conclusion|recommendation)s?,\s+)?(?:paragraph|para)s?\.?\s+\d", re.IGNORECASE)


def find_entries(lines: Sequence[Line], headings: Sequence[Heading], body: float) -> dict[int, LabelledEntry]:
    """Return the entries by the place of their first line."""
    entries: dict[int, LabelledEntry] = {}
    typed = {at for heading in headings for at in range(heading.start, heading.end)}
    for start, end, kind in _sections(lines, headings):
        section = lines[start:end]
        found = _numbered(section, start) or _lettered(section, start)
        if 2 * sum(at in typed for at, _ in found) >= len(found):
            continue  # nothing, or numbered headings
        entries |= _following(lines, [one for one, _ in found], end)
        for (one, number), stop in zip(found, [*(at for at, _ in found[1:]), end], strict=True):
            text = lines[one].text
            inner = [h for h in headings if start <= h.start < one]
            own = (inner and _kind(_words(lines, inner[-1]))) or kind
            said = _SAID.search(" ".join(line.text for line in lines[one:stop]))
            own = BlockKind(said[1].lower()) if said else own
            entries[one] = LabelledEntry(one, own, number, text[len(number) :].lstrip(".) "))
    return find_labelled(lines, headings, body, entries) | entries


def _following(lines: Sequence[Line], found: Sequence[int], end: int) -> dict[int, LabelledEntry]:
    """Return the recommendations that follow the entries of a section and name no number of their own."""
    entries: dict[int, LabelledEntry] = {}
    for at, stop in pairwise([*found, end]):
        split = leading_number(lines[at])
        below = next((i for i in range(at + 1, stop) if _UNNUMBERED.match(lines[i].text)), None)
        if split and below is not None:
            entries[below] = LabelledEntry(
                below, BlockKind.RECOMMENDATION, split[0], _UNNUMBERED.sub("", lines[below].text)
            )
    return entries


def _words(lines: Sequence[Line], heading: Heading) -> str:
    return " ".join(marks.plain(line.text) for line in lines[heading.start : heading.end])


def _kind(words: str) -> BlockKind | None:
    match = _SECTION.fullmatch(words.strip())
    if match is None:
        return None
    named = f"{match[1]} {match[2] or ''}".lower()
    return BlockKind.CONCLUSION if "conclusion" in named else BlockKind.RECOMMENDATION


def _sections(lines: Sequence[Line], headings: Sequence[Heading]) -> list[tuple[int, int, BlockKind]]:
    """Return the sections that hold entries: from the heading to the next of its level or above."""
    found: list[tuple[int, int, BlockKind]] = []
    for i, heading in enumerate(headings):
        kind = _kind(_words(lines, heading))
        if kind is None or (found and heading.start < found[-1][1]):
            continue
        end = next((h.start for h in headings[i + 1 :] if h.level <= heading.level), len(lines))
        found.append((heading.end, end, kind))
    return found


def _numbered(section: Sequence[Line], start: int) -> list[tuple[int, str]]:
    """Return entries numbered 1, 2, 3 …: they begin at 1, or say which paragraph they come from."""
    found = candidates(section)
    row = list(find_count(found).numbered) or _short_row(found)
    if not row or row[0].depth != 1:
        return []
    ends = [one.at for one in row[1:]] + [len(section)]
    referring = sum(
        bool(_REFERS.search(" ".join(line.text for line in section[one.at : end])))
        for one, end in zip(row, ends, strict=True)
    )
    if row[0].value != ((1, ""),) and 2 * referring < len(row):
        return []
    return [(start + one.at, one.number) for one in row]


def _short_row(found: Sequence[Numbered]) -> list[Numbered]:
    """Return a row of one or two entries, which is too short for a count but not for a section of its own."""
    row: list[Numbered] = []
    for one in found:
        if one.value == ((len(row) + 1, ""),):
            row.append(one)
    return row


def _lettered(section: Sequence[Line], start: int) -> list[tuple[int, str]]:
    """Return entries lettered A, B, C …, as the National Audit Office has them."""
    row: list[tuple[int, str]] = []
    for at, line in enumerate(section):
        match = _LETTER.match(line.text)
        if match and match[1].upper() == chr(ord("A") + len(row)) and _stands_out(section, at):
            row.append((start + at, match[1]))
    return row if len(row) > 1 else []


def _stands_out(section: Sequence[Line], at: int) -> bool:
    """Say whether the letter is a label: set apart by its type or a tab, or hanging out to the left."""
    line = section[at]
    if len(line.spans[0].text.strip().rstrip(".)")) == 1:
        return True
    below = section[at + 1] if at + 1 < len(section) else None
    return below is not None and below.flow == line.flow and below.x0 > line.x0 + 6
