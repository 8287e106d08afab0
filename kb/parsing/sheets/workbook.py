"""Workbooks (.xlsx) → worksheets of rows of text, with whatever in them is not plainly said told by its row.

A function for the sandbox: it takes a stranger's bytes and gives JSON, or raises ``SandboxRefused`` with the reason.
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kb.parsing.completeness import words_of
from kb.parsing.documents.xml_archive import local_name, open_archive, parse_xml
from kb.storage.sandbox import SandboxRefused

MOST_ROWS = 10_000
MOST_COLUMNS = 200
_LAST_COLUMN = "GR"
LONGEST_UNPACKED = 60_000_000
_HEX = re.compile(r"_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True)
class CellProblem:
    """What is not plainly said in one cell, or with an empty ``column`` in one row or in the whole worksheet."""

    row: int
    column: int
    what: str


@dataclass(frozen=True)
class SheetRow:
    """A row with anything in it; ``number`` is its number as a spreadsheet program shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Worksheet:
    """One worksheet: its name, its rows that are not empty, and what in it is not plainly said."""

    name: str
    rows: tuple[SheetRow, ...] = ()
    problems: tuple[CellProblem, ...] = ()


def read_workbook(content: bytes) -> bytes:
    """Read every worksheet that has anything in it."""
    with open_archive(content) as archive:
        if sum(file.file_size for file in archive.infolist()) > LONGEST_UNPACKED:
            raise SandboxRefused("it is too large when unpacked")
        calculates = any(
            b"<f" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")
        )
        strings = list(_strings(archive))
    from openpyxl import load_workbook  # noqa: PLC0415 - a fifth of a second, for those who read no workbook

    values = load_workbook(io.BytesIO(content), data_only=True, rich_text=True)
    formulas = load_workbook(io.BytesIO(content)) if calculates else None
    sheets = [_worksheet(sheet, formulas[sheet.title] if formulas else None) for sheet in values.worksheets]
    sheets = [sheet for sheet in sheets if sheet.rows or sheet.problems]
    missing = _missing(strings, sheets)
    if missing and sheets:
        first = sheets[0]
        told = CellProblem(1, 0, f"not all of the workbook was read: “{missing}”")
        sheets[0] = Worksheet(first.name, first.rows, (*first.problems, told))
    return json.dumps([asdict(sheet) for sheet in sheets]).encode()


def worksheets_from_json(data: bytes) -> tuple[Worksheet, ...]:
    """Read back the workbook that :func:`read_workbook` wrote."""
    return tuple(
        Worksheet(
            str(sheet["name"]),
            tuple(SheetRow(int(row["number"]), tuple(map(str, row["cells"]))) for row in sheet["rows"]),
            tuple(CellProblem(int(one["row"]), int(one["column"]), str(one["what"])) for one in sheet["problems"]),
        )
        for sheet in json.loads(data)
    )


def _worksheet(sheet: Any, formulas: Any) -> Worksheet:
    rows: dict[int, dict[int, str]] = {}
    problems: list[CellProblem] = []
    for (row, column), cell in sorted(sheet._cells.items()):  # the public way makes every empty cell between
        words, what = _words(cell)
        if not what and not words.strip() and formulas is not None and formulas.cell(row, column).data_type == "f":
            what = "its formula has never been worked out; open the file, save it, and import it again"
        if cell.comment is not None:
            what = what or f"it has a note: “{' '.join(cell.comment.text.split())}”"
        if what:
            problems.append(CellProblem(row, column, what))
        if not words.strip():
            continue
        if column > MOST_COLUMNS:
            problems.append(CellProblem(row, 0, f"it has words right of column {_LAST_COLUMN}"))
            continue
        rows.setdefault(row, {})[column] = words
        if len(rows) > MOST_ROWS:
            raise SandboxRefused(f"it has more than {MOST_ROWS:,} rows")
    problems += _hidden(sheet, rows)
    if sheet._charts or sheet._images:
        problems.append(CellProblem(1, 0, "it has pictures or charts, which are not read"))
    return Worksheet(
        sheet.title,
        tuple(
            SheetRow(number, tuple(cells.get(column, "") for column in range(1, max(cells) + 1)))
            for number, cells in sorted(rows.items())
        ),
        tuple(problems),
    )


def _hidden(sheet: Any, rows: dict[int, dict[int, str]]) -> Iterator[CellProblem]:
    if sheet.sheet_state != "visible" and rows:
        yield CellProblem(min(rows), 0, "the worksheet is hidden")
    for number in rows:
        if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden:
            yield CellProblem(number, 0, "the row is hidden")
    filled = {column for cells in rows.values() for column in cells}
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            first = dimension.min or 0
            for column in filled & set(range(first, min(dimension.max or first, MOST_COLUMNS) + 1)):
                yield CellProblem(min(rows), column, f"the column {letter} is hidden")


def _words(cell: Any) -> tuple[str, str]:
    """Return the words of a cell, and what is not plainly said in it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "e":
        return "", f"it has the error {value}"
    struck = bool(cell.font and cell.font.strike)
    if _is_rich(value):
        parts = [(str(part), bool(getattr(getattr(part, "font", None), "strike", False))) for part in value]
        said = "".join(words for words, is_struck in parts if not (is_struck or struck))
        gone = "".join(words for words, is_struck in parts if is_struck or struck)
        return _decoded(said), f"it has words that are struck out: “{_decoded(gone)}”" if gone.strip() else ""
    if struck:
        return "", f"it has words that are struck out: “{_decoded(str(value))}”"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes"), ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), ""
    return _decoded(str(value)), ""


def _is_rich(value: object) -> bool:
    from openpyxl.cell.rich_text import CellRichText  # noqa: PLC0415 - see read_workbook

    return isinstance(value, CellRichText)


def _unescaped(words: str) -> str:
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 - see read_workbook

    unescaped: str = unescape(words)
    return unescaped


def _decoded(words: str) -> str:
    """Return words with the characters that Excel writes as ``_x000D_``; line ends are LF."""
    decoded = _unescaped(words) if _HEX.search(words) else words
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def _strings(archive: Any) -> Iterator[str]:
    """Yield all text there is in a workbook: of its cells, whether shared or their own, its boxes and its notes."""
    for name in archive.namelist():
        if not name.endswith(".xml") or not name.startswith(("xl/worksheets/", "xl/drawings/", "xl/sharedStrings")):
            continue
        for element in parse_xml(archive.read(name)).iter():
            if local_name(element) in ("si", "is", "p"):
                texts = (one for one in element.iter() if local_name(one) == "t")
                yield _decoded("".join(one.text or "" for one in texts if local_name(one.getparent()) != "rPh"))


def _missing(strings: list[str], sheets: list[Worksheet]) -> str:
    """Return the words that the simple reading found, and that are neither in a row nor told."""
    read = {word for sheet in sheets for row in sheet.rows for cell in row.cells for word in words_of(cell)}
    read |= {word for sheet in sheets for problem in sheet.problems for word in words_of(problem.what)}
    return " ".join(dict.fromkeys(word for text in strings for word in words_of(text) if word not in read))[:2_000]
