"""Lines of a report's pages to blocks: numbered paragraphs, conclusions and recommendations linked to them.

The same report must give the same passages from each generation of the site, so what is decided here rests on words
and order, hardly ever on markup. Conclusions and recommendations stand in one list with one count:

- an item is a **recommendation** where it says so ("Recommendation:", "Recommendation 3:"), where it stands under a
  heading "Recommendations", or where the list sets some items mostly in bold or italic and others not, and it is one
  of those that are; it is a **conclusion** otherwise, so also where the whole list is set alike;
- a "Recommendation:" without a number is of the conclusion before it and takes its number;
- an item goes on until its "(Paragraph 9)" where the list has such references.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.domain.block import Block, BlockKind
from kb.text.form import link_paragraphs
from scraper.publishers.html_inline import markdown, plain
from scraper.publishers.parliament_lines import Line, Shape
from scraper.publishers.parliament_numbers import (
    Counted,
    key_of,
    lone_number,
    spaced_heading,
    split_listed,
    split_paragraph,
)
from scraper.publishers.parliament_page import LEFT_OUT

_CONCLUSIONS = re.compile(
    r"(?:\d+\s+)?(?:(?:summary|list) of (?:the )?(?:(?:main|key) )?(?:conclusions|recommendations)(?: and .*)?|"
    r"(?:our )?(?:conclusions|recommendations) (?:and|&) (?:recommendations|conclusions)|recommendations)",
    re.IGNORECASE,
)
_RECOMMENDATIONS = re.compile(r"(?:(?:summary|list) of )?recommendations", re.IGNORECASE)
_REFERS = re.compile(r"\((?:see )?para(?:graph)?s?\.? [\d.,\sand–—to-]+\)[.”’\"]?\s*$", re.IGNORECASE)
_LABELLED = re.compile(r"(?P<word>Recommendations?|Conclusions?)\s*(?P<number>\d{1,3}[a-z]?)?\s*[:.–—]\s*(?=\S)")
_FACT = re.compile(
    r"This is a House of (?:Commons|Lords) Committee (?:report|special report).*|"
    r"(?:Author|Related inquiry|Related inquiries|Date Published|Session|Publication date)\s*:.*|Download and Share.*|"
    r"(?:[\w-]+ ){1,4}Report of Session \d{4}[–—-]\d{2,4}(?:\W.*)?|HC \d+(?:-[ivx]+)?|HL Paper \d+|"
    r"(?:HC \S+ )?Published on \d+ \w+ \d{4}(?: by authority.*)?|Ordered (?:by .*)?to be printed.*",
    re.IGNORECASE,
)
_FACT_LABEL = re.compile(r"(?:Author|Related inquir(?:y|ies)|Date Published)\s*:?", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_TITLE_OPENING = re.compile(r"[\W\d]+")
MOSTLY = 0.5


@dataclass
class _State:
    """Where in the report the reader is; levels are of headings, 0 means none."""

    counted: Counted = field(default_factory=Counted)
    skipping: int = 0
    concluding: int = 0
    recommending: bool = False
    listed: str = ""
    whole_page: bool = False
    headed: bool = False


def blocks_of_pages(pages: Sequence[Sequence[Line]], titles: Collection[str]) -> tuple[Block, ...]:
    """Read the lines of a report's parts, in order, as blocks; ``titles`` are headings that only repeat its title."""
    reader = _Reader(frozenset(_folded(title) for title in titles))
    for lines in pages:
        reader.page(_joined(lines), alone=len(pages) == 1)
    numbers = frozenset(block.number for block in reader.blocks if block.kind is BlockKind.PARAGRAPH and block.number)
    return tuple(_linked(block, numbers) for block in reader.blocks)


def is_numbered(lines: Sequence[Line]) -> bool:
    """Say whether a page has text of its own: numbered paragraphs and not only a list of parts."""
    found = (split_paragraph(line.text, Counted())[0] for line in lines if line.shape is Shape.TEXT and line.linked < 1)
    return sum(bool(number) for number in found) > 1


