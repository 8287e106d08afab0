"""Lines of a report's pages to blocks: numbered paragraphs, conclusions and recommendations linked to them.

The same report must give the same passages from each generation of the site and from its PDF, so what is decided here
rests on words and order, never on type. Conclusions and recommendations stand in one list with one count:

- an item is a **recommendation** where it says so ("Recommendation:", "Recommendation 3:") or stands under a heading
  that names recommendations and no conclusions; it is a **conclusion** otherwise. Italics, in which some committees
  set what they recommend, are found on other items too, and decide nothing (``scraper.pdf`` has the same rule);
- a "Recommendation:" without a number is of the conclusion before it and takes its number;
- an item goes on until its "(Paragraph 9)" where the list has such references;
- a section is such a list where it counts from 1 or refers to paragraphs; a last chapter that is called "Conclusions"
  and goes on with the count of paragraphs is a chapter.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kb.documents.markdown.dialect import link_paragraphs
from kb.domain.source.block import Block, BlockKind
from scraper.html.inline import markdown, plain
from scraper.parliament.hansard import with_columns_inside
from scraper.parliament.lines import LineShape, ReportLine
from scraper.parliament.numbers import (
    Counted,
    key_of,
    lone_number,
    spaced_heading,
    split_listed,
    split_paragraph,
)
from scraper.parliament.page import COLUMN, LEFT_OUT

_CONCLUSIONS = re.compile(
    r"(?:(?:chapter|part|annex|appendix)?\s*[\dA-Z]{1,3}[.:]?\s+)?"
    r"(?:list of |summary of |our |the |key |main |formal |committee.s )*"
    r"(?P<one>conclusions?|recommendations?)(?:\s+(?:and|&)\s+(?:\w+\s+)?(?P<two>conclusions?|recommendations?))?:?",
    re.IGNORECASE,
)
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
_NOTES = re.compile(r"(?:foot|end)?notes", re.IGNORECASE)
_TITLE_OPENING = re.compile(r"[\W\d]+")


@dataclass
class _TextState:
    """The reader's position in the report; levels are of headings, 0 means none."""

    counted: Counted = field(default_factory=Counted)
    skipping: int = 0
    concluding: int = 0
    recommending: bool = False
    open: bool = False
    listed: str = ""
    whole_page: bool = False
    headed: bool = False


def blocks_of_pages(pages: Sequence[Sequence[ReportLine]], titles: Collection[str]) -> tuple[Block, ...]:
    """Read the lines of a report's parts, in order, as blocks; ``titles`` are headings that only repeat its title."""
    reader = _TextReader(frozenset(_folded(title) for title in titles))
    for lines in pages:
        reader.page(_joined(lines), alone=len(pages) == 1)
    blocks = with_columns_inside(reader.blocks)
    numbers = frozenset(block.number for block in blocks if block.kind is BlockKind.PARAGRAPH and block.number)
    return tuple(_linked(block, numbers) for block in blocks)


def is_numbered(lines: Sequence[ReportLine]) -> bool:
    """Say whether a page has text of its own: numbered paragraphs and not only a list of parts."""
    found = (
        split_paragraph(line.text, Counted())[0] for line in lines if line.shape is LineShape.TEXT and line.linked < 1
    )
    return sum(bool(number) for number in found) > 1


def facts_lines(lines: Sequence[ReportLine]) -> tuple[str, ...]:
    """Return the plain lines that stand before the first numbered paragraph, each also with the next behind it."""
    texts: list[str] = []
    for line in lines[:400]:
        if line.shape is LineShape.TEXT and split_paragraph(line.text, Counted())[0]:
            break
        texts.append(plain(line.text))
        texts += [" ".join(cell for cell in row) for row in line.rows]
    return (*texts, *(f"{one} {two}" for one, two in pairwise(texts) if one.endswith(":")))


def _joined(lines: Sequence[ReportLine]) -> list[ReportLine]:
    """Put a number that stands in a line of its own before the line that it numbers, and a label before its fact."""
    out: list[ReportLine] = []
    for line in lines:
        last = out[-1] if out else None
        if last and last.shape is line.shape and line.shape in {LineShape.TEXT, LineShape.HEADING}:
            number = lone_number(last.text)
            if number and not lone_number(line.text):
                dot = "." if line.shape is LineShape.TEXT else ""
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


