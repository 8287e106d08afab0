"""Coverage: the matrix of priorities and sources as a real table, each square with its state in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from kb.domain.evidence.coverage import GAPS, By, CoverageColumn
from kb.domain.evidence.search_record import CellState, SearchRecord
from kb.domain.query.search_query import MISSING
from kb.services.coverage.coverage import CoverageFilter, CoverageView
from kb.services.coverage.coverage_grid import CoverageGrid, CoverageGridRow, SquareCount
from kb.services.coverage.tables import CoverageTable
from kb.web.addresses import source_address
from kb.web.coverage.running import Running
from kb.web.humanize import count, day, listed, moment, number
from kb.web.layout.frame import Frame, Link
from kb.web.layout.pager import Pager, last_page, page_in, pager_of
from kb.web.sources.page import MOST_PUBLISHERS, ListOption, Select

SIGNS = {
    CellState.CITED: "3",
    CellState.HITS_UNREAD: "+3",
    CellState.NOTHING_RELEVANT: "–",
    CellState.NO_HIT: "0",
    CellState.NOT_SEARCHED: "?",
}
"""What stands in a square; the numbers are those of the legend."""
KINDS = {
    CellState.CITED: "is-cited",
    CellState.HITS_UNREAD: "is-unread",
    CellState.NOTHING_RELEVANT: "is-read",
    CellState.NO_HIT: "is-none",
    CellState.NOT_SEARCHED: "is-never",
}
_LEGEND = {
    CellState.CITED: "cited: pieces of evidence from there",
    CellState.HITS_UNREAD: "hits unread: passages with all the words of a search, none of them cited",
    CellState.NOTHING_RELEVANT: "read, nothing relevant: somebody has looked, and said so",
    CellState.NO_HIT: "searched, no hit: no passage has all the words of any of its searches",
    CellState.NOT_SEARCHED: "not searched: nobody has looked",
}
_SHOWN: Mapping[str, tuple[str, tuple[CellState, ...]]] = {
    "": ("Everything", ()),
    "gaps": ("Gaps only", GAPS),
    "unread": ("Hits unread", (CellState.HITS_UNREAD,)),
    "no-hit": ("Searched, no hit", (CellState.NO_HIT,)),
    "never": ("Not searched", (CellState.NOT_SEARCHED,)),
}
_BY = {By.SOURCES: "Sources", By.PUBLISHERS: "Publishers", By.TOPICS: "Topics", By.YEARS: "Years"}
_TABLES = {
    CoverageTable.STATES: "states",
    CoverageTable.COUNTS: "numbers of citations",
    CoverageTable.FLAGS: "1 where cited, 0 where not",
    CoverageTable.CELLS: "a line for each priority and source",
}
LONGEST_FILTER = 200


ROWS = 40
"""Priorities on one page."""
COLUMNS = (50, 120)
"""How many columns one page may have; the first is what it has without being asked."""


@dataclass(frozen=True)
class Window:
    """Which part of the matrix a page shows: a page of the columns, and one of the rows."""

    page: int = 1
    rows: int = 1
    columns: int = COLUMNS[0]

    @property
    def column_range(self) -> range:
        """Return the places of the columns."""
        return range((self.page - 1) * self.columns, self.page * self.columns)

    @property
    def row_range(self) -> range:
        """Return the places of the rows."""
        return range((self.rows - 1) * ROWS, self.rows * ROWS)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the window as the parameters of an address; what is as usual is left out."""
        pairs = (("page", self.page, 1), ("rows", self.rows, 1), ("columns", self.columns, COLUMNS[0]))
        return tuple((name, str(value)) for name, value, usual in pairs if value != usual)


def window_in(args: Mapping[str, str]) -> Window:
    """Read which part of the matrix an address asks for."""
    columns = page_in(args, "columns")
    return Window(page_in(args), page_in(args, "rows"), columns if columns in COLUMNS else COLUMNS[0])


