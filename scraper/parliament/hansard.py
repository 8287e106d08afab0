"""Pages of Hansard: columns in place of pages, and what a day's report is called."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.domain.source.block import Block, BlockKind
from kb.domain.source.source import Reference
from scraper.html.inline import plain
from scraper.parliament.facts import ReportFacts, date_of
from scraper.parliament.lines import LineShape, ReportLine
from scraper.parliament.page import COLUMN

_HOUSES = {"commons": "House of Commons", "lords": "House of Lords"}
_ENDS = re.compile(r"[.!?:;”’\"')\]—–-]$")
_GOES_ON = re.compile(r"[a-z(£0-9]")


def with_columns_inside(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put a paragraph that the turn of a column breaks together again, with the mark of the column where it turns."""
    out: list[Block] = []
    for block in blocks:
        broken = len(out) > 1 and out[-1].kind is BlockKind.PAGE and out[-2].kind is BlockKind.PARAGRAPH
        if broken and _goes_on(out[-2], block):
            mark = f"<!-- page {out.pop().number} -->"
            out[-1] = replace(out[-1], text=f"{out[-1].text} {mark} {block.text}")
        else:
            out.append(block)
    return tuple(out)


def _goes_on(before: Block, after: Block) -> bool:
    """Say whether a paragraph is the rest of the one before: no sentence ended, and none begins."""
    is_rest = after.kind is BlockKind.PARAGRAPH and not after.number and bool(_GOES_ON.match(after.text))
    return is_rest and not _ENDS.search(before.text)


def hansard_facts(facts: ReportFacts, lines: Sequence[ReportLine]) -> ReportFacts:
    """Return the facts of a page of Hansard: its day and first column; those of any other page as they are.

    Its headings are those of the day's business, so the title is of the House, the day and the highest of them.
    """
    column = next((match for line in lines if (match := COLUMN.fullmatch(line.text))), None)
    day = date_of(" ".join(column.groups()[:3])) if column else None
    if column is None or day is None:
        return facts
    reference = facts.reference or Reference()
    house = _HOUSES.get(reference.house, "Parliament")
    headings = [line for line in lines if line.shape is LineShape.HEADING and plain(line.text) not in _HOUSES.values()]
    business = plain(min(headings, key=lambda line: line.level).text) if headings else ""
    number = f"{'HL' if reference.house == 'lords' else 'HC'} Deb col {column[4]}"
    return replace(
        facts,
        title=f"{house} Hansard, {day.in_words()}" + (f": {business}" if business else ""),
        published=facts.published if facts.published and facts.published.day else day,
        publishers=facts.publishers or (house,),
        reference=replace(reference, number=reference.number or number),
    )
