"""Many searches at once: a table of queries in, what each found out; every row that cannot be read is told.

A row that is wrong stops no other row, but a column whose name looks like a misspelt filter stops everything,
since searching without that filter would answer other questions than those that were asked.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput
from kb.domain.hints import choose_from, did_you_mean
from kb.domain.ids import ID_HINT, is_id
from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.parsing.sheets.tables import unguarded
from kb.services.search.search import SearchService

COLUMNS = ("query", "id", *FACET_NAMES, "source", "from", "to", "sort")
"""Columns that are read; several values of a filter stand in one cell with ``;`` between them."""
MOST_ROWS = 100_000
LAST_YEAR = 9999


@dataclass(frozen=True)
class BatchRowProblem:
    """Why a row was not searched: its line in the file, the column, and what is wrong with it."""

    line: int
    column: str
    what: str


@dataclass(frozen=True)
class BatchRow:
    """One search of a batch: its line, the id that the file gives it (or the line), and the query."""

    line: int
    id: str
    query: SearchQuery


@dataclass(frozen=True)
class SearchBatch:
    """The searches of a file, what could not be read of it, and the columns that were passed over."""

    rows: tuple[BatchRow, ...]
    problems: tuple[BatchRowProblem, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class BatchFound:
    """What one row found."""

    row: BatchRow
    result: SearchResult


def read_batch(data: bytes, size: int) -> SearchBatch:
    """Read a CSV file; ``size`` is how many documents each search gives.

    Raises ``InvalidInput`` where the file as a whole cannot be used.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput({"file": f"is not in UTF-8 (byte {error.start + 1}); save it as “CSV UTF-8”"}) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = tuple((name or "").strip() for name in reader.fieldnames or ())
        _check(columns)
        reader.fieldnames = columns
        rows, problems = _rows(reader, size)
    except csv.Error as error:
        raise InvalidInput({"file": f"cannot be read as CSV after line {reader.line_num}: {error}"}) from error
    return SearchBatch(tuple(rows), tuple(problems), tuple(name for name in columns if name and name not in COLUMNS))


def run_batch(
    batch: SearchBatch, searching: SearchService, viewer: Viewer, progress: Callable[[int, int], None]
) -> Iterator[BatchFound]:
    """Search for every row in order; ``progress`` is told how many are done, of how many."""
    for done, row in enumerate(batch.rows, start=1):
        yield BatchFound(row, searching.search(row.query, viewer).result)
        progress(done, len(batch.rows))


def _check(columns: tuple[str, ...]) -> None:
    errors = {}
    if "query" not in columns:
        errors["query"] = f"there is no such column; the file has: {', '.join(filter(None, columns)) or 'nothing'}"
    for name in columns:
        if name and columns.count(name) > 1:
            errors[name] = "this column is there more than once"
        elif name and name not in COLUMNS and (hint := did_you_mean(name, COLUMNS)):
            errors[name] = f"there is no such column; {hint}"
    if errors:
        raise InvalidInput(errors)


def _rows(reader: "csv.DictReader[str]", size: int) -> tuple[list[BatchRow], list[BatchRowProblem]]:
    rows: list[BatchRow] = []
    problems: list[BatchRowProblem] = []
    for number, cells in enumerate(reader, start=1):
        line = reader.line_num
        if number > MOST_ROWS:
            problems.append(
                BatchRowProblem(line, "", f"this row and those after it were left out: {MOST_ROWS} are the most")
            )
            break
        found = [BatchRowProblem(line, column, what) for column, what in _wrong(cells)]
        problems += found
        if not found:
            rows.append(BatchRow(line, unguarded((cells.get("id") or "").strip()) or str(line), _query(cells, size)))
    return rows, problems


def _wrong(cells: Mapping[str | None, str | None]) -> Iterator[tuple[str, str]]:
    if None in cells:
        yield "", "has more cells than the first row has columns"
    if not any((cells.get(name) or "").strip() for name in COLUMNS if name not in ("id", "sort")):
        yield "query", "is empty"
    for name in ("from", "to"):
        text = (cells.get(name) or "").strip()
        if text and not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_YEAR):
            yield name, f"“{text[:40]}” is no year"
    sort = (cells.get("sort") or "").strip()
    if sort and sort not in tuple(Sort):
        yield "sort", f"“{sort[:40]}” is no order; {choose_from(sort[:40], tuple(Sort))}"
    for id in _values(cells, "source"):
        if not is_id(id):
            yield "source", f"“{id[:40]}” is no id ({ID_HINT})"


def _query(cells: Mapping[str | None, str | None], size: int) -> SearchQuery:
    def year(name: str) -> int | None:
        text = (cells.get(name) or "").strip()
        return int(text) if text else None

    chosen = tuple((facet, values) for facet in FACET_NAMES if (values := _values(cells, facet)))
    return SearchQuery(
        text=unguarded((cells.get("query") or "").strip()),
        filters=Filters(chosen, _values(cells, "source"), year("from"), year("to")),
        sort=Sort((cells.get("sort") or "").strip() or Sort.BEST.value),
        size=size,
    )


def _values(cells: Mapping[str | None, str | None], name: str) -> tuple[str, ...]:
    values = (value.strip() for value in (cells.get(name) or "").split(";"))
    return tuple(dict.fromkeys(value for value in values if value))