@dataclass(frozen=True)
class SquareView:
    """A square: its class, what stands in it, the rest in words for who cannot see it, and where it leads."""

    kind: str
    sign: str
    words: str
    address: str


@dataclass(frozen=True)
class RowView:
    """A priority: its squares, and in words how far it is covered and when its searches were last run."""

    id: str
    title: str
    address: str
    squares: tuple[SquareView | None, ...]
    summary: str
    looked: str


@dataclass(frozen=True)
class LegendRow:
    """A state: its sign and meaning, and how many squares are in it."""

    kind: str
    sign: str
    words: str
    number: str


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
    columns: tuple[Link, ...]
    of_columns: str
    rows: tuple[RowView, ...]
    column_pager: Pager | None
    row_pager: Pager | None
    empty: str
    exports: tuple[Link, ...]
    running: Running | None


def asked_for(args: Mapping[str, str]) -> CoverageFilter:
    """Read what of the matrix an address asks for; what cannot be is left out."""
    by = args.get("by", "")
    call, topic, publisher, year = (
        args.get(name, "").strip()[:LONGEST_FILTER] for name in ("call", "topic", "publisher", "year")
    )
    states = _SHOWN.get(args.get("show", ""), _SHOWN[""])[1]
    return CoverageFilter(By(by) if by in list(By) else By.SOURCES, call, topic, publisher, year, states)


def parameters_of(asked: CoverageFilter) -> tuple[tuple[str, str], ...]:
    """Return what is asked for as the parameters of an address; what is as usual is left out."""
    show = next(name for name, (_, states) in _SHOWN.items() if states == asked.states)
    pairs = (
        ("by", "" if asked.by is By.SOURCES else asked.by.value),
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
    rows = tuple(_row(view, grid, row, name) for row in grid.rows)
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
        corner=f"Priority by {_BY[asked.by][:-1].lower()}",
        columns=tuple(Link(column.name, _column_address(asked, column)) for column in grid.columns),
        of_columns=_of_columns(grid, window),
        rows=rows,
        empty="" if rows and grid.columns else _empty(filtered=filtered),
        column_pager=_pager(asked, window, grid.all_columns, "page"),
        row_pager=_pager(asked, window, len(grid.priorities), "rows"),
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
        Select("by", "Columns", tuple(ListOption(by.value, words, by is asked.by) for by, words in _BY.items())),
        select("call", "Call", asked.call, [(call.id, call.title) for call in view.facts.calls]),
        select("topic", "Topic of sources", asked.topic, [(topic.id, topic.name) for topic in view.facts.topics]),
        select("publisher", "Publisher", asked.publisher, [(name, name) for name in _offered(view)]),
        Select(
            "columns",
            "Columns at once",
            tuple(ListOption(str(many), str(many), many == window.columns) for many in COLUMNS),
        ),
        Select("show", "Show", tuple(ListOption(key, words, key == show) for key, (words, _) in _SHOWN.items())),
    )


def _legend(tally: Mapping[CellState, int]) -> tuple[LegendRow, ...]:
    return tuple(
        LegendRow(KINDS[state], SIGNS[state], words, number(tally.get(state, 0))) for state, words in _LEGEND.items()
    )


def _of_columns(grid: CoverageGrid, window: Window) -> str:
    """Return which of the columns are shown, where it is not all."""
    if len(grid.columns) == grid.all_columns:
        return ""
    first = (window.page - 1) * window.columns + 1
    return f"Columns {first:,} to {first + len(grid.columns) - 1:,} of {grid.all_columns:,}."


def _offered(view: CoverageView) -> Sequence[str]:
    """Return the publishers to choose from; the first of them only where there are very many."""
    return view.facts.publishers[:MOST_PUBLISHERS]


def shown_part(view: CoverageView, window: Window) -> tuple[CoverageGrid, Window]:
    """Return what is in a window; one beyond the end shows the last that there is."""
    grid = view.part(window.row_range, window.column_range)
    pages = (last_page(grid.all_columns, window.columns), last_page(len(grid.priorities), ROWS))
    if window.page <= pages[0] and window.rows <= pages[1]:
        return grid, window
    nearest = replace(window, page=min(window.page, pages[0]), rows=min(window.rows, pages[1]))
    return view.part(nearest.row_range, nearest.column_range), nearest