def facts_lines(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the plain lines that stand before the first numbered paragraph, each also with the next behind it."""
    texts: list[str] = []
    for line in lines[:400]:
        if line.shape is Shape.TEXT and split_paragraph(line.text, Counted())[0]:
            break
        texts.append(plain(line.text))
        texts += [" ".join(cell for cell in row) for row in line.rows]
    return (*texts, *(f"{one} {two}" for one, two in pairwise(texts) if one.endswith(":")))


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Put a number that stands in a line of its own before the line that it numbers, and a label before its fact."""
    out: list[Line] = []
    for line in lines:
        last = out[-1] if out else None
        if last and last.shape is line.shape and line.shape in {Shape.TEXT, Shape.HEADING}:
            number = lone_number(last.text)
            if number and not lone_number(line.text):
                dot = "." if line.shape is Shape.TEXT else ""
                out[-1] = replace(line, text=f"{number}{dot} {line.text}")
                continue
            if _FACT_LABEL.fullmatch(last.text):
                out[-1] = replace(line, text=f"{last.text} {line.text}")
                continue
        out.append(line)
    return out


def _folded(title: str) -> str:
    return _TITLE_OPENING.sub("", title).lower()


def _linked(block: Block, numbers: Collection[str]) -> Block:
    if block.kind in {BlockKind.CONCLUSION, BlockKind.RECOMMENDATION, BlockKind.ITEM}:
        return replace(block, text=link_paragraphs(block.text, numbers))
    return block


class _Reader:
    """One reading of one report; blocks gather in order."""

    def __init__(self, titles: frozenset[str]) -> None:
        self.blocks: list[Block] = []
        self._titles = titles
        self._state = _State()
        self._levels: dict[int, int] = {}
        self._refers = self._labels = self._sets_apart = False
        self._list_numbered = False

    def page(self, lines: Sequence[Line], *, alone: bool) -> None:
        """Read one part; what a part opened (a list of conclusions, something left out) ends with it."""
        own = [line for line in lines if not self._repeats_title(line)]
        ranks = sorted({line.level for line in own if line.shape is Shape.HEADING})
        self._levels = {rank: min(place + 2, 6) for place, rank in enumerate(ranks)}
        self._state = _State(Counted(self._state.counted.last), whole_page=not alone)
        listed = [line for line in own if split_listed(line.text)[0] and line.shape in {Shape.TEXT, Shape.ITEM}]
        self._refers = any(_REFERS.search(plain(line.text)) for line in own)
        self._labels = any(_LABELLED.match(line.text) for line in own)
        shares = [line.emphasis > MOSTLY for line in listed if not self._refers or _REFERS.search(plain(line.text))]
        self._sets_apart = any(shares) and not all(shares) and not self._labels
        for line in own:
            self._line(line)

    def _repeats_title(self, line: Line) -> bool:
        return line.shape is Shape.HEADING and _folded(plain(line.text)) in self._titles

    def _line(self, line: Line) -> None:
        state = self._state
        if line.shape is Shape.HEADING:
            self._heading(line)
        elif state.skipping:
            return
        elif line.shape is Shape.TABLE:
            self.blocks.append(
                Block(BlockKind.TABLE, rows=tuple(tuple(markdown(cell) for cell in row) for row in line.rows))
            )
        elif line.shape is Shape.QUOTE:
            self.blocks.append(Block(BlockKind.QUOTE, markdown(line.text)))
        elif not state.counted.last and (_FACT.fullmatch(line.text) or self._is_contents_entry(line)):
            return
        elif state.concluding or self._is_stray_conclusion(line):
            self._listed(line)
        else:
            self._text(line)

    def _is_contents_entry(self, line: Line) -> bool:
        return line.shape is Shape.ITEM and line.linked > 0.95

    def _heading(self, line: Line) -> None:
        state, text, level = self._state, spaced_heading(line.text), self._levels.get(line.level, 2)
        words = plain(text)
        first, state.headed = not state.headed, True
        state.counted = replace(state.counted, fresh=True)
        if state.skipping and level > state.skipping:
            return
        state.skipping = level if LEFT_OUT.fullmatch(words) or _CONTENTS.fullmatch(words) else 0
        if state.skipping:
            return
        if state.concluding and level <= state.concluding:
            state.concluding = 0
        if _CONCLUSIONS.fullmatch(words) and not state.concluding:
            state.concluding = 1 if first and state.whole_page else level
            state.listed = ""
        state.recommending = bool(_RECOMMENDATIONS.fullmatch(words))
        self.blocks.append(Block(BlockKind.HEADING, markdown(text), level=level))

    def _text(self, line: Line) -> None:
        state = self._state
        if line.shape is Shape.ITEM:
            if line.opens:  # a list whose first number goes on the count is a list of paragraphs
                self._list_numbered = bool(state.counted.last) and self._goes_on(line.text)
            if not self._list_numbered:
                self.blocks.append(Block(BlockKind.ITEM, markdown(line.text), level=line.level))
                return
        number, rest = split_paragraph(line.text, state.counted)
        if number and not number.startswith("Q"):
            state.counted = Counted(key_of(number), fresh=False)
        if number or not split_listed(line.text)[0] or not self.blocks or self.blocks[-1].kind is BlockKind.HEADING:
            self.blocks.append(Block(BlockKind.PARAGRAPH, markdown(rest), number))
        else:  # "1. First," under paragraph 20: an item of a list that is set as paragraphs
            self.blocks.append(Block(BlockKind.ITEM, markdown(line.text), level=1))

    def _goes_on(self, text: str) -> bool:
        number, _ = split_listed(text)
        return bool(number) and self._state.counted.takes(number, bare=True)

    def _is_stray_conclusion(self, line: Line) -> bool:
        """Say whether a line is a conclusion outside of a list that is headed as one.

        It ends in its reference, and its number does not go on the count of paragraphs.
        """
        number, _ = split_listed(line.text)
        if not number or not _REFERS.search(plain(line.text)):
            return False
        return bool(self._state.counted.last) and not self._state.counted.takes(number, bare=True)

    def _listed(self, line: Line) -> None:
        """Read a line of the list of conclusions and recommendations."""
        state = self._state
        if labelled := _LABELLED.match(line.text):
            recommends = labelled["word"].lower().startswith("rec")
            kind = BlockKind.RECOMMENDATION if recommends else BlockKind.CONCLUSION
            number = labelled["number"] or state.listed
            self.blocks.append(Block(kind, markdown(line.text[labelled.end() :]), number))
            return
        number, rest = split_listed(line.text)
        if number and self._counts_on(number):
            state.listed = number
            recommends = state.recommending or (self._sets_apart and line.emphasis > MOSTLY)
            kind = BlockKind.RECOMMENDATION if recommends else BlockKind.CONCLUSION
            self.blocks.append(Block(kind, markdown(rest), number))
        elif self._goes_on_with_last() and line.shape is Shape.TEXT:
            last = self.blocks.pop()
            self.blocks.append(replace(last, text=f"{last.text} {markdown(line.text)}"))
        elif line.shape is Shape.ITEM and not _REFERS.search(plain(line.text)):
            self.blocks.append(Block(BlockKind.ITEM, markdown(line.text), level=line.level))
        elif _REFERS.search(plain(line.text)) and not self._goes_on_with_last():
            kind = BlockKind.RECOMMENDATION if state.recommending else BlockKind.CONCLUSION
            self.blocks.append(Block(kind, markdown(line.text)))
        else:
            kind = BlockKind.ITEM if line.shape is Shape.ITEM else BlockKind.PARAGRAPH
            self.blocks.append(Block(kind, markdown(line.text), level=line.level))

    def _counts_on(self, number: str) -> bool:
        """Say whether a number goes on the list's own count; a lower one is of a list within an item."""
        return not self._state.listed or key_of(number) > key_of(self._state.listed)

    def _goes_on_with_last(self) -> bool:
        """Say whether the last block is an item of the list that has not come to its reference yet."""
        last = self.blocks[-1] if self.blocks else None
        kinds = {BlockKind.CONCLUSION, BlockKind.RECOMMENDATION}
        return last is not None and last.kind in kinds and self._refers and not _REFERS.search(plain(last.text))
