"""Pages that are not the document's text: covers, whose words become facts, and tables of contents."""

import re
from collections.abc import Sequence
from itertools import groupby

from scraper.pdf.headings import bare
from scraper.pdf.lines import Line
from scraper.pdf.numbering import leading_number

_CONTENTS = frozenset({"contents", "tableofcontents", "contentspage", "listofcontents"})
_LEADS = re.compile(r"(?:^|[\s.…])[.…\s]*(?:\d{1,4}|[ivxlc]{1,7})$")
_FIRST_PAGES = 8


def without_front(lines: Sequence[Line], body: float) -> list[Line]:
    """Return the lines without covers and contents."""
    kept: list[Line] = []
    largest = max((line.size for line in lines), default=0.0)
    listing = began = False
    for page, group in groupby(lines, key=lambda line: line.page):
        on_page = list(group)
        if not began and page < _FIRST_PAGES and _is_cover(on_page, body, largest):
            continue
        cut = next((at for at, line in enumerate(on_page[:8]) if bare(line.text) in _CONTENTS), None)
        if page < 3 * _FIRST_PAGES and cut is not None and _leads_on(on_page[cut + 1 :], 0.4):
            kept += on_page[:cut]
            listing = True
            continue
        listing = listing and _leads_on(on_page, 0.6)
        if not listing:
            kept += on_page
            began = began or len(on_page) > 12
    return kept


def _is_cover(lines: Sequence[Line], body: float, largest: float) -> bool:
    """Say whether a page is a cover or title page: few words, no prose, some of the largest type there is."""
    if sum(len(line.text) for line in lines) >= 600 or max(line.size for line in lines) < max(
        1.5 * body, 0.9 * largest
    ):
        return False
    prose = sum(line.size < 1.15 * body and len(line.text) > 55 for line in lines)
    return prose < 3 and not any(leading_number(line) for line in lines)


def _leads_on(lines: Sequence[Line], share: float) -> bool:
    """Say whether most lines end with the number of a page."""
    if not lines:
        return False
    leading = sum(bool(_LEADS.search(line.text)) for line in lines)
    return leading >= 2 and leading >= share * len(lines)
