"""What of the matrix an address asks for: a filter, and a window on what is left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kb.domain.evidence.coverage import GAPS, By, CoverageColumn
from kb.domain.evidence.search_record import CellState
from kb.domain.query.search_query import MISSING
from kb.services.coverage.coverage import CoverageFilter, CoverageView
from kb.services.coverage.coverage_grid import CoverageGrid
from kb.web.layout.pager import last_page, page_in

SHOWN: Mapping[str, tuple[str, tuple[CellState, ...]]] = {
    "": ("Everything", ()),
    "gaps": ("Gaps only", GAPS),
    "unread": ("Hits unread", (CellState.HITS_UNREAD,)),
    "no-hit": ("Searched, no hit", (CellState.NO_HIT,)),
    "never": ("Not searched", (CellState.NOT_SEARCHED,)),
}
LONGEST_FILTER = 200
USUALLY_BY = By.PUBLISHERS
"""What the rows are without being asked: few enough to be read, and each leads to its sources."""
SQUARES = 1000
"""So many squares are on one page at most: with its link and its words each has up to 250 bytes."""
AT_ONCE = (50, 120)
"""How many rows one page may have; the first is what it has without being asked."""


@dataclass(frozen=True)
class Window:
    """Which part of the matrix a page shows: a page of its rows, and a page of the priorities."""

    page: int = 1
    priorities: int = 1
    at_once: int = AT_ONCE[0]

    @property
    def line_range(self) -> range:
        """Return the places of the rows."""
        return range((self.page - 1) * self.at_once, self.page * self.at_once)

    @property
    def priorities_at_once(self) -> int:
        """Return how many priorities there are on one page."""
        return SQUARES // self.at_once

    @property
    def priority_range(self) -> range:
        """Return the places of the priorities."""
        return range((self.priorities - 1) * self.priorities_at_once, self.priorities * self.priorities_at_once)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the window as the parameters of an address; what is as usual is left out."""
        pairs = (("page", self.page, 1), ("priorities", self.priorities, 1), ("at-once", self.at_once, AT_ONCE[0]))
        return tuple((name, str(value)) for name, value, usual in pairs if value != usual)


def window_in(args: Mapping[str, str]) -> Window:
    """Read which part of the matrix an address asks for."""
    at_once = page_in(args, "at-once")
    return Window(page_in(args), page_in(args, "priorities"), at_once if at_once in AT_ONCE else AT_ONCE[0])


def asked_for(args: Mapping[str, str]) -> CoverageFilter:
    """Read what of the matrix an address asks for; what cannot be is left out."""
    by = args.get("by", "")
    call, topic, publisher, year = (
        args.get(name, "").strip()[:LONGEST_FILTER] for name in ("call", "topic", "publisher", "year")
    )
    states = SHOWN.get(args.get("show", ""), SHOWN[""])[1]
    return CoverageFilter(By(by) if by in list(By) else USUALLY_BY, call, topic, publisher, year, states)


def parameters_of(asked: CoverageFilter) -> tuple[tuple[str, str], ...]:
    """Return what is asked for as the parameters of an address; what is as usual is left out."""
    show = next(name for name, (_, states) in SHOWN.items() if states == asked.states)
    pairs = (
        ("by", "" if asked.by is USUALLY_BY else asked.by.value),
        ("call", asked.call),
        ("topic", asked.topic),
        ("publisher", asked.publisher),
        ("year", asked.year),
        ("show", show),
    )
    return tuple(pair for pair in pairs if pair[1])


def coverage_address(asked: CoverageFilter) -> str:
    """Return the address of the matrix as asked for."""
    pairs = parameters_of(asked)
    return f"/coverage?{urlencode(pairs)}" if pairs else "/coverage"


def cell_address(priority: str, source: str) -> str:
    """Return the address of one square of the matrix of sources."""
    return f"/coverage/{priority}/{source}"


def narrowed(asked: CoverageFilter, column: CoverageColumn) -> CoverageFilter:
    """Return the matrix of the sources of one column."""
    key = column.key or MISSING
    plain = replace(asked, by=By.SOURCES)
    if asked.by is By.PUBLISHERS:
        return replace(plain, publisher=column.key)
    return replace(plain, topic=key) if asked.by is By.TOPICS else replace(plain, year=key)


def shown_part(view: CoverageView, window: Window) -> tuple[CoverageGrid, Window]:
    """Return what is in a window; one beyond the end shows the last that there is."""
    grid = view.part(window.priority_range, window.line_range)
    pages = last_page(grid.all_columns, window.at_once), last_page(len(grid.priorities), window.priorities_at_once)
    if window.page <= pages[0] and window.priorities <= pages[1]:
        return grid, window
    nearest = replace(window, page=min(window.page, pages[0]), priorities=min(window.priorities, pages[1]))
    return view.part(nearest.priority_range, nearest.line_range), nearest