def _pager(asked: CoverageFilter, window: Window, total: int, name: str) -> Pager | None:
    def address(page: int) -> str:
        moved = replace(window, page=page) if name == "page" else replace(window, rows=page)
        pairs = (*parameters_of(asked), *moved.parameters)
        return f"/coverage?{urlencode(pairs)}" if pairs else "/coverage"

    if name == "page":
        return pager_of(window.page, last_page(total, window.columns), address)
    return pager_of(window.rows, last_page(total, ROWS), address)


def _column_address(asked: CoverageFilter, column: CoverageColumn) -> str:
    if asked.by is By.SOURCES:
        return source_address(column.key)
    return coverage_address(_narrowed(asked, column))


def _narrowed(asked: CoverageFilter, column: CoverageColumn) -> CoverageFilter:
    """Return the matrix of the sources of one column."""
    key = column.key or MISSING
    plain = replace(asked, by=By.SOURCES)
    if asked.by is By.PUBLISHERS:
        return replace(plain, publisher=column.key)
    return replace(plain, topic=key) if asked.by is By.TOPICS else replace(plain, year=key)


def _row(view: CoverageView, grid: CoverageGrid, row: CoverageGridRow, name: Callable[[str], str]) -> RowView:
    priority = view.priorities[row.priority]
    shown = view.asked.states
    squares = tuple(
        _square(view.asked, row.priority, column, square) if not shown or square.state in shown else None
        for column, square in zip(grid.columns, row.squares, strict=True)
    )
    return RowView(
        id=priority.id,
        title=priority.title,
        address=f"/priorities/{priority.id}",
        squares=squares,
        summary=summary_words(row.states),
        looked=looked_words(priority.queries, view.search_records.get(priority.id), name),
    )


def _square(asked: CoverageFilter, priority: str, column: CoverageColumn, square: SquareCount) -> SquareView:
    if asked.by is By.SOURCES:
        address = cell_address(priority, column.key)
    else:
        address = f"{coverage_address(_narrowed(asked, column))}#{priority}"
    return SquareView(KINDS[square.state], *_sign(square), address)


def _sign(square: SquareCount) -> tuple[str, str]:
    if square.state is CellState.CITED:
        return str(square.cited), " cited"
    if square.state is CellState.HITS_UNREAD:
        return f"+{square.hits}", " hits unread" if square.hits != 1 else " hit unread"
    return SIGNS[square.state], f" {square.state.value}"


def summary_words(states: Mapping[CellState, int]) -> str:
    """Return how far a priority is covered: ``3 of 41 sources cited, 12 with unread hits, …``."""
    said = {
        CellState.HITS_UNREAD: "with unread hits",
        CellState.NOTHING_RELEVANT: "read in vain",
        CellState.NO_HIT: "searched in vain",
        CellState.NOT_SEARCHED: "never searched",
    }
    rest = [f"{states[state]} {words}" for state, words in said.items() if states.get(state)]
    first = f"{states.get(CellState.CITED, 0)} of {count(sum(states.values()), 'source')} cited"
    return ", ".join([first, *rest])


def looked_words(queries: tuple[str, ...], record: SearchRecord | None, name: Callable[[str], str]) -> str:
    """Return when the searches of a priority were last run, by whom, and whether they have changed since."""
    if not queries:
        return "It has no searches of its own yet."
    if record is None or not record.runs:
        return "Its searches have not been run yet."
    run = record.runs[-1]
    since = " Its searches have changed since." if run.queries != queries else ""
    return f"Searched on {day(run.at)} by {name(run.who)}, in an index of {moment(run.index)}.{since}"


def queries_words(queries: tuple[str, ...]) -> str:
    """Return searches as they were typed, in quotation marks."""
    return listed([f"‘{words}’" for words in queries])
