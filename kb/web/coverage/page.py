"""Coverage: the matrix of priorities and sources as a real table, each square with its state in words.

The titles of sources are long, so they are the rows, where they can be read; a priority is a column under its number,
which a list above the table gives with the title. In files and in the API a priority is a row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from kb.domain.evidence.coverage import By, CoverageColumn
from kb.domain.evidence.search_record import CellState
from kb.domain.query.search_query import MISSING
from kb.services.coverage.coverage import CoverageFilter, CoverageView
from kb.services.coverage.coverage_grid import CoverageGrid
from kb.services.coverage.tables import CoverageTable
from kb.web.addresses import source_address
from kb.web.coverage.asked import AT_ONCE, SHOWN, Window, coverage_address, narrowed, parameters_of
from kb.web.coverage.running import Running
from kb.web.coverage.squares import KINDS, SIGNS, CoveredPriority, SquareView, covered_priority
from kb.web.humanize import count, number
from kb.web.layout.frame import Frame, Link
from kb.web.layout.pager import Pager, last_page, pager_of
from kb.web.sources.page import MOST_PUBLISHERS, ListOption, Select

_LEGEND = {
    CellState.CITED: "cited: pieces of evidence from there",
    CellState.HITS_UNREAD: "hits unread: passages with all the words of a search, none of them cited",
    CellState.NOTHING_RELEVANT: "read, nothing relevant: somebody has looked, and said so",
    CellState.NO_HIT: "searched, no hit: no passage has all the words of any of its searches; in brackets where only"
    " our own words could be searched",
    CellState.NOT_SEARCHED: "not searched: nobody has looked",
}
_BY = {By.PUBLISHERS: "Publishers", By.SOURCES: "Sources", By.TOPICS: "Topics", By.YEARS: "Years"}
GROUPED = (
    "A row has several sources; their number stands in brackets. A square shows the first of its states in the order of"
    " this list, and leads to a square for each of its sources."
)
_TABLES = {
    CoverageTable.STATES: "states",
    CoverageTable.COUNTS: "numbers of citations",
    CoverageTable.FLAGS: "1 where cited, 0 where not",
    CoverageTable.CELLS: "a line for each priority and source",
}


@dataclass(frozen=True)
class LegendRow:
    """A state: its sign and meaning, and how many squares are in it."""

    kind: str
    sign: str
    words: str
    number: str


@dataclass(frozen=True)
class CoverageLine:
    """A line of the table: a source, or several under one head, with a square for each priority."""

    head: Link
    squares: tuple[SquareView | None, ...]


FEW = 8
"""So many priorities have their titles over their columns where the window is wide."""


@dataclass(frozen=True)
class CoveragePage:
    """The matrix, or the word that there is nothing to put in it."""

    template: ClassVar[str] = "coverage/coverage.html"
    frame: Frame
    csrf: str
    heading: str
    said: str
    selects: tuple[Select, ...]
    narrowed: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    textless: str
    filtered: bool
    legend: tuple[LegendRow, ...]
    corner: str
    priorities: tuple[CoveredPriority, ...]
    few: bool
    lines: tuple[CoverageLine, ...]
    grouped: str
    of_lines: str
    line_pager: Pager | None
    priority_pager: Pager | None
    empty: str
    exports: tuple[Link, ...]
    running: Running | None


def coverage_page(
    frame: Frame,
    csrf: str,
    view: CoverageView,
    part: tuple[CoverageGrid, Window],
    name: Callable[[str], str],
    *,
    said: str,
    running: Running | None,
) -> CoveragePage:
    """Make the page of the part of the matrix in a window; ``name`` tells who somebody is.

    ``running`` is there for readers who may run searches.
    """
    grid, window = part
    first = window.priority_range.start + 1
    priorities = tuple(covered_priority(view, grid, row, name, at) for at, row in enumerate(grid.rows, first))
    squares = zip(*(one.squares for one in priorities), strict=True)
    lines = [CoverageLine(_head(view.asked, column), own) for column, own in zip(grid.columns, squares, strict=False)]
    asked = view.asked
    filtered = bool(asked.call or asked.topic or asked.publisher or asked.year or asked.states)
    return CoveragePage(
        frame=frame,
        csrf=csrf,
        heading="Evidence gaps",
        said=said,
        selects=_selects(view, window),
        narrowed=(("year", asked.year),) if asked.year else (),
        kept=parameters_of(asked),
        textless=_textless(view),
        filtered=filtered,
        legend=_legend(grid.tally),
        corner=f"{_BY[asked.by][:-1]} by priority",
        priorities=priorities,
        few=len(priorities) <= FEW,
        lines=tuple(lines),
        grouped="" if asked.by is By.SOURCES else GROUPED,
        of_lines=_of_lines(grid, window),
        empty="" if lines else _empty(filtered=filtered),
        line_pager=_pager(asked, window, grid.all_columns, "page"),
        priority_pager=_pager(asked, window, len(grid.priorities), "priorities"),
        exports=tuple(
            Link(words, f"/coverage.csv?{urlencode((*parameters_of(asked), ('table', table.value)))}")
            for table, words in _TABLES.items()
        ),
        running=running,
    )


def _textless(view: CoverageView) -> str:
    if not view.textless:
        return ""
    of = f"{number(view.textless)} of {count(len(view.sources), 'source')}"
    return f"Only our own words are searched in {of}: the text is not here."


def _empty(*, filtered: bool) -> str:
    if filtered:
        return "Nothing is like that."
    return "There is nothing to show yet: coverage needs a priority and a source."


def _selects(view: CoverageView, window: Window) -> tuple[Select, ...]:
    asked = view.asked
    show = dict(parameters_of(asked)).get("show", "")

    def select(name: str, words: str, chosen: str, values: list[tuple[str, str]]) -> Select:
        if chosen and chosen not in dict(values):
            values = [*values, (chosen, "none" if chosen == MISSING else chosen)]
        options = [ListOption(value, said, value == chosen) for value, said in [("", "All"), *values]]
        return Select(name, words, tuple(options))

    return (
        Select("by", "Rows", tuple(ListOption(by.value, words, by is asked.by) for by, words in _BY.items())),
        select("call", "Call", asked.call, [(call.id, call.title) for call in view.facts.calls]),
        select("topic", "Topic of sources", asked.topic, [(topic.id, topic.name) for topic in view.facts.topics]),
        select("publisher", "Publisher", asked.publisher, [(name, name) for name in _offered(view)]),
        Select(
            "at-once",
            "Rows at once",
            tuple(ListOption(str(many), str(many), many == window.at_once) for many in AT_ONCE),
        ),
        Select("show", "Show", tuple(ListOption(key, words, key == show) for key, (words, _) in SHOWN.items())),
    )


def _legend(tally: Mapping[CellState, int]) -> tuple[LegendRow, ...]:
    return tuple(
        LegendRow(KINDS[state], SIGNS[state], words, number(tally.get(state, 0))) for state, words in _LEGEND.items()
    )


def _of_lines(grid: CoverageGrid, window: Window) -> str:
    """Return which of the rows are shown, where it is not all."""
    if len(grid.columns) == grid.all_columns:
        return ""
    first = window.line_range.start + 1
    return f"Rows {first:,} to {first + len(grid.columns) - 1:,} of {grid.all_columns:,}."


def _offered(view: CoverageView) -> Sequence[str]:
    """Return the publishers to choose from; the first of them only where there are very many."""
    return view.facts.publishers[:MOST_PUBLISHERS]


def _pager(asked: CoverageFilter, window: Window, total: int, name: str) -> Pager | None:
    def address(page: int) -> str:
        moved = replace(window, page=page) if name == "page" else replace(window, priorities=page)
        pairs = (*parameters_of(asked), *moved.parameters)
        return f"/coverage?{urlencode(pairs)}" if pairs else "/coverage"

    if name == "page":
        return pager_of(window.page, last_page(total, window.at_once), address)
    return pager_of(window.priorities, last_page(total, window.priorities_at_once), address)


def _head(asked: CoverageFilter, column: CoverageColumn) -> Link:
    """Return the head of a row; what has several sources leads to a matrix of them, and says how many there are."""
    if asked.by is By.SOURCES:
        return Link(column.name, source_address(column.key))
    return Link(f"{column.name} ({len(column.sources):,})", coverage_address(narrowed(asked, column)))
