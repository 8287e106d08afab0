"""Spreadsheets: CSV and XLSX → rows of text, and rows → CSV and XLSX that no program takes for formulas.

CSV is read as people save it: UTF-8 with or without a mark, UTF-16, Windows-1252; commas, semicolons or tabs.
"""

import csv
import io
from collections.abc import Sequence

from kb.parsing.sheets.workbook import MOST_ROWS, SheetRow, Worksheet, worksheets_from_json
from kb.parsing.text_bytes import decoded
from kb.storage.sandbox import SandboxError, SandboxLimits, run_sandboxed

__all__ = ["MOST_ROWS", "SheetRow", "Worksheet"]
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_LIMITS = SandboxLimits(seconds=40)


class UnreadableSheet(ValueError):
    """Bytes that are no spreadsheet that can be read; the message says why, for a person."""


def is_xlsx(data: bytes) -> bool:
    """Say whether bytes are an archive, as XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_worksheets(data: bytes) -> tuple[Worksheet, ...]:
    """Return the worksheets that have anything in them, of CSV the one; raise :class:`UnreadableSheet` for no sheet."""
    if not is_xlsx(data):
        rows = _csv_rows(data)
        return (Worksheet("", rows),) if rows else ()
    try:
        return worksheets_from_json(run_sandboxed("kb.parsing.sheets.workbook:read_workbook", data, _LIMITS))
    except SandboxError as error:
        raise UnreadableSheet(f"this is no XLSX file that can be read: {error}") from None


def read_sheet(data: bytes) -> tuple[SheetRow, ...]:
    """Return the rows of the only sheet; raise :class:`UnreadableSheet` where it is not plain what they are."""
    sheets = read_worksheets(data)
    if len(sheets) > 1:
        raise UnreadableSheet(f"it has {len(sheets)} worksheets ({', '.join(one.name for one in sheets)}); keep one")
    problems = [problem for sheet in sheets for problem in sheet.problems]
    if problems:
        raise UnreadableSheet("; ".join(f"row {one.row}: {one.what}" for one in problems))
    return sheets[0].rows if sheets else ()


def _csv_rows(data: bytes) -> tuple[SheetRow, ...]:
    text = decoded(data, "").removeprefix("\ufeff")
    if "\x00" in text:
        raise UnreadableSheet("this is neither CSV nor XLSX: it has null bytes in it")
    named = _named_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=named or _delimiter(text), strict=True)
    rows: list[SheetRow] = []
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells) and not (named and number == 1):
                rows.append(_row(number, cells))
            if len(rows) > MOST_ROWS:
                raise UnreadableSheet(f"it has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        raise UnreadableSheet(f"row {number + 1} is not right CSV ({error}); look at its quotation marks") from None
    return tuple(rows)


def _named_separator(text: str) -> str:
    """Return the separator that a first line ``sep=;`` names, as Excel reads it; nothing where there is none."""
    line = text.partition("\n")[0].rstrip("\r").strip('"')
    return line[4] if len(line) == 5 and line.lower().startswith("sep=") and line[4] not in '"\r\n ' else ""


def _delimiter(text: str) -> str:
    """Return the separator of cells: whichever of the three the head row has most of, outside quotes."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(head.split('"')[::2])
    return max(",;\t", key=outside.count)


def _row(number: int, cells: Sequence[str]) -> SheetRow:
    words = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    while words and not words[-1].strip():
        words.pop()
    return SheetRow(number, tuple(words))


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula: one that could be begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of :func:`guarded` off again."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ACTIVE) else cell


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark, so that spreadsheet programs read it rightly; formulas are guarded."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> bytes:
    """Return rows as an XLSX workbook, the first one as its head; every cell is text, never a formula."""
    # A third of a second, which only those who take such a file should wait for.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = guarded(words)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