class _TextReader:
    """One reading of one report; blocks gather in order."""

    def __init__(self, titles: frozenset[str]) -> None:
        self.blocks: list[Block] = []
        self._titles = titles
        self._state = _TextState()
        self._levels: dict[int, int] = {}
        self._refers = False
        self._list_numbered = False

    def page(self, lines: Sequence[ReportLine], *, alone: bool) -> None:
        """Read one part; what a part opened (a list of conclusions, something left out) ends with it."""
        own = [line for line in lines if not self._repeats_title(line)]
        ranks = sorted({line.level for line in own if line.shape is LineShape.HEADING})
        self._levels = {rank: min(place + 2, 6) for place, rank in enumerate(ranks)}
        self._state = _TextState(Counted(self._state.counted.last), whole_page=not alone)
        for place, line in enumerate(own):
            if line.shape is LineShape.HEADING:
                self._heading(line, own[place + 1 :])
            else:
                self._line(line)

    def _repeats_title(self, line: ReportLine) -> bool:
        return line.shape is LineShape.HEADING and _folded(plain(line.text)) in self._titles

    def _line(self, line: ReportLine) -> None:
        state = self._state
        if state.skipping:
            return
        if column := COLUMN.fullmatch(line.text):
            self.blocks.append(Block(BlockKind.PAGE, number=f"col {column[4]}"))
            return
        if line.shape is LineShape.TABLE:
            self.blocks.append(
                Block(BlockKind.TABLE, rows=tuple(tuple(markdown(cell) for cell in row) for row in line.rows))
            )
        elif line.shape is LineShape.QUOTE:
            self.blocks.append(Block(BlockKind.QUOTE, markdown(line.text)))
        elif not state.counted.last and (_FACT.fullmatch(line.text) or self._is_contents_entry(line)):
            return
        elif state.concluding or self._is_stray_conclusion(line):
            self._listed(line)
        else:
            self._text(line)

    def _is_contents_entry(self, line: ReportLine) -> bool:
        return line.shape in {LineShape.ITEM, LineShape.TEXT} and line.linked > 0.95

    def _heading(self, line: ReportLine, rest: Sequence[ReportLine]) -> None:
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
            reach = 1 if first and state.whole_page else level
            if self._is_list(list(self._section(rest, reach))):
                state.concluding, state.listed, state.open = reach, "", False
        if match := _CONCLUSIONS.fullmatch(words):
            state.recommending = "conclusion" not in match.group().lower()
        if not _NOTES.fullmatch(words):
            self.blocks.append(Block(BlockKind.HEADING, markdown(text), level=level))

    def _section(self, rest: Sequence[ReportLine], level: int) -> Iterator[ReportLine]:
        """Return the lines up to the next heading of a level or above it."""
        for line in rest:
            if line.shape is LineShape.HEADING and self._levels.get(line.level, 2) <= level:
                return
            yield line

    def _is_list(self, section: Sequence[ReportLine]) -> bool:
        """Say whether the lines under a heading are a list of conclusions, and see how its items end."""
        self._refers = any(_REFERS.search(plain(line.text)) for line in section)
        numbers = (split_listed(line.text)[0] for line in section if line.shape in {LineShape.TEXT, LineShape.ITEM})
        labels = any(_LABELLED.match(line.text) for line in section)
        return self._refers or labels or next((key_of(number) for number in numbers if number), ()) == (1,)

    def _text(self, line: ReportLine) -> None:
        state = self._state
        if line.shape is LineShape.ITEM:
            if line.opens:  # a list whose first number goes on the count is a list of paragraphs
                self._list_numbered = (line.prose or bool(state.counted.last)) and self._goes_on(line.text)
            if not self._list_numbered:
                self._item(line)
                return
        last = self.blocks[-1] if self.blocks else None
        if last is not None and last.kind is BlockKind.PARAGRAPH and last.text.endswith(":"):
            state.counted = replace(state.counted, fresh=False)  # the "1." after a colon is of a list
        number, rest = split_paragraph(line.text, state.counted)
        if number and not number.startswith("Q"):
            state.counted = Counted(key_of(number), fresh=False)
        if number or not split_listed(line.text)[0] or last is None or last.kind is BlockKind.HEADING:
            self.blocks.append(Block(BlockKind.PARAGRAPH, markdown(rest), number))
        else:  # "1. First," under paragraph 20: an item of a list that is set as paragraphs
            self.blocks.append(Block(BlockKind.ITEM, markdown(line.text), level=1))

    def _goes_on(self, text: str) -> bool:
        number, _ = split_listed(text)
        return bool(number) and self._state.counted.takes(number, bare=True)

    def _is_stray_conclusion(self, line: ReportLine) -> bool:
        """Say whether a line is a conclusion outside of a list that is headed as one.

        It ends in its reference, and its number does not go on the count of paragraphs.
        """
        number, _ = split_listed(line.text)
        if not number or not _REFERS.search(plain(line.text)):
            return False
        return bool(self._state.counted.last) and not self._state.counted.takes(number, bare=True)

    def _item(self, line: ReportLine) -> None:
        """Read a line of an item; what is not its first line goes on with it."""
        last = self.blocks[-1] if self.blocks else None
        if last is not None and last.kind is BlockKind.ITEM and not line.begins:
            self.blocks[-1] = replace(last, text=f"{last.text} {markdown(line.text)}")
        else:
            self.blocks.append(Block(BlockKind.ITEM, markdown(line.text), level=line.level))

    def _listed(self, line: ReportLine) -> None:
        """Read a line of the list of conclusions and recommendations."""
        state, text = self._state, line.text
        refers = bool(_REFERS.search(plain(text)))
        number, rest = split_listed(text)
        if labelled := _LABELLED.match(text):
            self._verdict(text[labelled.end() :], labelled["number"] or state.listed, labelled["word"][0] == "R")
            state.open = self._refers and not refers
        elif number and self._counts_on(number):
            state.listed, state.open = number, self._refers and not refers
            self._verdict(rest, number, state.recommending)
        elif state.open and not line.begins:
            state.open = not refers
            self.blocks[-1] = replace(self.blocks[-1], text=f"{self.blocks[-1].text} {markdown(text)}")
        elif refers and not state.open:
            self._verdict(text, "", state.recommending)
        elif line.shape is LineShape.ITEM:
            state.open = state.open and not refers
            self._item(line)
        else:
            self.blocks.append(Block(BlockKind.PARAGRAPH, markdown(text)))

    def _verdict(self, text: str, number: str, recommends: bool) -> None:
        kind = BlockKind.RECOMMENDATION if recommends else BlockKind.CONCLUSION
        self.blocks.append(Block(kind, markdown(text), number))

    def _counts_on(self, number: str) -> bool:
        """Say whether a number goes on the list's own count; a lower one is of a list within an item."""
        return not self._state.listed or key_of(number) > key_of(self._state.listed)
